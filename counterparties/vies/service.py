"""Asks VIES over the network: within a time limit, without following it elsewhere, and never raising what it does."""

import logging
import time
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from django.conf import settings

from counterparties.identifiers import masked
from counterparties.models.vies import ViesState
from counterparties.vies.envelopes import Answer, Unreadable, answer_in, question

LARGEST, PIECE = 256 * 1024, 16 * 1024
"Bytes of an answer, which has two thousand; and of one piece of it, after which the clock is looked at."
HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""', "User-Agent": "Primio CRM"}
TIMED_OUT, NO_ANSWER, UNREADABLE = "TIMED_OUT", "NO_ANSWER", "UNREADABLE"
"Codes of our own, beside those of the service."
logger = logging.getLogger(__name__)


def ask(number: str, *, requester: str = "") -> Answer:
    """What the service says of a VAT number with its prefix; that it is down is an answer too."""
    limit = settings.VIES_SECONDS
    until = time.monotonic() + limit
    try:
        request = Request(settings.VIES_URL, question(number, requester), HEADERS)  # noqa: S310 only what openers take
        with _opener().open(request, timeout=limit) as response:
            message = _read(response, until)
    except HTTPError as error:
        # A fault of SOAP comes with the status 500; what else has such a status is read the same and refused.
        message = _of_error(error, until)
    except TimeoutError:
        return _down(TIMED_OUT, number)
    except (OSError, HTTPException, ValueError) as error:
        late = isinstance(getattr(error, "reason", None), TimeoutError)
        return _down(TIMED_OUT if late else NO_ANSWER, number, error)
    try:
        return answer_in(message, number)
    except Unreadable as error:
        return _down(UNREADABLE, number, error)


def _opener() -> OpenerDirector:
    """One that knows the proxies of the environment but neither files nor redirections."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPErrorProcessor,
        HTTPDefaultErrorHandler,
        UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _read(response: Any, until: float) -> bytes:
    """The whole answer; TimeoutError where it dribbles, and only its beginning where it has no end."""
    found = b""
    while len(found) <= LARGEST and (piece := response.read1(PIECE)):
        found += piece
        if time.monotonic() > until:
            raise TimeoutError
    return found


def _of_error(error: HTTPError, until: float) -> bytes:
    try:
        with error:
            return _read(error, until)
    except (OSError, HTTPException):
        return b""


def _down(code: str, number: str, error: Exception | None = None) -> Answer:
    # The number of a sole trader is that of his person.
    logger.warning("VIES could not be asked about %s: %s %s", masked(number), code, error or "")
    return Answer(ViesState.DOWN, code)
