"""Where a provider may send us: never to this machine unless it is there itself, and never for long."""

import socket
import threading
import time

import pytest

from bothways.errors import InputError
from bothways_web.people.sign_on import asking, oidc
from bothways_web.people.sign_on.asking import Asking, refuse_open_address
from bothways_web.people.sign_on.connections import Connection
from bothways_web.people.sign_on.refusals import Refused

ISSUER = "https://id.example"
SOUND = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t",
    "jwks_uri": f"{ISSUER}/k",
}  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8080/", "https://127.0.0.1/", "http://127.8.8.8/", "http://[::1]/", "http://localhost/",
        "http://a.localhost./", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://id.example/",
        "javascript:alert(1)", "https://name:word@id.example/",
    ],
)  # fmt: skip
def test_a_provider_elsewhere_leads_nobody_to_this_machine(address):
    with pytest.raises(InputError):
        refuse_open_address(address, named=ISSUER)
    with pytest.raises(Refused):
        Asking(ISSUER).fetch(address)


def test_one_on_this_machine_may_lead_to_it_and_elsewhere():
    for address in ("http://127.0.0.1:8080/", "https://id.example/"):
        refuse_open_address(address, named="http://localhost:8080")
        refuse_open_address(address)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_what_a_provider_says_of_itself_is_looked_at_before_anybody_is_sent_there(monkeypatch, name):
    def told(**changed):
        monkeypatch.setattr(Asking, "fetch_json", lambda self, address: SOUND | changed)
        return oidc.read_configuration(Connection(issuer=ISSUER), Asking(ISSUER))

    assert told() == SOUND
    for address in ("http://127.0.0.1/x", "http://id.example/x", "javascript:alert(1)"):
        with pytest.raises(Refused) as refused:
            told(**{name: address})
        assert refused.value.reason == "unsound"


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for(monkeypatch, start):
    monkeypatch.setattr(asking, "SECONDS", 1)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:

        def drip():
            line, _who = door.accept()
            with line:
                line.sendall(start)
                while not ended.wait(0.2):
                    try:
                        line.sendall(b"a")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        address = f"http://127.0.0.1:{door.getsockname()[1]}/"
        begun = time.monotonic()
        try:
            with pytest.raises(Refused) as refused:
                Asking(address).fetch(address)
        finally:
            ended.set()
    assert refused.value.reason == "unreachable"
    assert time.monotonic() - begun < 4
