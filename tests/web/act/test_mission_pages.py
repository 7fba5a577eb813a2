"""The mission: who reads and writes it, versions, own words, numbers, and what other pages are told."""

import dataclasses

import pytest
from missions_at_work import DAY, SHIPS, TIME, document, write

from bothways.errors import InputError
from bothways_web.act.hooks import MISSION_WORDS
from bothways_web.act.mission import reading, writing
from bothways_web.act.mission.document import with_words
from bothways_web.act.models import MissionVersion
from bothways_web.link.journeys.numbers import StageNumber
from bothways_web.people.models import Change

MISSION, CHANGE = "/act/mission/", "/act/mission/change/"
READERS, WRITERS, OTHERS = ("ana", "ben", "gil", "ida"), ("eva", "fay"), ("dua", "hao")
GIVEN = {"sentence": "We are there for people.", "promises": f"{DAY}\n{TIME}\n\n{SHIPS}\n"}


def shown(client, address=MISSION):
    return client.get(address).content.decode()


def test_the_first_visit_says_what_it_is_and_where_to_begin(company):
    for name in READERS:
        assert "No mission is written yet" in shown(company.client(name))
        assert CHANGE not in shown(company.client(name))
    assert CHANGE in shown(company.client("fay"))
    assert "No mission is written yet" in shown(company.client("ben"), f"{MISSION}check/")
    assert "No mission is written yet." in shown(company.client("ben"), f"{MISSION}versions/")


@pytest.mark.parametrize("name", WRITERS)
def test_leads_write_it_and_everybody_who_may_reads_it(company, name):
    page = company.client(name).post(CHANGE, GIVEN | {"seen": 0}, follow=True).content.decode()
    assert "Saved." in page
    for reader in (*READERS, *WRITERS):
        text = shown(company.client(reader))
        assert DAY in text
        assert ("Change the mission" in text) is (reader in WRITERS)
    for other in OTHERS:
        assert company.client(other).get(MISSION).status_code == 404
    [line] = Change.objects.filter(verb="wrote mission")
    assert "people" not in line.about
    assert [part["id"] for part in reading.current_mission().document["parts"]] == ["p1", "p2", "p3"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"sentence": ""}, "Write it in one sentence."),
        ({"promises": ""}, "Write at least one promise."),
        ({"promises": "…\n"}, "A promise has no words, or too many."),
        ({"promises": "\n".join(f"We keep promise {n}." for n in range(13))}, "1 to 12 promises"),
        ({"sentence": "!!"}, "The mission has no words."),
        ({"employees_1": "employees:never.asked"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_mission_is_said_beside_its_field_and_nothing_is_lost(company, given, sentence):
    page = company.client("fay").post(CHANGE, GIVEN | {"seen": 0} | given)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not MissionVersion.objects.exists()


def test_who_was_second_sees_both_and_overwrites_nothing(company):
    write(company.users["eva"])
    page = company.client("fay").post(CHANGE, GIVEN | {"seen": 0, "sentence": "Mine."})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Mine." in text
    assert "We are there for people." in text
    assert MissionVersion.objects.count() == 1
    again = company.client("fay").post(CHANGE, GIVEN | {"seen": 1, "sentence": "Mine."})
    assert again.status_code == 302
    assert reading.mission_words() == "Mine."


def test_saving_the_same_is_no_version(company):
    write(company.users["fay"])
    write(company.users["fay"])
    assert MissionVersion.objects.count() == 1


def test_a_change_is_taken_back_and_brought_back(company):
    fay = company.client("fay")
    write(company.users["fay"])
    write(company.users["fay"], document(sentence="Otherwise."))
    fay.post(f"{MISSION}take-back/", {"seen": 2})
    assert reading.mission_words() == "We are there for people."
    fay.post(f"{MISSION}take-back/", {"seen": 3})
    assert reading.mission_words() == "Otherwise."
    page = fay.post(f"{MISSION}take-back/", {"seen": 3}, follow=True).content.decode()
    assert "Nothing was taken back." in page
    assert MissionVersion.objects.count() == 4


def test_before_the_first_change_there_is_nothing_to_take_back(company):
    write(company.users["fay"])
    with pytest.raises(InputError, match="Nothing was changed yet"):
        writing.take_back(1, by=company.users["fay"])


def test_versions_are_compared_with_the_one_that_holds_and_restored_by_leads_alone(company):
    write(company.users["fay"])
    write(company.users["fay"], document(sentence="Otherwise.", promises=(DAY, "We listen.")))
    for name in READERS:
        text = shown(company.client(name), f"{MISSION}versions/1/")
        assert "Changed since" in text
        assert "Left out since" in text
        assert "New since" in text
        assert "Make this the newest version" not in text
        assert company.client(name).post(f"{MISSION}versions/1/", {"seen": 2}).status_code == 404
    assert "This is the version that holds." in shown(company.client("ben"), f"{MISSION}versions/2/")
    company.client("eva").post(f"{MISSION}versions/1/", {"seen": 2})
    assert reading.mission_words() == "We are there for people."
    assert reading.current_mission().number == 3


def test_a_reworded_promise_keeps_its_own_words_and_a_new_one_has_none(company):
    fay = company.users["fay"]
    write(fay)
    write(fay, with_words(reading.current_mission().document, "p1", ["golden hour"], ["next week"]))
    reworded = document(promises=("We answer before evening.", TIME, SHIPS))
    assert reworded["parts"][0] == {
        "id": "p1", "promise": "We answer before evening.", "words": ["golden hour"], "against": ["next week"],
    }  # fmt: skip
    added = document(promises=(DAY, TIME, SHIPS, "We listen."))
    assert [part["id"] for part in added["parts"]] == ["p1", "p2", "p3", "p4"]
    assert added["parts"][3]["words"] == []


def test_own_words_are_written_on_a_page_of_their_own(company):
    write(company.users["fay"])
    address, fay = f"{MISSION}words/p1/", company.client("fay")
    assert (
        fay.post(address, {"seen": 1, "words": "golden hour\n\n", "against": "next week"}).status_code == 302
    )
    part = reading.current_mission().document["parts"][0]
    assert (part["words"], part["against"]) == (["golden hour"], ["next week"])
    assert "golden hour" in shown(fay, address)
    assert fay.post(address, {"seen": 2, "words": "!!"}).status_code == 422
    assert fay.post(address, {"seen": 1, "words": "late"}).status_code == 422
    assert fay.get(f"{MISSION}words/p9/").status_code == 404
    assert company.client("ben").get(address).status_code == 404


def test_numbers_of_both_voices_stand_under_how_we_would_notice(company, monkeypatch):
    monkeypatch.setattr(reading, "whole", lambda: "company")
    write(company.users["fay"], document(numbers=("customers:stars", "employees:q12.recognition")))
    monkeypatch.setattr(
        reading.Numbers,
        "find",
        lambda self, key, unit: StageNumber(key, key.upper(), period="2026-01", unit=unit),
    )
    page = shown(company.client("ben"))
    assert page.index("EMPLOYEES:Q12.RECOGNITION") < page.index("CUSTOMERS:STARS")
    assert "do not say how well the mission is kept" in page
    assert [voice.side for voice in reading.voices_of(reading.current_mission().document)] == [
        "employees",
        "customers",
    ]


def test_other_rooms_are_told_the_sentence(company):
    assert [hook() for hook in MISSION_WORDS if hook is reading.mission_words] == [""]
    write(company.users["fay"])
    assert reading.mission_words() == "We are there for people."


def test_the_page_of_act_leads_there(company):
    for name in READERS:
        assert f'href="{MISSION}"' in shown(company.client(name), "/act/")
    for name in OTHERS:
        assert f'href="{MISSION}"' not in shown(company.client(name), "/act/")


def test_a_comparison_tells_each_promise_once(company):
    write(company.users["fay"])
    before = reading.current_mission().document
    found = reading.compare(before, document(promises=(TIME, "We listen.")))
    assert [dataclasses.astuple(one) for one in found] == [
        ("same", "We are there for people.", "We are there for people."), ("same", TIME, TIME),
        ("new", "We listen.", ""), ("gone", "", DAY), ("gone", "", SHIPS),
    ]  # fmt: skip
