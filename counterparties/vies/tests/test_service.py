"""The way to VIES: messages that are right, answers of every sort, and a service that is down in every way."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterparties.models.vies import ViesState
from counterparties.vies.envelopes import Answer, Unreadable, answer_in, question
from counterparties.vies.service import LARGEST, ask
from tests.vies_stub import answer, fault, send

NUMBER = "BG175074752"
ASKED = {"countryCode": "BG", "vatNumber": "175074752"}


def test_a_valid_number_comes_with_name_and_address(vies):
    vies.known[NUMBER] = ("ТЕСТ  ЕООД", "ул. Тест 1\nгр. София  1000")
    assert ask(NUMBER) == Answer(ViesState.VALID, name="ТЕСТ ЕООД", address="ул. Тест 1\nгр. София 1000")
    assert vies.asked == [ASKED]


def test_who_names_himself_gets_a_consultation_number(vies):
    vies.known[NUMBER] = ("ТЕСТ ЕООД", "гр. София")
    found = ask(NUMBER, requester="EL094259216")
    assert (found.state, found.consultation) == (ViesState.VALID, "WAPIAAAAY0000001")
    assert found.name == "ТЕСТ ЕООД"
    assert vies.asked == [ASKED | {"requesterCountryCode": "EL", "requesterVatNumber": "094259216"}]


@pytest.mark.parametrize("requester", ["", "BG175074752"])
def test_a_number_that_is_not_registered_is_invalid(vies, requester):
    assert ask("XI110305878", requester=requester).state == ViesState.INVALID


def test_three_dashes_mean_that_a_state_does_not_tell(vies):
    vies.known["DE136695976"] = ("---", "---")
    assert ask("DE136695976") == Answer(ViesState.VALID)


@pytest.mark.parametrize(
    "code",
    [
        "MS_UNAVAILABLE",
        "MS_MAX_CONCURRENT_REQ",
        "MS_MAX_CONCURRENT_REQ_TIME",
        "GLOBAL_MAX_CONCURRENT_REQ",
        "GLOBAL_MAX_CONCURRENT_REQ_TIME",
        "SERVICE_UNAVAILABLE",
        "SERVER_BUSY",
        "TIMEOUT",
        "IP_BLOCKED",
        "VAT_BLOCKED",
        "SOMETHING_NEW",
    ],
)
def test_a_fault_says_nothing_of_the_number(vies, code):
    vies.faults(code)
    assert ask(NUMBER) == Answer(ViesState.DOWN, code)


@pytest.mark.parametrize("code", ["INVALID_INPUT", "INVALID_REQUESTER_INFO"])
def test_a_refused_question_leaves_the_number_unchecked(vies, code):
    vies.faults(code)
    assert ask(NUMBER) == Answer(ViesState.UNCHECKED, code)


@pytest.mark.parametrize(
    ("told", "code"), [("{ 'MS_UNAVAILABLE' }", "MS_UNAVAILABLE"), ("boom", "FAULT"), ("", "FAULT")]
)
def test_the_code_is_found_in_what_the_fault_says(vies, told, code):
    vies.faults(told)
    assert ask(NUMBER).code == code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Maintenance</body></html>",
        b"not xml",
        b"\xff\xfe\x00",
        b"<a>" * 2000,
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        answer({"countryCode": "BG", "vatNumber": "831902088"}),
        answer(ASKED).replace(b">true<", b">perhaps<"),
        answer(ASKED).replace(b"valid>", b"other>"),
        answer(ASKED).replace(b"Body", b"Trunk"),
        answer(ASKED).replace(b"checkVat:types", b"other:types"),
        b"x" * (2 * LARGEST),
    ],
)
def test_rubbish_is_no_answer(vies, body):
    vies.sends(body)
    assert ask(NUMBER) == Answer(ViesState.DOWN, "UNREADABLE")


@pytest.mark.parametrize("status", [404, 429, 502, 503])
def test_a_refusal_of_the_server_is_no_answer(vies, status):
    vies.sends(b"no", status)
    assert ask(NUMBER) == Answer(ViesState.DOWN, "UNREADABLE")


def test_it_is_not_followed_elsewhere(vies):
    vies.sends(b"", 302, Location=vies.url)
    assert ask(NUMBER).state == ViesState.DOWN
    assert len(vies.asked) == 1


def test_a_service_that_hangs_is_left_after_the_limit(vies, settings):
    settings.VIES_SECONDS = 0.05
    vies.hangs()
    assert ask(NUMBER) == Answer(ViesState.DOWN, "TIMED_OUT")


def test_a_service_that_dribbles_is_left_after_the_limit(vies, settings):
    settings.VIES_SECONDS = 0.2

    def dribble(handler, _asked):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not vies.released.wait(0.02):
            handler.wfile.write(b"<")

    def quietly(handler, asked):
        try:
            dribble(handler, asked)
        except OSError:
            return

    vies.instead = quietly
    assert ask(NUMBER) == Answer(ViesState.DOWN, "TIMED_OUT")


def test_an_answer_that_breaks_off_is_none(vies):
    def half(handler, _asked):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<env:Envelope")

    vies.instead = half
    assert ask(NUMBER).state == ViesState.DOWN


def test_the_log_does_not_tell_the_number(settings, caplog):
    settings.VIES_URL = ""
    ask(NUMBER)
    assert "••••••4752" in caplog.text and NUMBER not in caplog.text


def test_a_service_that_is_not_there_is_down(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.VIES_URL = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert ask(NUMBER) == Answer(ViesState.DOWN, "NO_ANSWER")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/", "nonsense", ""])
def test_an_address_that_is_none_is_down_and_nothing_worse(settings, url):
    settings.VIES_URL = url
    assert ask(NUMBER) == Answer(ViesState.DOWN, "NO_ANSWER")


def test_a_line_that_is_closed_without_an_answer_is_down(vies):
    vies.instead = lambda handler, _asked: handler.connection.shutdown(socket.SHUT_RDWR)
    assert ask(NUMBER) == Answer(ViesState.DOWN, "NO_ANSWER")


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_an_answer(body):
    with pytest.raises(Unreadable):
        answer_in(body, NUMBER)


@given(st.text(max_size=60).filter(lambda text: all(ord(each) >= 32 for each in text)))
def test_whatever_a_fault_says_it_has_a_code(told):
    found = answer_in(fault(told.replace("&", "").replace("<", "").encode("utf-8", "ignore").decode()), NUMBER)
    assert found.code
    assert len(found.code) <= 60


@given(st.text(min_size=2, max_size=20), st.text(max_size=20))
def test_a_question_is_always_whole(number, requester):
    message = question(number, requester).decode("utf-8", "replace") if _encodes(number + requester) else ""
    assert message.count("<v:vatNumber>") == bool(message)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def test_long_texts_of_the_service_are_cut(vies):
    vies.instead = lambda handler, asked: send(handler, answer(asked, name="А" * 900, address="Б" * 9000))
    found = ask(NUMBER)
    assert (len(found.name), len(found.address)) == (400, 1000)
