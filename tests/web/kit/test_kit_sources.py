"""What holds for every template and style sheet of the app: the security policy and both directions of writing."""

import re
from pathlib import Path

import pytest
from django.test import Client

import bothways_web
from bothways_web.web.templatetags import kit

ROOT = Path(bothways_web.__file__).parent
#: A page that people take along in a file of their own: it has no sheet beside it.
TAKEN_ALONG = ROOT / "keeping/templates/keeping/personal/file.html"
TEMPLATES = sorted(path for path in ROOT.rglob("templates/**/*.html") if path != TAKEN_ALONG)
SHEETS = sorted(ROOT.rglob("static/**/*.css"))
TOKENS = Path(bothways_web.__file__).parents[1] / "bothways/reports/styles/tokens.css"

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)", re.I)
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def of(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def without_conditions(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/|@(?:media|container)[^{]*", "", sheet, flags=re.S)


def test_there_is_something_to_look_at() -> None:
    assert len(TEMPLATES) > 40
    assert len(SHEETS) > 10


def test_the_scans_would_find_what_they_look_for() -> None:
    for text in (
        '<p style="color: red">',
        '<a onclick="x()">',
        "<script>x()</script>",
        "<style>p {}</style>",
    ):
        assert INLINE.search(text)
    assert not INLINE.search("<script src=\"{% static 'web/x.js' %}\" defer></script>")
    for text in ("margin-left: 0", "right: 0", "text-align: left", "width: 3px", "a { max-width: 3px }"):
        assert PHYSICAL.search(text)
    for text in (
        "margin-inline-start: 0",
        "inset-inline-end: 0",
        "stroke-width: 2",
        "border-width: 1px",
        "line-height: 1",
    ):
        assert not PHYSICAL.search(text)


@pytest.mark.parametrize("name", of(TEMPLATES))
def test_no_template_has_inline_style_or_script(name: str) -> None:
    markup = re.sub(r"\{%.*?%\}", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.S)
    assert INLINE.findall(markup) == []


@pytest.mark.parametrize("name", of(SHEETS))
def test_every_sheet_turns_with_the_direction_of_writing(name: str) -> None:
    assert PHYSICAL.findall(without_conditions((ROOT / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", of(SHEETS))
def test_every_colour_is_a_token(name: str) -> None:
    sheet = without_conditions((ROOT / name).read_text(encoding="utf-8"))
    tokens = set(re.findall(r"--([\w]+):", TOKENS.read_text(encoding="utf-8")))
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet)) <= {"#FFFFFF"}
    assert set(re.findall(r"var\(--(\w+)\)", sheet)) <= tokens
    assert not re.search(r"\b(?:rgba?|hsla?)\(", sheet)


def test_every_class_that_templates_of_the_kit_use_is_known_to_a_sheet() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in SHEETS)
    known = set(re.findall(r"\.([a-z][\w-]*)", sheets))
    used: set[str] = set()
    for path in (ROOT / "web/templates/kit").glob("*.html"):
        plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\x00", path.read_text(encoding="utf-8"), flags=re.S)
        for names in re.findall(r'class="([^"]*)"', plain):
            used |= {name for name in names.split() if "\x00" not in name}
    assert used - known == set()


def test_the_systems_own_colours_and_quiet_motion_are_respected() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "web/static/web/css").glob("*.css"))
    assert "forced-colors: active" in sheets
    moving = re.findall(r"[^}]*\btransition\s*:", without_motion(sheets))
    assert moving == []
    assert "@media print" in sheets


def without_motion(sheets: str) -> str:
    return re.sub(r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^}]*\})*\s*\}", "", sheets)


def test_every_component_stands_on_the_page_of_the_kit(company: object) -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "web/templates/web").rglob("*.html")
    )
    frame = {"sheets", "brand", "if_demo", "languages", "scale_ends", "glyph", "field"}
    for name in set(kit.register.tags) - frame:
        assert re.search(r"\{% " + name + r"\b", sources), name
    page = Client().get("/kit/").content.decode()
    assert "{%" not in page
    assert len(set(re.findall(r'data-component="(\w+)"', page))) >= 20


def test_the_kit_ignores_a_theme_it_does_not_know(company: object) -> None:
    assert 'data-theme="dark"' in Client().get("/kit/", {"theme": "dark"}).content.decode()
    assert "data-theme" not in Client().get("/kit/", {"theme": '"><b>'}).content.decode()
