"""What the embedded PostgreSQL is told beside its defaults, by the size of the machine."""

import os

MIB = 1024 * 1024


def settings(*, socket_folder: str, durable: bool) -> dict[str, str]:
    """PostgreSQL's settings; without `durable` (for tests) a crash may lose everything, and speed is all."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    chosen = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + socket_folder + '"',
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": megabytes(memory // 8, 128, 2048),
        "effective_cache_size": megabytes(memory // 2, 512, 65536),
        "maintenance_work_mem": megabytes(memory // 32, 64, 1024),
        "work_mem": "32MB",
        "min_wal_size": "256MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m ",
        "dynamic_shared_memory_type": "posix" if shared_memory() > 512 * MIB else "mmap",
    }
    if not durable:
        chosen |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
    return chosen


def megabytes(wanted: int, least: int, most: int) -> str:
    """A number of megabytes within bounds, as PostgreSQL writes it."""
    return f"{min(max(wanted, least), most)}MB"


def shared_memory() -> int:
    """Free bytes in /dev/shm: containers often have too little for parallel queries."""
    try:
        state = os.statvfs("/dev/shm")
    except OSError:
        return 0
    return state.f_frsize * state.f_bavail
