"""Journeys as files: a document that comes back the same, drawings that hold every word, and files that are none."""

import html
import io
import json
import re
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journeys_at_work import draw, hurt
from pypdf import PdfReader

from bothways.errors import InputError
from bothways_web.link.journeys import document as d
from bothways_web.link.journeys.beginning import begin_from_file
from bothways_web.link.journeys.drawing import broken
from bothways_web.link.journeys.reading import read_journey, write_journey
from bothways_web.link.models import Journey, JourneyVersion, PainPoint

EVIL = "<b>&\"'<script>x</script> #let x = 1 \\ $y$ @z ]]>"
SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20
)
LANE = st.dictionaries(st.sampled_from(d.ASPECTS), WORDS)


def file_of(client, journey, form):
    answer = client.get(f"/journeys/{journey.pk}/file/{form}/")
    assert answer.status_code == 200, (form, answer.status_code)
    return answer


def without_ids(document):
    return document | {"stages": [{k: v for k, v in one.items() if k != "id"} for one in document["stages"]]}


def told(**changes):
    """Return a file that is right but for some changes."""
    stage = {"name": "Book", "customers": {"do": "Calls."}, "pain_points": []}
    whole = {"schema": "bothways.journey", "version": 1, "name": "Visit", "lanes": "both", "stages": [stage]}
    return whole | changes


def sent(company, raw):
    raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return company.client("fay").post("/journeys/new/", {"file": SimpleUploadedFile("journey.json", raw)})


@given(
    name=WORDS, lanes=st.sampled_from(["both", "customers", "employees"]),
    stages=st.lists(st.tuples(WORDS, LANE, LANE, st.lists(WORDS, max_size=3)), max_size=4),
)  # fmt: skip
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_document_comes_back_the_same(company, name, lanes, stages):
    try:
        made = d.new_journey(name, lanes)
        for called, customers, employees, points in stages:
            made = d.add_stage(
                made,
                d.new_stage(called, customers=customers, employees=employees, touchpoints=points, unit="day"),
            )
    except InputError:  # blank once it is cleaned
        return
    journey = Journey.objects.create(document=made)
    assert without_ids(read_journey(write_journey(journey).encode()).document) == without_ids(made)


def test_a_journey_goes_out_and_comes_in_with_its_pain_points(company):
    journey = draw(
        company, touchpoints=["desk"], metrics=["surveyed:csat"], unit="day", employees={"feel": "Busy."}
    )
    hurt(journey, company, "Too long", "both", 2)
    raw = file_of(company.client("hao"), journey, "json").content
    answer = sent(company, raw)
    made = Journey.objects.order_by("-pk")[0]
    assert answer["Location"] == f"/journeys/{made.pk}/change/"
    assert without_ids(made.document) == without_ids(journey.document)
    assert {one["id"] for one in made.stages}.isdisjoint(one["id"] for one in journey.stages)
    [pain] = made.pains.all()
    assert (pain.text, pain.voice, pain.state, pain.stage) == (
        "Too long",
        "both",
        "unknown",
        made.stages[2]["id"],
    )
    assert json.loads(write_journey(made)) == json.loads(raw)


def test_a_document_holds_no_number_no_name_of_somebody_and_no_problem(company):
    journey = draw(company, metrics=["surveyed:csat"])
    hurt(journey, company)
    text = write_journey(journey)
    assert "Fay" not in text
    assert "problem" not in text
    assert set(json.loads(text)["stages"][0]) == {
        "name", "touchpoints", "customers", "employees", "metrics", "unit", "pain_points",
    }  # fmt: skip


STAGE = {"name": "Book"}
BAD = {
    "no JSON": (b"journey", "no JSON"),
    "no UTF-8": (b"\xff\xfe\xff", "no JSON"),
    "a deep nest": (b"[" * 100_000, "no JSON"),
    "too large": (b" " * 2_000_001, "too large"),
    "empty object": ({}, "no journey"),
    "a list": ([], "no object"),
    "another schema": (told(schema="else"), "no journey"),
    "a later version": (told(version=2), "no journey"),
    "no name": (told(name=""), "1 to 80 characters"),
    "a name that is a number": (told(name=5), "The file, name"),
    "no such lanes": (told(lanes="suppliers"), "of customers, of employees"),
    "lanes that are a list": (told(lanes=["both"]), "of customers, of employees"),
    "an unknown field": (told(owner="x"), "The file, owner"),
    "stages that are none": (told(stages={}), "The file, stages"),
    "too many stages": (told(stages=[STAGE] * 31), "at most 30 stages"),
    "a stage that is a text": (told(stages=["Book"]), "Stage 1 is no object"),
    "a stage without a name": (told(stages=[STAGE, {}]), "Stage 2: A name has"),
    "a field that no stage has": (told(stages=[STAGE | {"id": "s1"}]), "Stage 1, id"),
    "a lane that is a text": (told(stages=[STAGE | {"customers": "Calls"}]), "Stage 1, customers is no object"),
    "an aspect that is none": (told(stages=[STAGE | {"customers": {"say": "x"}}]), "Stage 1, customers, say"),
    "a text that is a list": (told(stages=[STAGE | {"customers": {"do": []}}]), "Stage 1, customers, do"),
    "a text too long": (told(stages=[STAGE | {"employees": {"do": "x" * 1001}}]), "Stage 1: A text has"),
    "touchpoints of numbers": (told(stages=[STAGE | {"touchpoints": [1]}]), "Stage 1, touchpoints"),
    "a number without a side": (told(stages=[STAGE | {"metrics": ["csat"]}]), "Stage 1, metrics"),
    "a unit that is not here": (told(stages=[STAGE | {"unit": "mars"}]), "Stage 1, unit"),
    "a pain point without words": (
        told(stages=[STAGE | {"pain_points": [{"text": " ", "voice": "both", "state": "known"}]}]), "Stage 1, text",
    ),
    "a voice that is none": (
        told(stages=[STAGE | {"pain_points": [{"text": "x", "voice": "us", "state": "known"}]}]), "Stage 1, voice",
    ),
    "a state that is none": (
        told(stages=[STAGE | {"pain_points": [{"text": "x", "voice": "both", "state": "bad"}]}]), "Stage 1, state",
    ),
    "too many pain points": (
        told(stages=[STAGE | {"pain_points": [{"text": "x", "voice": "both", "state": "known"}] * 21}]),
        "Stage 1, pain_points",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "said"), BAD.values(), ids=list(BAD))
def test_a_file_that_is_wrong_says_where_and_nothing_is_kept(company, raw, said):
    answer = sent(company, raw)
    assert answer.status_code == 422
    assert said in html.unescape(answer.content.decode())
    assert not Journey.objects.exists()
    assert not JourneyVersion.objects.exists()
    assert not PainPoint.objects.exists()


def test_a_pain_point_that_fails_takes_the_journey_back(company):
    raw = json.dumps(
        told(stages=[STAGE | {"pain_points": [{"text": "\x07", "voice": "both", "state": "known"}]}])
    )
    with pytest.raises(InputError):
        begin_from_file(raw.encode(), by=company.users["fay"])
    assert not Journey.objects.exists()


# Drawings


def texts(svg):
    return " ".join("".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_a_drawing_holds_every_word_and_no_markup_of_people(company):
    journey = draw(
        company, EVIL, "Wait", touchpoints=[EVIL], customers={"do": EVIL}, employees={"need": "Room."}
    )
    hurt(journey, company, EVIL)
    raw = file_of(company.client("ben"), journey, "svg").content.decode()
    shown = texts(raw)
    assert " ".join(EVIL.split()).replace(" ", "") in shown.replace(" ", "")
    for word in ("Visit", "Wait", "Customers", "Employees", "Room.", "Pain points"):
        assert word in shown
    root = ElementTree.fromstring(raw)
    names = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert names <= {"svg", "title", "desc", "rect", "circle", "g", "text"}
    assert not re.search(r"\son\w+=|href|style=", raw)


@pytest.mark.parametrize("count", [0, 1, 30])
def test_columns_of_a_drawing_stand_inside_it(company, count):
    journey = draw(
        company, *(f"Stage {number} " + "long " * 8 for number in range(count)), customers={"do": "x" * 500}
    )
    if not count:
        journey.document = journey.document | {"stages": []}
        journey.save()
    root = ElementTree.fromstring(file_of(company.client("ben"), journey, "svg").content)
    width, height = float(root.get("width")), float(root.get("height"))
    for one in root.iter(f"{SVG}rect"):
        right = float(one.get("x", 0)) + float(one.get("width"))
        below = float(one.get("y", 0)) + float(one.get("height"))
        assert (right <= width, below <= height) == (True, True)
    cells = [one for group in root.iter(f"{SVG}g") for one in group.iter(f"{SVG}text")]
    assert all(len("".join(one.itertext())) <= 31 for one in cells)
    assert len(list(root.iter(f"{SVG}g"))) == count


def test_the_drawing_of_a_language_from_right_to_left_begins_on_the_right(company, settings):
    from bothways_web.link.journeys.drawing import journey_svg
    from bothways_web.link.journeys.showing import shown_journey
    from bothways_web.people.viewers import viewer_of

    shown = shown_journey(draw(company, "Book", "Wait"), viewer_of(company.users["fay"]))
    with translation.override("he"):
        root = ElementTree.fromstring(journey_svg(shown).encode())
    assert root.get("direction") == "rtl"
    place = {"".join(one.itertext()): float(one.get("x")) for one in root.iter(f"{SVG}text")}
    assert place["Book"] > place["Wait"]


@given(text=st.text(max_size=200), letters=st.integers(2, 40))
@settings(max_examples=200)
def test_broken_lines_lose_no_letter_and_are_no_longer_than_they_may_be(text, letters):
    lines = broken(text, letters)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(len(line) <= letters for line in lines)


def test_paper_holds_every_word_in_order_and_can_be_read_aloud(company):
    journey = draw(
        company,
        *(f"Stage number {n}" for n in range(12)),
        customers={"do": EVIL},
        employees={"need": "Room."},
    )
    hurt(journey, company, "Too long")
    reader = PdfReader(io.BytesIO(file_of(company.client("ben"), journey, "pdf").content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    places = [text.index(f"Stage number {n} ") for n in range(12)]
    assert places == sorted(places)
    assert "#let x = 1" in text
    assert "unknown: Too long (customers)" in text
    assert reader.metadata.title == "Visit"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_a_journey_without_stages_goes_on_paper_too(company):
    journey = draw(company)
    journey.document = journey.document | {"stages": []}
    journey.save()
    for form in ("pdf", "png", "svg", "json"):
        assert file_of(company.client("fay"), journey, form).content


def test_letters_that_no_font_has_do_not_stop_the_paper(company):
    journey = draw(company, "Book \U00012000\U0001f9ff")
    reader = PdfReader(io.BytesIO(file_of(company.client("ben"), journey, "pdf").content))
    assert "Book" in reader.pages[0].extract_text()


def test_a_picture_is_one(company):
    from PIL import Image

    journey = draw(
        company, *(f"S{n}" for n in range(30)), customers={"do": "y" * 400}, employees={"do": "z" * 400}
    )
    with Image.open(io.BytesIO(file_of(company.client("ben"), journey, "png").content)) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
        assert picture.height > picture.width


@pytest.mark.parametrize("form", ["pdf", "png", "svg"])
def test_files_have_plain_names(company, form):
    journey = draw(company)
    journey.document = journey.document | {"name": 'Ä "visit"/..\\ \u202e x'}
    journey.save()
    given = file_of(company.client("ben"), journey, form)["Content-Disposition"]
    assert given == f'attachment; filename="a-visit-x-1.{form}"'
