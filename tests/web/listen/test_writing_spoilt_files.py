"""Files of question sets that somebody spoilt: refused with a sentence, or as good as any other draft."""

import contextlib
import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from own_questions import every_kind

from bothways.errors import InputError
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.languages import standing_in
from bothways_web.listen.writing.preview import preview_of
from bothways_web.listen.writing.question_rows import row_of
from bothways_web.listen.writing.reading import read_draft, write_draft

WORDS = [
    "",
    "q2",
    "q3",
    "q99",
    "o1",
    "r1",
    "s1",
    "scale",
    "text",
    "de",
    "{answer:q2}",
    "{answer:}",
    "2026-01-01",
]
KEYS = ["id", "kind", "en", "de", "label", "question", "answers", "status", "ask_if"]
SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 10**12) | st.floats() | st.sampled_from([*WORDS, "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=5,
)


def places(value, path=()):
    """Yield the way to every part of a file."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*path, key))


WAYS = [path for path in places(every_kind()) if path]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WAYS), SCRAPS, st.booleans()), min_size=1, max_size=3))
def test_a_spoilt_file_is_refused_or_can_be_worked_with(changes):
    made = copy.deepcopy(every_kind())
    for path, scrap, away in changes:
        with contextlib.suppress(KeyError, IndexError, TypeError):
            part = made
            for key in path[:-1]:
                part = part[key]
            if away:
                del part[path[-1]]
            else:
                part[path[-1]] = scrap
    try:
        read = read_draft(json.dumps(made).encode())
    except InputError:
        return
    assert read_draft(write_draft(read).encode()) == read
    faults_of(read)
    preview_of(read).overview(())
    standing_in(read, "de")
    for question in drafts.questions_of(read):
        row_of(question, read)
    assert drafts.as_now(read)["next"] > 9
