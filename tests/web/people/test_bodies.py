"""What is sent is refused unread where its sender may not send it, or where it says itself that it is too large."""

import pytest
from django.test import Client
from django.urls import reverse

from bothways_web.people.uploads import LIMIT

FORM = "multipart/form-data; boundary=x"


class Unread:
    """A body that must not be read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def send(client: Client, url: str, size: int):
    extra = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": FORM}
    return client.generic("POST", url, b"", **extra)


@pytest.fixture
def uploads():
    return [reverse("import_file", args=["people"]), reverse("metrics")]


def checking(client: Client) -> Client:
    """A browser whose forms are checked, as in use."""
    client.handler.enforce_csrf_checks = True
    return client


def test_a_file_of_somebody_who_is_not_signed_in_is_not_read(company, uploads):
    for url in uploads:
        answer = send(checking(Client()), url, 1000)
        assert answer["Location"].startswith(reverse("account_login"))


def test_a_file_of_somebody_without_the_right_is_not_read(company, uploads):
    for url in uploads:
        assert send(checking(company.client("ben")), url, 1000).status_code == 404


def test_a_file_that_is_too_large_is_not_read(company):
    browser = checking(company.client("eva"))
    answer = send(browser, reverse("import_file", args=["people"]), LIMIT * 2)
    assert answer.status_code == 413
    assert "larger than 50 MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("fay", "/listen/contacts/customers/file/"), ("fay", "/listen/reviews/files/"),
        ("eva", "/verify/overload/network/"), ("fay", "/metrics/"), ("eva", "/people/import/people/"),
    ],
)  # fmt: skip
def test_every_page_that_takes_files_takes_fifty_megabytes_and_no_more(company, name, url):
    client = company.client(name)
    assert client.get(url).status_code == 200
    assert send(checking(company.client(name)), url, LIMIT).status_code == 403  # the token stands in the body
    assert send(checking(company.client(name)), url, LIMIT * 2).status_code == 413


def test_a_text_that_is_checked_may_be_as_large_as_its_form_says_and_no_larger(company):
    url, mega = reverse("check_mission"), 1024 * 1024
    assert send(checking(company.client("gil")), url, 9 * mega).status_code != 413
    assert send(checking(company.client("dua")), url, 9 * mega).status_code == 404
    answer = send(checking(company.client("eva")), url, 200 * mega)
    assert answer.status_code == 413
    assert "larger than 10 MB" in answer.content.decode()
    assert "paste its text" in answer.content.decode()


def test_a_large_file_is_only_read_where_files_are_brought(company):
    for url in (reverse("account_login"), reverse("language"), "/answer/some-token/"):
        answer = send(checking(company.client("eva")), url, 4 * 1024 * 1024)
        assert answer.status_code == 413


def test_a_file_of_the_largest_size_is_read(company):
    with pytest.raises(AssertionError, match="the body was read"):
        send(checking_with_cookie(company), reverse("import_file", args=["people"]), LIMIT)


def checking_with_cookie(company) -> Client:
    browser = checking(company.client("eva"))
    browser.get(reverse("import_file", args=["people"]))
    return browser
