"""Answers of past surveys: from a file of another tool to released numbers, and back as long as nothing is released."""

import pytest
from past_at_work import (
    ITEMS,
    MONTHS,
    SET,
    form_of,
    page,
    qualtrics,
    records,
    send,
    spss,
    step,
    surveymonkey,
    table,
    to_check,
    workbook,
)

from bothways_web.listen.archive import file_of
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import AnswerImport, AnswerMapping, OwnSet, Pulse, Round
from bothways_web.listen.past.looking import looked_of
from bothways_web.listen.past.running import run_step
from bothways_web.people.models import Change

pytestmark = pytest.mark.django_db


def work(one):
    """What the worker does when it comes to an import."""
    assert run_step(str(one.pk)), AnswerImport.objects.get(pk=one.pk).trouble
    one.refresh_from_db()
    return one


def released(client, one):
    step(client, one, "take")
    assert one.state == "held", one.trouble
    step(client, one, "release")
    return work(one) if one.state == "waiting" else one


FILES = {
    "qualtrics": ("survey.csv", lambda company, folder: qualtrics(company)),
    "surveymonkey": ("survey.csv", lambda company, folder: surveymonkey(company)),
    "table": ("survey.csv", lambda company, folder: table(company)),
    "workbook": ("survey.xlsx", workbook),
    "spss": ("survey.sav", spss),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_each_tool_becomes_rounds_whose_teams_show_released_numbers(company, kind, tmp_path):
    client, (name, make) = company.client("eva"), FILES[kind]
    one = send(client, make(company, tmp_path), name)
    assert one.state == "looked", one.trouble
    changes = (
        {"unit": "Custom Data 1", "respondent": "Email Address", "dates": "mdy"}
        if kind == "surveymonkey"
        else {}
    )
    to_check(client, one, **changes)
    assert one.state == "checked", one.trouble
    assert one.found["rejected"] == 0, one.found
    assert one.found["taken"] == len(MONTHS) * 32
    assert one.found["periods"] == list(MONTHS)
    released(client, one)
    assert one.state == "released", one.trouble
    rounds = list(Round.objects.order_by("closes_at"))
    assert [asked.state for asked in rounds] == ["released", "released"]
    assert [asked.period for asked in rounds] == list(MONTHS)
    for asked in rounds:
        shown = released_round("employees", asked.ledger_name)
        assert {"all"} < {row.group for row in shown.released if row.kind == "mean"}
    assert "See the teams" in client.get(f"/listen/rounds/{rounds[0].pk}/").content.decode()
    team = client.get("/teams/day/").content.decode()
    assert company.people["day"][0].code not in team


def test_answers_lie_in_the_round_as_those_that_were_given_here(company, django_capture_on_commit_callbacks):
    import pyarrow.parquet as pq

    client = company.client("eva")
    one = to_check(client, send(client, table(company)))
    with django_capture_on_commit_callbacks(execute=True):
        released(client, one)
    first = Round.objects.order_by("closes_at").first()
    kept = pq.read_table(file_of(first)).to_pylist()
    people = {str(person.pk): person.code for team in company.people.values() for person in team}
    expected = {
        (code, team, *steps) for code, team, day, steps in records(company) if day.startswith(MONTHS[0])
    }
    found = {(people[row["respondent"]], row["unit"], *(row[item.id] for item in ITEMS)) for row in kept}
    assert found == expected
    assert [row["respondent"] for row in kept] == sorted(row["respondent"] for row in kept)
    assert not one.folder.exists()


def test_without_names_results_speak_of_the_whole_alone(company):
    client = company.client("eva")
    one = to_check(client, send(client, table(company)), respondent="")
    assert "of the whole alone" in page(client, one)
    released(client, one)
    asked = Round.objects.order_by("closes_at").first()
    assert asked.is_open_to_all
    shown = released_round("employees", asked.ledger_name)
    assert {row.group for row in shown.released} == {"all"}


def test_faulty_rows_are_told_kept_as_a_file_and_can_be_sent_again(company):
    client = company.client("eva")
    faults = {"r0_0": "stranger", "r1_1": "no such team", "r2_3": "99", "r3_2": "soon", "r4_2": "2999-01-01"}
    one = to_check(client, send(client, table(company, **faults)))
    assert one.state == "checked"
    assert one.found["rejected"] == 5
    assert "stranger" not in page(client, one)
    assert step(client, one, "take").state == "checked"  # all or nothing is not chosen by accident
    assert not Round.objects.exists()
    step(client, one, "take-valid")
    assert one.state == "held", one.trouble
    rows = b"".join(client.get(f"/listen/past/{one.pk}/faulty-rows.csv").streaming_content).decode()
    assert rows.count("\n") == 6
    right = records(company)[:5]
    for cell, good in (
        ("stranger", right[0][0]), ("no such team", right[1][1]), ("99", str(right[2][3][0])), ("soon", right[3][2]),
        ("2999-01-01", right[4][2]),
    ):  # fmt: skip
        rows = rows.replace(f",{cell},", f",{good},")
    more = send(client, rows, "mended.csv")
    saved = AnswerMapping.objects.get()
    step(client, more, "again", saved=str(saved.pk))
    assert more.state == "checked", more.trouble
    assert (more.found["rejected"], more.found["taken"]) == (0, 5), more.found
    step(client, more, "take")
    assert Round.objects.count() == len(MONTHS)
    step(client, one, "release")
    more.refresh_from_db()
    assert (one.state, more.state) == ("released", "released")
    import pyarrow.parquet as pq

    assert [pq.read_metadata(file_of(asked)).num_rows for asked in Round.objects.all()] == [32, 32]


def test_an_undo_leaves_nothing_and_a_release_ends_it(company, django_capture_on_commit_callbacks):
    client = company.client("eva")
    one = to_check(client, send(client, table(company)))
    step(client, one, "take")
    folder = one.folder
    assert folder.exists()
    with django_capture_on_commit_callbacks(execute=True):
        step(client, one, "undo")
    assert (Round.objects.count(), Pulse.objects.count(), folder.exists()) == (0, 0, False)
    other = to_check(client, send(client, table(company)))
    released(client, other)
    step(client, other, "undo")
    assert other.state == "released"
    assert Round.objects.count() == len(MONTHS)


def test_earlier_rounds_of_the_same_questions_cannot_follow_released_ones(company):
    client = company.client("eva")
    released(client, to_check(client, send(client, table(company))))
    late = to_check(client, send(client, table(company, ["2024-06"])))
    assert late.state == "looked"
    assert "order of time" in late.trouble
    later = to_check(client, send(client, table(company, ["2025-03"])))
    released(client, later)
    assert Pulse.objects.get().rounds.count() == 3


def test_what_was_said_of_columns_is_offered_for_the_next_file(company):
    client = company.client("eva")
    step(client, to_check(client, send(client, table(company)), title="Winter survey"), "take")
    following = send(client, table(company, ["2025-03"]))
    shown = page(client, following)
    assert "Winter survey" in shown
    step(client, following, "again", saved=str(AnswerMapping.objects.get().pk))
    assert following.state == "checked", following.trouble
    assert following.title == "Winter survey"


def test_personal_columns_are_shown_only_where_somebody_asks(company):
    client = company.client("eva")
    one = send(client, qualtrics(company))
    shown = page(client, one)
    assert "day1@company.example" not in shown
    assert "192.0.2.7" not in shown
    assert "RecipientEmail" in shown
    client.post(f"/listen/past/{one.pk}/read/", {"keep": "RecipientEmail"})
    shown = page(client, one)
    assert "day1@company.example" in shown
    assert "192.0.2.7" not in shown


def test_a_new_set_is_made_of_the_questions_of_a_file_and_goes_with_an_undo(company):
    client = company.client("eva")
    text = "Person,Team,Date,I like it here,I would recommend us\n" + "".join(
        f"{code},{team},{day},{['Disagree', 'Agree', 'Strongly agree'][number % 3]},{number % 11}\n"
        for number, (code, team, day, _steps) in enumerate(records(company, ["2025-01"]))
    )
    one = send(client, text)
    ids = [question.id for question in looked_of(one).questions]
    chosen = {
        "set": "new",
        "title": "Old survey",
        "delicate": "no",
        f"scale-{ids.index('I like it here')}": "agree5",
    }
    client.post(f"/listen/past/{one.pk}/questions/", chosen)
    one.refresh_from_db()
    assert one.instrument.startswith("own_")
    url = f"/listen/past/{one.pk}/columns/"
    client.post(url, form_of(client.get(url)))
    one.refresh_from_db()
    assert (one.state, one.found.get("rejected")) == ("checked", 0), (one.trouble, one.found)
    assert "Strongly agree = 5" in page(client, one)
    assert not OwnSet.objects.exists()
    step(client, one, "take")
    assert OwnSet.objects.get().state == "ready"
    step(client, one, "undo")
    assert not OwnSet.objects.exists()


def test_a_job_that_was_killed_leaves_nothing_half_and_is_begun_anew(company, monkeypatch):
    from bothways_web.listen.past import taking

    client = company.client("eva")
    one = to_check(client, send(client, table(company)))

    class Killed(BaseException):
        pass

    def die(*_given):
        raise Killed

    monkeypatch.setattr(taking, "_write", die)
    with pytest.raises(Killed):
        step(client, one, "take")
    one.refresh_from_db()
    assert one.state == "running"
    assert not Round.objects.exists()
    monkeypatch.undo()
    assert not run_step(str(one.pk))  # another job may not take it yet
    AnswerImport.objects.filter(pk=one.pk).update(beat_at=None)
    work(one)
    assert one.state == "held"
    assert Round.objects.count() == len(MONTHS)


def test_nobody_reaches_the_import_of_somebody_else_and_the_log_holds_no_numbers(company):
    eva, fay = company.client("eva"), company.client("fay")
    one = to_check(eva, send(eva, table(company)))
    step(eva, one, "take")
    assert fay.get(f"/listen/past/{one.pk}/").status_code == 404
    assert company.client("ana").get("/listen/past/").status_code == 404
    line = Change.objects.filter(verb="imported answers").get()
    assert line.details == {"file": "survey.csv", "rounds": 2}


def test_a_file_that_is_no_table_is_refused_with_its_own_name(company):
    client = company.client("eva")
    one = send(client, b"\x89PNG\r\n\x1a\n" + bytes(200), "picture.png")
    assert one.state == "failed"
    assert "picture.png" in one.trouble
    step(client, one, "forget")
    assert not AnswerImport.objects.exists()


def test_customers_are_found_by_their_number_and_have_a_ledger_of_their_own(company):
    from bothways_web.listen.models import Contact

    for team in ("day", "desk"):
        Contact.objects.bulk_create(
            Contact(side="customers", key=f"C-{team}-{number}", unit=team) for number in range(12)
        )
    client = company.client("fay")
    text = "Customer number,Date,How likely are you to recommend us?\n" + "".join(
        f"C-{team}-{number},2025-01-{number + 1:02d},{4 + (number * 5) % 7}\n"
        for team in ("day", "desk") for number in range(12)
    )  # fmt: skip
    one = send(client, text, "customers.csv")
    assert one.side == "customers"
    to_check(
        client, one, chosen="nps_relational", respondent="Customer number", unit="=records",
        **{"item-recommend": "How likely are you to recommend us?"},
    )  # fmt: skip
    assert (one.state, one.found.get("rejected")) == ("checked", 0), (one.trouble, one.found)
    released(client, one)
    asked = Round.objects.get()
    assert released_round("surveyed", asked.ledger_name) is not None
    assert released_round("employees", asked.ledger_name) is None
    assert "How likely" in client.get(f"/listen/rounds/{asked.pk}/").content.decode() or SET


def test_findings_are_asked_for_once_an_import_and_not_once_a_round(company, monkeypatch):
    from bothways_web.link import runs

    asked = []
    monkeypatch.setattr(runs, "may_ask", lambda _round: True)
    monkeypatch.setattr(runs, "ask_for_findings", lambda one, _by: asked.append(one.period))
    client = company.client("eva")
    released(client, to_check(client, send(client, table(company))))
    assert asked == [MONTHS[-1]]


def test_a_survey_that_is_joined_is_named_before_the_import(company):
    client = company.client("eva")
    step(client, to_check(client, send(client, table(company)), title="Winter survey"), "take")
    other = to_check(client, send(client, table(company, ["2025-03"]), "march.csv"), title="March")
    assert "Winter survey" in page(client, other)
    step(client, other, "take")
    assert Pulse.objects.get().rounds.count() == 3


def test_questions_that_were_asked_in_another_kind_of_round_are_refused(company):
    client = company.client("eva")
    released(client, to_check(client, send(client, table(company))))
    nameless = to_check(client, send(client, table(company, ["2025-03"])), respondent="")
    assert nameless.state == "looked"
    assert "rounds before" in nameless.trouble


def test_people_are_followed_from_imported_rounds_into_one_that_is_asked_here(company):
    from rounds_at_work import answer_all, launch

    from bothways_web.listen.release import release_round
    from bothways_web.listen.rounds import close_round, place_in_order

    client = company.client("eva")
    released(client, to_check(client, send(client, table(company))))
    past = list(Round.objects.order_by("closes_at"))
    here = launch(company, instrument=SET)
    answer_all(here)
    close_round(here)
    assert release_round(here.pk)
    here.refresh_from_db()
    names = [asked.ledger_name for asked in (*past, here)]
    assert [name[:7] for name in names[:2]] == list(MONTHS)
    assert names == sorted(names)
    assert place_in_order(names[2]) == 3
    shown = released_round("employees", here.ledger_name)
    assert {"all"} < {row.group for row in shown.released if row.kind == "mean"}
    before = send(client, table(company, ["2025-03"]), "late.csv")
    to_check(client, before)
    assert "order of time" in before.trouble


def test_a_unit_can_come_from_the_records_of_that_time(company):
    import datetime as dt

    import pyarrow.parquet as pq

    from bothways_web.people.models import Post

    moved = company.people["day"][0]
    Post.objects.filter(person=moved).update(end=dt.date(2025, 1, 31))
    Post.objects.create(person=moved, unit=company.units["desk"], start=dt.date(2025, 2, 1))
    client = company.client("eva")
    one = to_check(client, send(client, table(company)), unit="=records")
    step(client, one, "take")
    rounds = Round.objects.order_by("closes_at")
    found = []
    for asked in rounds:
        rows = pq.read_table(one.folder / f"{asked.period}.parquet").to_pylist()
        found.append(next(row["unit"] for row in rows if row["respondent"] == str(moved.pk)))
    assert found == ["day", "desk"]


def test_what_is_half_of_a_step_or_outside_the_audience_is_a_faulty_row(company):
    client = company.client("eva")
    one = to_check(client, send(client, table(company, r0_3="3.5")), audience="north")
    reasons = [reason for _row, reason in one.found["first"]]
    assert any("no whole number" in reason for reason in reasons)
    assert any("none of those that the survey speaks of" in reason for reason in reasons)
    assert one.found["taken"] == len(MONTHS) * 16 - 1


@pytest.mark.parametrize(("size", "status"), [(900, 302), (1100, 413)])
def test_a_file_of_a_gigabyte_may_come_here_and_nowhere_else(company, monkeypatch, size, status):
    from bothways_web.people import bodies

    monkeypatch.setattr(bodies, "_length", lambda _request: size * 2**20)
    client = company.client("eva")
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"file": SimpleUploadedFile("a.csv", table(company).encode())}
    assert client.post("/listen/past/", sent).status_code == status
    assert client.post("/people/import/units/", sent).status_code == 413
    assert company.client("ben").post("/listen/past/", sent).status_code == 404
