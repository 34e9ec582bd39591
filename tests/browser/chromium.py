"""Finds a Chromium for the browser tests; run as a program it installs one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of a Chromium that runs: the system's, else the one that Playwright has downloaded."""
    from playwright.sync_api import sync_playwright

    for name in NAMES:
        if (path := shutil.which(name)) and runs(path):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and runs(path) else None


def runs(path: str) -> bool:
    """Whether it is a real one: a package may leave a mere hint how to install it."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def install() -> None:
    """Debian's package where we may install it, else Playwright's download."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = shutil.which("apt-get") and (not root or shutil.which("sudo"))
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if apt:
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            if subprocess.run([*root, "apt-get", *words], check=False, env=environment, stdout=sys.stderr).returncode:
                break
        if find():
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if not find():
        print("Installing Chromium for the browser tests ...", flush=True)
        install()
        if not find():
            sys.exit(
                "The browser tests need Chromium: install it (on Debian: apt-get install chromium) and try again."
            )
