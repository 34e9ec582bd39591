"""The health page, the first administrator, the check of the database, and the supervisor."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from access.models import Role, User
from primio_crm import database_check, health
from primio_crm.accounts import first_administrator, password_link
from primio_crm.supervisor import Child, supervise


@pytest.mark.django_db
def test_health_tells_a_stranger_the_state(client: Client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "worker": "not running"}


@pytest.mark.django_db
def test_health_sees_the_worker(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now())")
    assert client.get("/healthz").json()["worker"] == "ok"


@pytest.mark.django_db
def test_health_sees_missing_migrations(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(health, "expected_migrations", lambda: frozenset({("access", "9999_to_come")}))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "1 missing")


@pytest.mark.django_db
def test_health_without_database(client: Client, monkeypatch: pytest.MonkeyPatch):
    def fail() -> int:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "missing_migrations", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "not reachable")


@pytest.mark.django_db
def test_first_administrator_sets_a_password_once(client: Client):
    Role.objects.get_or_create(code="administrator", defaults={"name_en": "Administrator"})
    administrator = first_administrator()
    assert administrator is not None
    assert administrator == first_administrator()
    assert administrator.is_superuser
    assert [role.code for role in administrator.roles.all()] == ["administrator"]
    assert not administrator.has_usable_password()

    link = password_link(administrator)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    assert f"User name: <b>{administrator.username}</b>" in form.content.decode()
    weak = client.post(form.request["PATH_INFO"], {"password1": "a" * 7, "password2": "a" * 7}).content.decode()
    assert weak.count('class="invalid-feedback"') == 1 and "form-errors" not in weak
    words = "correct horse battery staple"
    client.post(form.request["PATH_INFO"], {"password1": words, "password2": words})
    administrator.refresh_from_db()
    assert administrator.check_password(words)
    assert first_administrator() is None
    assert "password1" not in Client().get(link, follow=True).content.decode()


@pytest.mark.django_db
def test_nobody_signs_up(client: Client):
    answer = client.post(
        "/accounts/signup/", {"username": "me", "password1": "a b c d e f", "password2": "a b c d e f"}
    )
    assert answer.status_code == 200
    assert not User.objects.exists()


@pytest.mark.django_db
def test_nobody_takes_another_address_to_log_in_by(client: Client, mailoutbox: list[object]):
    """Neither the one of somebody else nor one of his own: the page says that administrators change it."""
    user = User.objects.create_user("clerk", "clerk@firm.example", "correct horse")
    client.force_login(user)
    for verb in ("action_add", "action_primary", "action_send"):
        answer = client.post("/accounts/email/", {verb: "", "email": "boss@firm.example"})
        assert answer.status_code == 405
    user.refresh_from_db()
    assert user.email == "clerk@firm.example"
    assert not mailoutbox
    assert "clerk@firm.example" in client.get("/accounts/email/").content.decode()


@pytest.mark.django_db
def test_database_check(monkeypatch: pytest.MonkeyPatch):
    assert database_check.complaint() == ""
    monkeypatch.setattr(database_check, "OLDEST", 99)
    assert "needs PostgreSQL 99 or newer" in database_check.complaint()
    assert "install PostgreSQL's contrib package" in database_check.missing("no_such_extension")


@pytest.mark.django_db(transaction=True)
def test_an_extension_that_may_not_be_made_is_asked_for():
    def refuse(execute, sql, params, many, context):
        if sql.startswith("create extension"):
            raise DatabaseError("permission denied")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert database_check.missing("fuzzystrmatch").endswith("CREATE EXTENSION fuzzystrmatch;")


def script(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_supervisor_starts_a_fallen_child_again_and_gives_up_in_the_end(tmp_path: Path):
    said: list[str] = []
    steady = Child("Steady", script("import time; time.sleep(60)"))
    count = f"open({str(tmp_path / 'starts')!r}, 'a').write('x'); raise SystemExit(3)"
    assert supervise([steady, Child("Shaky", script(count))], said.append) == 1
    assert (tmp_path / "starts").read_text() == "xxx"
    assert said[0] == "Shaky has ended (status 3): starting it again."
    assert said[-1] == "Shaky does not stay up: stopping everything."
    assert steady.fallen() == -signal.SIGTERM


def test_supervisor_stops_in_order_on_a_signal():
    first, second = (Child(name, script("import time; time.sleep(60)")) for name in ("First", "Second"))

    def interrupt() -> None:
        while second.process is None:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=interrupt).start()
    assert supervise([first, second], lambda text: None) == 0
    assert first.fallen() == second.fallen() == -signal.SIGTERM
