"""Questions on any scale and questions answered by choosing: from a file of another tool to what is told of them."""

import html

import pytest
from past_at_work import as_csv, form_of, page, people_of, send, step

from bothways_web.listen.additional import told_of
from bothways_web.listen.archive import file_of
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import AnswerMapping, Round
from bothways_web.listen.past.looking import looked_of
from bothways_web.listen.past.new_sets import left_out, own_questions
from bothways_web.listen.past.running import run_step
from bothways_web.listen.past.settling import Settler

pytestmark = pytest.mark.django_db

SEVEN = ["Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree",
         "Agree", "Strongly agree"]  # fmt: skip
HEAD = ["Person", "Team", "Date", "I like it here", "I would stay", "Do you lead others?", "Where do you work?",
        "What would help?", "Years here", "In my own words"]  # fmt: skip
PLACES = ["At a desk", "On the road", "In the hall, mostly"]
HELP = ["Tools", "Time", "Training"]


def rows_of(company, month="2025-01"):
    return [
        [code, team, f"{month}-{1 + number % 28:02d}", SEVEN[number % 7], 1 + number % 10, ["No", "Yes"][number % 2],
         PLACES[number * 5 % 3], ";".join(HELP[: 1 + number % 3]), number % 31, f"words {number} of one's own"]
        for number, (code, team) in enumerate(people_of(company))
    ]  # fmt: skip


def brought(client, company, rows=None, **ways):
    """Walk to the check with a new set; ways by the name of the column go before what is proposed."""
    one = send(client, as_csv([HEAD, *(rows or rows_of(company))]))
    assert one.state == "looked", one.trouble
    looked = looked_of(one)
    chosen = {
        f"scale-{own.place}": ways.get("_".join(own.question.id.split()[:2]), own.way)
        for own in own_questions(looked)
    }
    given = {"set": "new", "title": "Old survey", "delicate": "no", **chosen}
    answer = client.post(f"/listen/past/{one.pk}/questions/", given)
    assert answer.status_code == 302, answer.content.decode()
    url = f"/listen/past/{one.pk}/columns/"
    answer = client.post(url, form_of(client.get(url)))
    assert answer.status_code == 302, html.unescape(answer.content.decode()).split("troubles")[1][:400]
    one.refresh_from_db()
    assert one.state == "checked", one.trouble
    return one


def test_ways_of_answering_are_proposed_by_what_stands_in_the_file(company):
    one = send(company.client("eva"), as_csv([HEAD, *rows_of(company)]))
    ways = {own.question.id: own.way for own in own_questions(looked_of(one))}
    assert ways["I like it here"] == "agree7"
    assert ways["I would stay"] == "zero_ten"
    assert ways["Do you lead others?"] == "yes_no"
    assert ways["Where do you work?"] == "single"
    assert ways["What would help?"] == "multiple"
    reasons = dict(left_out(looked_of(one)))
    assert "words of one" in reasons["In my own words"]
    shown = html.unescape(company.client("eva").get(f"/listen/past/{one.pk}/questions/").content.decode())
    assert reasons["In my own words"] in shown


def test_each_answer_lies_in_the_round_as_one_that_was_given_here(company):
    import pyarrow.parquet as pq

    client, rows = company.client("eva"), rows_of(company)
    one = brought(client, company, Years_here="number", Do_you="single")
    assert one.found["rejected"] == 0, one.found
    assert f"{PLACES[2]} = " in html.unescape(page(client, one))
    step(client, one, "take")
    step(client, one, "release")
    run_step(str(one.pk))
    one.refresh_from_db()
    assert one.state == "released", one.trouble
    asked = Round.objects.get()
    codes = {str(person.pk): person.code for team in company.people.values() for person in team}
    kept = {codes[row["respondent"]]: row for row in pq.read_table(file_of(asked)).to_pylist()}
    name = {text["en"]: key for key, text in _texts(asked).items()}
    options = {key: dict(_labels(asked, key)) for key in name.values()}
    for code, _team, _day, like, stay, lead, where, helps, years, _own in rows:
        row = kept[code]
        assert row[name["I like it here"]] == SEVEN.index(like) + 1
        assert row[name["I would stay"]] == stay
        assert options[name["Do you lead others?"]][row[name["Do you lead others?"]]] == lead
        assert options[name["Where do you work?"]][row[name["Where do you work?"]]] == where
        chosen = [
            options[name["What would help?"]][each].capitalize()
            for each in row[name["What would help?"]].split("|")
        ]
        assert sorted(chosen) == sorted(helps.split(";"))
        assert row[name["Years here"]] == years


def _texts(asked):
    from bothways_web.listen.question_sets import items_of

    return {item.id: item.text for item in items_of(asked)}


def _labels(asked, key):
    from bothways_web.listen.question_sets import instrument_of

    scale = instrument_of(asked).item(key).scale
    return [(option, label["en"]) for option, label in scale.options.items()]


def test_seven_steps_are_told_as_the_ledger_tells_any_number(company):
    client = company.client("eva")
    one = brought(client, company, I_like="one_seven", Do_you="", Where_do="", What_would="", Years_here="")
    form = form_of(client.get(f"/listen/past/{one.pk}/columns/"))
    assert sum(name.startswith("word-") for name in form) >= 7
    step(client, one, "take")
    step(client, one, "release")
    run_step(str(one.pk))
    asked = Round.objects.get()
    assert asked.state == "released"
    shown = released_round("employees", asked.ledger_name)
    whole = [row for row in shown.released if row.group == "all" and row.kind == "mean"]
    assert whole
    assert all(0 <= row.value <= 100 for row in whole)


def test_choices_are_told_by_shares_of_the_whole_from_fifty_answers_on(company, monkeypatch):
    """Of thirty-two nothing is told; with the fifty lowered, the shares are those of the file."""
    from bothways.privacy.ledger import choices

    client = company.client("eva")
    one = brought(client, company, Years_here="number")
    step(client, one, "take")
    monkeypatch.setattr(choices, "PEOPLE_NEEDED", 20)
    step(client, one, "release")
    run_step(str(one.pk))
    told = {each.text: each for each in told_of(Round.objects.get())}
    shares = {share.words: share.share for share in told["Where do you work?"].shares}
    assert set(shares) == set(PLACES)
    assert all(25 <= share <= 40 for share in shares.values()), shares
    assert told["What would help?"].shares
    assert len(told["Years here"].shares) == 6


def test_with_fewer_than_fifty_answers_nothing_is_told_of_a_choice(company):
    client = company.client("eva")
    one = brought(client, company)
    step(client, one, "take")
    step(client, one, "release")
    run_step(str(one.pk))
    told = told_of(Round.objects.get())
    assert told
    assert not any(each.shares for each in told)


def test_an_answer_that_no_option_stands_for_needs_somebody_or_goes_where_they_said(company):
    client, rows = company.client("eva"), rows_of(company)
    one = brought(client, company)
    step(client, one, "take")
    rows = rows_of(company, "2025-02")
    rows[3][6] = "Under water"
    again = send(client, as_csv([HEAD, *rows]))
    step(client, again, "again", saved=str(AnswerMapping.objects.get().pk))
    assert (again.state, again.found["rejected"]) == ("checked", 1), again.trouble
    assert "holds none of the answers" in again.found["first"][0][1]
    assert "Under water" not in page(client, again)
    url = f"/listen/past/{again.pk}/columns/"
    form = form_of(client.get(url))
    name = next(key for key, _text in _texts(Round.objects.get()).items() if f"otherwise-{key}" in form)
    wanted = next(
        key for key in form
        if key.startswith("otherwise-") and "Where" in _texts(Round.objects.get())[key[10:]]["en"]
    )  # fmt: skip
    assert name
    client.post(url, form | {wanted: "o1"})
    again.refresh_from_db()
    assert (again.state, again.found["rejected"]) == ("checked", 0), again.trouble


def test_a_number_of_one_question_with_two_answers_is_refused_before_anything_is_made(company):
    client = company.client("eva")
    one = send(client, as_csv([HEAD, *rows_of(company)]))
    own = next(each for each in own_questions(looked_of(one)) if each.question.id.startswith("Do you"))
    given = {"set": "new", "title": "Old", "delicate": "no", f"scale-{own.place}": "yes_no"}
    answer = client.post(f"/listen/past/{one.pk}/questions/", given)
    assert answer.status_code == 422
    assert "told by its shares" in html.unescape(answer.content.decode())


def test_options_with_a_column_each_become_one_question(company):
    client = company.client("eva")
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
             "Last Name", "Custom Data 1", "What would help?", "", "", "How was it?"]  # fmt: skip
    second = [*[""] * 9, *HELP, "Response"]
    lines = [
        [number, 7, "01/09/2025", "01/09/2025", "192.0.2.1", f"{code}@company.example", "A", "B", team,
         *[name if number % (place + 2) else "" for place, name in enumerate(HELP)], 1 + number % 7]
        for number, (code, team) in enumerate(people_of(company))
    ]  # fmt: skip
    one = send(client, as_csv([first, second, *lines]))
    found = own_questions(looked_of(one))
    [several] = [own for own in found if own.way == "multiple"]
    assert several.text == "What would help?"
    given = {"set": "new", "title": "Old", "delicate": "no"}
    given |= {f"scale-{own.place}": own.way for own in found if own.way}
    client.post(f"/listen/past/{one.pk}/questions/", given)
    url = f"/listen/past/{one.pk}/columns/"
    changes = {"unit": "Custom Data 1", "respondent": "Email Address", "dates": "mdy"}
    client.post(url, form_of(client.get(url)) | changes)
    one.refresh_from_db()
    assert (one.state, one.found.get("rejected")) == ("checked", 0), (one.trouble, one.found)
    step(client, one, "take")
    assert one.state == "held", one.trouble


def test_an_answer_of_somebody_who_was_not_asked_needs_somebody(company):
    from bothways_web.listen.models import AnswerImport, Pulse

    asked = Round(definition=_conditional())
    one = AnswerImport(definition=asked.definition, side=Pulse.Side.EMPLOYEES, named=False, audience="all")
    settler = Settler(one)
    row = {"respondent": "", "unit": "all", "period": "2025-01"}
    assert isinstance(settler.settle({**row, "own_x_q2": 1.0, "own_x_q3": "o1"}), tuple)
    assert isinstance(settler.settle({**row, "own_x_q2": 4.0, "own_x_q3": None}), tuple)
    assert "only asked after" in settler.settle({**row, "own_x_q2": 4.0, "own_x_q3": "o1"})


def _conditional():
    from bothways.measures import write_instrument
    from bothways_web.listen.writing.draft import ask_only, empty_draft, place_question
    from bothways_web.listen.writing.to_instrument import instrument_of_draft

    draft = empty_draft("Set", "en")
    scale = {"kind": "scale", "text": {"en": "Fine?"}, "scale": "agree7", "turned": False}
    draft = place_question(draft, "s1", None, scale)
    options = [{"id": f"o{place}", "label": {"en": f"Reason {place}"}} for place in (1, 2)]
    single = {"kind": "single", "text": {"en": "Why?"}, "options": options, "last": 2}
    draft = place_question(draft, "s1", None, single)
    return write_instrument(instrument_of_draft(ask_only(draft, "q3", "q2", [1, 2]), "own_x", 1))
