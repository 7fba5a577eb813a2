"""``bothways doctor``: what is in order, what is refused, and the remedy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from bothways_web.people.models import Organisation, SignOnProvider
from bothways_web.people.sign_on import providers
from bothways_web.web.doctor import examine


def doctor(home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    told = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "DJANGO_"))
    }
    code = "from bothways_web.web.commands import doctor; doctor()"
    told |= {"BOTHWAYS_HOME": str(home), **env}
    return subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://voices.example", "Sealed rounds need HTTPS"),
        ("https://voices.example", ""),
        ("http://localhost:9", ""),
    ],
)
def test_sealed_rounds_are_refused_on_plain_http(url, words):
    with override_settings(BASE_URL=url):
        told = dict(examine())
    assert told["Sealed rounds"].startswith(words)
    assert bool(told["Sealed rounds"]) == bool(words)
    assert told["Database"] == told["Home folder"] == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "header", "wrong"),
    [
        ("https://voices.example", None, True),
        ("https://voices.example", ("HTTP_X_FORWARDED_PROTO", "https"), False),
        ("http://localhost:9", None, False),
    ],
)
def test_a_proxy_that_nobody_told_of_is_missed(url, header, wrong):
    with override_settings(BASE_URL=url, SECURE_PROXY_SSL_HEADER=header):
        assert bool(dict(examine())["Proxy"]) == wrong


def test_the_command_says_the_remedy_and_ends_with_one(tmp_path):
    run = doctor(tmp_path / "home", BOTHWAYS_URL="http://voices.example")
    assert run.returncode == 1, run.stderr
    assert "set BOTHWAYS_URL to the https address" in run.stdout
    assert (
        "Database: The tables in the database are older than this version. Start the app once" in run.stdout
    )
    assert "Home folder: in order." in run.stdout


@pytest.mark.django_db
def test_providers_without_their_packages_and_shut_passwords_are_told(monkeypatch):
    assert dict(examine())["Signing on"] == ""
    SignOnProvider.objects.create(slug="work", name="Work", protocol="oidc", is_on=True)
    assert dict(examine())["Signing on"] == ""
    monkeypatch.setattr(providers, "_is_there", lambda name: False)
    assert "requirements/signon.txt" in dict(examine())["Signing on"]
    monkeypatch.undo()
    Organisation.objects.update_or_create(pk=1, defaults={"only_sign_on": True})
    assert "no account for emergencies would work" in dict(examine())["Signing on"]
