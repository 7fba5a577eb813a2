"""The page of act: its parts, each where it is open, and nothing of what is not."""

import re

import pytest

#: What everybody with an account finds, and what everybody but an administrator and an analyst finds beside it.
EVERYBODY = {"growth", "celebrations", "welcome", "welcome/mentor"}
TOLD = {"mission", "welcome/packets"}
ALL = (
    EVERYBODY
    | TOLD
    | {"committee", "huddles", "plans", "playbook", "work", "work/mine", "cases", "cases/lessons"}
)
PARTS = {
    "ben": ALL - {"cases"},
    "ana": ALL,
    "eva": ALL - {"work/mine", "cases"} | {"culture", "welcome/desk"},
    "fay": ALL - {"work/mine"} | {"welcome/desk"},
    "gil": EVERYBODY | TOLD | {"committee"},
    "hao": EVERYBODY | {"committee"},
    "ida": EVERYBODY | TOLD | {"committee"},
    "dua": EVERYBODY,
}


@pytest.mark.parametrize("name", PARTS)
def test_it_lists_the_parts_that_are_open_and_each_opens(company, name):
    client = company.client(name)
    page = client.get("/act/")
    body = page.content.decode().split("<main")[1]
    listed = set(re.findall(r'href="/act/([^"]+)/"', body))
    assert listed == PARTS[name]
    for part in listed:
        assert client.get(f"/act/{part}/").status_code == 200
    assert 'href="/said/"' in body
    assert ("/problems/triage/" in body) == (name in ("ana", "eva", "fay", "ida"))


@pytest.mark.parametrize(
    ("path", "step"), [("/act/", "Act"), ("/said/", "Act"), ("/act/huddles/", "Act"), ("/", "Home")]
)
def test_the_navigation_shows_where_one_is(company, path, step):
    page = company.client("ana").get(path).content.decode()
    assert re.findall(r'aria-current="page">([^<]+)</a></li>', page.split("</nav>")[0]) == [step]


def test_it_asks_to_sign_in_first(company):
    assert company.client("nobody").get("/act/").status_code == 302
