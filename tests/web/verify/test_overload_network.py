"""Who serves whom is brought as a file or line by line, in versions that can be taken back until they are used."""

from __future__ import annotations

import csv
import io
import re

import overload_at_work as at_work
import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.people.models import Change, UnitSpan
from bothways_web.verify.models import ServiceNetwork
from bothways_web.verify.overload import networks

LIST = "from,to,hours\nday,desk,3\nnight,desk,1\nday,field,2\n"
COLUMNS = {"column-0": "provider", "column-1": "client", "column-2": "weight"}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path


def upload(browser, content: bytes | str, name: str = "list.csv"):
    raw = content.encode() if isinstance(content, str) else content
    return browser.post(reverse("overload_network"), {"file": SimpleUploadedFile(name, raw)})


def check_page(browser, content: bytes | str, name: str = "list.csv", columns=COLUMNS) -> str:
    """Go through the steps up to the check; return its address."""
    to_columns = upload(browser, content, name)
    assert to_columns.status_code == 302
    to_check = browser.post(to_columns["Location"], columns)
    assert to_check.status_code == 302
    return to_check["Location"]


def words_of(browser, address: str) -> str:
    return browser.get(address).content.decode()


def test_a_file_becomes_the_list(company):
    fay = company.client("fay")
    address = check_page(fay, LIST)
    told = words_of(fay, address)
    assert "3 rows were read" in told
    assert not ServiceNetwork.objects.exists()
    fay.post(address, {"seen": "0"})
    made = networks.current_network()
    assert networks.edges_of(made) == [("day", "desk", 3.0), ("night", "desk", 1.0), ("day", "field", 2.0)]
    assert (made.how, made.about, made.made_by) == ("file", "list.csv", company.users["fay"])
    assert "75%" in words_of(fay, reverse("overload_network"))
    assert Change.objects.filter(verb="changed who serves whom").count() == 1


def test_a_spreadsheet_does_as_well(company):
    stream = io.BytesIO()
    pd.read_csv(io.StringIO(LIST)).to_excel(stream, index=False)
    eva = company.client("eva")
    eva.post(check_page(eva, stream.getvalue(), "list.xlsx"), {"seen": "0"})
    assert networks.current_network().count == 3


def test_without_weights_all_count_alike(company):
    eva = company.client("eva")
    text = "provider,client\nday,desk\nnight,desk\n"
    eva.post(check_page(eva, text, columns={"column-0": "provider", "column-1": "client"}), {"seen": "0"})
    assert [weight for _a, _b, weight in networks.edges_of(networks.current_network())] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("moon,desk,1", "from", "The unit &#x27;moon&#x27; is not in your unit tree"),
        ("day,sun,1", "to", "The unit &#x27;sun&#x27; is not in your unit tree"),
        ("desk,desk,1", "to", "A unit serves itself"),
        ("day,desk,1", "to", "This edge is there twice"),
        (",desk,1", "from", "The provider is blank"),
        ("night,field,", "hours", "The weight is missing"),
        ("night,field,-2", "hours", "The weight is negative"),
        ("night,field,many", "hours", "many"),
    ],
)
def test_a_faulty_row_is_told_with_its_row_column_and_remedy(company, row, column, what):
    eva = company.client("eva")
    address = check_page(eva, LIST + row + "\n")
    told = words_of(eva, address)
    assert "1 of 4 rows needs you" in told
    assert what in told
    problems = told[told.index("What needs you, row by row") :]
    assert "</span> 5</th>" in problems
    assert f"<bdi>{column}</bdi>" in problems
    refused = eva.post(address, {"seen": "0"})
    assert refused.status_code == 422
    assert not ServiceNetwork.objects.exists()


def test_rows_that_need_somebody_can_be_left_out_and_taken_along(company):
    eva = company.client("eva")
    address = check_page(eva, LIST + "moon,desk,1\nday,sun,1\n")
    assert "2 of 5 rows need you" in words_of(eva, address)
    faults = eva.get(address.split("?")[0].replace("/check/", "/faults/")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(faults)))
    assert [row["from"] for row in rows] == ["moon", "day"]
    assert all(row["problem"] and row["how_to_fix"] for row in rows)
    eva.post(address, {"seen": "0", "skip": "1"})
    assert networks.current_network().count == 3


def test_a_file_of_unknown_units_alone_brings_nothing(company):
    eva = company.client("eva")
    told = words_of(eva, check_page(eva, "from,to,hours\nmoon,sun,1\nsun,moon,1\n"))
    assert "not in your unit tree" in told
    assert "Save" not in told.split("What needs you")[1].split("</main>")[0]


@pytest.mark.parametrize("content", ["", "from,to,hours\n", "\x00\x01\x02", "one\n1\n"])
def test_what_is_no_list_is_refused(company, content):
    eva = company.client("eva")
    answer = upload(eva, content)
    if answer.status_code == 302:
        answer = eva.post(answer["Location"], COLUMNS, follow=True)
    assert answer.status_code in (200, 422)
    assert not re.search(r">Save \d", answer.content.decode())
    assert not ServiceNetwork.objects.exists()


def test_a_formula_in_a_file_name_or_cell_is_disarmed(company):
    eva = company.client("eva")
    address = check_page(eva, LIST + "=1+1,desk,1\n")
    faults = eva.get(address.split("?")[0].replace("/check/", "/faults/")).content.decode("utf-8-sig")
    eva.get(address)
    assert "\n=1+1" not in faults


def test_an_upload_is_its_owners_alone(company):
    eva = company.client("eva")
    address = check_page(eva, LIST)
    assert company.client("fay").get(address).status_code == 404


def test_a_line_is_added_changed_and_taken_out(company):
    eva, step = company.client("eva"), reverse("overload_network_step")

    def seen() -> str:
        last = networks.current_network()
        return str(last.pk if last else 0)

    def lines():
        return networks.edges_of(networks.current_network())

    eva.post(step, {"step": "add", "provider": "day", "client": "desk", "weight": "2,5", "seen": seen()})
    assert lines() == [("day", "desk", 2.5)]
    eva.post(step, {"step": "add", "provider": "night", "client": "desk", "weight": "1", "seen": seen()})
    eva.post(step, {"step": "add", "provider": "day", "client": "desk", "weight": "4", "seen": seen()})
    assert sorted(lines()) == [("day", "desk", 4.0), ("night", "desk", 1.0)]
    eva.post(step, {"step": "remove", "provider": "day", "client": "desk", "seen": seen()})
    assert lines() == [("night", "desk", 1.0)]
    assert ServiceNetwork.objects.count() == 4


@pytest.mark.parametrize(
    ("provider", "client", "weight", "word"),
    [
        ("", "desk", "1", "Choose a unit."),
        ("day", "moon", "1", "choice"),
        ("day", "day", "1", "does not serve itself"),
        ("day", "desk", "0", "not above 0"),
        ("day", "desk", "-1", "not above 0"),
        ("day", "desk", "many", "Write a number"),
        ("day", "desk", "", "Write a number"),
        ("day", "desk", "1e999", "Write a number"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_the_error_summary(company, provider, client, weight, word):
    sent = {"step": "add", "provider": provider, "client": client, "weight": weight, "seen": "0"}
    answer = company.client("eva").post(reverse("overload_network_step"), sent)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert not ServiceNetwork.objects.exists()


def test_the_last_line_stays(company):
    made = at_work.bring_network(company, [("day", "desk", 1.0)])
    with pytest.raises(InputError, match="Nobody would serve anybody"):
        networks.remove_edge("day", "desk", seen=made.pk, by=company.users["eva"])


def test_two_at_once_do_not_write_over_each_other(company):
    first = at_work.bring_network(company, [("day", "desk", 1.0)])
    networks.add_edge("night", "desk", 1.0, seen=first.pk, by=company.users["eva"])
    with pytest.raises(InputError, match="Somebody else has changed"):
        networks.add_edge("night", "field", 1.0, seen=first.pk, by=company.users["fay"])
    sent = {"step": "add", "provider": "night", "client": "field", "weight": "1", "seen": str(first.pk)}
    fay = company.client("fay")
    again = fay.post(reverse("overload_network_step"), sent)
    assert again.status_code == 422
    fresh = networks.current_network().pk
    assert f'name="seen" value="{fresh}"' in again.content.decode()
    assert fay.post(reverse("overload_network_step"), sent | {"seen": str(fresh)}).status_code == 302


def test_a_version_is_undone_until_it_is_used(company):
    first = at_work.bring_network(company, [("day", "desk", 1.0)])
    second = at_work.bring_network(company, [("night", "desk", 1.0)])
    eva = company.client("eva")
    eva.post(reverse("overload_network_step"), {"step": "undo", "seen": str(second.pk)})
    assert networks.current_network() == first
    ServiceNetwork.objects.filter(pk=first.pk).update(used_at=first.made_at)
    with pytest.raises(InputError, match="This version stays"):
        networks.undo_network(seen=first.pk, by=company.users["eva"])
    assert "An answer rests on it" in words_of(eva, reverse("overload_network"))


def test_the_list_can_be_taken_along_and_brought_again(company):
    at_work.bring_network(company, [("day", "desk", 3.0), ("night", "desk", 1.0)])
    eva = company.client("eva")
    content = eva.get(reverse("overload_network_table")).content
    assert content.decode("utf-8-sig").splitlines()[0] == "provider,client,weight"
    eva.post(check_page(eva, content), {"seen": str(networks.current_network().pk)})
    assert networks.edges_of(networks.current_network()) == [("day", "desk", 3.0), ("night", "desk", 1.0)]


def test_the_template_has_the_columns(company):
    answer = company.client("eva").get(reverse("overload_network_template"))
    assert answer.content.decode() == "provider,client,weight\r\n"


def test_a_unit_that_ended_stays_in_the_list_and_is_named(company):
    at_work.bring_network(company, [("day", "desk", 1.0)])
    UnitSpan.objects.filter(unit__code="desk").update(valid_to="2024-12-31")
    told = words_of(company.client("eva"), reverse("overload_network"))
    assert "Help desk" in told
    assert "no longer exists" in told


def test_a_large_list_is_refused(company):
    edges = [("day", f"u{k}", 1.0) for k in range(networks.MOST_EDGES + 1)]
    with pytest.raises(InputError, match="more than 10,000 lines"):
        networks.save_network(edges, how="file", about="x", seen=0, by=company.users["eva"])
