"""Starts, shares and stops the embedded PostgreSQL.

Every process that uses the server holds a shared lock for as long as it lives, also a killed one; a process that
leaves and gets the lock for itself was the last one and stops the server. What a crash leaves behind (a server
without users, or a lock file without server) is simply taken up by the next process that needs the database.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg

from primio_crm.embedded_database.place import EmbeddedDatabaseError, Place, find_place
from primio_crm.embedded_database.tuning import settings

NAME = "primio"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


@cache
def server_at(data: Path, *, durable: bool = True) -> "Server":
    """The one object for this data folder in this process."""
    return Server(data, durable=durable)


class Server:
    """A PostgreSQL on a Unix socket, with its data in one folder."""

    def __init__(self, data: Path, *, durable: bool) -> None:
        self.data, self.durable = data, durable
        self.log = data.with_name(f"{data.name}.log")
        self.lock: int | None = None
        self.joining = threading.Lock()

    def ensure_running(self) -> str:
        """The folder of the socket of the running server, started first where it does not run."""
        with self.joining:
            self.join()
        return self.ready() or self.start()

    def join(self) -> None:
        """Counts this process among the users of the server, until it ends."""
        if self.lock is None:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            self.lock = os.open(self.data.with_name(f"{self.data.name}.users"), os.O_RDONLY | os.O_CREAT, 0o644)
            fcntl.flock(self.lock, fcntl.LOCK_SH)
            atexit.register(self.leave, os.getpid())

    def leave(self, process: int) -> None:
        """Stops the server if no other process uses it; a forked child leaves that to its parent."""
        if self.lock is None or process != os.getpid():
            return
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self.stop()
        os.close(self.lock)
        self.lock = None

    def stop(self) -> None:
        """Ends all connections, then the server; returns when its data are safely written."""
        state = self.state()
        if state:
            os.kill(int(state[0]), signal.SIGINT)
            while self.state():
                time.sleep(0.02)
            with suppress(OSError, IndexError):  # a folder of the socket's own is empty now, the data folder is not
                Path(state[4]).rmdir()

    def start(self) -> str:
        """Starts the server and waits, as long as recovery takes; makes the data folder if there is none."""
        with self.starting():
            while (state := self.state()) and not self.ready():
                wait_a_little(state)
            if folder := self.ready():
                return folder
            place = find_place(self.data)
            if not (place.data / "PG_VERSION").exists():
                initialise(place, durable=self.durable)
            if self.data.resolve() != place.data:
                self.data.symlink_to(place.data)
            folder = self.launch(place)
            make_database(folder)
            return folder

    def launch(self, place: Place) -> str:
        """Runs the program until it accepts connections, a few times if processes of a killed server linger."""
        folder = socket_folder(place)
        chosen = settings(socket_folder=folder, durable=self.durable)
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        for _attempt in range(5):
            self.forget_dead(Path(folder))
            with self.log.open("wb") as log:
                process = subprocess.Popen(
                    [place.program / "postgres", "-D", place.data, *options],
                    cwd="/", env=ENVIRONMENT, umask=0o077, start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, **place.run_as(),
                )  # fmt: skip
            while process.poll() is None:
                if self.ready():
                    return folder
                wait_a_little(self.state())
            time.sleep(1)
        raise EmbeddedDatabaseError(f"The database does not start: {self.last_words()}")

    def state(self) -> list[str]:
        """The lines of the living server's own file postmaster.pid; none if it does not live."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, PermissionError):
            return []
        return lines if lines and lives_in(int(lines[0]), self.data) else []

    def ready(self) -> str:
        """The folder of the socket if the server accepts connections, else nothing."""
        state = self.state()
        return state[4] if len(state) > 7 and state[7].strip() == "ready" else ""

    def forget_dead(self, folder: Path) -> None:
        """Removes the lock files of a dead server, whose number another process may have by now."""
        if not self.state():
            for file in (self.data / "postmaster.pid", folder / f"{SOCKET}.lock"):
                file.unlink(missing_ok=True)

    def last_words(self) -> str:
        """The end of the server's log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " / ".join(lines[-3:]) + f" (see {self.log})"

    @contextmanager
    def starting(self) -> Iterator[None]:
        """One process at a time starts the server."""
        with self.data.with_name(f"{self.data.name}.starting").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def lives_in(process: int, data: Path) -> bool:
    """Whether this process is a server on these data, and not some other that got a dead one's number."""
    try:
        os.kill(process, 0)
        return (
            not Path("/proc/self/cwd").exists() or Path(f"/proc/{process}/cwd").resolve(strict=True) == data.resolve()
        )
    except PermissionError:
        return True
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_a_little(state: list[str]) -> None:
    """Waits for a server that starts; on a terminal, says every ten seconds that it does."""
    time.sleep(0.02)
    if state and len(state) > 2 and (waited := time.time() - int(state[2])) > 10 and waited % 10 < 0.02:
        print("The database is still starting (it recovers after a crash).", file=sys.stderr)


def socket_folder(place: Place) -> str:
    """The data folder if a socket's path fits there, else a short private folder for temporary files."""
    folder = place.data
    length = len(os.fsencode(folder / SOCKET))
    if length <= LONGEST_SOCKET_PATH and not set(str(folder)) & set(',"'):
        return str(folder)
    owner = place.run_as().get("user", os.geteuid())
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"primio-{owner}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        raise EmbeddedDatabaseError(
            f"{folder} belongs to somebody else: remove it, or set TMPDIR to a folder of yours."
        )
    os.chown(folder, owner, -1)
    return str(folder)


def initialise(place: Place, *, durable: bool) -> None:
    """Lays a new data folder, beside its place first, so that an interrupted one is never taken for whole."""
    new = place.data.with_name(f"{place.data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if place.account:
        os.chown(new, place.run_as()["user"], place.run_as()["group"])
    command: list[str | Path] = [
        place.program / "initdb", "-D", new, "--username=postgres", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject",
        "--no-instructions", *([] if durable else ["--no-sync"]),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=ENVIRONMENT, **place.run_as()
    )
    if done.returncode:
        raise EmbeddedDatabaseError(f"The database cannot be made in {new}: {done.stderr.strip()}")
    new.rename(place.data)


def make_database(folder: str) -> None:
    """The project's own role, no superuser, and its database; nothing if they are there."""
    with psycopg.connect(host=folder, user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("select from pg_roles where rolname = %s", [NAME]).rowcount:
            connection.execute(f"create role {NAME} login createdb")
        if not connection.execute("select from pg_database where datname = %s", [NAME]).rowcount:
            connection.execute(f"create database {NAME} owner {NAME}")
