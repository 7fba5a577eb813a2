"""Posting to a webhook: where it may lead, and what a host that is down, slow or clever can do."""

import socket
import ssl
import time

import chat_at_work as at
import pytest

from bothways.errors import InputError
from bothways_web.listen.channels import webhooks, wire
from bothways_web.listen.channels.webhooks import checked_address, is_public, read_webhook
from bothways_web.listen.channels.wire import Unsent, post
from bothways_web.listen.channels.words import payload_of


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return at.certificate(tmp_path_factory.mktemp("chat"))


@pytest.fixture
def chat(pem, monkeypatch, settings):
    settings.CHAT_HOSTS = ("localhost",)
    monkeypatch.setattr(wire, "trust", lambda: ssl.create_default_context(cafile=str(pem)))
    with at.running_chat(pem) as chat:
        yield chat


def said(chat, **payload) -> str:
    """Return why a post is not taken."""
    with pytest.raises(Unsent) as refused:
        post(read_webhook(chat.address), payload or {"text": "x"})
    assert "secret" not in str(refused.value)
    return str(refused.value)


def test_a_post_arrives_with_its_words_and_nothing_about_anybody(chat):
    post(read_webhook(chat.address), {"text": "hallo ✓"})
    [(path, headers, body)] = chat.kept
    assert (path, body) == ("/hooks/secret-word", {"text": "hallo ✓"})
    assert headers["Content-Type"] == "application/json"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


@pytest.mark.parametrize(
    "text",
    [
        "http://chat.example/hook", "ftp://chat.example/", "chat.example/hook", "https://", "https:///hook",
        "https://ana:word@chat.example/hook", "https://chat.example/hook#part", "https://chat.example:99999/",
        "https://chat.example/a b", "https://chat.example/a\r\nHost: evil", "https://" + "a" * 3000, "",
        "https://[::1/hook", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_https_address_is_refused(text):
    with pytest.raises(InputError, match="no address of an incoming webhook"):
        read_webhook(text)


def test_a_room_of_a_named_host_is_not_reached_without_tls_either(settings):
    settings.CHAT_HOSTS = ("chat.example",)
    with pytest.raises(InputError, match="no address of an incoming webhook"):
        read_webhook("http://chat.example/hook")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "ff02::1",
        "2002:0a00:0001::1", "64:ff9b::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)  # fmt: skip
def test_no_address_of_a_network_that_is_not_public_is_reached(address, monkeypatch, settings):
    settings.CHAT_HOSTS = ()
    assert not is_public(address)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("9.9.9.9", 443))
    for answer in (found, [public, *found]):
        monkeypatch.setattr(webhooks.socket, "getaddrinfo", lambda *_args, answer=answer, **_more: answer)
        with pytest.raises(InputError, match="not public"):
            checked_address(read_webhook("https://chat.example/hook"))


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "localhost"])
def test_this_machine_is_not_reached_however_it_is_written(host, chat, settings):
    settings.CHAT_HOSTS = ()
    with pytest.raises((Unsent, InputError)):
        post(read_webhook(f"https://{host}:{chat.server_port}/"), {"text": "x"})
    assert not chat.kept


def test_the_address_is_looked_up_once_and_that_one_is_connected_to(chat, monkeypatch, settings):
    settings.CHAT_HOSTS = ()
    real, asked = socket.getaddrinfo, []

    def rebound(host, port, *args, **more):
        if host != "chat.example":
            return real(host, port, *args, **more)
        asked.append(host)
        address = "9.9.9.9" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    reached = []

    def connect(address, *_args, **_more):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(wire.socket, "create_connection", connect)
    with pytest.raises(Unsent, match="takes no connection"):
        post(read_webhook(f"https://chat.example:{chat.server_port}/"), {"text": "x"})
    assert asked == ["chat.example"]
    assert reached == [("9.9.9.9", chat.server_port)]


def test_a_host_with_a_certificate_of_somebody_else_is_not_posted_to(chat, monkeypatch):
    monkeypatch.setattr(wire, "trust", ssl.create_default_context)
    assert said(chat) == "The certificate of the host is not valid."
    assert not chat.kept


def test_a_host_that_is_down_is_told(chat):
    address = chat.address
    chat.shutdown()
    chat.server_close()
    with pytest.raises(Unsent, match="takes no connection"):
        post(read_webhook(address), {"text": "x"})


@pytest.mark.parametrize("slow", [at.sleeps, at.drips])
def test_a_host_that_is_slow_is_left_in_time(chat, slow, monkeypatch):
    monkeypatch.setattr(wire, "SECONDS", 0.6)
    chat.answer = slow
    begun = time.monotonic()
    assert said(chat) == "It does not answer within five seconds."
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    ("status", "words"), [(500, "answers 500"), (404, "answers 404"), (403, "answers 403")]
)
def test_an_answer_that_is_no_yes_is_told(chat, status, words):
    chat.answer = lambda handler: at.answer(handler, status)
    assert words in said(chat)


def test_a_redirect_is_not_followed(chat):
    chat.answer = lambda handler: at.answer(handler, 307, Location=chat.address + "-else")
    assert "not followed" in said(chat)
    assert len(chat.kept) == 1


def test_of_a_huge_answer_little_is_read(chat):
    chat.answer = at.huge
    begun = time.monotonic()
    post(read_webhook(chat.address), {"text": "x"})
    assert time.monotonic() - begun < 2


def test_a_chat_that_talks_no_http_is_told(chat):
    chat.answer = lambda handler: handler.wfile.write(b"\x00\x01 what?\r\n\r\n")
    assert said(chat) == "The connection broke."


def test_each_chat_gets_what_it_takes():
    assert payload_of("hooks.slack.com", "R & <D>") == {"text": "R &amp; &lt;D&gt;"}
    assert payload_of("chat.company.example", "R & <D>") == {"text": "R & <D>"}
    for host in ("prod-1.westeurope.logic.azure.com", "x.webhook.office.com", "a.b.api.powerplatform.com"):
        [card] = payload_of(host, "R & <D>")["attachments"]
        assert card["contentType"] == "application/vnd.microsoft.card.adaptive"
        assert card["content"]["body"] == [{"type": "TextBlock", "text": "R & <D>", "wrap": True}]
    assert "text" in payload_of("logic.azure.com.evil.example", "x")
