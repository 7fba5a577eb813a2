"""The documentation says what is true: examples run, commands exist, links lead somewhere."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from bothways.linkage import findings as findings_room
from bothways.tables.columns import SYNONYMS

HOUSE = Path(__file__).parents[1]
DOCS = HOUSE / "docs"
ROOT_PAGES = [HOUSE / name for name in ("README.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES = [*ROOT_PAGES, *sorted(DOCS.rglob("*.md"))]
RUNNING = [HOUSE / "README.md", *sorted((DOCS / "guide").glob("*.md"))]
BOTHWAYS = Path(sys.executable).with_name("bothways")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WIDE = {**os.environ, "COLUMNS": "300", "TERM": "dumb", "NO_COLOR": "1"}


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def blocks(path: Path, language: str) -> Iterator[tuple[int, str]]:
    """Line of the first line of each block, and its text."""
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        if match[1] == language:
            yield text.count("\n", 0, match.start()) + 2, match[2]


def commands() -> list[tuple[str, str]]:
    """Page, and each command line in its shell blocks."""
    lines = [
        (name_of(path), line.strip())
        for path in PAGES
        for _, block in blocks(path, "sh")
        for line in block.splitlines()
    ]
    return sorted({(page, line) for page, line in lines if line and not line.startswith("#")})


@cache
def help_for(*command: str) -> str:
    run = subprocess.run(
        [BOTHWAYS, *command, "--help"], capture_output=True, text=True, env=WIDE, check=False
    )
    return run.stdout if run.returncode == 0 else ""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    subprocess.run(
        [BOTHWAYS, "simulate", "small", "--seed", "7", "--out", folder],
        check=True,
        capture_output=True,
        env=WIDE,
    )
    return folder


@pytest.mark.parametrize("page", [page for page in RUNNING if list(blocks(page, "python"))], ids=name_of)
def test_the_python_examples_of_a_page_run(
    page: Path, company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in company.iterdir():
        (tmp_path / file.name).symlink_to(file)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for line, block in blocks(page, "python"):
        exec(compile("\n" * (line - 1) + block, str(page), "exec"), names)


@pytest.mark.parametrize(("page", "line"), commands())
def test_the_commands_of_a_page_exist(page: str, line: str) -> None:
    program, *words = re.sub(r"^([A-Z_]+=\S+ +)+", "", line).split()
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (HOUSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert {word for word in words if "=" not in word} <= set(targets)
    elif program == "bothways":
        shown = help_for(words[0])
        assert shown, f"there is no command: bothways {words[0]}"
        if "COMMAND [ARGS]" in shown:  # a group of commands
            shown = help_for(*words[:2])
            assert shown, f"there is no command: bothways {words[0]} {words[1]}"
        assert [word for word in words if word.startswith("--") and not re.search(rf"{word}\b", shown)] == []
    else:
        assert program in {"apt", "bash"}


@pytest.mark.parametrize("shape", ["demo", "small", "large"])
def test_the_shapes_that_the_pages_name_are_the_simulators(shape: str) -> None:
    assert shape in help_for("simulate")


def test_every_command_is_on_some_page() -> None:
    listed = set(re.findall(r"^\W*([a-z]+)  +\w", help_for().split("Commands")[-1], re.MULTILINE))
    named = {match[1] for _, line in commands() if (match := re.search(r"(?:^| )bothways (\w+)", line))}
    assert {"link", "simulate"} <= listed
    assert listed - named == set()


@pytest.mark.parametrize("command", ["link", "serve", "simulate", "sweep"])
def test_the_reference_tells_every_option(command: str) -> None:
    page = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    options = set(re.findall(r"--[a-z]+", help_for(command))) - {"--help"}
    assert len(options) >= 3
    assert {option for option in options if option not in page} == set()


def test_the_reference_tells_every_column_of_the_findings() -> None:
    page = (DOCS / "reference" / "findings.md").read_text(encoding="utf-8")
    columns = list(findings_room.Findings((), {}, 0, 0.0, "month").table)
    parts = set(re.findall(r"`_(\w+)`", page))
    told = {name for name in columns if f"`{name}`" in page}
    suffixed = {f"{way}_{part}" for way in ("employee_to_customer", "customer_to_employee") for part in parts}
    assert "verdict" in columns
    assert set(columns) - told - suffixed == set()
    assert {part for part in parts if f"_{part}`" not in page} == set()


def links(path: Path) -> list[str]:
    outside_code = FENCE.sub("", path.read_text(encoding="utf-8"))
    found = re.findall(r"\]\(([^)\s]+)\)", outside_code)
    return [link.split("#")[0] for link in found if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", tmp_path / "site"],
        cwd=HOUSE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "Glossary" in (tmp_path / "site" / "GLOSSARY.html").read_text(encoding="utf-8")


def test_the_site_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", tmp_path],
        cwd=HOUSE,
        capture_output=True,
        check=True,
    )
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', home) == []


def glossary() -> str:
    return (HOUSE / "GLOSSARY.md").read_text(encoding="utf-8")


def test_the_glossary_is_in_order() -> None:
    terms = [term.lower() for term in re.findall(r"^\*\*(.+?)\*\* —", glossary(), re.MULTILINE)]
    assert len(terms) > 40
    assert terms == sorted(terms)


def test_the_glossary_knows_every_word_it_points_to() -> None:
    defined = " | ".join(re.findall(r"^\*\*(.+?)\*\* —", glossary(), re.MULTILINE)).lower()
    inner = {
        "between units",
        "within units",
        "natural",
        "reference period",
        "noise variance",
        "own entry",
        "italics",
    }
    pointed = {word.lower() for word in re.findall(r"(?<!\*)\*([A-Za-z][^*\n]+)\*(?!\*)", glossary())}
    unknown = [word for word in pointed - inner if word not in defined and word.rstrip("s") not in defined]
    assert unknown == []


def test_readme_and_glossary_name_every_verdict() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    for word in (*get_args(findings_room.Verdict), *get_args(findings_room.Strength)):
        assert word in glossary()
        assert word in readme


def test_no_page_says_that_one_thing_causes_another() -> None:
    claims = re.compile(r"\b(drives|drove|driven by|caused by|leads to)\b", re.IGNORECASE)
    texts = {name_of(page): claims.findall(page.read_text(encoding="utf-8")) for page in RUNNING}
    allowed = {name: found for name, found in texts.items() if found}
    assert allowed == {}


def test_the_other_names_of_columns_in_the_guide_are_understood() -> None:
    guide = (DOCS / "guide" / "bring-your-data.md").read_text(encoding="utf-8")
    [sentence] = re.findall(r"Common other names are understood: (.+?)\.", guide, re.DOTALL)
    pieces = [piece.split(" for ") for piece in sentence.replace("\n", " ").split(";")]
    for names, field in pieces:
        meant = field.removeprefix("the ").strip("` ")
        assert set(re.findall(r"`(\w+)`", names)) <= set(SYNONYMS[meant])
