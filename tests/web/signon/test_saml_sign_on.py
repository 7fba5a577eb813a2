"""Signing on by SAML with the answers of pysaml2's identity provider; and everything that must be refused."""

import datetime as dt
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
import saml_provider
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from saml2.saml import NAMEID_FORMAT_EMAILADDRESS, NAMEID_FORMAT_TRANSIENT
from saml_provider import IdentityProvider, tampered, with_comment, wrapped

from bothways_web.people import allowance
from bothways_web.people.models import Change, Role, RoleRule, SignOnProvider
from bothways_web.people.sign_on import providers, saml

HOME = "http://localhost:8000"


@pytest.fixture(autouse=True)
def nothing_counted():
    allowance.forget()
    yield
    allowance.forget()


@pytest.fixture
def provider(company):
    if shutil.which("xmlsec1") is None:
        pytest.fail("make test-signon needs xmlsec1. On Debian: apt install xmlsec1")
    return SignOnProvider.objects.create(
        slug="house", name="House", protocol="saml", is_on=True, tried_on="2026-01-01", verified_attribute="",
        address_attribute="", vouches=True, domains="company.example", groups_attribute="memberOf",
    )  # fmt: skip


@pytest.fixture
def idp(provider, tmp_path):
    made = IdentityProvider(tmp_path / "idp", Client().get("/sign-on/house/metadata/").content)
    provider.address_attribute = "urn:oid:0.9.2342.19200300.100.1.3"
    provider.metadata = made.metadata()
    provider.save()
    return made


def begin(browser, **fields):
    """Press the button; return the question that is handed to the provider."""
    page = browser.post("/sign-on/house/", fields)
    assert page.status_code == 200, page.content
    address = page.context["address"]
    assert address.startswith(saml_provider.SSO + "?")
    return parse_qs(urlsplit(address).query)["SAMLRequest"][0]


def come_back(browser, answer):
    """Send the answer as the provider's page does, without our cookie, and follow it with it."""
    sent = Client(enforce_csrf_checks=True).post("/sign-on/house/answer/", {"SAMLResponse": answer})
    if sent.status_code != 302:
        return sent
    if "saml-answer" in sent.cookies:
        browser.cookies["saml-answer"] = sent.cookies["saml-answer"].value
    return browser.get(sent["Location"])


def is_in(browser):
    return browser.get("/me/").status_code == 200


def refused(browser, answer, reason="unsound"):
    page = come_back(browser, answer)
    assert page.status_code == 403
    assert page.context["refused"].reason == reason, page.context["refused"].detail
    assert not is_in(browser)
    assert not Change.objects.filter(verb="tied account to sign-on").exists()
    return page.context["refused"].detail


def test_somebody_signs_on_and_gets_the_roles_of_the_groups(idp, provider, company):
    RoleRule.objects.create(provider=provider, group="analysts", role="analyst")
    provider.groups_attribute = "urn:oid:1.3.6.1.4.1.5923.1.1.1.7"
    provider.save()
    browser = Client()
    given = idp.read(begin(browser, next="/me/sessions/"))
    assert given["destination"] == f"{HOME}/sign-on/house/answer/"
    page = come_back(browser, idp.answer(given, eduPersonEntitlement=["staff", "analysts"]))
    assert page.status_code == 302, page.context["refused"].detail
    assert page["Location"] == "/me/sessions/"
    assert is_in(browser)
    assert [one.role for one in company.users["ben"].grants.all()] == [Role.ANALYST]


def test_an_answer_works_once(idp):
    browser = Client()
    answer = idp.answer(idp.read(begin(browser)))
    assert come_back(browser, answer).status_code == 302
    browser.post("/account/logout/")
    assert come_back(browser, answer).status_code == 403
    assert not is_in(browser)


def test_an_answer_to_the_question_of_another_browser_opens_nothing(idp):
    attacker, victim = Client(), Client()
    answer = idp.answer(idp.read(begin(attacker)))
    begin(victim)
    refused(victim, answer, "stale")


def test_an_answer_to_no_question_opens_nothing(idp):
    browser = Client()
    given = idp.read(begin(browser))
    for question in ("", "ONELOGIN_made_up"):
        refused(
            browser, idp.answer(given | {"in_response_to": question}), "unsound" if not question else "stale"
        )


def test_an_assertion_of_another_question_put_into_an_answer_to_mine_opens_nothing(idp):
    browser = Client()
    mine = idp.read(begin(browser))
    stolen = saml_provider.tree_of(idp.answer(mine | {"in_response_to": "another"}))
    stolen.set("InResponseTo", mine["in_response_to"])
    refused(browser, saml_provider.letters_of(stolen))


def test_an_assertion_that_is_not_signed_opens_nothing(idp):
    browser = Client()
    refused(browser, idp.answer(idp.read(begin(browser)), signed=False))


def test_an_assertion_with_a_signature_of_an_old_kind_opens_nothing(idp):
    browser = Client()
    assert "Deprecated" in refused(browser, idp.answer(idp.read(begin(browser)), old=True))


def test_a_tampered_assertion_opens_nothing(idp):
    browser = Client()
    detail = refused(browser, tampered(idp.answer(idp.read(begin(browser)))))
    assert "Signature" in detail


@pytest.mark.parametrize("how", ["before", "after", "inside the signature", "in extensions"])
def test_a_wrapped_assertion_opens_nothing(idp, how):
    browser = Client()
    refused(browser, wrapped(idp.answer(idp.read(begin(browser))), how))


def test_a_name_cut_in_two_by_a_comment_is_read_whole_or_not_at_all(idp, company):
    browser = Client()
    page = come_back(browser, with_comment(idp.answer(idp.read(begin(browser)))))
    if page.status_code == 302:
        assert SocialAccount.objects.get().uid == "u-ben"
    else:
        assert not is_in(browser)


def test_an_assertion_for_another_site_opens_nothing(idp, tmp_path):
    browser = Client()
    given = idp.read(begin(browser))
    detail = refused(browser, idp.answer(given | {"sp_entity_id": "https://other.example/metadata"}))
    assert "audience" in detail


def test_an_assertion_without_an_audience_opens_nothing(idp, monkeypatch):
    browser = Client()
    answer = idp.answer(idp.read(begin(browser)))
    from onelogin.saml2.response import OneLogin_Saml2_Response

    monkeypatch.setattr(OneLogin_Saml2_Response, "get_audiences", lambda self: [])
    assert "not for this site" in refused(browser, answer)


def test_an_answer_for_another_address_opens_nothing(idp):
    browser = Client()
    given = idp.read(begin(browser))
    refused(browser, idp.answer(given | {"destination": "https://other.example/answer/"}))


def test_an_assertion_that_is_over_opens_nothing(provider, tmp_path):
    late = IdentityProvider(
        tmp_path / "late", Client().get("/sign-on/house/metadata/").content, lifetime=-120
    )
    provider.metadata = late.metadata()
    provider.save()
    browser = Client()
    detail = refused(browser, late.answer(late.read(begin(browser))))
    assert "expired" in detail.lower() or "timing" in detail.lower()


def test_an_assertion_of_a_stranger_opens_nothing(idp, tmp_path):
    browser = Client()
    given = idp.read(begin(browser))
    metadata = Client().get("/sign-on/house/metadata/").content
    same_name = IdentityProvider(tmp_path / "same", metadata)
    assert "Signature" in refused(browser, same_name.answer(given))
    other_name = IdentityProvider(tmp_path / "other", metadata, name="https://evil.example")
    refused(browser, other_name.answer(given))


def test_an_address_of_a_domain_that_nobody_vouches_for_opens_nothing(idp, provider):
    provider.vouches = False
    provider.save()
    browser = Client()
    refused(browser, idp.answer(idp.read(begin(browser))), "unverified")
    provider.vouches, provider.domains = True, "other.example"
    provider.save()
    refused(browser, idp.answer(idp.read(begin(browser))), "unverified")


@pytest.mark.parametrize("answer", ["", "x", "PHg+", "a" * 300_001, "PD94bWw="])
def test_what_is_no_answer_is_refused_in_words(idp, answer):
    browser = Client()
    begin(browser)
    page = come_back(browser, answer)
    assert page.status_code == 403


def test_entities_are_not_opened(idp):
    import base64

    bomb = (
        f"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:{'/' * 3}etc/passwd'>]>"
        "<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'>&b;</samlp:Response>"
    )
    browser = Client()
    begin(browser)
    detail = refused(browser, base64.b64encode(bomb.encode()).decode())
    assert "root:" not in detail


def test_metadata_of_strangers_are_read_with_care(idp):
    from bothways.errors import InputError

    for text in ("", "<a/>", "no xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(InputError):
            saml.read_metadata(text)
    assert saml.read_metadata(idp.metadata())["entityId"] == saml_provider.NAME
    with pytest.raises(InputError):
        saml.read_metadata(idp.metadata().replace(saml_provider.SSO, "http://evil.example/sso"))


def test_our_metadata_name_our_address_whatever_host_is_named(idp):
    page = Client().get("/sign-on/house/metadata/", headers={"host": "evil.example"})
    assert f"{HOME}/sign-on/house/answer/".encode() in page.content
    assert b"evil" not in page.content
    assert b'WantAssertionsSigned="true"' in page.content


def post(answer, **more):
    return Client().post("/sign-on/house/answer/", {"SAMLResponse": answer}, **more)


def test_what_is_not_sound_leaves_nothing_in_the_database(idp):
    browser = Client()
    given = idp.read(begin(browser))
    before = Session.objects.count()
    for answer in ("x" * 200_000, idp.answer(given, signed=False), tampered(idp.answer(given))):
        assert "saml-answer" not in post(answer).cookies
    assert Session.objects.count() == before
    answer = idp.answer(given)
    assert "saml-answer" in post(answer).cookies
    waiting = [one.get_decoded()["answer"] for one in Session.objects.all() if "answer" in one.get_decoded()]
    assert [set(one) for one in waiting] == [{"provider", "question", "signed"}]
    assert answer[:500] not in repr(waiting)


def test_an_administrator_sees_why_an_answer_was_refused_and_nobody_else_does(idp, company):
    given = idp.read(begin(Client()))
    address = post(idp.answer(given, signed=False))["Location"]
    assert "For administrators:" in company.client("dua").get(address).content.decode()
    assert "For administrators:" not in Client().get(address).content.decode()
    forged = company.client("dua").get("/sign-on/house/finish/?why=made-up")
    assert (forged.status_code, forged.context["refused"].reason) == (403, "stale")


def test_a_network_that_sends_many_unsound_answers_waits_and_others_do_not(idp):
    browser = Client()
    answer = idp.answer(idp.read(begin(browser)))
    for _one in range(30):
        post("x")
    refused(browser, answer, "busy")
    assert "saml-answer" in post(answer, REMOTE_ADDR="192.0.2.7").cookies


def test_sound_answers_are_counted_too(idp, monkeypatch):
    monkeypatch.setattr("bothways_web.people.views.sign_on.A_MINUTE", 2)
    browser = Client()
    answer = idp.answer(idp.read(begin(browser)))
    assert ["saml-answer" in post(answer).cookies for _one in range(3)] == [True, True, False]


def test_a_provider_that_is_off_is_answered_only_while_it_is_tried(idp, provider, company):
    given = idp.read(begin(Client()))
    SignOnProvider.objects.update(is_on=False)
    refused(Client(), idp.answer(given), "off")
    dua = company.client("dua")
    page = dua.post("/set-up/sign-on/house/try/")
    given = idp.read(parse_qs(urlsplit(page.context["address"]).query)["SAMLRequest"][0])
    page = come_back(dua, idp.answer(given))
    assert page["Location"] == "/set-up/sign-on/house/"
    shown = dua.get(page["Location"]).content.decode()
    assert "ben@company.example" in shown
    assert saml_provider.NAME in shown
    provider.refresh_from_db()
    assert (provider.tried_on is not None, provider.is_on) == (True, False)
    SignOnProvider.objects.update(trial_at=timezone.now() - dt.timedelta(minutes=16))
    refused(Client(), idp.answer(given), "off")


def test_what_waits_for_one_provider_is_not_taken_at_another(idp, provider):
    SignOnProvider.objects.create(
        slug="other", name="Other", protocol="saml", is_on=True, metadata=provider.metadata
    )
    browser = Client()
    sent = post(idp.answer(idp.read(begin(browser))))
    browser.cookies["saml-answer"] = sent.cookies["saml-answer"].value
    page = browser.get("/sign-on/other/finish/")
    assert (page.status_code, page.context["refused"].reason) == (403, "stale")


def sign_on(idp, **told):
    browser = Client()
    return come_back(browser, idp.answer(idp.read(begin(browser)), **told)), browser


def test_a_name_that_goes_to_others_opens_the_account_only_while_the_address_fits(idp, provider):
    page, browser = sign_on(idp, kind=NAMEID_FORMAT_EMAILADDRESS)
    assert is_in(browser)
    page, browser = sign_on(idp, kind=NAMEID_FORMAT_EMAILADDRESS)
    assert is_in(browser)
    page, browser = sign_on(idp, kind=NAMEID_FORMAT_EMAILADDRESS, mail="cem@company.example")
    assert page.context["refused"].reason == "disagrees"
    assert not is_in(browser)
    page, browser = sign_on(idp, mail="cem@company.example")
    assert is_in(browser)
    assert "ben@company.example" in browser.get("/me/").content.decode()


def test_a_name_for_one_session_is_none(idp):
    page, _browser = sign_on(idp, kind=NAMEID_FORMAT_TRANSIENT)
    assert page.context["refused"].reason == "no id"


def test_metadata_of_another_provider_untie_all_and_the_same_ones_do_not(idp, provider, company, tmp_path):
    sign_on(idp)
    dua = company.users["dua"]
    sent = provider.metadata.replace("\n", "\r\n") + "\r\n"
    assert providers.change_provider(provider, by=dua, name="Office", metadata=sent) is False
    assert SocialAccount.objects.count() == 1
    other = IdentityProvider(tmp_path / "other", saml.own_metadata(provider), name="https://evil.example")
    assert providers.change_provider(provider, by=dua, metadata=other.metadata())
    assert not SocialAccount.objects.exists()


def test_metadata_that_are_fetched_anew_keep_ties_unless_another_provider_lies_there(
    idp, provider, company, tmp_path, monkeypatch
):
    sign_on(idp)
    provider.metadata_address, provider.is_agreed = "https://id.example/metadata", True
    provider.save()
    metadata = saml.own_metadata(provider)
    newer = IdentityProvider(tmp_path / "newer", metadata).metadata()
    other = IdentityProvider(tmp_path / "other", metadata, name="https://evil.example").metadata()
    monkeypatch.setattr(saml, "fetch_metadata", lambda address: newer)
    providers.refresh(provider, by=company.users["dua"])
    provider.refresh_from_db()
    assert (provider.metadata, provider.is_on, SocialAccount.objects.count()) == (newer, True, 1)
    monkeypatch.setattr(saml, "fetch_metadata", lambda address: other)
    providers.refresh(provider, by=company.users["dua"])
    provider.refresh_from_db()
    assert (provider.is_on, provider.is_agreed, provider.tried_on) == (False, False, None)
    assert not SocialAccount.objects.exists()
