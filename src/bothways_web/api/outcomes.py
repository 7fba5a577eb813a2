"""Outcome series for programs: sales, productivity, quality, waiting times, any number with a period and a unit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import ValidationError

from bothways.errors import InputError
from bothways_web.api.callers import KEYED, Code, Line, caller, done_once, owner_of, token_of
from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, cut
from bothways_web.api.problems import Problem, told
from bothways_web.api.scopes import Scope
from bothways_web.link.bringing import sides_of
from bothways_web.link.series import Known, SentValue, Series, Unfit, known_series, store_values

router = Router(tags=["outcomes"])
MOST_VALUES = 20_000
Side = Literal["employees", "customers"]
Amount = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]


class Scale(Schema):
    """What a series is."""

    side: Side = Field(
        description="Whose voice it is set beside: an outcome of the business is a customers' one."
    )
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        description="By which it is known from now on, such as sales_per_day."
    )
    kind: Literal["", "mean", "percent", "nps", "count", "rate"] = Field(
        "",
        description="mean of a scale with low and high, percent, nps, count (a total), rate; blank: not stated.",
    )
    measured_in: Annotated[str, Field(max_length=30, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        "", description="Unit of measure, as people read it: EUR, minutes, tickets a day."
    )
    better: Literal["", "higher", "lower"] = Field("", description="Which end is good; blank: neither.")
    low: Amount | None = Field(None, description="Low end of the scale, where it has one.")
    high: Amount | None = None


class OneValue(Schema):
    """The value of a unit in a period."""

    model_config = {"extra": "forbid"}

    unit: Code = Field(description="Code of the unit.")
    period: Annotated[str, Field(min_length=4, max_length=20, pattern=r"^[^\x00-\x1f\x7f]*$")] = Field(
        description="2026, 2026-Q1, 2026-03, 2026-W05 or 2026-03-31; all of one length."
    )
    value: Amount
    n: NotNegative | None = Field(
        None, description="People or answers behind it. Without it no page shows the value; findings use it."
    )
    sd: NotNegative | None = Field(None, description="Standard deviation of one answer.")


class SentSeries(Scale):
    """Values of one series, with what it is."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {
            "example": {
                "side": "customers", "name": "waiting_time", "kind": "rate", "measured_in": "minutes",
                "better": "lower",
                "values": [{"unit": "team-1", "period": "2026-10", "value": 7.5, "n": 412}], "replace": False,
            }
        },
    }  # fmt: skip

    values: list[OneValue] = Field(min_length=1, max_length=MOST_VALUES)
    replace: bool = Field(
        False,
        description="Whether these go before what is there of the same periods. Of a period that is sent again, "
        "send all units: what came before counts no more. Numbers that were released stay as they are.",
    )


class KeptSeries(Schema):
    """What was kept."""

    number: int = Field(description="Of the import, by which it can be undone.")
    values: int
    units: int
    frequency: str
    first_period: str
    last_period: str
    unknown_units: list[str] = Field(
        description="Codes that no unit has: their values are used by nothing that is shown."
    )
    notes: list[str] = Field(description="How the values were read, where that must be told.")


class OneSeries(Scale):
    """A series that is there."""

    frequency: str = Field(description="day, week, month, quarter or year.")
    periods: list[str]
    shown: bool = Field(
        description="Whether team pages can show it: a customers' one whose kind, and for a mean its scale, is known."
    )
    imports: list[int] = Field(description="Numbers of the imports that hold it, oldest first.")


class SeriesList(Schema):
    """Series by side and name."""

    items: list[OneSeries]
    total: int
    next_offset: int | None


class WhichSeries(Cut):
    """Which series are wanted."""

    side: Literal["", "employees", "customers"] = ""
    name: Line = Field("", description="Only the one of exactly this name.")


@router.get(
    "/outcomes", response=told(200, SeriesList), auth=Bearer(Scope.OUTCOMES), summary="List outcome series"
)
def list_outcomes(request: HttpRequest, wanted: Query[WhichSeries]) -> dict[str, Any]:
    """Series that were sent or brought as files. What was released of one is read at results, its name as metric."""
    sides = [side for side in sides_of(caller(request)) if wanted.side in ("", side)]
    rows = [one for one in known_series(sides) if wanted.name in ("", one.series.name)]
    return cut(rows, len(rows), wanted, _series)


@router.post(
    "/outcomes", response=told(201, KeptSeries, 400, 404, 409, 413), auth=Bearer(Scope.OUTCOMES),
    summary="Send values of an outcome series", openapi_extra=KEYED,
)  # fmt: skip
def send_outcomes(request: HttpRequest, sent: SentSeries) -> Status[dict[str, Any]]:
    """Keep values of one series: all of them, or none where any is wrong. They go the way of a file of metrics.

    409 `there_already` where a period is there and `replace` is false, 409 `conflict` where the series does not fit
    what is there: another length of periods, another scale, or a metric of the other side.
    """
    if sent.side not in sides_of(caller(request)):
        raise Http404
    return Status(*done_once(request, lambda: (201, _keep(request, sent))))


def _keep(request: HttpRequest, sent: SentSeries) -> dict[str, Any]:
    series = Series(sent.name.strip(), sent.kind, sent.low, sent.high, sent.better, sent.measured_in.strip())
    values = [
        SentValue(one.unit.strip(), one.period.strip(), one.value, one.n, one.sd) for one in sent.values
    ]
    try:
        with transaction.atomic():
            kept = store_values(
                series, values, side=sent.side, replaces=sent.replace, sender=token_of(request).name,
                by=owner_of(request),
            )  # fmt: skip
    except Unfit as unfit:
        raise _refused(unfit) from None
    except InputError as error:
        raise Problem(409, "conflict", str(error)) from None
    made = kept.made
    return {
        "number": made.pk, "values": made.cells, "units": made.units, "frequency": made.frequency,
        "first_period": made.first_period, "last_period": made.last_period, "notes": list(made.notes),
        "unknown_units": list(kept.unknown_units),
    }  # fmt: skip


def _refused(unfit: Unfit) -> Exception:
    """Return what a program is told of values that were not kept."""
    if unfit.reason == "there":
        return Problem(
            409, "there_already",
            f"Values of these periods are there: {unfit.problems[0].what}. Send replace: true, with all units, or "
            "leave these periods out.",
        )  # fmt: skip
    if unfit.reason == "conflict":
        first = unfit.problems[0]
        return Problem(409, "conflict", f"{first.what} {first.remedy}")
    return ValidationError([
        {"loc": _place(one.record, one.column), "msg": f"{one.what} {one.remedy}"} for one in unfit.problems
    ])  # fmt: skip


def _place(record: int | None, column: str) -> tuple[str, ...]:
    if record is None or column not in OneValue.model_fields:
        return ("body", *([column] if column else []))
    return ("body", "values", str(record), column)


def _series(one: Known) -> dict[str, Any]:
    return {
        **{name: getattr(one.series, name) for name in ("name", "kind", "low", "high", "better", "measured_in")},
        "side": one.side, "frequency": one.frequency, "periods": list(one.periods), "shown": one.shown,
        "imports": list(one.imports),
    }  # fmt: skip
