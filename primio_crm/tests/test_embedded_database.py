"""The embedded PostgreSQL, really started: folders with odd names, crashes, several users at once."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from primio_crm.embedded_database import place, server
from primio_crm.embedded_database.place import EmbeddedDatabaseError

USE = """
import sys
from pathlib import Path
from primio_crm.embedded_database.server import server_at
print(server_at(Path(sys.argv[1]), durable=False).ensure_running(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can reach, unlike pytest's own, with a name that needs quoting everywhere."""
    above = Path(tempfile.mkdtemp(prefix="primio-"))
    above.chmod(0o755)
    odd = above / "с интервал, 'запетая' \"и\" кавички"
    odd.mkdir()
    yield odd
    shutil.rmtree(above)


def use(data: Path) -> "subprocess.Popen[str]":
    """Another process that uses the server until it is told to end; starts it if need be."""
    command = [sys.executable, "-c", USE, str(data)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def end(user: "subprocess.Popen[str]") -> None:
    user.communicate("", timeout=60)


def query(socket_folder: str, sql: str) -> object:
    with psycopg.connect(host=socket_folder, user="primio", dbname="primio") as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def number_of(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def test_starts_in_an_odd_folder_and_stops_with_its_last_user(folder: Path):
    data = folder / "postgres"
    first, second = use(data), use(data)
    at = first.stdout.readline().strip()  # type: ignore[union-attr]
    assert second.stdout.readline().strip() == at  # type: ignore[union-attr]
    assert query(at, "select current_setting('server_version_num')::int >= 150000") is True
    assert query(at, "select lower('ЩЪРКЕЛ') = 'щъркел'") is True
    assert query(at, "select usesuper from pg_user where usename = current_user") is False
    end(first)
    assert query(at, "select 1") == 1
    end(second)
    assert not (data / "postmaster.pid").exists()
    with pytest.raises(psycopg.OperationalError):
        query(at, "select 1")


def test_recovers_after_everything_was_killed(folder: Path):
    data = folder / "postgres"
    user = use(data)
    at = user.stdout.readline().strip()  # type: ignore[union-attr]
    with psycopg.connect(host=at, user="primio", dbname="primio") as connection:
        connection.execute("set synchronous_commit = on")
        connection.execute("create table kept as select 7 as number")
    stale = number_of(data)
    user.kill()
    os.kill(stale, signal.SIGKILL)
    user.communicate()
    # The dead server's number belongs to another process by now.
    lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n", encoding="utf-8")
    user = use(data)
    assert query(user.stdout.readline().strip(), "select number from kept") == 7  # type: ignore[union-attr]
    assert number_of(data) != stale
    end(user)


def test_a_server_without_users_is_taken_over(folder: Path):
    data = folder / "postgres"
    user = use(data)
    at = user.stdout.readline()  # type: ignore[union-attr]
    orphan = number_of(data)
    user.kill()
    user.communicate()
    user = use(data)
    assert user.stdout.readline() == at  # type: ignore[union-attr]
    assert number_of(data) == orphan
    end(user)
    assert not (data / "postmaster.pid").exists()


def test_starts_at_the_same_moment_are_one_start(folder: Path):
    users = [use(folder / "postgres") for _ in range(4)]
    assert len({user.stdout.readline() for user in users}) == 1  # type: ignore[union-attr]
    for user in users:
        end(user)
    assert not (folder / "postgres" / "postmaster.pid").exists()


def test_an_interrupted_first_start_leaves_nothing_that_counts(folder: Path):
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    user = use(folder / "postgres")
    assert query(user.stdout.readline().strip(), "select 1") == 1  # type: ignore[union-attr]
    end(user)


def test_says_why_it_does_not_start(folder: Path, monkeypatch: pytest.MonkeyPatch):
    data = folder / "postgres"
    end(use(data))
    (data / "PG_VERSION").write_text("9\n")
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    broken = server.Server(data, durable=False)
    with pytest.raises(EmbeddedDatabaseError, match="does not start"):
        broken.start()


@pytest.mark.parametrize("name", ["x" * 90, "with,comma", 'with"quote'])
def test_a_path_that_no_socket_can_have_gets_a_short_folder(tmp_path: Path, name: str):
    found = server.socket_folder(place.Place(tmp_path / name, Path("/"), None))
    assert len(os.fsencode(found)) + len("/.s.PGSQL.5432") <= server.LONGEST_SOCKET_PATH
    assert Path(found).parent == Path(tempfile.gettempdir())
    assert Path(found).stat().st_mode & 0o777 == 0o700
    Path(found).rmdir()


def test_data_of_another_user_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(EmbeddedDatabaseError, match="made by another user"):
        place.find_place(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_keeps_data_where_the_server_can_reach_them(folder: Path, monkeypatch: pytest.MonkeyPatch):
    outside = folder.parent / "outside"
    monkeypatch.setattr(place, "OUTSIDE", outside)
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    data = hidden / "postgres"
    one = server.Server(data, durable=False)
    at = one.ensure_running()
    assert query(at, "select 1") == 1
    assert data.is_symlink()
    assert data.resolve().is_relative_to(outside)
    assert data.resolve().stat().st_uid != 0
    one.leave(os.getpid())
    assert not one.ready()
