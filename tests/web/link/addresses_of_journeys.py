"""Addresses of journeys, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address, Sent, form, opens

from bothways_web.link.journeys import document
from bothways_web.link.journeys.pains import StagePlace, Written, add_pain
from bothways_web.link.journeys.verbs import Deed, begin_journey, change_journey

READERS = ("ben", "cem", "ana", "eva", "fay", "hao", "ida")
LOOKS_BACK, WRITERS = ("eva", "fay", "hao"), ("eva", "fay")
PAIN = {"text": "Nobody answers.", "voice": "both", "state": "known"}


def _journey(world: Any) -> list[Any]:
    return [world.link["journey"].pk]


def _stage(world: Any) -> list[Any]:
    return [*_journey(world), world.link["journey"].stages[0]["id"]]


def _pain(world: Any) -> list[Any]:
    return [*_journey(world), world.link["pain"].pk]


def _seen(**data: Any) -> Sent:
    return Sent(lambda world: data | {"seen": world.link["journey"].version}, WRITERS)


def _step(step: str, **data: Any) -> Sent:
    return Sent(
        lambda world: data | {"seen": world.link["journey"].version, "step": step, "stage": _stage(world)[1]},
        WRITERS,
    )


ADDRESSES: list[Address] = [
    Address("journeys", opens(*READERS, "gil")),
    Address("begin_journey", opens(*WRITERS), sends=form(*WRITERS, name="Visit", lanes="both")),
    Address("journey", opens(*READERS), _journey),
    *(
        Address("journey_file", opens(*READERS), lambda world, name=name: [*_journey(world), name], label=name)
        for name in ("svg", "png", "pdf")
    ),
    Address("journey_file", opens(*LOOKS_BACK), lambda world: [*_journey(world), "json"], label="json"),
    Address("journey_file", opens(), lambda world: [*_journey(world), "docx"], label="docx"),
    Address("change_journey", opens(*WRITERS), _journey, sends=_step("right")),
    Address("change_journey", opens(*WRITERS), _journey, sends=_step("rename", name="Else"), label="rename"),
    Address("change_journey", opens(*WRITERS), _journey, sends=_step("undo"), label="undo"),
    Address("journey_details", opens(*WRITERS), _journey, sends=_seen(name="Else", lanes="customers")),
    Address("delete_journey", opens(*WRITERS), _journey, sends=_seen()),
    Address("new_journey_stage", opens(*WRITERS), _journey, sends=_seen(name="Pay")),
    Address("journey_stage", opens(*WRITERS), _stage, sends=_seen(name="Book", customers_do="Calls twice.")),
    Address("remove_journey_stage", opens(*WRITERS), _stage, sends=_seen()),
    Address("new_pain_point", opens(*WRITERS), _stage, sends=form(*WRITERS, **PAIN)),
    Address("pain_point", opens(*READERS), _pain, sends=form(*WRITERS, step="fixed", seen="1")),
    Address("pain_point", opens(*READERS), _pain, label="tie",
            sends=Sent(lambda world: {"step": "tie", "seen": "1", "problem": world.problem.pk}, ("ana", *WRITERS))),
    Address("change_pain_point", opens(*WRITERS), _pain, sends=form(*WRITERS, seen="1", **PAIN)),
    Address("journey_versions", opens(*LOOKS_BACK), _journey),
    Address("journey_version", opens(*LOOKS_BACK), lambda world: [*_journey(world), 1], sends=_seen()),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Draw a journey with two stages, one of them of a team, and a pain point."""
    fay = company.users["fay"]
    made = document.new_journey("Outpatient visit", "both")
    book = document.new_stage("Book", metrics=["customers:stars"], unit="t01", customers={"do": "Calls."})
    made = document.add_stage(made, book)
    journey = begin_journey(made, by=fay)
    wait = document.new_stage("Wait")
    change_journey(
        journey.pk,
        1,
        Deed("added stage of journey", "Wait"),
        lambda now: document.add_stage(now, wait),
        by=fay,
    )
    journey.refresh_from_db()
    place = StagePlace(journey.pk, book["id"])
    pain = add_pain(place, Written("The phone is busy.", "customers", "unknown"), by=fay)
    return {"journey": journey, "pain": pain}
