"""A forgotten password: the link leads to the address of the settings, whatever host a request names."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

NEW = "correct horse battery staple"


def ask(address: str, host: str) -> str:
    """Ask for a new password under some host, and return the mail."""
    answer = Client().post(reverse("account_reset_password"), {"email": address}, HTTP_HOST=host)
    assert answer.status_code == 302
    assert mail.outbox[-1].to == [address]
    return mail.outbox[-1].subject + mail.outbox[-1].body


@pytest.mark.parametrize("host", ["evil.example", "localhost:6666", "127.0.0.1"])
def test_the_link_leads_to_the_address_of_the_settings(company, host):
    text = ask("eva@company.example", host)
    assert re.findall(r"https?://[^/\s]+", text.replace("http://localhost:8000", "")) == []
    assert host not in text.replace("http://localhost:8000", "")
    assert "http://localhost:8000/account/password/reset/key/" in text


def test_a_mail_to_an_unknown_address_names_no_other_host(company):
    assert "evil.example" not in ask("stranger@elsewhere.example", "evil.example")


def test_the_link_opens_a_page_that_takes_a_new_password(company):
    path = re.search(r"http://localhost:8000(\S+/key/\S+)", ask("eva@company.example", "evil.example")).group(
        1
    )
    browser = Client()
    page = browser.get(path, follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    company.users["eva"].refresh_from_db()
    assert company.users["eva"].check_password(NEW)
