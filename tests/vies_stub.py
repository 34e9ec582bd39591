"""A VIES of the tests' own: a real HTTP server that speaks SOAP, and does badly whatever a network can do badly."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENVELOPE = '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body>{}</env:Body></env:Envelope>'
TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"


def fault(code: str) -> bytes:
    """What the service answers instead of an answer."""
    inside = f"<env:Fault><faultcode>env:Server</faultcode><faultstring>{code}</faultstring></env:Fault>"
    return ENVELOPE.format(inside).encode()


def answer(asked: dict[str, str], *, valid: bool = True, name: str = "---", address: str = "---") -> bytes:
    """What the service answers to a question, with a consultation number for who has named himself."""
    approx = "requesterVatNumber" in asked
    told = {"countryCode": asked["countryCode"], "vatNumber": asked["vatNumber"], "requestDate": "2026-11-22+01:00"}
    told["valid"] = str(valid).lower()
    prefix = "trader" if approx else ""
    told |= {f"{prefix}Name" if prefix else "name": name, f"{prefix}Address" if prefix else "address": address}
    if approx:
        told["requestIdentifier"] = "WAPIAAAAY0000001"
    parts = "".join(f"<ns2:{each}>{text}</ns2:{each}>" for each, text in told.items())
    kind = "checkVatApproxResponse" if approx else "checkVatResponse"
    return ENVELOPE.format(f'<ns2:{kind} xmlns:ns2="{TYPES}">{parts}</ns2:{kind}>').encode()


@dataclass
class Stub:
    """What it is told to answer, and what it was asked."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    "Name and address of the valid numbers."
    instead: Callable[[BaseHTTPRequestHandler, dict[str, str]], None] | None = None
    "Answers otherwise than a service that works."
    released: threading.Event = field(default_factory=threading.Event)
    "Until it is set, a service that hangs does so."

    def faults(self, code: str) -> None:
        self.instead = lambda handler, _asked: send(handler, fault(code), 500)

    def sends(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.instead = lambda handler, _asked: send(handler, body, status, **headers)

    def hangs(self) -> None:
        self.instead = lambda _handler, _asked: self.released.wait(10) and None

    def reply(self, handler: BaseHTTPRequestHandler, asked: dict[str, str]) -> None:
        number = asked.get("countryCode", "") + asked.get("vatNumber", "")
        if self.instead:
            self.instead(handler, asked)
        elif number in self.known:
            name, address = self.known[number]
            send(handler, answer(asked, name=name, address=address))
        else:
            send(handler, answer(asked, valid=False))


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "text/xml", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving() -> Iterator[Stub]:
    """Serves a stub on a port of this machine."""
    stub = Stub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = dict(re.findall(r"<v:(\w+)>([^<]*)</v:\1>", message))
            stub.asked.append(asked)
            stub.reply(self, asked)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}/checkVatService"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
