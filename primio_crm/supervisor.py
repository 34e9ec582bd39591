"""Runs the web server and the worker side by side: starts one that fell again, and stops both in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

# A child that falls again within these seconds, this often in a row, is not started any more.
TOO_SOON, TOO_OFTEN = 10, 3
PATIENCE = 30
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass
class Child:
    """One program that has to run."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    falls: int = field(default=0)

    def start(self) -> None:
        """Starts it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        if self.process:  # what it left behind would hold the port
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=die_with_parent())

    def fallen(self) -> int | None:
        """The exit status if it has ended."""
        return self.process.poll() if self.process else None

    def stop(self) -> None:
        """Asks it to end, and makes it end when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def die_with_parent() -> Callable[[], None] | None:
    """What a child does first on Linux: ask for the signal TERM when its parent is gone, even by kill -9."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(DIE_WITH_PARENT, signal.SIGTERM)


def supervise(children: list[Child], say: Callable[[str], None]) -> int:
    """Runs the children until a signal comes; returns 0 then, 1 if one of them does not stay up."""
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        for child in children:
            child.start()
        while not stopping:
            time.sleep(0.2)
            if gone := next((child for child in children if not keep_up(child, say)), None):
                say(f"{gone.name} does not stay up: stopping everything.")
                return 1
        say("Stopping ...")
        return 0
    finally:
        for child in children:
            child.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_up(child: Child, say: Callable[[str], None]) -> bool:
    """Starts a fallen child again; false if that has been in vain too often."""
    status = child.fallen()
    if status is None:
        return True
    soon = time.monotonic() - child.started_at < TOO_SOON
    child.falls = child.falls + 1 if soon else 1
    if child.falls >= TOO_OFTEN:
        return False
    say(f"{child.name} has ended (status {status}): starting it again.")
    child.start()
    return True
