"""Past answers from the command line: the same steps as on the pages, and nothing stays of what went wrong."""

import pytest
import typer
from past_at_work import MONTHS, SET, send, step, table, to_check

from bothways.errors import InputError
from bothways_web.listen.models import AnswerImport, Round
from bothways_web.listen.past.bringing import Wishes, bring
from bothways_web.people.models import Upload
from bothways_web.web.import_command import import_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping(company, tmp_path):
    """The mapping that the pages give, of a file that was not imported."""
    client = company.client("eva")
    one = to_check(client, send(client, table(company)))
    path = tmp_path / "mapping.json"
    path.write_bytes(client.get(f"/listen/past/{one.pk}/mapping.json").content)
    step(client, one, "forget")
    return path


def file_of(tmp_path, text):
    path = tmp_path / "survey.csv"
    path.write_text(text)
    return path


def wishes(**more):
    return Wishes("EVA@company.example", **{"instrument": SET, "audience": "company", **more})


def test_a_file_is_imported_with_a_mapping_of_the_pages_and_released(company, mapping, tmp_path):
    told = []
    assert bring(file_of(tmp_path, table(company)), wishes(mapping=mapping, release=True), told.append)
    assert "Rows: 64 read, 64 to import, 0 rejected." in told
    assert [asked.state for asked in Round.objects.all()] == ["released"] * len(MONTHS)
    told.clear()
    assert bring(file_of(tmp_path, table(company)), wishes(mapping=mapping), told.append)
    assert told == ["This file was imported already; nothing is to be done."]
    assert AnswerImport.objects.count() == 1
    assert bring(file_of(tmp_path, table(company, ["2025-03"])), wishes(), told.append)  # as the last time
    assert AnswerImport.objects.filter(state="held").count() == 1


def test_rows_that_are_wrong_stop_it_unless_the_valid_ones_are_wanted(company, mapping, tmp_path):
    path, told = file_of(tmp_path, table(company, r0_0="stranger")), []
    rejected = tmp_path / "bad.csv"
    assert not bring(path, wishes(mapping=mapping, rejected=rejected), told.append)
    assert not Round.objects.exists()
    assert (AnswerImport.objects.count(), Upload.objects.count()) == (0, 0)
    assert rejected.read_text().count("\n") == 2
    assert "stranger" not in "".join(told)
    assert bring(path, wishes(mapping=mapping, valid_rows=True), told.append)
    assert AnswerImport.objects.get().state == "held"


def test_a_dry_run_imports_nothing(company, mapping, tmp_path):
    assert bring(file_of(tmp_path, table(company)), wishes(mapping=mapping, dry_run=True), lambda _line: None)
    assert (AnswerImport.objects.count(), Round.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("by", "side", "words"),
    [("nobody@company.example", "employees", "no such account"), ("eva@company.example", "customers", "whose answers"),
     ("ben@company.example", "employees", "whose answers"), ("dua@company.example", "employees", "whose answers")],
)  # fmt: skip
def test_nobody_brings_what_they_may_not_bring_on_the_pages(company, tmp_path, by, side, words):
    with pytest.raises(InputError, match=words):
        bring(file_of(tmp_path, table(company)), Wishes(by, side), lambda _line: None)
    assert not Upload.objects.exists()


def test_without_a_mapping_the_first_file_of_a_survey_is_refused(company, tmp_path):
    with pytest.raises(InputError, match="what the columns mean"):
        bring(file_of(tmp_path, table(company)), wishes(), lambda _line: None)
    assert not AnswerImport.objects.exists()


def test_the_command_answers_with_its_code(company, mapping, tmp_path, capsys):
    path = file_of(tmp_path, table(company))
    with pytest.raises(typer.Exit) as ended:
        import_answers(path, "eva@company.example", mapping=mapping, instrument=SET, audience="company")
    assert ended.value.exit_code == 0
    assert "Imported." in capsys.readouterr().out
