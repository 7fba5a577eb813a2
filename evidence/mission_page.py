"""Writes docs/evidence/mission.md."""

from __future__ import annotations

from itertools import groupby

from bothways.measures import share
from bothways.mission.evaluating import Agreement, Evaluation
from bothways.mission.results import Kind, Verdict
from evidence.markdown import table, two

INTRO = """# What the mission checker finds, and what it does not

Computed by `python evidence/run.py mission` on commit `{commit}`, on the {documents} postings, interview kits
and onboarding packets of `evidence/mission`, with {rows} labels. They were written and labelled before any rule of the
checker existed, and who wrote the rules has not read them. One hand wrote and labelled them: what another would have
said is not known.

*Precision*: of what the checker says, the share with which the label agrees. *Recall*: of what the labels say, the
share that the checker finds. Ranges are 95 % intervals that take rows as independent, though four or five of them come
from one document; the true ones are wider.

"""

READING = """## How to read it

The checker goes by words, and most of these documents live a promise, or its opposite, in words that no list has. So it
finds {recall} of what is there and {against} of what speaks against. When it says *contradicted*, it is right in
{precise} of cases; *absent* means that no rule met, which the pages say in these words: a person who reads the document
may find it all the same. It is a reader's aid for what is written plainly, and no judge of a text.

"""


def page(commit: str, found: dict[str, Evaluation]) -> str:
    """Return the page."""
    own = found["checker"]
    present, against = own.agreement(Verdict.PRESENT), own.agreement(Verdict.CONTRADICTED)
    parts = [
        INTRO.format(commit=commit, documents=len({one.text for one in own.judged}), rows=len(own.judged)),
        "## By verdict, beside a plain peer\n\n",
        "*Two shared words*: present where a line shares two content words with the promise, else absent.\n\n",
        _verdicts(found),
        "\n## By kind of document\n\n",
        _kinds(own),
        "\n",
        READING.format(
            recall=two(present.recall or 0),
            against=two(against.recall or 0),
            precise=two(against.precision or 0),
        ),
        "## What it gets wrong\n\nEach label with which the checker does not agree, by document.\n\n",
        _wrong(own),
    ]
    return "".join(parts)


def _verdicts(found: dict[str, Evaluation]) -> str:
    rows = [
        [name, verdict.value, *_figures(one.agreement(verdict)), two(1 - len(one.wrong) / len(one.judged))]
        for name, one in found.items()
        for verdict in Verdict
    ]
    return table(["who", "verdict", "precision", "recall", "agrees in all"], rows)


def _kinds(own: Evaluation) -> str:
    rows = [
        [kind.value, verdict.value, *_figures(own.agreement(verdict, kind))]
        for kind in Kind
        for verdict in Verdict
    ]
    return table(["kind", "verdict", "precision", "recall"], rows)


def _figures(one: Agreement) -> list[str]:
    return [_share(one.right, one.told), _share(one.right, one.there)]


def _share(count: int, of: int) -> str:
    if not of:
        return "–"
    score = share(count, of)
    return f"{two(count / of)} ({two(max(score.low / 100, 0))} to {two(min(score.high / 100, 1))}), {count} of {of}"


def _wrong(own: Evaluation) -> str:
    rows = []
    for text, group in groupby(own.wrong, key=lambda one: one.text):
        told = "; ".join(f"{one.part}: {one.label.value}, told {one.verdict}" for one in group)
        rows.append([f"`{text}`", told])
    return table(["document", "label, and what the checker says"], rows)
