"""Addresses of overload, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address, file, form, opens
from django.core.files.uploadedfile import SimpleUploadedFile

from bothways_web.people.uploads import keep_upload
from bothways_web.verify.models import OverloadQuestion, ServiceNetwork
from bothways_web.verify.overload.bringing import KIND

READERS = ("ana", "eva", "fay", "gil", "hao")
LEADS = ("eva", "fay")
COLUMNS = "?provider=provider&client=client"


def _upload(world: Any) -> list[Any]:
    return [world.verify["network_upload"].pk]


def _faulty(world: Any) -> list[Any]:
    return [world.verify["faulty_network"].pk]


ADDRESSES: list[Address] = [
    Address("overload", opens(*READERS)),
    Address("overload_answer", opens()),
    Address("overload_flow", opens("ana", "eva", "fay", "hao")),
    Address("overload_question", opens(*LEADS),
            sends=form(*LEADS, overload="overtime", service="stars", seen="0")),
    Address("ask_overload", opens(*LEADS, answer=405), sends=form()),
    Address("overload_network", opens(*LEADS), sends=file(*LEADS, text="provider,client\nday,desk\n")),
    Address("overload_network_table", opens(*LEADS)),
    Address("overload_network_template", opens(*LEADS)),
    Address("overload_network_step", opens(*LEADS, answer=405),
            sends=form(step="remove", provider="day", client="moon", seen="0")),
    Address("overload_network_columns", opens("eva"), _upload, sends=form()),
    Address("overload_network_check", opens("eva"), _upload, query=COLUMNS, sends=form("eva", seen="0")),
    Address("overload_network_faults", opens("eva"), _faulty),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make two uploads of Eva, one with a faulty row that was checked."""
    eva = company.users["eva"]
    made = {}
    for name, text in (("network_upload", "day,desk"), ("faulty_network", "day,desk\nmoon,desk")):
        content = SimpleUploadedFile("list.csv", f"provider,client\n{text}\n".encode())
        made[name] = keep_upload(content, kind=KIND, by=eva)
    company.client("eva").get(f"/verify/overload/network/{made['faulty_network'].pk}/check/{COLUMNS}")
    return made | {"networks": ServiceNetwork.objects.all(), "questions": OverloadQuestion.objects.all()}
