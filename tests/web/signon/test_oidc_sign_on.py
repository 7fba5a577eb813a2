"""Signing on at npm's oidc-provider, over the network, as a browser does it; and everything that must be refused."""

import re
import shutil
import socket
import subprocess
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.sessions.models import Session

from bothways_web.people.models import Change, Role, RoleRule, SignOnProvider, User

HERE = Path(__file__).parent
MODULES = HERE.parents[2] / "build" / "signon"


def unused_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Browser:
    """A browser without scripts: it follows links, redirects and forms, and keeps cookies."""

    def __init__(self, home):
        self.home, self.web = home, requests.Session()
        self.seen = []

    def get(self, path):
        return self._keep(self.web.get(path if "://" in path else self.home + path))

    def post(self, path, **fields):
        page = (
            self.web.get(self.home + "/account/login/") if "account" in path or "sign-on/" in path else None
        )
        token = (
            re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text) if page is not None else None
        )
        fields |= {"csrfmiddlewaretoken": token[1]} if token else {}
        return self._keep(self.web.post(self.home + path, data=fields, headers={"Referer": self.home + "/"}))

    def submit(self, page, **fields):
        """Send the first form of a page."""
        action = unescape(re.search(r'<form[^>]*action="([^"]+)"', page.text)[1])
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        return self._keep(self.web.post(action, data=dict(hidden) | fields))

    def begin(self, slug, **fields):
        """Press the button and go where the page leads."""
        page = self.post(f"/sign-on/{slug}/", **fields)
        return page, unescape(re.search(r'class="button primary" href="([^"]+)"', page.text)[1])

    def _keep(self, answer):
        self.seen += [one.url for one in (*answer.history, answer)]
        return answer


@pytest.fixture(scope="module")
def ports():
    return unused_port()


@pytest.fixture
def site(live_server, settings, company):
    settings.BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def op(site, ports):
    """A running provider."""
    if shutil.which("node") is None or not (MODULES / "node_modules").is_dir():
        pytest.fail("make test-signon needs node 18 and npm. On Debian: apt install nodejs npm")
    back = f"{site}/sign-on/work/back/"
    port = unused_port()
    command = ["node", str(HERE / "oidc_provider.mjs"), str(MODULES), str(port), back]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while process.poll() is None and "ready" not in process.stdout.readline():
        time.sleep(0.01)
    assert process.poll() is None
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def provider(op, company):
    return SignOnProvider.objects.create(
        slug="work", name="Work", protocol="oidc", is_on=True, tried_on="2026-01-01", issuer=op, client_id="bothways",
        secret="a secret: of + theirs", groups_attribute="groups",
    )  # fmt: skip


def log_in(browser, address, who):
    """Walk through the pages of the provider; return the page at which it ends."""
    page = browser.get(address)
    page = browser.submit(page, prompt="login", login=who, password="any")
    if "/interaction/" in page.url:
        page = browser.submit(page, prompt="consent")
    return page


def sign_on(site, who, **fields):
    browser = Browser(site)
    _page, address = browser.begin("work", **fields)
    return browser, log_in(browser, address, who)


def is_in(browser):
    answer = browser.web.get(browser.home + "/me/", allow_redirects=False)
    return answer.status_code == 200


def test_somebody_signs_on_and_gets_the_roles_of_the_groups(provider, site, company, op):
    RoleRule.objects.create(provider=provider, group="analysts", role="analyst")
    browser, page = sign_on(site, "ben", next="/me/sessions/")
    assert page.status_code == 200
    assert urlsplit(page.url).path == "/me/sessions/"
    assert "by Work" in page.text
    assert [one.role for one in company.users["ben"].grants.all()] == [Role.ANALYST]
    requests.get(f"{op}/test/groups?who=ben&groups=", timeout=10)
    other, _page = sign_on(site, "ben")
    assert is_in(other)
    assert not company.users["ben"].grants.exists()
    assert is_in(browser)


def test_an_address_that_is_not_verified_opens_nothing(provider, site, company):
    browser, page = sign_on(site, "eve")
    assert page.status_code == 403
    assert "did not confirm" in page.text
    assert not is_in(browser)
    assert not Change.objects.filter(verb__contains="sign-on").exists()


def test_nobody_is_made_without_a_rule_and_somebody_is_with_one(provider, site, company):
    browser, page = sign_on(site, "new")
    assert page.status_code == 403
    assert "There is no account for you" in page.text
    SignOnProvider.objects.update(creates="domains", domains="company.example")
    browser, page = sign_on(site, "new")
    assert is_in(browser)
    assert User.objects.get(email="new@company.example").has_usable_password() is False


@pytest.mark.parametrize(
    "how",
    ["audience", "issuer", "expired", "nonce", "subject", "tampered", "unsigned", "stranger"],
)
def test_a_token_that_is_not_sound_opens_nothing(provider, site, op, how):
    requests.get(f"{op}/test/spoil?how={how}", timeout=10)
    browser, page = sign_on(site, "ben")
    assert page.status_code == 403
    assert "did not pass the checks" in page.text
    assert not is_in(browser)
    requests.get(f"{op}/test/spoil", timeout=10)
    browser, page = sign_on(site, "ben")
    assert is_in(browser)


def test_an_answer_works_once_and_in_the_browser_that_asked(provider, site):
    browser, _page = sign_on(site, "ben")
    answer = next(url for url in browser.seen if "/back/?" in url)
    assert browser.web.get(answer).status_code == 403  # replayed
    victim = Browser(site)
    attacker = Browser(site)
    _page, address = attacker.begin("work")
    page = attacker.web.get(address)
    page = attacker.submit(page, prompt="login", login="ben", password="any")
    # The attacker stops before coming back, and has the victim open the address.
    action = unescape(re.search(r'<form[^>]*action="([^"]+)"', page.text)[1])
    step = attacker.web.post(action, data={"prompt": "consent"}, allow_redirects=False)
    while step.is_redirect and "/back/?" not in step.headers["Location"]:
        step = attacker.web.get(
            requests.compat.urljoin(step.url, step.headers["Location"]), allow_redirects=False
        )
    address = step.headers["Location"]
    page = victim.web.get(address)
    assert page.status_code == 403
    assert "belongs to no sign-on" in page.text
    assert not is_in(victim)


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(provider, site, following):
    browser, page = sign_on(site, "ben", next=following)
    assert is_in(browser)
    assert page.url == f"{site}/"


def test_who_cancels_is_told(provider, site):
    browser = Browser(site)
    _page, address = browser.begin("work")
    page = browser.get(address)
    abort = unescape(re.search(r'href="([^"]*/abort)"', page.text)[1])
    page = browser.get(abort)
    assert page.status_code == 403
    assert "cancelled" in page.text


def test_a_provider_that_is_off_lets_nobody_in_and_one_that_fails_is_told(provider, site):
    browser = Browser(site)
    _page, address = browser.begin("work")
    SignOnProvider.objects.update(is_on=False)
    page = log_in(browser, address, "ben")
    assert page.status_code == 403
    assert not is_in(browser)
    SignOnProvider.objects.update(is_on=True, issuer="http://127.0.0.1:9")
    page = browser.post("/sign-on/work/")
    assert page.status_code == 403
    assert "could not be asked" in page.text


def test_no_address_code_or_token_is_kept(provider, site, op):
    browser, _page = sign_on(site, "ben")
    assert is_in(browser)
    kept = " ".join(repr(one.get_decoded()) for one in Session.objects.all())
    code = re.search(r"code=([^&]+)", next(url for url in browser.seen if "/back/?" in url))[1]
    assert code not in kept
    assert "company.example" not in kept
    from allauth.socialaccount.models import SocialAccount, SocialToken

    assert SocialAccount.objects.get().extra_data == {"under": op}
    assert not SocialToken.objects.exists()


def test_an_administrator_tries_a_provider_before_it_is_on(provider, site, company):
    SignOnProvider.objects.update(is_on=False, tried_on=None)
    browser = Browser(site)
    dua = company.client("dua")
    browser.web.cookies.set("sessionid", dua.session.session_key, domain="localhost.local")
    page = browser.get("/set-up/sign-on/work/")
    assert "Ask to switch it on" not in page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    page = browser.web.post(
        site + "/set-up/sign-on/work/try/",
        data={"csrfmiddlewaretoken": token},
        headers={"Referer": site + "/"},
    )
    address = unescape(re.search(r'class="button primary" href="([^"]+)"', page.text)[1])
    page = log_in(browser, address, "ben")
    assert page.status_code == 200, page.text
    assert "ben@company.example" in page.text
    assert "Ask to switch it on" in page.text
    assert SignOnProvider.objects.get().tried_on is not None
    assert SignOnProvider.objects.get().is_on is False
    assert "dua@company.example" in browser.get("/me/").text
    assert not Change.objects.filter(verb="tied account to sign-on").exists()
