"""Options that a scale takes from the codes of another instrument, put where they are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
#: Such as "codes of reasons_taxonomy without not_my_choice".
CODES = re.compile(r"codes of ([a-z0-9_.]+)(?: without ([a-z0-9_., ]+))?")


def with_options(document: Any, codes_of: Callable[[str], Sequence[Document]]) -> Any:
    """Return a file with the options of its scales written out, so that it needs no other file.

    Parameters
    ----------
    document : mapping
        The file as read from YAML; anything else comes back as it is.
    codes_of : callable
        From the id of an instrument to its taxonomy, empty where it has none.

    Returns
    -------
    mapping
        Options that name no known codes stay as they are.

    Examples
    --------
    >>> file = {"scales": {"why": {"kind": "single_choice", "options": "codes of reasons without other"}}}
    >>> codes = [{"code": "pay", "label": {"en": "Pay"}}, {"code": "other", "label": {"en": "Other"}}]
    >>> with_options(file, lambda name: codes)["scales"]["why"]["options"]
    [{'id': 'pay', 'label': {'en': 'Pay'}}]
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("scales"), Mapping):
        return document
    scales = {name: _written_out(scale, codes_of) for name, scale in document["scales"].items()}
    return document if scales == document["scales"] else {**document, "scales": scales}


def _written_out(scale: Any, codes_of: Callable[[str], Sequence[Document]]) -> Any:
    options = scale.get("options") if isinstance(scale, Mapping) else None
    named = CODES.fullmatch(options) if isinstance(options, str) else None
    codes = codes_of(named[1]) if named else ()
    if not named or not codes:
        return scale
    left_out = set(re.split(r"[ ,]+", named[2] or ""))
    kept = [
        {"id": code["code"], "label": dict(code["label"])} for code in codes if code["code"] not in left_out
    ]
    return {**scale, "options": kept}
