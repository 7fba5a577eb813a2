"""The shipped instruments, and reading one from a file."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bothways.errors import FileError, InputError
from bothways.measures.instrument import Instrument
from bothways.measures.instrument_build import build_instrument
from bothways.measures.instrument_options import with_options
from bothways.measures.instrument_troubles import troubles

REGISTER = "restricted_register"
SHOWN = 5


class _Loader(yaml.SafeLoader):
    """Reads plain YAML and refuses a key that is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping; a doubled key would silently drop the first value."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubled = [key for key in keys if keys.count(key) > 1]
        if doubled:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {doubled[0]!r} is there twice", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


@dataclass(frozen=True)
class RestrictedScale:
    """A known scale whose text belongs to others: what is known of its rights, and its scoring key.

    Attributes
    ----------
    id, name, decision, use_instead : str
    scoring_key : mapping
        Facts of scoring, without item texts.
    rights_seen, rights_not_seen : tuple of str
    """

    id: str
    name: str
    decision: str
    use_instead: str
    scoring_key: Mapping[str, Any]
    rights_seen: tuple[str, ...]
    rights_not_seen: tuple[str, ...]


def instrument_ids() -> tuple[str, ...]:
    """Return the ids of the shipped instruments, sorted.

    Examples
    --------
    >>> "enps" in instrument_ids()
    True
    """
    names = (entry.name for entry in (files("bothways.measures") / "instruments").iterdir())
    stems = (name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))
    return tuple(sorted(stem for stem in stems if stem != REGISTER))


@lru_cache(maxsize=64)
def load_instrument(instrument_id: str) -> Instrument:
    """Return a shipped instrument.

    Parameters
    ----------
    instrument_id : str
        One of :func:`instrument_ids`.

    Returns
    -------
    Instrument
        One whose ``text_clearance`` is "review" has ``default_on`` False.

    Raises
    ------
    InputError
        There is no such instrument.

    Examples
    --------
    >>> load_instrument("team_psychological_safety").scoring.total
    'mean_of_domains'
    """
    if instrument_id not in instrument_ids():
        raise InputError(
            f"There is no instrument {instrument_id!r}.",
            remedy=f"Use one of {', '.join(instrument_ids())}, or read_instrument for a file of your own.",
        )
    return parse_instrument(_shipped(instrument_id), f"{instrument_id}.yaml")


def read_instrument(path: str | Path) -> Instrument:
    """Read an instrument from a YAML file of the schema ``bothways-instrument/1``.

    Parameters
    ----------
    path : str or Path
        The file, in UTF-8.

    Returns
    -------
    Instrument

    Raises
    ------
    FileError
        The file cannot be read, or is no YAML.
    InputError
        The file breaks the schema; up to five troubles are named.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("The file is not in UTF-8.", remedy="Save it as UTF-8.", file=path.name) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise FileError(
            f"The file cannot be read ({reason}).", remedy="Check the path.", file=path.name
        ) from None
    return parse_instrument(text, path.name)


def write_instrument(instrument: Instrument) -> str:
    """Return the text of a file that :func:`parse_instrument` reads back as the same instrument.

    Examples
    --------
    >>> enps = load_instrument("enps")
    >>> parse_instrument(write_instrument(enps), "enps.yaml") == enps
    True
    """
    text: str = yaml.safe_dump(dict(instrument.document), allow_unicode=True, sort_keys=False, width=110)
    return text


def restricted_register() -> tuple[RestrictedScale, ...]:
    """Return known scales whose texts are not shipped, with why and with their scoring keys.

    Examples
    --------
    >>> [scale.use_instead for scale in restricted_register() if scale.id == "edmondson_7"]
    ['team_psychological_safety']
    """
    document = yaml.load(_shipped(REGISTER), Loader=_Loader)
    return tuple(
        RestrictedScale(
            id=entry["id"],
            name=entry["name"],
            decision=entry["decision"],
            use_instead=entry["use_instead"],
            scoring_key=entry["scoring_key"],
            rights_seen=tuple(entry["rights_seen"]),
            rights_not_seen=tuple(entry["rights_not_seen"]),
        )
        for entry in document["entries"]
    )


@lru_cache(maxsize=8)
def _taxonomy(instrument_id: str) -> tuple[Mapping[str, Any], ...]:
    """Return the codes of a shipped instrument; none where it has none or is not shipped."""
    if instrument_id not in instrument_ids():
        return ()
    return tuple(yaml.load(_shipped(instrument_id), Loader=_Loader).get("taxonomy", ()))


def _shipped(name: str) -> str:
    return (files("bothways.measures") / "instruments" / f"{name}.yaml").read_text(encoding="utf-8")


def parse_instrument(text: str, file: str) -> Instrument:
    """Read an instrument from the text of a file.

    Parameters
    ----------
    text : str
        YAML of the schema ``bothways-instrument/1``.
    file : str
        What to call it in errors.

    Returns
    -------
    Instrument

    Raises
    ------
    FileError
        The text is no YAML.
    InputError
        It breaks the schema; up to five troubles are named.
    """
    try:
        document = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise FileError(
            f"The file is no valid YAML: {error.problem}.",
            remedy="Correct that line; texts with a colon need quotes.",
            file=file,
            row=row,
        ) from None
    except yaml.YAMLError:
        raise FileError("The file is no valid YAML.", remedy="Check its encoding.", file=file) from None
    document = with_options(document, _taxonomy)
    found = troubles(document)
    if found:
        more = f" And {len(found) - SHOWN} more." if len(found) > SHOWN else ""
        raise InputError(
            "The instrument breaks the schema bothways-instrument/1: " + " ".join(found[:SHOWN]) + more,
            remedy="The schema is described in docs/reference/instruments.md.",
            file=file,
        )
    return build_instrument(document)
