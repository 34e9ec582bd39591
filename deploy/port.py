"""Says whether a port is free: `python3 deploy/port.py HOST PORT`. Needs nothing but Python."""

import socket
import sys

host, port = sys.argv[1:]
if not port.isdigit() or not 0 < int(port) < 65536:
    sys.exit(f"{port} is not a port: choose a number from 1 to 65535, as in: make run PORT=9000")
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family) as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
        probe.listen()
    except PermissionError:
        sys.exit(f"Port {port} is reserved for root: choose another one, as in: make run PORT=8000")
    except OSError:
        sys.exit(f"Port {port} is taken by another program: stop that one, or choose another: make run PORT=9000")
