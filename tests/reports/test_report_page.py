"""The page as a document: self-contained, escaped, open to everybody."""

import base64
import hashlib
import io
import itertools
import re
import time

import made_up
import pandas as pd
import pytest
from page_reader import Element, read_page

from bothways.reports import report_html
from bothways.reports.report import stylesheet

RUNS = {
    "no pairs": made_up.no_pairs,
    "every state": made_up.every_state,
    "twelve pairs": lambda: made_up.many(4, 3),
    "216 pairs": lambda: made_up.many(24, 9),
    "awkward names": made_up.awkward,
    "one period": made_up.one_period,
    "nothing claimed": made_up.nothing_claimed,
}


@pytest.fixture(scope="module", params=RUNS)
def html(request: pytest.FixtureRequest) -> str:
    return report_html(RUNS[request.param]())


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return read_page(html)


def test_it_loads_nothing_from_elsewhere(html: str, page: Element) -> None:
    addresses = [e.attributes.get(key) for e in page.find() for key in ("src", "href") if key in e.attributes]
    assert [address for address in addresses if not address.startswith(("#", "data:"))] == []
    assert re.findall(r"url\((?!#)|@import|https?://", html) == []


def test_it_has_no_script_and_no_inline_style(page: Element) -> None:
    assert page.find("script", "iframe", "object", "embed", "form") == []
    assert [
        e.name for e in page.find() for key in e.attributes if key.startswith("on") or key == "style"
    ] == []


def test_its_policy_lets_its_own_style_sheet_through_and_nothing_else(page: Element) -> None:
    (policy,) = [m.attributes["content"] for m in page.find("meta") if "http-equiv" in m.attributes]
    style = "".join(page.find("style")[0].parts)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert style == stylesheet()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


def test_it_has_landmarks_a_language_and_one_title(page: Element) -> None:
    assert page.find("html")[0].attributes["lang"] == "en"
    for name in ("header", "nav", "main", "footer", "h1"):
        assert len(page.find(name)) == 1, name
    assert page.find("nav")[0].attributes["aria-label"]
    assert page.find("title")[0].text == page.find("h1")[0].text
    first = next(e for e in page.find("body")[0].find("a"))
    assert (first.attributes["href"], first.attributes["class"]) == ("#main", "skip")


def test_headings_go_down_one_level_at_a_time(page: Element) -> None:
    levels = [int(e.name[1]) for e in page.find("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1] == []


def test_every_reference_inside_the_page_has_one_target(page: Element) -> None:
    ids = [e.attributes["id"] for e in page.find() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    asked = {e.attributes["href"][1:] for e in page.find("a", "use") if e.attributes["href"].startswith("#")}
    asked |= {name for e in page.find() for name in (e.attributes.get("aria-labelledby") or "").split()}
    assert asked - set(ids) == set()


def test_every_header_cell_says_what_it_heads(page: Element) -> None:
    cells = page.find("th")
    assert [cell.text for cell in cells if cell.attributes.get("scope") not in ("row", "col")] == []
    assert [t for t in page.find("table") if not t.find("th", scope="col")] == []


def test_every_table_has_a_name(page: Element) -> None:
    named = ("aria-label", "aria-labelledby")
    assert [
        t for t in page.find("table") if not t.find("caption") and not any(n in t.attributes for n in named)
    ] == []


def test_every_picture_is_hidden_from_readers_who_have_the_text(page: Element) -> None:
    assert [svg for svg in page.find("svg") if svg.attributes.get("aria-hidden") != "true"] == []


def test_every_chart_has_a_message_and_its_figures_in_a_table(page: Element) -> None:
    for figure in page.find("figure"):
        assert figure.find("figcaption")[0].text
        section = figure.parent
        assert section is not None
        assert section.find("table"), "the table stands in the figure or beside it"


def test_every_mark_stands_in_a_row_with_its_range_as_text(page: Element) -> None:
    pictures = page.find("svg", class_="interval")
    for picture in pictures:
        row = picture.parent.parent
        assert row.name == "tr"
        assert re.search(r"\([+−]?\d.* to .*\d\)|could not be estimated", row.text), row.text


def test_every_verdict_tag_has_a_glyph_and_a_word(page: Element) -> None:
    for tag in page.find("p", class_="verdict"):
        assert tag.find("use")
        assert len(tag.text) > 3


def test_a_region_that_scrolls_can_be_reached_by_keyboard_and_has_a_name(page: Element) -> None:
    for region in page.find("div", class_="scroll"):
        assert region.attributes["tabindex"] == "0"
        assert region.attributes["role"] == "region"
        assert region.attributes["aria-label"]


def test_the_file_behind_the_link_is_the_table(page: Element) -> None:
    (link,) = [a for a in page.find("a") if a.attributes.get("download")]
    content = base64.b64decode(link.attributes["href"].partition("base64,")[2])
    assert list(pd.read_csv(io.BytesIO(content)).columns) == list(made_up.no_pairs().table.columns)


def test_names_that_are_markup_come_out_as_text() -> None:
    page = read_page(report_html(made_up.awkward(), title="<b>Ours</b> & 'yours'"))
    assert page.find("h1")[0].text == "<b>Ours</b> & 'yours'"
    assert page.find("script", "b", "i") == []
    text = page.find("main")[0].text
    for name in made_up.AWKWARD:
        assert name in text
    assert "A note with <i>markup</i> & more." in text


def test_a_name_from_right_to_left_does_not_reorder_its_sentence() -> None:
    page = read_page(report_html(made_up.awkward()))
    for name in (made_up.AWKWARD[2], made_up.AWKWARD[4]):
        holders = [e for e in page.find("bdi") if e.text == name]
        assert holders
        headings = [h for h in page.find("h3") if name in h.text]
        assert all(name in [b.text for b in h.find("bdi")] for h in headings)


def test_control_characters_do_not_reach_the_page() -> None:
    html = report_html(made_up.findings([made_up.finding("cannot_tell", "a\x00b\x1f", "c")]))
    assert "a\N{REPLACEMENT CHARACTER}b" in html
    assert re.search("[\x00\x1f]", html) is None
    assert html.encode()


def test_the_same_findings_give_the_same_page() -> None:
    assert report_html(made_up.many(4, 3)) == report_html(made_up.many(4, 3))


def test_300_pairs_are_made_within_seconds_and_stay_under_two_megabytes() -> None:
    run = made_up.many(30, 10)
    start = time.process_time()
    html = report_html(run)
    assert time.process_time() - start < 10
    assert len(html) < 2_000_000
