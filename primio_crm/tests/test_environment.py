"""Settings read from the environment: what is accepted, and what is refused with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from primio_crm import environment


def test_the_file_adds_to_the_environment_and_never_overrides_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PRIMIO_ONE", "kept")
    monkeypatch.delenv("PRIMIO_TWO", raising=False)
    (tmp_path / ".env").write_text("# a note\n#PRIMIO_THREE=3\nPRIMIO_ONE=new\n PRIMIO_TWO = 'a = b' \nnonsense\n")
    environment.load(tmp_path / ".env")
    environment.load(tmp_path / "absent")
    assert (os.environ["PRIMIO_ONE"], os.environ.pop("PRIMIO_TWO")) == ("kept", "a = b")
    assert "PRIMIO_THREE" not in os.environ


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("1", True), ("True", True), ("no", False), ("", False)])
def test_switches(monkeypatch: pytest.MonkeyPatch, text: str, value: bool):
    monkeypatch.setenv("PRIMIO_SWITCH", text)
    assert environment.switch("PRIMIO_SWITCH", default=not value) is value


def test_what_is_no_switch_or_number_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PRIMIO_ODD", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="write yes or no"):
        environment.switch("PRIMIO_ODD")
    with pytest.raises(ImproperlyConfigured, match="write a whole number"):
        environment.number("PRIMIO_ODD", 1)
    assert environment.number("PRIMIO_NOT_GIVEN", 3) == 3


def test_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PRIMIO_WORDS", "a.example, b.example,,")
    assert environment.words("PRIMIO_WORDS") == ["a.example", "b.example"]


def test_secret_key_comes_from_the_environment_or_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="make setup"):
        environment.secret_key(tmp_path / "key")
    (tmp_path / "key").write_text("from file\n")
    assert environment.secret_key(tmp_path / "key") == "from file"
    monkeypatch.setenv("SECRET_KEY", "from environment")
    assert environment.secret_key(tmp_path / "key") == "from environment"


def test_database_urls():
    found = environment.database("postgresql://us%40er:p%3Aw@db.example:6432/na%20me?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("us@er", "p:w", "db.example")
    assert (found["PORT"], found["NAME"], found["OPTIONS"]) == ("6432", "na me", {"sslmode": "require"})
    socket = environment.database("postgres:///primio?host=/run/postgresql")
    assert (socket["HOST"], socket["PORT"], socket["OPTIONS"]) == ("/run/postgresql", "", {})


SERVER_OPTIONS = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['options'])"


@pytest.mark.parametrize(
    ("loaded", "told"),
    [
        ("", "-c jit=off -csearch_path=crm"),
        ("import primio_crm.wsgi;", "-c jit=off -c statement_timeout=7s -csearch_path=crm"),
    ],
)
def test_statements_of_pages_alone_are_limited_and_options_of_the_url_stay(settings, loaded: str, told: str):
    given = {
        "DJANGO_SETTINGS_MODULE": "primio_crm.settings",
        "DATABASE_URL": "postgresql://db.example/name?options=-csearch_path%3Dcrm",
        "STATEMENT_TIMEOUT": "7s",
    }
    command = [sys.executable, "-c", loaded + SERVER_OPTIONS]
    said = subprocess.check_output(command, env=os.environ | given, cwd=settings.BASE_DIR, text=True)
    assert said.strip() == told


@pytest.mark.parametrize("url", ["mysql://localhost/primio", "postgresql://localhost", "primio"])
def test_other_urls_are_refused(url: str):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL has the form"):
        environment.database(url)
