"""Journeys with themes as files: documents that come back the same, drawings in which nothing overlaps."""

import html
import io
import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from journeys_at_work import draw, hurt
from pypdf import PdfReader
from told_themes import NAMES, hear, one_more, reach

from bothways.errors import InputError
from bothways_web.link.journeys.beginning import begin_from_file
from bothways_web.link.journeys.reading import read_journey
from bothways_web.link.models import Journey, Theme

SVG = "{http://www.w3.org/2000/svg}"
FORMS = ("svg", "pdf")


@pytest.fixture
def heard(company, monkeypatch):
    company.pulses = hear(company, monkeypatch)
    return company


def file_of(company, journey, form, name="fay"):
    answer = company.client(name).get(f"/journeys/{journey.pk}/file/{form}/")
    assert answer.status_code == 200, (form, answer.status_code)
    return answer.content


def bring_in(company, told):
    """Bring a document in; return the journey that it makes and the page that comes next."""
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    sent = {"file": SimpleUploadedFile("journey.json", raw)}
    answer = company.client("fay").post("/journeys/new/", sent, follow=True)
    assert answer.status_code == 200, html.unescape(answer.content.decode())
    return Journey.objects.order_by("-pk")[0], html.unescape(answer.content.decode())


def told(*stages, **more):
    """Return a document whose stages have these themes."""
    made = [{"name": f"Stage {n}", "themes": keys} for n, keys in enumerate(stages)]
    return {
        "schema": "bothways.journey",
        "version": 1,
        "name": "Visit",
        "lanes": "both",
        "stages": made,
    } | more


def chosen(journey):
    return [one.get("themes", []) for one in journey.stages]


# Documents


def test_a_document_with_themes_comes_back_the_same(heard):
    journey = draw(heard, "Book", "Wait", themes=["t4", "t1"])
    raw = file_of(heard, journey, "json")
    assert json.loads(raw)["theme_names"] == {"t4": "Parking", "t1": "Scanners that break"}
    made, page = bring_in(heard, raw)
    assert chosen(made) == [["t4", "t1"], ["t4", "t1"]]
    assert "left out" not in page
    assert json.loads(file_of(heard, made, "json")) == json.loads(raw)


def test_a_document_without_themes_is_as_before(heard):
    whole = json.loads(file_of(heard, draw(heard, "Book"), "json"))
    assert "theme_names" not in whole
    assert "themes" not in whole["stages"][0]


def test_a_document_holds_no_share(heard):
    text = file_of(heard, draw(heard, "Book", themes=list(NAMES)), "json").decode()
    assert set(re.findall(r"(?<!t)\d+", text)) == {"1"}


def test_themes_that_are_not_told_here_are_left_out_and_named(heard):
    Theme.objects.create(key="t9", label="Secret")
    names = {"t1": "scanners that BREAK", "t7": "Lifts", "t9": "Secret"}
    made, page = bring_in(heard, told(["t1", "t7"], ["t7", "t9"], theme_names=names))
    assert chosen(made) == [["t1"], []]
    assert "2 themes of the file are not told here and were left out: Lifts, Secret." in page


def test_another_site_has_other_themes_under_the_same_keys(heard):
    made, page = bring_in(
        heard, told(["t1", "t4"], theme_names={"t1": "Waiting for the lift", "t4": "Parking"})
    )
    assert chosen(made) == [["t4"]]
    assert "1 theme of the file is not told here and was left out: Waiting for the lift." in page
    unnamed, _page = bring_in(heard, told(["t1", "t4"], theme_names={"t4": "Parking"}))
    assert chosen(unnamed) == [["t4"]]


def test_keys_alone_are_taken_where_they_are_told(heard):
    made, page = bring_in(heard, told(["t1", "t77"]))
    assert chosen(made) == [["t1"]]
    assert "left out: t77." in page


def test_many_that_were_left_out_are_not_all_named(heard):
    _made, page = bring_in(heard, told(*([f"x{n}{m}" for m in range(8)] for n in range(4))))
    assert "32 themes of the file" in page
    assert "x07, …." in page
    assert "x10" not in page


def test_names_of_a_file_are_no_markup(heard):
    made, _page = bring_in(heard, told(["t9"], theme_names={"t9": "<b>x</b>"}))
    assert chosen(made) == [[]]
    raw = json.dumps(told(["t9"], theme_names={"t9": "<b>x</b>"})).encode()
    sent = {"file": SimpleUploadedFile("journey.json", raw)}
    answer = heard.client("fay").post("/journeys/new/", sent, follow=True)
    assert "&lt;b&gt;x&lt;/b&gt;" in answer.content.decode()


def test_without_themes_to_see_all_are_left_out(heard):
    begun = begin_from_file(json.dumps(told(["t1"])).encode(), by=heard.users["fay"])
    assert (chosen(begun.journey), begun.left_out) == ([[]], ("t1",))


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (told("t1"), "Stage 1, themes"),
        (told([1]), "Stage 1, themes"),
        (told([f"k{n}" for n in range(9)]), "at most 8 themes"),
        (told(["t1"], theme_names=["t1"]), "theme_names is no object"),
        (told(["t1"], theme_names={"t1": 5}), "theme_names, t1"),
    ],
    ids=["a text", "a number", "nine", "names that are a list", "a name that is a number"],
)
def test_themes_that_cannot_be_read_say_where(company, file, said):
    with pytest.raises(InputError) as caught:
        read_journey(json.dumps(file).encode(), themes={f"k{n}": "x" for n in range(9)})
    assert said in str(caught.value)


# Drawings and paper


def long_names(company):
    """Give eight themes of both voices names of 80 letters; return a journey that has them on each stage."""
    for n in range(1, 9):
        label = f"{n} " + "Wwmm" * 5 + " waiting for somebody who knows what to do next at the desk"
        Theme.objects.update_or_create(key=f"t{n}", defaults={"label": label[:80], "is_checked": n % 2 == 0})
    shares = {f"t{n}": 0.1 for n in range(1, 9)}
    for number, pulse in enumerate(company.pulses, 4):
        one_more(pulse, number, shares)
    return draw(company, "Book", "Wait", "Leave", themes=list(shares), customers={"do": "x " * 200})


def test_a_drawing_says_released_shares_of_themes_in_a_row_of_their_own(heard):
    journey = draw(heard, "Book", themes=["t1", "t2", "t4", "t9"])
    hurt(journey, heard)
    root = ElementTree.fromstring(file_of(heard, journey, "svg", "ben"))
    text = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    assert (
        f"Themes Scanners that break: 30 of 100 employees {reach('t1', 'employees')}; fewer than 5 customers. "
        "Who raises it: employees alone Cold lunch (named by software): "
        f"20 of 100 employees {reach('t2', 'employees')}; "
        "fewer than 5 customers. Who raises it: employees alone Parking: fewer than 5 employees; "
        f"25 of 100 customers {reach('t4', 'customers')}. Who raises it: customers alone "
        "A theme that is no longer told Pain points"
    ) in text
    assert "in the whole organisation (employees: February 2025, customers: March 2025)." in text


def test_no_theme_no_row(heard):
    for form in FORMS:
        assert "Themes" not in words_in(file_of(heard, draw(heard, "Book"), form), form)


def words_in(raw, form):
    if form == "svg":
        root = ElementTree.fromstring(raw)
        return " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).split())


def test_eight_long_names_overlap_nothing(heard):
    """Lines stand below each other within their cells, cells below each other, and no line is wider than a column."""
    root = ElementTree.fromstring(file_of(heard, long_names(heard), "svg"))
    columns = list(root.iter(f"{SVG}g"))
    assert len(columns) == 3
    for column in columns:
        cells = [
            (float(one.get("y")), float(one.get("y")) + float(one.get("height")))
            for one in column.iter(f"{SVG}rect")
            if float(one.get("width")) == 260 and float(one.get("height")) > 3
        ]
        assert all(end < start for (_start, end), (start, _end) in pairwise(cells))
        lines = [float(one.get("y")) for one in column.iter(f"{SVG}text")]
        assert all(after - before >= 18 for before, after in pairwise(lines))
        assert all(any(start + 13 <= at <= end - 4 for start, end in cells) for at in lines)
        assert all(len("".join(one.itertext())) <= 31 for one in column.iter(f"{SVG}text"))
        assert sum(one.text == "Themes" for one in column.iter(f"{SVG}text")) == 1


def test_paper_holds_all_themes_of_a_stage_and_can_be_read_aloud(heard):
    journey = long_names(heard)
    hurt(journey, heard)
    raw = file_of(heard, journey, "pdf")
    text = words_in(raw, "pdf")
    assert text.count(" Themes ") == 3
    assert text.count("of 100 employees") == 24
    assert text.count("Who raises it: both") == 24
    assert b"pdfuaid" in PdfReader(io.BytesIO(raw)).trailer["/Root"]["/Metadata"].get_object().get_data()


def test_a_picture_with_themes_is_one(heard):
    assert file_of(heard, long_names(heard), "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("form", FORMS)
def test_files_of_employees_hold_shares_of_the_whole_alone(heard, form):
    journey = draw(heard, "Book", themes=["t1"], unit="day")
    text = words_in(file_of(heard, journey, form, "cem"), form)
    assert f"30 of 100 employees {reach('t1', 'employees')}" in text
    assert "Day shift" not in text
