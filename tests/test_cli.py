"""The command line, with the rooms behind it replaced where their answer does not matter."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import typer

import bothways
from bothways import cli
from bothways.errors import FileError, NotEnoughData
from bothways_web.web import commands_of_backup as backups
from bothways_web.web import commands_of_keeping as keeping
from bothways_web.web.commands import doctor, serve
from bothways_web.web.import_command import import_answers
from bothways_web.web.users_command import users

sys.path.insert(0, str(Path(__file__).parent / "reports"))
import made_up

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PAGES = ("command-line.md", "release.md", "audit.md", "teams.md", "leaving.md", "themes.md")


class Rooms:
    """What the commands asked of the rooms behind them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: dict[str, Any] = {}
        self.linked: dict[str, Any] = {}
        self.findings = made_up.every_state()
        monkeypatch.setattr("bothways.panel.read_panel", self.read_panel)
        monkeypatch.setattr("bothways.linkage.link", self.link)

    def read_panel(self, employees: Path, customers: Path, **options: Any) -> str:
        self.read = {"employees": employees, "customers": customers, **options}
        options["progress"]("employees.csv", 12)
        return "the panel"

    def link(self, panel: str, **options: Any) -> Any:
        self.linked = {"panel": panel, **options}
        options["progress"](1, 1, "pairs estimated")
        return self.findings


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Rooms:
    return Rooms(monkeypatch)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bothways", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_link_writes_five_files_and_prints_the_findings(rooms, monkeypatch, tmp_path, capsys) -> None:
    assert run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path / "out")) == 0
    out = capsys.readouterr()
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "delays.csv", "findings.csv", "findings.json", "findings.parquet", "report.html",
    ]  # fmt: skip
    assert "In 3 of 7 pairs it is clear what comes first." in out.out
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in out.out
    assert "Reading employees.csv: 12" in out.err
    assert "Replaced" not in out.err


def test_link_passes_every_option_on(rooms, monkeypatch, tmp_path) -> None:
    words = ["--columns", "unit=trust,period=year", "--covariance", "v.csv", "--sheet", "2024",
             "--alpha", "0.1", "--negligible", "0.2", "--jobs", "2", "--title", "Ours"]  # fmt: skip
    assert run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path), *words) == 0
    assert {key: rooms.read[key] for key in ("employees", "customers", "columns", "covariance", "sheet")} == {
        "employees": Path("e.csv"),
        "customers": Path("c.csv"),
        "columns": {"unit": "trust", "period": "year"},
        "covariance": Path("v.csv"),
        "sheet": "2024",
    }
    assert {key: rooms.linked[key] for key in ("panel", "alpha", "negligible", "jobs")} == {
        "panel": "the panel", "alpha": 0.1, "negligible": 0.2, "jobs": 2,
    }  # fmt: skip
    assert "<h1>Ours</h1>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_link_says_which_files_it_replaced(rooms, monkeypatch, tmp_path, capsys) -> None:
    (tmp_path / "findings.csv").write_text("old")
    run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path))
    assert f"Replaced in {tmp_path}: findings.csv" in capsys.readouterr().err


def test_quiet_prints_nothing(rooms, monkeypatch, tmp_path, capsys) -> None:
    assert run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path), "--quiet") == 0
    out = capsys.readouterr()
    assert out.out + out.err == ""
    assert (tmp_path / "report.html").exists()


def test_truth_stands_beside_the_findings(rooms, monkeypatch, tmp_path, capsys) -> None:
    links = [{"employee_metric": "workload", "customer_metric": "recommendation",
              "direction": "employee_to_customer", "lag": 1, "effect": [0.2, 0]}]  # fmt: skip
    truth = tmp_path / "truth.json"
    truth.write_text(json.dumps({"links": links, "traps": []}))
    run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path), "--truth", str(truth))
    assert "1 link planted: 1 found, 0 missed. 3 false alarms." in capsys.readouterr().out


def test_wrong_input_is_one_sentence_and_exit_code_2(rooms, monkeypatch, tmp_path, capsys) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise FileError("There is no such file.", remedy="Check the name.", file="e.csv")

    monkeypatch.setattr("bothways.panel.read_panel", refuse)
    assert run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path / "out")) == 2
    out = capsys.readouterr()
    assert out.err == "Error: e.csv: There is no such file. Check the name.\n"
    assert out.out == ""
    assert not (tmp_path / "out").exists()


def test_too_little_data_is_one_sentence_and_exit_code_1(rooms, monkeypatch, tmp_path, capsys) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise NotEnoughData("There is no customer metric.")

    monkeypatch.setattr("bothways.linkage.link", refuse)
    assert run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(tmp_path)) == 1
    assert capsys.readouterr().err.endswith("Error: There is no customer metric.\n")


def test_a_folder_that_cannot_be_written_is_one_sentence(rooms, monkeypatch, tmp_path, capsys) -> None:
    (tmp_path / "taken").write_text("")
    for out in (tmp_path / "taken", tmp_path / "taken" / "below"):
        assert run(monkeypatch, "link", "e.csv", "c.csv", "--out", str(out)) == 1
        told = capsys.readouterr().err
        assert "cannot be written" in told
        assert "taken is a file, not a folder. Choose another folder with --out." in told
    assert rooms.read == {}  # it is said before hours are spent


def test_a_refused_run_leaves_no_folder_behind(monkeypatch, tmp_path, capsys) -> None:
    gone = str(tmp_path / "gone.csv")
    assert run(monkeypatch, "link", gone, gone + "2", "--out", str(tmp_path / "out")) == 2
    assert list(tmp_path.iterdir()) == []
    assert "The file is not there" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", [("--alpha", "0"), ("--alpha", "0.5"), ("--negligible", "1"), ("--alpha", "x"), ("--jobs", "0"),
               ("--columns", "unit"), ("--nonsense", "1")],
)  # fmt: skip
def test_a_setting_out_of_its_range_is_refused_before_anything_is_read(
    option: tuple[str, str], rooms, monkeypatch, capsys
) -> None:
    assert run(monkeypatch, "link", "e.csv", "c.csv", *option) == 2
    assert rooms.read == {}
    assert "Traceback" not in capsys.readouterr().err


def test_simulate_passes_shape_seed_and_folder_on(monkeypatch, tmp_path, capsys) -> None:
    asked = {}

    def write_company(shape: str, **options: Any) -> None:
        asked.update(shape=shape, **options)
        options["progress"](1, 2, "answers")

    monkeypatch.setattr("bothways.simulate.write_company", write_company)
    assert run(monkeypatch, "simulate", "demo", "--seed", "7", "--out", str(tmp_path)) == 0
    assert (asked["shape"], asked["seed"], asked["out"]) == ("demo", 7, tmp_path)
    assert capsys.readouterr().err == "answers: 1 of 2\n"


def test_an_unknown_shape_is_one_sentence_and_exit_code_2(monkeypatch, tmp_path, capsys) -> None:
    assert run(monkeypatch, "simulate", "huge", "--seed", "7", "--out", str(tmp_path)) == 2
    assert capsys.readouterr().err.startswith("Error: There is no shape 'huge'.")


@pytest.mark.parametrize("words", [["version"], ["--version"]])
def test_it_knows_its_version(words: list[str], monkeypatch, capsys) -> None:
    assert run(monkeypatch, *words) == 0
    assert capsys.readouterr().out == f"bothways {bothways.__version__}\n"


def test_help_is_quick_because_it_loads_no_room() -> None:
    code = (
        "import sys; sys.argv = ['bothways', '--help']\nfrom bothways.cli import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sorted(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stderr.split())
    assert "simulate" in ran.stdout
    assert (
        loaded & {"pandas", "numpy", "rich", "duckdb", "xarray", "bothways.reports", "bothways.linkage"}
        == set()
    )


def plugin(name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=cli.PLUGINS)


def app_with(*entries: EntryPoint) -> typer.Typer:
    made = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    made.command("link")(lambda: print("our own"))
    made.command("other")(lambda: None)
    cli.add_plugins(made, entries)
    return made


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other_package.py").write_text(
        "import typer\n"
        "app = typer.Typer()\n"
        "@app.command()\n"
        "def start(port: int = 8000): print('port', port)\n"
        "@app.command()\n"
        "def stop(): raise SystemExit(3)\n"
        "def users(name: str, admin: bool = False): print(name, admin)\n"
    )
    (tmp_path / "broken_package.py").write_text("import nothing_of_that_name\n")
    monkeypatch.syspath_prepend(str(tmp_path))


def call(app: typer.Typer, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(list(words), prog_name="bothways")
    return int(ended.value.code or 0)


def test_a_plug_in_adds_a_command_that_takes_its_own_options(package, capsys) -> None:
    assert call(app_with(plugin("users", "other_package:users")), "users", "Ana", "--admin") == 0
    assert capsys.readouterr().out == "Ana True\n"


def test_a_plug_in_may_bring_a_group_of_commands(package, capsys) -> None:
    app = app_with(plugin("serve", "other_package:app"))
    assert call(app, "serve", "start", "--port", "9000") == 0
    assert capsys.readouterr().out == "port 9000\n"
    assert call(app, "serve", "stop") == 3
    assert call(app, "serve", "--help") == 0
    assert "bothways serve" in capsys.readouterr().out


def test_a_broken_plug_in_is_a_sentence_and_harms_nothing_else(package, capsys) -> None:
    app = app_with(plugin("broken", "broken_package:app"))
    assert call(app, "--help") == 0
    assert "broken" in capsys.readouterr().out
    with pytest.raises(bothways.BothwaysError, match="'broken' cannot be loaded from broken_package:app"):
        app(["broken"])


def test_a_plug_in_cannot_take_the_place_of_our_own_command(package, capsys) -> None:
    assert call(app_with(plugin("link", "other_package:users")), "link") == 0
    assert capsys.readouterr().out == "our own\n"


def as_command(name: str, run: Callable[..., None]) -> Any:
    """Return what a command that a package brings is on the command line."""
    app = typer.Typer(add_completion=False)
    app.command(name)(run)
    return typer.main.get_command(app)


def test_every_command_and_option_is_documented() -> None:
    words = "\n".join((REFERENCE / page).read_text(encoding="utf-8") for page in PAGES)
    group = typer.main.get_command(cli.app)
    more = (keeping.archive, keeping.export, keeping.personal, backups.backup, backups.restore, serve, doctor)
    plugged = {run.__name__: as_command(run.__name__, run) for run in more} | {
        "import": as_command("import", import_answers)
    }
    accounts = typer.main.get_command(users)
    plugged["users"] = accounts
    commands = group.commands | plugged  # type: ignore[attr-defined]
    assert set(commands) == {
        "archive",
        "audit",
        "backup",
        "convert",
        "doctor",
        "export",
        "import",
        "leaving",
        "link",
        "mission-check",
        "moments",
        "personal",
        "release",
        "restore",
        "serve",
        "simulate",
        "store",
        "sweep",
        "teams",
        "themes",
        "users",
        "version",
    }
    commands |= {f"users {name}": one for name, one in accounts.commands.items()}  # type: ignore[attr-defined]
    options = {
        opt for c in [group, *commands.values()] for p in c.params for opt in p.opts if opt.startswith("--")
    }
    assert {
        name for name in commands if f"`bothways {name}" not in words and f"bothways {name}" not in words
    } == set()
    assert {option for option in options if f"`{option}" not in words} == set()
    assert set(re.findall(r"`(--[a-z-]+)", words)) - {"--help"} == options - {"--help"}
