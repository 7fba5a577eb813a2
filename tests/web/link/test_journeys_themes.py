"""Themes on stages: chosen beside numbers, shown with released shares of both voices, for those who may see them."""

import html
import io
import re
from types import SimpleNamespace

import pytest
from journeys_at_work import draw, hurt, page_of, send
from pypdf import PdfReader
from told_themes import NAMES, hear, one_more, reach

from bothways_web.link.journeys import document as d
from bothways_web.link.journeys.drawing import journey_svg
from bothways_web.link.journeys.paper import journey_pdf
from bothways_web.link.journeys.reading import write_journey
from bothways_web.link.journeys.showing import shown_journey
from bothways_web.link.journeys.themes import StageTheme, Themes
from bothways_web.link.journeys.words import theme_words
from bothways_web.link.models import Journey, JourneyVersion, PainPoint, Theme
from bothways_web.link.themes.showing import told_keys
from bothways_web.listen.ledgers import released_rounds
from bothways_web.people.access import Viewer
from bothways_web.people.viewers import viewer_of

ALL = list(NAMES)
FEW, SOFTWARE = "fewer than 5 people", "named by software, not checked"


@pytest.fixture
def heard(company, monkeypatch):
    company.pulses = hear(company, monkeypatch)
    return company


@pytest.fixture
def fay(heard):
    return heard.client("fay")


def words_of(page):
    main = page[page.index("<main") : page.index("</main")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def stage_of(journey, place=0):
    journey.refresh_from_db()
    return journey.stages[place]


def choose(client, journey, *keys, place=0, **data):
    """Send the form of a stage with themes ticked."""
    stage = stage_of(journey, place)
    return send(client, journey, f"stages/{stage['id']}/", name=stage["name"], themes=keys, **data)


def form_of(client, journey, place=0):
    return page_of(client, f"/journeys/{journey.pk}/stages/{stage_of(journey, place)['id']}/")


def boxes(page):
    """Return the themes that a form offers: their keys, and whether they are ticked."""
    found = re.findall(r'<input type="checkbox" name="themes"[^>]*>', page)
    return {re.search(r'value="([^"]+)"', one)[1]: " checked" in one for one in found}


# Choosing


def test_a_stage_takes_themes_beside_its_numbers(heard, fay):
    journey = draw(heard, "Book", metrics=["surveyed:csat"])
    assert boxes(form_of(fay, journey)) == dict.fromkeys(ALL, False)
    assert "Cold lunch (named by software, not checked)" in words_of(form_of(fay, journey))
    assert choose(fay, journey, "t3", "t1", metrics=["surveyed:csat"]).status_code == 302
    assert sorted(stage_of(journey)["themes"]) == ["t1", "t3"]
    assert stage_of(journey)["metrics"] == ["surveyed:csat"]
    assert boxes(form_of(fay, journey)) == {"t1": True, "t2": False, "t3": True, "t4": False}
    choose(fay, journey)
    assert "themes" not in stage_of(journey)


def test_a_theme_that_no_round_tells_is_not_offered_and_not_taken(heard, fay):
    Theme.objects.create(key="t9", label="Secret")
    journey = draw(heard, "Book")
    assert "Secret" not in form_of(fay, journey)
    assert choose(fay, journey, "t9").status_code == 422
    assert "themes" not in stage_of(journey)


def test_nothing_is_asked_where_no_theme_is_told(company):
    journey = draw(company, "Book")
    assert "Themes of this stage" not in form_of(company.client("fay"), journey)
    assert "Themes" not in words_of(page_of(company.client("fay"), f"/journeys/{journey.pk}/"))


def test_eight_themes_are_enough(heard, fay):
    with pytest.raises(d.InputError, match="at most 8 themes"):
        d.new_stage("Book", themes=[f"t{n}" for n in range(9)])
    employees, _customers = heard.pulses
    for n in range(5, 10):
        Theme.objects.create(key=f"t{n}", label=f"Theme {n}", is_checked=True)
    one_more(employees, 4, {f"t{n}": 0.1 for n in range(1, 10)})
    journey = draw(heard, "Book")
    answer = choose(fay, journey, *(f"t{n}" for n in range(1, 10)))
    assert answer.status_code == 422
    assert "A stage has at most 8 themes." in answer.content.decode()
    assert choose(fay, journey, *(f"t{n}" for n in range(1, 9))).status_code == 302
    assert len(stage_of(journey)["themes"]) == 8
    page = words_of(page_of(fay, f"/journeys/{journey.pk}/"))
    assert all(f"Theme {n}" in page for n in range(5, 9))
    assert "Theme 9" not in page


def test_a_merged_theme_is_offered_and_shown_as_what_it_counts_as(heard, fay):
    journey = draw(heard, "Book", themes=["t2"])
    Theme.objects.filter(key="t2").update(merged_into=Theme.objects.get(key="t1"))
    assert boxes(form_of(fay, journey)) == {"t1": True, "t3": False, "t4": False}
    page = words_of(page_of(fay, f"/journeys/{journey.pk}/"))
    assert "Scanners that break" in page
    assert "Cold lunch" not in page
    choose(fay, journey, "t1")  # nothing was changed, so that parting the two brings back what was chosen
    assert JourneyVersion.objects.filter(journey=journey).count() == 1
    assert stage_of(journey)["themes"] == ["t2"]
    choose(fay, journey, "t1", "t4")
    assert stage_of(journey)["themes"] == ["t2", "t4"]
    choose(fay, journey, "t4")
    assert stage_of(journey)["themes"] == ["t4"]


def test_a_theme_and_one_that_counts_as_it_stand_once(heard):
    themes = Themes(viewer_of(heard.users["fay"]))
    Theme.objects.filter(key="t2").update(merged_into=Theme.objects.get(key="t1"))
    assert [one.key for one in themes.of(["t2", "t4", "t1"])] == ["t1", "t4"]


def test_a_theme_merged_into_one_that_no_round_tells_stands_by_itself(heard):
    Theme.objects.filter(key="t2").update(merged_into=Theme.objects.create(key="t9", label="Secret"))
    found = Themes(viewer_of(heard.users["fay"])).known()
    assert {one.key for one in found} == set(ALL)


def test_saving_a_stage_unchanged_is_no_version(heard, fay):
    old, new = draw(heard, "Book"), draw(heard, "Book", themes=["t4", "t1"])
    Theme.objects.filter(key="t1").update(label="Zebra")  # another order of names is no change
    choose(fay, old)
    choose(fay, new, "t4", "t1")
    choose(fay, new, "t1", "t4")
    assert JourneyVersion.objects.filter(journey__in=[old, new]).count() == 2


# Showing


def test_a_stage_shows_released_shares_of_both_voices_and_who_raises_it(heard, fay):
    journey = draw(heard, "Book", themes=ALL)
    page = words_of(page_of(fay, f"/journeys/{journey.pk}/"))
    assert (
        "Of 100 who answered in the whole organisation (employees: February 2025, customers: March 2025)"
        in page
    )
    told = page[page.index("Scanners that break") :]
    for theme, ours, theirs, raised in (
        ("Scanners that break", f"30 {reach('t1', 'employees')}", FEW, "employees alone"),
        (f"Cold lunch {SOFTWARE}", f"20 {reach('t2', 'employees')}", FEW, "employees alone"),
        ("Nobody calls back", f"20 {reach('t3', 'employees')}", f"30 {reach('t3', 'customers')}", "both"),
        ("Parking", FEW, f"25 {reach('t4', 'customers')}", "customers alone"),
    ):
        assert f"{theme} Employees {ours} Customers {theirs} Who raises it {raised}" in told
    released = {
        (row.metric, row.text)
        for side in ("employees", "surveyed")
        for row in released_rounds(side)[-1].released
        if (row.kind, row.group) == ("theme", "all")
    }
    assert {("t1", "30"), ("t2", "20"), ("t3", "20"), ("t3", "30"), ("t4", "25")} <= released


def test_a_theme_leads_to_its_page(heard):
    journey = draw(heard, "Book", themes=["t1"])
    for name in ("ben", "ana", "eva", "fay", "hao", "ida"):
        client = heard.client(name)
        page = page_of(client, f"/journeys/{journey.pk}/")
        assert 'href="/themes/t1/"' in page
        assert client.get("/themes/t1/").status_code == 200


def test_a_theme_that_is_no_longer_told_says_so(heard, fay):
    journey = draw(heard, "Book", themes=["t2", "t8"])
    Theme.objects.create(key="t8", label="Secret")
    one_more(heard.pulses[0], 4, {"t1": 0.3, "t3": 0.2})
    page = words_of(page_of(fay, f"/journeys/{journey.pk}/"))
    assert "Cold lunch named by software, not checked No longer told: in the newest rounds" in page
    assert "A theme that is no longer told" in page
    assert "Secret" not in page
    assert not re.search(r"\d+ \(\d+ to \d+\)", page)
    form = words_of(form_of(fay, journey))
    assert "Cold lunch (named by software, not checked; not told in the newest rounds)" in form
    assert "A theme that is no longer told (t8)" in form
    choose(fay, journey, "t2", "t8")
    assert stage_of(journey)["themes"] == ["t2", "t8"]
    choose(fay, journey, "t2")
    assert stage_of(journey)["themes"] == ["t2"]


def test_a_name_is_shown_as_it_was_written(heard, fay):
    Theme.objects.filter(key="t1").update(label="<b>&x")
    journey = draw(heard, "Book", themes=["t1"])
    for path in ("", f"stages/{stage_of(journey)['id']}/"):
        page = page_of(fay, f"/journeys/{journey.pk}/{path}")
        assert "&lt;b&gt;&amp;x" in page
        assert "<b>&x" not in page


def test_pain_points_of_the_same_theme_stay_beside_it(heard, fay):
    journey = draw(heard, "Book", themes=["t1"])
    fay.post("/themes/t1/raise/", {"step": "stage", "stage": f"{journey.pk}.{stage_of(journey)['id']}"})
    assert PainPoint.objects.get().theme == "t1"
    page = words_of(page_of(fay, f"/journeys/{journey.pk}/"))
    assert page.count("Scanners that break") == 2
    assert page.index("Who raises it") < page.index("Pain points unknown Scanners that break")


def test_a_journey_without_themes_reads_none(heard, fay, django_assert_num_queries):
    bare = draw(heard, *(f"S{n}" for n in range(30)))
    viewer = viewer_of(heard.users["fay"])
    shown_journey(bare, viewer)
    with django_assert_num_queries(0):
        Themes(viewer).of(())
    full = draw(heard, *(f"S{n}" for n in range(30)), themes=ALL)
    themes = Themes(viewer)
    shown_journey(full, viewer, themes=themes)
    with django_assert_num_queries(0):
        themes.of(ALL)
        themes.known()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (None, "no data of employees; no data of customers"),
        (
            SimpleNamespace(is_told=False, fewest=10, share=0.0, low=0.0, high=9.0),
            "fewer than 10 employees; fewer than 10 customers",
        ),
        (
            SimpleNamespace(is_told=True, fewest=5, share=0.0, low=0.0, high=3.6),
            "under 3 of 100 employees (0 to 4); under 3 of 100 customers (0 to 4)",
        ),
        (
            SimpleNamespace(is_told=True, fewest=5, share=15.0, low=9.4, high=22.7),
            "15 of 100 employees (9 to 23); 15 of 100 customers (9 to 23)",
        ),
    ],
    ids=["no data", "few", "nearly nobody", "a share"],
)
def test_a_line_says_how_many_wrote_and_what_cannot_be_told(said, words):
    row = SimpleNamespace(employees=said, customers=said, state="cannot tell")
    told = theme_words(StageTheme("t1", "Lifts", True, row))
    assert told == f"Lifts: {words}. Who raises it: we cannot tell"


# Rights


def drawn(shown):
    """Return all that leaves the page: drawing, paper, document."""
    themes = {one.id: one.themes for one in shown.stages}
    paper = PdfReader(io.BytesIO(journey_pdf(shown)))
    return journey_svg(shown) + paper.pages[0].extract_text() + write_journey(shown.journey, themes)


def test_who_may_not_see_themes_sees_none_on_stages_either(heard):
    journey = draw(heard, "Book", themes=ALL)
    for viewer in (Viewer(), viewer_of(heard.users["dua"])):
        shown = shown_journey(journey, viewer)
        assert shown.themes == ()
        text = drawn(shown)
        assert not any(name in text for name in NAMES.values())
        assert "heme" not in text
        themes = Themes(viewer)
        assert (themes.known(), themes.names(), themes.seen, themes.opened) == ([], {}, False, False)


def test_who_may_see_the_list_alone_sees_themes_without_a_way_to_their_pages(heard):
    journey = draw(heard, "Book", themes=ALL)
    shown = shown_journey(journey, viewer_of(heard.users["gil"]))
    assert [one.key for one in shown.themes] == ALL
    assert not shown.opens_themes
    assert heard.client("gil").get(f"/journeys/{journey.pk}/").status_code == 404
    assert "Scanners" not in page_of(heard.client("gil"), "/journeys/")


def test_who_may_not_see_themes_keeps_those_that_others_chose(heard, monkeypatch):
    journey = draw(heard, "Book", themes=["t1"])
    monkeypatch.setattr(
        "bothways_web.link.journeys.themes.LISTS", ("no cell",)
    )  # no role writes journeys and sees no themes: one day one may
    fay = heard.client("fay")
    assert "Scanners" not in page_of(fay, f"/journeys/{journey.pk}/")
    assert boxes(form_of(fay, journey)) == {}
    choose(fay, journey, "t2", customers_do="Calls.")
    assert stage_of(journey)["themes"] == ["t1"]
    assert stage_of(journey)["customers"]["do"] == "Calls."


@pytest.mark.parametrize("name", ["ana", "ben", "ida"])
def test_whoever_is_limited_to_own_units_sees_shares_of_the_whole_alone(heard, name):
    """The share of a unit, within reach or not, never stands on a stage: nothing can be taken from the whole."""
    assert any(
        row.group == "unit=desk" for row in released_rounds("employees")[-1].released if row.kind == "theme"
    )
    viewer = viewer_of(heard.users[name])
    stages = [
        shown_journey(draw(heard, "Book", themes=ALL, unit=unit), viewer).stages[0]
        for unit in ("", "day", "desk")
    ]
    assert stages[0].themes == stages[1].themes == stages[2].themes
    rows = [row for one in stages[2].themes for row in (one.row.employees.row, one.row.customers.row) if row]
    assert {row.group for row in rows} == {"all"}
    page = words_of(page_of(heard.client(name), f"/journeys/{Journey.objects.last().pk}/"))
    assert "Help desk" not in page
    assert "in the whole organisation (employees: February 2025" in page


# Versions


def test_versions_undo_and_restoring_keep_themes(heard, fay):
    journey = draw(heard, "Book", themes=["t1"])
    choose(fay, journey, "t4")
    old = words_of(page_of(fay, f"/journeys/{journey.pk}/versions/1/"))
    assert "Scanners that break" in old
    assert "Parking" not in old
    send(fay, journey, "change/", step="undo")
    assert stage_of(journey)["themes"] == ["t1"]
    send(fay, journey, "change/", step="undo")
    assert stage_of(journey)["themes"] == ["t4"]
    send(fay, journey, "versions/1/")
    assert stage_of(journey)["themes"] == ["t1"]
    send(fay, journey, "change/", step="rename", stage=stage_of(journey)["id"], name="Choose")
    assert stage_of(journey)["themes"] == ["t1"]


def test_who_is_later_sees_which_themes_stand_there_now(heard, fay):
    journey = draw(heard, "Book")
    seen, book = journey.version, stage_of(journey)["id"]
    choose(heard.client("eva"), journey, "t4", "t1")
    mine = {"seen": seen, "name": "Book", "themes": ["t3"]}
    answer = fay.post(f"/journeys/{journey.pk}/stages/{book}/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Themes of this stage Parking, Scanners that break" in words_of(page)
    assert boxes(page) == {"t1": False, "t2": False, "t3": True, "t4": False}
    assert sorted(stage_of(journey)["themes"]) == ["t1", "t4"]


def test_a_journey_of_before_there_were_themes_is_shown_changed_and_taken_along(heard, fay):
    journey = draw(heard, "Book")
    assert "themes" not in stage_of(journey)
    for path in ("", "change/", "versions/1/", "file/svg/", "file/json/"):
        assert fay.get(f"/journeys/{journey.pk}/{path}").status_code == 200
    hurt(journey, heard)
    choose(fay, journey, "t1")
    assert stage_of(journey)["themes"] == ["t1"]
    assert told_keys() == set(ALL)
