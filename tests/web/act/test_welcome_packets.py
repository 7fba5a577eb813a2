"""Packets: which one somebody is given, versions, and who may write."""

import pytest
from django.urls import reverse
from welcomed import hire

from bothways.errors import InputError
from bothways_web.act.models import Packet, PacketVersion
from bothways_web.act.welcome import packet_writing as verbs
from bothways_web.act.welcome.packets import given_to, words_of
from bothways_web.act.welcome.starter import starter, starter_languages
from bothways_web.act.welcome.words import PacketWords, Task, read_words, tasks_of
from bothways_web.people.models import Change, Organisation

WORDS = {
    "title": "Hello",
    "week_1": "Say hello.\n\nAsk for keys.",
    "heading_1": "Lunch",
    "words_1": "At noon.",
}


def begun(company, unit=None, language="en", *, give=True):
    made = verbs.begin_packet(
        company.units[unit] if unit else None, language, shipped=True, by=company.users["eva"]
    )
    if give:
        verbs.give_packet(made, seen=1, by=company.users["eva"])
    return made


def test_without_a_packet_the_shipped_words_are_given_in_the_readers_language(company):
    assert given_to("day", "de").words == starter("de")
    assert given_to("day", "fr").words == starter("en")
    assert given_to("day", "de-at").words == starter("de")
    assert given_to("day", "de").packet is None


def test_the_packet_of_the_nearest_unit_is_given(company):
    whole, north = begun(company), begun(company, "north")
    assert given_to("day", "en").packet == north
    assert given_to("desk", "en").packet == whole
    assert given_to("", "en").packet == whole
    day = begun(company, "day")
    assert given_to("day", "en").packet == day
    assert given_to("night", "en").packet == north


def test_a_draft_and_one_that_is_no_longer_given_are_passed_over(company):
    whole, draft = begun(company), begun(company, "day", give=False)
    assert given_to("day", "en").packet == whole
    verbs.give_packet(draft, seen=1, by=company.users["eva"])
    assert given_to("day", "en").packet == draft
    verbs.end_packet(draft, seen=1, by=company.users["eva"])
    assert given_to("day", "en").packet == whole


def test_of_one_unit_the_readers_language_comes_first_then_that_of_the_organisation(company):
    spanish, german = begun(company, "day", "es"), begun(company, "day", "de")
    Organisation.objects.update(language="de")
    assert given_to("day", "es").packet == spanish
    assert given_to("day", "en").packet == german


def test_a_nearer_packet_in_another_language_comes_before_a_farther_one(company):
    begun(company, None, "en")
    near = begun(company, "day", "de")
    assert given_to("day", "en").packet == near


def test_a_unit_has_one_packet_in_a_language(company):
    begun(company, "day")
    begun(company, "day", "de")
    for unit in ("day", None):
        if unit is None:
            begun(company)
        with pytest.raises(InputError, match="There is a packet"):
            begun(company, unit)


def test_a_change_is_a_new_version_and_an_earlier_one_can_be_taken_up_again(company):
    made, eva = begun(company), company.users["eva"]
    assert verbs.change_packet(made, PacketWords("Else"), seen=1, by=eva)
    assert not verbs.change_packet(made, PacketWords("Else"), seen=2, by=eva)
    made.refresh_from_db()
    assert (made.version, words_of(made).title, words_of(made, 1).title) == (2, "Else", "Welcome")
    verbs.restore_version(made, 1, seen=2, by=eva)
    made.refresh_from_db()
    assert (made.version, words_of(made)) == (3, starter("en"))
    assert PacketVersion.objects.filter(packet=made).count() == 3


def test_nobody_writes_over_what_they_have_not_seen(company):
    made, eva = begun(company), company.users["eva"]
    verbs.change_packet(made, PacketWords("Else"), seen=1, by=eva)
    with pytest.raises(verbs.Stale):
        verbs.change_packet(made, PacketWords("Mine"), seen=1, by=eva)
    page = company.client("fay").post(
        reverse("change_packet", args=[made.pk]), WORDS | {"seen": 1, "step": "save"}
    )
    assert page.status_code == 422
    assert "Somebody else has changed this packet" in page.content.decode()
    assert "Ask for keys." in page.content.decode()
    made.refresh_from_db()
    assert words_of(made).title == "Else"


def test_looking_how_it_will_look_saves_nothing(company):
    made = begun(company)
    page = company.client("eva").post(
        reverse("change_packet", args=[made.pk]), WORDS | {"seen": 1, "step": "preview"}
    )
    told = page.content.decode()
    assert "Nothing is saved yet" in told
    assert "At noon." in told
    made.refresh_from_db()
    assert made.version == 1
    page = company.client("eva").post(
        reverse("change_packet", args=[made.pk]), WORDS | {"seen": 1, "step": "save"}
    )
    assert page.status_code == 302
    made.refresh_from_db()
    assert [one.words for one in words_of(made).tasks] == ["Say hello.", "Ask for keys."]
    assert words_of(made).blocks[0].heading == "Lunch"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "Write a title."),
        ({"heading_1": "", "words_1": "At noon."}, "Write a heading for these words."),
        ({"week_4": "\n".join(f"Task {n}" for n in range(11))}, "Write at most ten tasks."),
        ({"week_4": "x" * 301}, "Write at most 300 letters for each task."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(company, wrong, told):
    made = begun(company)
    page = company.client("eva").post(
        reverse("change_packet", args=[made.pk]), WORDS | wrong | {"seen": 1, "step": "save"}
    )
    assert page.status_code == 422
    assert page.content.decode().count(told) == 2  # in the summary and at the field
    made.refresh_from_db()
    assert made.version == 1


def test_drafts_are_for_those_who_write(company):
    draft = begun(company, "day", give=False)
    for name, status in (("eva", 200), ("fay", 200), ("ben", 404), ("ana", 404), ("gil", 404), ("dua", 404)):
        assert company.client(name).get(reverse("packet", args=[draft.pk])).status_code == status, name


def test_a_manager_without_a_post_reads_what_is_given_where_they_lead(company):
    from characters import make_user

    make_user(company, "joy", ("manager", "day"))
    north, desk = begun(company, "north"), begun(company, "desk")
    joy = company.client("joy")
    assert joy.get(reverse("packet", args=[north.pk])).status_code == 200
    assert joy.get(reverse("packet", args=[desk.pk])).status_code == 404


def test_the_words_survive_being_stored():
    for language in starter_languages():
        words = starter(language)
        assert read_words(words.document()) == words
        assert {one.week for one in words.tasks} == {1, 4, 12}


def test_a_task_keeps_its_tick_when_only_blanks_and_case_change():
    one, other = Task(1, "Say  hello."), Task(4, "say hello. ")
    assert one.key == other.key != Task(1, "Say hello!").key
    assert tasks_of({1: "Say hello.\nSay hello.", 4: "say HELLO."}) == (Task(1, "Say hello."),)


def test_the_starters_say_the_same_number_of_things_in_each_language():
    counts = {tuple(sorted(one.week for one in starter(language).tasks)) for language in starter_languages()}
    assert starter_languages() == ("en", "de", "es")
    assert len(counts) == 1


def test_the_change_log_says_that_a_packet_changed_and_not_what(company):
    made = begun(company)
    verbs.change_packet(made, PacketWords("A secret title"), seen=1, by=company.users["eva"])
    lines = list(Change.objects.values_list("verb", "about", "details"))
    assert {verb for verb, _about, _details in lines} >= {
        "began packet",
        "gave packet to new colleagues",
        "changed packet",
    }
    assert "secret" not in str(lines)


def test_a_script_in_a_packet_is_text(company):
    hire(company, "lea")
    made = begun(company)
    words = PacketWords("<script>alert(1)</script>", "<b>x</b>", tasks=(Task(1, "<img src=x>"),))
    verbs.change_packet(made, words, seen=1, by=company.users["eva"])
    page = company.client("lea").get(reverse("new_here")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<img src=x>" not in page
    assert Packet.objects.count() == 1
