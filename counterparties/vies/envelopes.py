"""The messages to and from VIES: SOAP as the service's description says, written and read without fetching that.

`checkVat` asks whether a number is valid; `checkVatApprox` asks the same for somebody who names himself, and gets a
consultation number, which proves that he has asked. Answers come from the network: whatever is no answer to the
question raises Unreadable.
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from counterparties.models.vies import ViesState

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
NOT_DISCLOSED = "---"
"What states answer that tell no names or addresses, as Germany and Spain do."
NAME_LENGTH, ADDRESS_LENGTH, NUMBER_LENGTH, CODE_LENGTH = 400, 1000, 40, 60
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|TIMEOUT")
TRUTH = {"true": True, "1": True, "false": False, "0": False}
REFUSED_QUESTIONS = frozenset({"INVALID_INPUT", "INVALID_REQUESTER_INFO"})
"Faults by which the service refuses the question: it works, but the number stays unchecked."


class Unreadable(Exception):  # noqa: N818 it is the answer's fault
    """What came is no answer to the question."""


@dataclass(frozen=True)
class Answer:
    """What the service says of a number, or the code of the reason why it says nothing."""

    state: str
    code: str = ""
    name: str = ""
    address: str = ""
    consultation: str = ""


def question(number: str, requester: str = "") -> bytes:
    """The message that asks about a number with its prefix; with `requester`, our own number, for a consultation."""
    parts = {"countryCode": number[:2], "vatNumber": number[2:]}
    if requester:
        parts |= {"requesterCountryCode": requester[:2], "requesterVatNumber": requester[2:]}
    name = "checkVatApprox" if requester else "checkVat"
    body = "".join(f"<v:{each}>{escape(text)}</v:{each}>" for each, text in parts.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}" xmlns:v="{TYPES}">'
        f"<s:Body><v:{name}>{body}</v:{name}></s:Body></s:Envelope>"
    ).encode()


def answer_in(message: bytes, number: str) -> Answer:
    """The answer to the question about this number; raises Unreadable."""
    body = _body(message)
    fault = body.find(f"{{{SOAP}}}Fault")
    if fault is not None:
        return _refusal(_text(fault, "faultstring") or _text(fault, f"{{{SOAP}}}faultstring"))
    for name, prefix in (("checkVatApproxResponse", "trader"), ("checkVatResponse", "")):
        found = body.find(f"{{{TYPES}}}{name}")
        if found is not None:
            return _answer(found, number, prefix)
    raise Unreadable


def _body(message: bytes) -> Any:
    try:
        envelope = ElementTree.fromstring(message, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable from error
    body = envelope.find(f"{{{SOAP}}}Body") if envelope.tag == f"{{{SOAP}}}Envelope" else None
    if body is None:
        raise Unreadable
    return body


def _refusal(told: str) -> Answer:
    # Some states answer "{ 'MS_UNAVAILABLE' }".
    found = CODE.search(told)
    code = found[0][:CODE_LENGTH] if found else "FAULT"
    return Answer(ViesState.UNCHECKED if code in REFUSED_QUESTIONS else ViesState.DOWN, code)


def _answer(found: Any, number: str, prefix: str) -> Answer:
    def part(name: str) -> str:
        return _text(found, f"{{{TYPES}}}{name}")

    about, valid = part("countryCode") + part("vatNumber"), TRUTH.get(part("valid").lower())
    if valid is None or about.replace(" ", "").upper() != number:
        raise Unreadable
    if not valid:
        return Answer(ViesState.INVALID, consultation=part("requestIdentifier")[:NUMBER_LENGTH])
    names = ("traderName", "traderAddress") if prefix else ("name", "address")
    name, address = (part(each) for each in names)
    return Answer(
        ViesState.VALID,
        name=disclosed(" ".join(name.split()))[:NAME_LENGTH],
        address=disclosed("\n".join(line for each in address.splitlines() if (line := " ".join(each.split()))))[
            :ADDRESS_LENGTH
        ],
        consultation=part("requestIdentifier")[:NUMBER_LENGTH],
    )


def disclosed(text: str) -> str:
    """The text, "" where the state does not tell it."""
    return "" if text == NOT_DISCLOSED else text


def _text(parent: Any, name: str) -> str:
    found = parent.find(name)
    return (found.text or "").strip() if found is not None else ""
