"""The page of formats names what there is."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from bothways.formats import FORMATS, MappedItem, Mapping
from bothways.formats.export import RESPONSE_COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")


def test_every_format_has_a_row():
    assert [name for name in FORMATS if f"\n| `{name}` | " not in PAGE] == []


def test_every_key_of_a_mapping_and_every_column_is_named():
    names = [each.name for kind in (Mapping, MappedItem) for each in fields(kind)]
    assert [name for name in (*names, *RESPONSE_COLUMNS) if f"`{name}`" not in PAGE] == []
