"""The check on its pages: verdicts and rules, files, nothing stored without a tick, and what was kept is deleted."""

import io
import json
import zipfile
from typing import get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from missions_at_work import DAY, FRENCH, POSTING, TIME, document, write

from bothways.mission.refusal import SENTENCES, FileRefusalCode, FileRefused, UnjudgedCode
from bothways_web.act.mission.checks import Given, check, given_of, keep_check
from bothways_web.act.mission.reading import current_mission
from bothways_web.act.mission.refusals import FILES, file_refused_words, unjudged_words
from bothways_web.act.models import KeptCheck
from bothways_web.act.welcome.packet_writing import begin_packet
from bothways_web.act.welcome.plain_text import packet_text
from bothways_web.people.models import Change, Upload

CHECK, CHECKS = "/act/mission/check/", "/act/mission/checks/"
MIXED = f"""{POSTING} It is up to you when you take them, and you are not alone in it.

Nous cherchons une personne pour notre service aimable, ouverte, patiente, curieuse, précise, attentive, polie, calme.

Wij zoeken iemand die de vragen van onze klanten op dezelfde dag beantwoordt en de tijd neemt die nodig is.

Cerchiamo una persona che risponde alle domande dei clienti lo stesso giorno e che prende il tempo
necessario per ascoltare.
"""
SENT = {"kind": "posting", "text": POSTING}


@pytest.fixture
def mission(company):
    return write(company.users["fay"])


def posted(client, **given):
    return client.post(CHECK, SENT | given)


def file(content, name="posting.txt"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("name", ["ana", "ben", "gil", "ida", "fay"])
def test_whoever_reads_the_mission_checks_a_text_and_nothing_is_stored(company, mission, name):
    page = posted(company.client(name))
    text = page.content.decode()
    assert page.status_code == 200
    for words in (
        "It is there", "It says the opposite", "Nothing was found", "Every mail is answered before the end of the day.",
        "rule time_needed/against/", "on taking the time that is needed", "What to do:", "Nothing of it is stored.",
        "No rule knows this promise",
    ):  # fmt: skip
        assert words in text
    assert not KeptCheck.objects.exists()
    assert not Upload.objects.exists()
    assert not Change.objects.filter(verb__contains="check").exists()


def test_nobody_else_checks(company, mission):
    for name in ("dua", "hao"):
        assert posted(company.client(name)).status_code == 404
        assert company.client(name).post(f"{CHECK}file/", SENT).status_code == 404


def test_the_page_says_that_texts_about_a_person_have_no_place_there(company, mission):
    assert "This page judges no people." in company.client("ben").get(CHECK).content.decode()


def test_a_file_is_read_like_a_pasted_text(company, mission):
    page = posted(company.client("ben"), text="", file=file(POSTING))
    assert "It says the opposite" in page.content.decode()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b"a" * (61 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": ""}, "Paste a text, or bring a file."),
        ({"text": POSTING, "file": b"x"}, "Paste the text or bring a file, not both."),
        ({"text": "", "file": b"\x89PNG\x00\x00"}, "posting.txt: The file is no text."),
        ({"text": "", "file": bomb()}, "posting.txt: The file is too large when it is unpacked."),
        ({"text": "", "file": b"%PDF-1.4 nothing"}, "posting.txt: "),
        ({"kind": "reference"}, "Select a valid choice"),
        ({"kind": ""}, "Choose what sort of text it is."),
        ({"text": "a" * 600_001}, "at most 600000 characters"),
    ],
)
def test_what_cannot_be_checked_is_said_beside_its_field(company, mission, given, sentence):
    sent = {**given, "file": file(given["file"])} if "file" in given else given
    page = posted(company.client("ben"), **sent)
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_of_another_language_nothing_is_called_absent(company, mission):
    text = posted(company.client("ben"), text=FRENCH).content.decode()
    assert "Not judged" in text
    assert "seems to be in another language: French." in text
    assert "Nothing was found" not in text


def test_each_reason_for_not_judging_is_said_in_the_language_of_the_page(company, mission):
    texts = {
        "language": FRENCH,
        "mixed": MIXED,
        "script": "Мы отвечаем клиентам в тот же день и никогда не спешим. " * 4,
        "short": "Mechanic wanted. Call us.",
        "unknown": "Lorem ipsum dolor amet consectetur adipiscing elit sed eiusmod tempor. " * 4,
    }
    assert {*texts, ""} == set(get_args(UnjudgedCode))
    said = set()
    for code, text in texts.items():
        found = check(Given(text, "posting"), mission)
        assert found.code == code
        with override("de"):
            assert unjudged_words(found)
        said.add(unjudged_words(found))
        page = posted(company.client("ben"), text=text).content.decode()
        assert "Not judged" in page
        assert unjudged_words(found) in page
        assert "Nothing was found" not in page
    assert len(said) == len(texts)


def test_every_refusal_of_a_file_is_said_by_the_page_with_what_to_do():
    assert set(FILES) == set(get_args(FileRefusalCode)) == set(SENTENCES)
    for code in FILES:
        words = file_refused_words(FileRefused(code), "a.pdf")
        assert words.startswith("a.pdf: ")
        assert "%" not in words


def test_a_text_that_was_not_judged_can_be_changed_without_being_pasted_again(company, mission):
    ben = company.client("ben")
    page = ben.post(CHECK, {"kind": "kit", "text": "Mechanic wanted.", "language": "de", "step": "change"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Mechanic wanted.</textarea>" in text
    assert '<option value="de" selected>' in text
    assert 'value="kit"' in text
    assert "checked" in text.split('value="kit"', 1)[1].split(">", 1)[0]
    assert not page.context["form"].errors


def test_a_file_that_was_read_need_not_be_chosen_again_where_something_else_is_wrong(company, mission):
    page = posted(company.client("ben"), kind="", text="", file=file(POSTING))
    text = page.content.decode()
    assert page.status_code == 422
    assert "The file was read" in text
    assert f"{POSTING}</textarea>" in text
    assert "The file was read" not in posted(company.client("ben"), kind="").content.decode()


def test_a_packet_is_checked_from_its_page_by_whoever_may_read_it(company, mission):
    eva = company.client("eva")
    made = begin_packet(company.units["north"], "en", shipped=True, by=company.users["eva"])
    address = reverse("check_packet", args=[made.pk])
    assert address in eva.get(reverse("packet", args=[made.pk])).content.decode()
    text = eva.get(address).content.decode()
    for words in ("as they are today", "Back to the packet", "Nothing was found", "Nothing of it is stored."):
        assert words in text
    assert company.client("ben").get(address).status_code == 404  # a draft
    assert eva.get(reverse("check_packet", args=[2**63])).status_code == 404
    told = json.loads(eva.post(f"{CHECK}file/", {"kind": "packet", "text": packet_text(made)}).content)
    assert [one["verdict"] for one in told["parts"]] == [
        one.verdict.value for one in check(given_of(made, mission), mission).parts
    ]
    assert not KeptCheck.objects.exists()


def test_a_packet_of_few_words_is_read_in_its_own_language(company, mission):
    made = begin_packet(company.units["north"], "de", shipped=True, by=company.users["eva"])
    found = check(given_of(made, mission), mission)
    assert (found.judged, found.language) == (True, "de")


def test_without_a_mission_the_check_of_a_packet_says_what_comes_first(company):
    made = begin_packet(None, "en", shipped=True, by=company.users["eva"])
    text = company.client("eva").get(reverse("check_packet", args=[made.pk])).content.decode()
    assert "No mission is written yet" in text
    assert "Write the mission" in text


def test_what_stands_in_a_text_is_shown_and_never_run(company, mission):
    evil = POSTING.replace("Every mail", "<script>alert(1)</script> Every mail")
    text = posted(company.client("ben"), text=evil).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_result_is_taken_along_as_json_without_being_stored(company, mission):
    answer = company.client("ben").post(f"{CHECK}file/", SENT)
    told = json.loads(answer.content)
    assert [one["verdict"] for one in told["parts"]] == ["present", "contradicted", "absent"]
    assert "attachment" in answer["Content-Disposition"]
    assert not KeptCheck.objects.exists()
    assert company.client("ben").post(f"{CHECK}file/", {"kind": "posting"}).status_code == 404


def test_a_tick_of_a_lead_keeps_the_text_and_nobody_elses_does(company, mission):
    page = posted(company.client("fay"), keep="on", title="Desk, spring")
    [kept] = KeptCheck.objects.all()
    assert page["Location"] == f"{CHECKS}{kept.pk}/"
    assert (kept.title, kept.text, kept.mission.number, kept.by) == (
        "Desk, spring",
        POSTING,
        1,
        company.users["fay"],
    )
    posted(company.client("ben"), keep="on", title="Mine")
    assert KeptCheck.objects.count() == 1
    [line] = Change.objects.filter(verb="kept check of text")
    assert "Desk" not in repr(line.__dict__)


def test_keeping_needs_a_title(company, mission):
    page = posted(company.client("fay"), keep="on", title="")
    assert page.status_code == 422
    assert "Write a title, so that it can be found again." in page.content.decode()
    assert not KeptCheck.objects.exists()


def test_what_was_kept_is_checked_against_the_mission_of_that_day(company, mission):
    kept = keep_check(Given(POSTING, "posting"), mission, "Desk", by=company.users["fay"])
    write(company.users["fay"], document(promises=("We wear hats.",)))
    text = company.client("eva").get(f"{CHECKS}{kept.pk}/").content.decode()
    assert DAY in text
    assert TIME in text
    assert "hats" not in text
    told = json.loads(company.client("eva").get(f"{CHECKS}{kept.pk}/check.json").content)
    assert len(told["parts"]) == 3


def test_what_was_kept_is_listed_for_leads_and_deleted_for_good(company, mission):
    eva = company.client("eva")
    assert "No check is kept" in eva.get(CHECKS).content.decode()
    kept = keep_check(Given(POSTING, "posting"), current_mission(), "Desk", by=company.users["fay"])
    assert "Desk" in eva.get(CHECKS).content.decode()
    assert "nothing brings it back" in eva.get(f"{CHECKS}{kept.pk}/delete/").content.decode()
    for name in ("ana", "ben", "gil", "ida", "hao", "dua"):
        for address in (
            CHECKS,
            f"{CHECKS}{kept.pk}/",
            f"{CHECKS}{kept.pk}/check.json",
            f"{CHECKS}{kept.pk}/delete/",
        ):
            assert company.client(name).get(address).status_code == 404
        assert company.client(name).post(f"{CHECKS}{kept.pk}/delete/").status_code == 404
    assert KeptCheck.objects.exists()
    eva.post(f"{CHECKS}{kept.pk}/delete/")
    assert not KeptCheck.objects.exists()
    assert eva.get(f"{CHECKS}{2**63}/").status_code == 404
