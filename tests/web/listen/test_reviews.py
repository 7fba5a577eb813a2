"""Reviews and tickets: read from what portals and help desks give, masked, all of a file or nothing."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.utils import timezone
from reviews_at_work import ABOUT, COLUMNS, bring, check, keep

from bothways.errors import FileError, InputError
from bothways_web.listen import jobs
from bothways_web.listen.models import Contact, Review, ReviewImport
from bothways_web.listen.outside.reviews import importing
from bothways_web.listen.outside.reviews.checking import LONGEST
from bothways_web.listen.outside.reviews.importing import read_import, take_up_again, undo_import
from bothways_web.people.held import SILENCE, take
from bothways_web.people.models import Change, Upload

FILES = "/listen/reviews/files/"
GOOGLE = {
    "reviews": [
        {
            "name": "accounts/1/locations/day/reviews/77", "reviewId": "77", "starRating": "FOUR",
            "reviewer": {"displayName": "Somebody Known"}, "comment": "Quick and kind.",
            "createTime": "2025-03-02T10:11:12Z", "updateTime": "2025-03-02T10:11:12Z",
        },
        {
            "name": "accounts/1/locations/night/reviews/78", "reviewId": "78", "starRating": "ONE",
            "reviewer": {"displayName": "Somebody Else"}, "createTime": "2025-03-03T10:11:12Z",
        },
    ]
}  # fmt: skip
ZENDESK = {
    "satisfaction_ratings": [
        {"id": 5, "score": 3, "comment": "Waited a week.", "group_id": "desk", "created_at": "2025-04-01",
         "requester_id": 9, "assignee_id": 8},
    ]
}  # fmt: skip


@pytest.fixture
def job_waits(monkeypatch):
    """The worker has not come yet."""
    monkeypatch.setattr(jobs, "read_reviews", SimpleNamespace(enqueue=lambda number: None))


def test_a_file_is_read_unit_by_unit_and_day_by_day(company):
    one = bring(
        company,
        "Datum;Kommentar;Filiale;Sterne\n2025-03-01;Zu laut;Day shift;2\n2025-03-02;Freundlich;night;5\n",
    )
    assert (one.state, one.count, one.first_day, one.last_day) == (
        "imported", 2, dt.date(2025, 3, 1), dt.date(2025, 3, 2),
    )  # fmt: skip
    rows = list(Review.objects.order_by("day").values_list("unit", "text", "rating"))
    assert rows == [("day", "Zu laut", 0.25), ("night", "Freundlich", 1.0)]
    assert Change.objects.filter(verb="imported reviews").exists()


def test_documents_of_portals_are_read_without_people(company):
    one = bring(company, json.dumps(GOOGLE))
    assert (one.count, one.wordless) == (1, 1)
    review = Review.objects.get()
    assert (review.unit, review.text, review.rating) == ("day", "Quick and kind.", 0.75)
    assert "Somebody" not in str(list(Review.objects.values()))


def test_documents_of_help_desks_are_read(company):
    bring(company, json.dumps(ZENDESK))
    review = Review.objects.get()
    assert (review.unit, review.day, review.text) == ("desk", dt.date(2025, 4, 1), "Waited a week.")


def test_one_record_a_line_is_read(company):
    lines = "\n".join(json.dumps({"id": n, "text": f"Slow {n}", "date": "2025-03-01"}) for n in range(3))
    assert bring(company, lines).count == 3


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"reviews": [', "cannot be read from line 1 on"),
        ("[]", "holds no entry"),
        ("[1, 2]", "Entry 1 is no record"),
        ("[" * 100_000, "nested too deeply"),
        (b'[{"text": "\xff"}]', "not in UTF-8"),
        (json.dumps([{f"k{n}": 1} for n in range(600)]), "more than 500 columns"),
        ("[" + " " * 11_000_000 + "]", "may have 10 MB"),
        ("", "empty"),
    ],
)
def test_a_file_that_is_none_says_so(company, content, what):
    with pytest.raises(FileError, match=what):
        keep(company, content)
    assert not Upload.objects.exists()


def test_letters_that_no_file_takes_are_replaced(company):
    assert bring(company, r'[{"date": "2025-03-01", "text": "odd \ud800 letter"}]').count == 1


def test_the_same_file_twice_at_once_counts_once(company, job_waits):
    text = "id,date,text\nT-1,2025-03-01,Slow\n"
    first, second = (
        importing.ask_for_import(
            check(company, text), source="reviews", unit="day", skip=False, by=company.users["fay"]
        )
        for _time in range(2)
    )
    assert take(ReviewImport.objects.filter(pk=first.pk))
    first.refresh_from_db()
    Review.objects.create(of=first, mark="x", unit="day", day="2025-03-01", text="Slow")
    assert read_import(second.pk)
    Review.objects.filter(of=first).update(mark=Review.objects.get(of=second).mark)
    importing._finish(first, check(company, text), 1, 0)
    first.refresh_from_db()
    assert (first.count, first.doubled, Review.objects.count()) == (0, 1, 1)


def test_what_names_somebody_is_masked_before_it_is_stored(company):
    Contact.objects.create(side="customers", key="K-17")
    bring(company, 'date,text\n2025-03-01,"Eva and K-17 (jo@shop.example, 0170 1234567) did not call."\n')
    assert Review.objects.get().text == "[…] and […] ([…], […]) did not call."


def test_numbers_of_the_other_system_are_not_kept_and_taken_once(company):
    text = "id,date,text\nT-1,2025-03-01,Slow\nT-2,2025-03-01,Slow\nT-1,2025-03-02,Slow\n"
    first = bring(company, text)
    assert (first.count, first.doubled) == (2, 1)
    again = bring(company, text + "T-3,2025-03-04,Late\n")
    assert (again.count, again.doubled) == (1, 3)
    assert "T-1" not in str(list(Review.objects.values()))


def test_the_same_words_of_a_day_count_twice_in_a_file_and_not_again_in_another(company):
    text = "date,text\n2025-03-01,Great\n2025-03-01,Great\n"
    assert bring(company, text).count == 2
    assert bring(company, text).doubled == 2
    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("soon,Slow,day,3", "date", "no date we can be sure of"),
        ("03/04/2025,Slow,day,3", "date", "no date we can be sure of"),
        (",Slow,day,3", "date", "has no day"),
        ("2099-01-01,Slow,day,3", "date", "in the future"),
        ("2025-03-01,Slow,nowhere,3", "unit", "no unit “nowhere”"),
        ("2025-03-01,Slow,day,11", "stars", "no rating from 0 to 10"),
        ("2025-03-01,Slow,day,nan", "stars", "no rating from 0 to 10"),
        ("2025-03-01,Slow,day,many", "stars", "no rating from 0 to 10"),
    ],
)
def test_faulty_rows_are_named_with_row_and_column(company, row, column, what):
    checked = check(company, f"date,text,unit,stars\n2025-03-01,Fine,day,4\n{row}\n")
    [problem] = checked.problems
    assert (problem.row, problem.column) == (3, column)
    assert what in problem.what
    assert problem.remedy


def test_faulty_rows_stop_a_file_until_somebody_leaves_them_out(company):
    text = "date,text\n2025-03-01,Fine\nsoon,Slow\n"
    with pytest.raises(InputError, match="Some rows need you"):
        bring(company, text)
    assert not ReviewImport.objects.exists()
    one = bring(company, text, skip=True)
    assert (one.count, one.faulty) == (1, 1)


def test_long_texts_are_cut_and_that_is_said(company):
    checked = check(company, f"date,text\n2025-03-01,{'word ' * 20_000}\n")
    assert checked.cut == 1
    bring(company, f"date,text\n2025-03-01,{'word ' * 20_000}\n")
    assert len(Review.objects.get().text) <= LONGEST


def test_formulas_are_text_and_disarmed_in_files(company, browser_of):
    bring(company, 'date,text\n2025-03-01,"=HYPERLINK(""x"")"\n')
    assert Review.objects.get().text.startswith("=")
    answer = browser_of("fay").get("/listen/reviews/reviews.csv")
    assert b"'=HYPERLINK" in answer.content


def test_a_job_that_was_killed_begins_anew_and_nothing_is_doubled(company, monkeypatch, job_waits):
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = "".join(f"2025-03-01,Slow {n}\n" for n in range(5))
    seen = []

    def dies(texts):
        seen.extend(texts)
        if len(seen) > 2:
            raise KeyboardInterrupt
        return list(texts)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "masker_of_notes", lambda: dies)
        with pytest.raises(KeyboardInterrupt):
            bring(company, "date,text\n" + rows)
    one = ReviewImport.objects.get()
    assert (one.state, Review.objects.count()) == ("running", 2)
    assert not read_import(one.pk)  # somebody else may still be at it
    ReviewImport.objects.update(beat_at=one.beat_at - SILENCE - dt.timedelta(seconds=1))
    assert take_up_again() == 1
    assert read_import(one.pk)
    assert Review.objects.count() == 5


def test_rows_of_a_file_that_is_being_read_are_not_shown(company, browser_of):
    one = bring(company, "date,text\n2025-03-01,Nobody called back\n")
    fay = browser_of("fay")
    assert "Nobody called back" in fay.get("/listen/reviews/").content.decode()
    ReviewImport.objects.filter(pk=one.pk).update(state="running")
    assert "Nobody called back" not in fay.get("/listen/reviews/").content.decode()


def test_a_file_is_undone_until_something_rests_on_it(company, browser_of):
    one = bring(company, "date,text\n2025-03-01,Slow\n")
    ReviewImport.objects.update(used_at=timezone.now())
    with pytest.raises(InputError, match="no longer be undone"):
        undo_import(one, by=company.users["fay"])
    ReviewImport.objects.update(used_at=None)
    browser_of("fay").post(f"{FILES}{one.pk}/undo/")
    assert not Review.objects.exists()
    assert ReviewImport.objects.get().state == "undone"
    assert bring(company, "date,text\n2025-03-01,Slow\n").count == 1


def test_a_file_is_read_once(company, job_waits):
    checked = check(company, "date,text\n2025-03-01,Slow\n")
    fay = company.users["fay"]
    importing.ask_for_import(checked, source="reviews", unit="day", skip=False, by=fay)
    with pytest.raises(InputError, match="taken already"):
        importing.ask_for_import(checked, source="reviews", unit="day", skip=False, by=fay)


def test_a_file_that_is_gone_fails_with_words(company, job_waits):
    checked = check(company, "date,text\n2025-03-01,Slow\n")
    made = importing.ask_for_import(
        checked, source="reviews", unit="day", skip=False, by=company.users["fay"]
    )
    Upload.objects.all().delete()
    assert not read_import(made.pk)
    made.refresh_from_db()
    assert (made.state, "Bring it again" in made.trouble) == ("failed", True)


def test_step_by_step_in_the_browser(company, browser_of, job_waits):
    from django.core.files.uploadedfile import SimpleUploadedFile

    fay = browser_of("fay")
    content = b"date,text,stars\n2025-03-01,They like the new bench.,4\nsoon,Slow,2\n"
    sent = {"source": "tickets", "unit": "day", "file": SimpleUploadedFile("t.csv", content)}
    step = fay.post(FILES, sent)
    assert step.status_code == 302
    page = fay.get(step.url).content.decode()
    assert "Which column means what?" in page
    chosen = {"column-0": "day", "column-1": "text", "column-2": "rating"}
    step = fay.post(step.url, chosen)
    page = fay.get(step.url).content.decode()
    assert "1 of 2 rows needs you." in page
    assert fay.post(step.url).status_code == 422
    assert fay.post(step.url, {"skip": "1"}).status_code == 302
    made = ReviewImport.objects.get()
    assert "Waiting for its turn" in fay.get(FILES).content.decode()
    assert read_import(made.pk)
    page = fay.get(FILES).content.decode()
    assert "1 text" in page
    assert "1 faulty row" in page
    page = fay.get("/listen/reviews/?words=new+bench&unit=north&source=tickets").content.decode()
    assert "They like the new bench." in page
    assert "Nothing was found" in fay.get("/listen/reviews/?words=other").content.decode()


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"source": "", "unit": "day"}, "Say what these are."),
        ({"source": "reviews", "unit": "elsewhere"}, "Choose the unit"),
        ({"source": "reviews", "unit": "day"}, "Choose a file first."),
    ],
)
def test_what_is_missing_is_said(browser_of, given, what):
    answer = browser_of("fay").post(FILES, given)
    assert answer.status_code == 422
    assert what in answer.content.decode()


def test_the_address_of_a_step_cannot_name_another_unit_or_source(company, browser_of):
    kept = keep(company, "date,text\n2025-03-01,Slow\n")
    fay = browser_of("fay")
    assert fay.get(f"{FILES}{kept.pk}/check/?{COLUMNS}&{ABOUT}").status_code == 200
    for about in ("source=else&about=day", "source=reviews&about=nowhere", ""):
        assert fay.get(f"{FILES}{kept.pk}/check/?{COLUMNS}&{about}").status_code == 404


def test_another_lead_cannot_open_a_kept_file(company, browser_of):
    from characters import make_user

    from bothways_web.people.models import Role

    make_user(company, "lou", (Role.CX_LEAD, None))
    kept = keep(company, "date,text\n2025-03-01,Slow\n")
    assert browser_of("lou").get(f"{FILES}{kept.pk}/check/?{COLUMNS}&{ABOUT}").status_code == 404
