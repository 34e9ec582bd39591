"""How gunicorn serves the pages; any of it can be set again on its command line."""

import os
from pathlib import Path

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or min(max(2, os.cpu_count() or 2), 8))
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 120
graceful_timeout = 15
keepalive = 5
max_requests = 10_000
max_requests_jitter = 1_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
loglevel = "warning"
chdir = str(Path(__file__).resolve().parent.parent)
