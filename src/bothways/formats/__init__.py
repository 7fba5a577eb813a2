"""Exports of survey tools: told apart, read as a stream, mapped to raw answers."""

from bothways.formats.applying import Piece, RejectedRow, apply_mapping
from bothways.formats.converting import Converted, convert_export
from bothways.formats.detecting import Detected, detect
from bothways.formats.export import FORMATS, Export, Question
from bothways.formats.formbricks import Delivery, read_delivery
from bothways.formats.mapping import MappedItem, Mapping
from bothways.formats.proposing import (
    WantedItem,
    answers_of,
    propose,
    propose_items,
    propose_period,
    propose_unit,
)
from bothways.formats.reading import read_export

__all__ = [
    "FORMATS",
    "Converted",
    "Delivery",
    "Detected",
    "Export",
    "MappedItem",
    "Mapping",
    "Piece",
    "Question",
    "RejectedRow",
    "WantedItem",
    "answers_of",
    "apply_mapping",
    "convert_export",
    "detect",
    "propose",
    "propose_items",
    "propose_period",
    "propose_unit",
    "read_delivery",
    "read_export",
]
