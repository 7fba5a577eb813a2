"""A chat that takes posts over TLS on this machine, or answers badly in one way or another."""

import datetime as dt
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Chat(ThreadingHTTPServer):
    """Keeps what is posted, by path; answers as it is told."""

    daemon_threads = True
    answer: Any = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: list[tuple[str, dict[str, str], Any]] = []

    @property
    def address(self) -> str:
        return f"https://localhost:{self.server_port}/hooks/secret-word"

    def handle_error(self, request, client_address) -> None:
        """Say nothing about connections that end early: they are meant to."""


class _Handler(BaseHTTPRequestHandler):
    server: Chat

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.kept.append((self.path, dict(self.headers), json.loads(body)))
        (self.server.answer or ok)(self)

    def log_message(self, *_args: object) -> None:
        """Write nothing."""


def ok(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 200, b"ok")


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def fails(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 500, b"broken")


def sleeps(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(30)


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Send a letter now and then, so that no single wait is long."""
    for _time in range(200):
        handler.wfile.write(b"H")
        time.sleep(0.2)


def huge(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _time in range(2000):
        handler.wfile.write(b"x" * 65536)


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(1))
        .not_valid_after(now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "chat.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@contextmanager
def running_chat(file: Path) -> Iterator[Chat]:
    """Run a chat until the end of a test."""
    chat = Chat()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    chat.socket = context.wrap_socket(chat.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=chat.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield chat
    finally:
        chat.shutdown()
        chat.server_close()
