"""Notes of talks with customers: masked before they are stored, and only CX leads see them."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways_web.listen.models import Contact, VoiceNote
from bothways_web.listen.outside.notes import mask_note
from bothways_web.people.models import Change
from bothways_web.people.units import today

LIST = "/listen/notes/"
GIVEN = {
    "kind": "interview",
    "unit": "day",
    "held_on": "2025-05-05",
    "language": "en",
    "text": "They wait too long.",
}


def note(**more) -> VoiceNote:
    given = {
        "kind": "visit",
        "unit": "day",
        "held_on": dt.date(2025, 3, 3),
        "text": "They like the new desk.",
    }
    return VoiceNote.objects.create(**given | more)


def test_a_note_is_stored_after_a_second_look(browser_of, company):
    fay = browser_of("fay")
    look = fay.post(LIST + "new/", GIVEN | {"step": "look"})
    assert look.status_code == 200
    assert "Look once more" in look.content.decode()
    assert not VoiceNote.objects.exists()
    assert fay.post(LIST + "new/", GIVEN | {"step": "save"}).status_code == 302
    one = VoiceNote.objects.get()
    assert (one.text, one.unit, one.written_by) == ("They wait too long.", "day", company.users["fay"])


def test_names_addresses_numbers_and_codes_are_masked_before_anybody_can_store_them(browser_of):
    Contact.objects.create(side="customers", key="K-17")
    said = "Day 3 told jo@shop.example and K-17, 0170 1234567, @jo, day4: ask Eva."
    fay = browser_of("fay")
    look = fay.post(LIST + "new/", GIVEN | {"text": said, "step": "save"})
    assert look.status_code == 200
    assert not VoiceNote.objects.exists()
    left = look.context["form"]["text"].value()
    for secret in ("jo@shop", "K-17", "1234567", "@jo", "day4", "Eva"):
        assert secret not in left
    assert fay.post(LIST + "new/", GIVEN | {"text": left, "step": "save"}).status_code == 302
    assert VoiceNote.objects.get().text == left


@pytest.mark.parametrize(
    ("text", "left"),
    [("Room 12 is cold", "Room 12 is cold"), ("K-17.", "[…]."), ("(K-17)", "([…])"), ("AK-17", "AK-17"),
     ("2 of 3 wait", "2 of 3 wait"), ("", "")],
)  # fmt: skip
def test_codes_are_masked_where_they_are_known_alone(company, text, left):
    Contact.objects.create(side="candidates", key="K-17")
    assert mask_note(text) == left


def test_masking_twice_changes_nothing_more(company):
    text = "Ask Eva in 12345 or at a@b.example"
    assert mask_note(mask_note(text)) == mask_note(text)


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "x" * 20_001}, {"unit": "nowhere"}, {"kind": "talk"}, {"held_on": "9999-12-31"},
     {"held_on": "soon"}, {"language": "tlh"}, {"text": "\x00"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_stored(browser_of, wrong):
    answer = browser_of("fay").post(LIST + "new/", GIVEN | wrong | {"step": "save"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not VoiceNote.objects.exists()


def test_a_note_is_changed_and_deleted(browser_of):
    one, fay = note(), browser_of("fay")
    assert "They like the new desk." in fay.get(f"{LIST}{one.pk}/").content.decode()
    fay.post(f"{LIST}{one.pk}/", GIVEN | {"step": "save"})
    one.refresh_from_db()
    assert one.text == "They wait too long."
    assert fay.get(f"{LIST}{one.pk}/delete/").status_code == 200
    assert VoiceNote.objects.exists()
    fay.post(f"{LIST}{one.pk}/delete/")
    assert not VoiceNote.objects.exists()
    verbs = list(Change.objects.values_list("verb", flat=True))[:2]
    assert verbs == ["deleted note", "changed note"]


def test_the_list_is_found_by_unit_kind_and_days(browser_of):
    note(text="First")
    note(text="Second", kind="focus_group", unit="desk", held_on=dt.date(2025, 6, 1))
    fay = browser_of("fay")
    for asked, there, gone in (
        ({"unit": "north"}, "First", "Second"), ({"kind": "focus_group"}, "Second", "First"),
        ({"first": "2025-04-01"}, "Second", "First"), ({"last": "2025-04-01"}, "First", "Second"),
    ):  # fmt: skip
        page = fay.get(LIST, asked).content.decode()
        assert there in page, asked
        assert gone not in page, asked
    odd = fay.get(LIST, {"first": "soon", "kind": "x", "unit": "a\x00", "page": "-1"})
    assert odd.status_code == 200
    assert "First" in odd.content.decode()


def test_a_long_list_has_pages(browser_of):
    for number in range(25):
        note(text=f"Note {number}")
    assert browser_of("fay").get(LIST, {"page": "2"}).content.decode().count("<article") == 5


def test_script_is_shown_as_text_and_formulas_are_disarmed_in_the_file(browser_of):
    note(text="<script>alert(1)</script>")
    note(text='=HYPERLINK("x")')
    fay = browser_of("fay")
    assert "<script>alert" not in fay.get(LIST).content.decode()
    given = fay.get(LIST + "notes.csv")
    assert "attachment" in given["Content-Disposition"]
    text = given.content.decode()
    assert "'=HYPERLINK" in text
    assert text.splitlines()[0].lstrip("\ufeff") == "day,kind,unit,language,text"
    assert "script" not in fay.get(LIST + "notes.csv", {"unit": "desk"}).content.decode()


def test_notes_are_for_those_who_lead_customer_experience_alone(browser_of):
    one = note()
    for name in ("ana", "eva", "gil", "hao", "dua", "ben"):
        for url in (LIST, f"{LIST}{one.pk}/", LIST + "notes.csv", f"{LIST}{one.pk}/delete/"):
            assert browser_of(name).get(url).status_code == 404
            assert browser_of(name).post(url).status_code in (404, 405)
    assert VoiceNote.objects.filter(pk=one.pk, text="They like the new desk.").exists()


def test_a_note_of_today_can_be_written(browser_of):
    answer = browser_of("fay").post(LIST + "new/", GIVEN | {"held_on": today().isoformat(), "step": "save"})
    assert answer.status_code == 302
