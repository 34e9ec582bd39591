"""`make check`: everything that can be said about the code without running the tests; the summary is at the end."""

import os
import subprocess
import sys
import time

# As in production: nothing relaxed, nothing read from this machine.
PRODUCTION = {
    "LOCAL_HTTP": "no",
    "DEBUG": "no",
    "SECRET_KEY": "0123456789 only for the check abcdefghijklmnopqrstuvwxyz",
}
PRODUCTION |= {"ALLOWED_HOSTS": "crm.example.com", "DJANGO_SETTINGS_MODULE": "primio_crm.settings"}
CHECKS = {
    "ruff": ["-m", "ruff", "check", "--quiet", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "mypy": ["-m", "mypy", "."],
    "djlint": ["-m", "djlint", "--lint", "--quiet", "templates"],
    "layers": ["-c", "import sys; from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "deployment": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "house": ["-m", "pytest", "--quiet", "--no-header", "-p", "no:cacheprovider", "tests/house"],
}


def passes(name: str, arguments: list[str]) -> bool:
    """Runs one check; prints what it says only if it fails."""
    begun = time.monotonic()
    environment = os.environ | PRODUCTION
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment)
    print(f"{'ok' if done.returncode == 0 else 'FAILED':7}{name} ({time.monotonic() - begun:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


results = [passes(name, arguments) for name, arguments in CHECKS.items()]
sys.exit(0 if all(results) else 1)
