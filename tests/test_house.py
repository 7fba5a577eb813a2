"""The house style, as far as a machine can see it."""

import ast
import importlib
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import bothways

HOUSE = Path(__file__).parents[1]
SOURCE = HOUSE / "src" / "bothways"
APP = HOUSE / "src" / "bothways_web"
MODULES = sorted(
    path for room in (SOURCE, APP) for path in room.rglob("*.py") if path.parent.name != "migrations"
)
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
VAGUE = re.compile(r"^(utils?|helpers?|common|misc|base|manager|services?)$")
HEAVY = {
    "duckdb",
    "ibis",
    "numba",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "rich",
    "scipy",
    "typer",
    "xarray",
}
# What must never be tracked: where packages are fetched from, and where somebody's checkout lies.
ADDRESSES = [
    r"--(extra-)?index-url[ =]\S",
    r"--find-links[ =]\S",
    r"index-url *= *\S",
    r"registry *= *.?http",
    r"files\.pythonhosted\.org",
    r"pypi\.org/simple",
    r"file:///[a-z]",
    r"(?<![\w.~)/}-])/(root|Users|work|farm)/\w",
    r"(?<![\w.~)/}-])/home/\w",
]


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def tracked_files() -> list[Path]:
    if shutil.which("git") is None or not (HOUSE / ".git").exists():
        pytest.skip("Only a git checkout can tell which files are tracked.")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, text=True, check=True)
    return [HOUSE / name for name in listed.stdout.split("\0") if name and (HOUSE / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def functions_of(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Each function with its lines, docstring not counted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            words = ast.get_docstring(node, clean=False)
            yield node, node.end_lineno - node.lineno + 1 - (words.count("\n") + 1 if words else 0)


def test_the_size_of_a_function_leaves_out_its_docstring() -> None:
    [(_, size)] = functions_of(ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'))
    assert size == 2


def test_no_module_is_longer_than_400_lines() -> None:
    python = [
        *MODULES,
        *(path for room in ("tests", "benchmarks", "evidence") for path in (HOUSE / room).rglob("*.py")),
    ]
    long = {name_of(path): len(text_of(path).splitlines()) for path in python}
    assert {name: size for name, size in long.items() if size > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    sizes = {
        f"{name_of(path)}:{node.name}": size
        for path in MODULES
        for node, size in functions_of(ast.parse(text_of(path)))
    }
    assert {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_no_name_hides_what_is_inside() -> None:
    assert [
        name_of(path) for path in MODULES if VAGUE.match(path.stem) or VAGUE.match(path.parent.name)
    ] == []


def test_every_module_says_in_one_line_what_it_is() -> None:
    first_lines = {
        name_of(path): (ast.get_docstring(ast.parse(text_of(path))) or "").split("\n")[0] for path in MODULES
    }
    assert [name for name, line in first_lines.items() if not line.endswith((".", ":", "?"))] == []


def test_no_assert_stands_in_for_an_error_sentence() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def imports_of(path: Path) -> list[str]:
    """The modules that a file imports, anywhere in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names += [one.name for one in node.names]
    return names


def test_views_are_imported_by_addresses_alone() -> None:
    found = [
        name_of(path)
        for path in APP.rglob("*.py")
        if path.name != "urls.py" and "views" not in path.parts
        for name in imports_of(path)
        if re.match(r"bothways_web\.\w+\.views", name)
    ]
    assert found == []


def exported(path: Path) -> list[str] | None:
    for node in ast.parse(text_of(path)).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return [name.value for name in node.value.elts]
    return None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_a_module_exports_is_sorted_and_said_once(path: Path) -> None:
    names = exported(path) or []
    assert names == sorted(set(names), key=lambda name: (not name.isupper(), not name[0].isupper(), name))


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_door_with_its_names_on_it(room: str) -> None:
    names = exported(SOURCE / room / "__init__.py")
    assert names, f"src/bothways/{room}/__init__.py needs an __all__"
    module = importlib.import_module(f"bothways.{room}")
    assert [name for name in names if not hasattr(module, name)] == []


@pytest.mark.parametrize("name", bothways.__all__)
def test_every_public_name_opens_and_is_documented(name: str) -> None:
    assert getattr(bothways, name).__doc__


def test_the_public_names_of_the_package_are_these() -> None:
    assert bothways.__all__ == [
        "BothwaysError", "CellError", "Check", "ColumnError", "Effect", "FileError", "Finding", "Findings",
        "InputError", "NotEnoughData", "Panel", "PeriodError", "link", "read_panel",
    ]  # fmt: skip
    assert set(bothways.__all__) <= set(dir(bothways))


@pytest.mark.parametrize("name", ["link", "read_panel"])
def test_a_public_function_tells_its_terms(name: str) -> None:
    words = getattr(bothways, name).__doc__
    missing = [part for part in ("Parameters\n", "Returns\n", "Raises\n", ">>> ") if part not in words]
    assert missing == []


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cause'"):
        _ = bothways.cause


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, bothways; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "bothways" in loaded
    assert loaded & HEAVY == set()


def test_asking_for_help_loads_no_engine() -> None:
    code = "import sys, bothways.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) & {"duckdb", "ibis", "numba", "openpyxl", "scipy", "xarray"} == set()


def test_tracked_files_hold_no_address_and_no_machine_path() -> None:
    patterns = [*ADDRESSES, re.escape(str(HOUSE) + "/")]
    if "." in socket.getfqdn():
        patterns.append(rf"\b{re.escape(socket.getfqdn())}\b")
    forbidden = re.compile("|".join(patterns))
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in tracked_files()
        if path != Path(__file__)
        for match in forbidden.finditer(text_of(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-" + "url https://a.example/simple",
        "/home/ana/bothways",
        "see /Users/ana",
        "index-url = x",
        "file:///opt",
    ],
)
def test_an_address_or_a_machine_path_would_be_seen(line: str) -> None:
    assert re.search("|".join(ADDRESSES), line)


def test_whatever_lies_beside_the_modules_is_installed_with_them() -> None:
    patterns = tomllib.loads(text_of(HOUSE / "pyproject.toml"))["tool"]["setuptools"]["package-data"]["*"]
    beside = [path for path in tracked_files() if path.is_relative_to(SOURCE) and path.suffix != ".py"]
    assert len(beside) > 20
    assert [name_of(path) for path in beside if not any(path.match(pattern) for pattern in patterns)] == []


def test_no_lock_file_that_records_addresses_is_tracked() -> None:
    assert [
        name_of(path) for path in tracked_files() if path.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}
    ] == []


def pins(name: str) -> dict[str, set[str]]:
    """Package to its pinned versions; each must have hashes."""
    pinned: dict[str, set[str]] = {}
    for block in re.split(r"\n(?=[a-z0-9])", text_of(HOUSE / "requirements" / f"{name}.txt")):
        match = re.match(r"([a-z0-9-]+)==(\S+)", block)
        assert match, f"not a pin: {block[:60]}"
        assert "--hash=sha256:" in block, f"{match[1]} has no hash"
        pinned.setdefault(match[1], set()).add(match[2])
    return pinned


def wanted(extras: list[str]) -> set[str]:
    project = tomllib.loads(text_of(HOUSE / "pyproject.toml"))["project"]
    groups = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    names = [re.match(r"[A-Za-z0-9_.-]+", line)[0] for group in groups for line in group]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize(
    ("name", "extras"),
    [("base", []), ("dev", ["dev", "docs"]), ("browser", ["dev", "docs", "browser"]), ("spark", ["spark"])],
)
def test_every_dependency_is_pinned_with_hashes(name: str, extras: list[str]) -> None:
    assert wanted(extras) - set(pins(name)) == set()


@pytest.mark.parametrize(("small", "large"), [("base", "dev"), ("dev", "browser"), ("base", "spark")])
def test_larger_sets_of_pins_hold_the_smaller_ones(small: str, large: str) -> None:
    inner, outer = pins(small), pins(large)
    assert {name: inner[name] for name in inner if inner[name] != outer.get(name)} == {}


def test_each_test_file_has_a_name_of_its_own_since_pytest_knows_them_by_it():
    rooms = [path for path in (HOUSE / "tests").rglob("test_*.py") if "browser" not in path.parts]
    names = [path.name for path in rooms]
    assert sorted({name for name in names if names.count(name) > 1}) == []
