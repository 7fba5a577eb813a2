"""What masking finds in sentences that were written before its rules were looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.privacy.masking import MASK, mask

Row = dict[str, Any]
SENTENCES = Path(__file__).with_name("masking_sentences.txt")
_MARKED = re.compile(r"\[\[(.+?)\]\]")
_WORD = re.compile(r"\w+(?:[^\w\s]+\w+)*")
#: What a title says of somebody is no secret; who it is, is.
_TITLES = """
    dr dr. mrs mr mr. ms nurse sister professor frau herr herrn hr. fr. schwester señora sr. sra. don dra. doctor von
    der de and flat
"""
TITLES = frozenset(_TITLES.split())
#: Names that are nobody's and on no list.
RARE = ("Zalwick", "Umbrant", "Quessol", "Ixmere", "Vondrup", "Talquin")


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the words in it that point to somebody."""

    language: str
    kind: str
    text: str
    secrets: tuple[str, ...]


def read_sentences() -> list[Sentence]:
    """Return the sentences without their marks."""
    out = []
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kind, text = (part.strip() for part in line.split("|", 2))
            secrets = tuple(_MARKED.findall(text))
            out.append(Sentence(language, kind, _MARKED.sub(r"\1", text), secrets))
    return out


def with_rare_names(sentence: Sentence) -> Sentence:
    """Return a sentence in which every name is one that no list has."""
    if sentence.kind not in ("name", "title"):
        return sentence
    text, secrets = sentence.text, []
    for secret in sentence.secrets:
        rare = " ".join(word if word.casefold() in TITLES else _rare(word) for word in secret.split(" "))
        text = text.replace(secret, rare)
        secrets.append(rare)
    return Sentence(sentence.language, sentence.kind, text, tuple(secrets))


def _rare(word: str) -> str:
    """Return another word that begins as large or small, and keeps a point at its end."""
    made = RARE[sum(map(ord, word)) % len(RARE)]
    made = made if word[:1].isupper() else made.lower()
    return word if len(word.strip(".")) < 2 else made


def missed(sentence: Sentence) -> list[str]:
    """Return the secrets of which a word is left."""
    left = mask(sentence.text)
    return [one for one in sentence.secrets if any(_there(word, left) for word in _telling(one))]


def too_much(sentence: Sentence) -> list[str]:
    """Return the words that were masked and point to nobody."""
    left = mask(sentence.text)
    rest = sentence.text
    for one in sentence.secrets:
        rest = rest.replace(one, " ")
    return [word for word in _WORD.findall(rest) if not _there(word, left)]


def _telling(secret: str) -> list[str]:
    words = [word for word in re.findall(r"[^\s,]+", secret) if word.casefold() not in TITLES]
    return [word for word in words if re.search(r"\w", word)]


def _there(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def run_masking() -> Iterator[Row]:
    """Yield a row for each language and kind of what points to somebody, and one for each language of what does not."""
    sentences = read_sentences()
    for language in ("en", "de", "es"):
        own = [one for one in sentences if one.language == language]
        for kind in dict.fromkeys(one.kind for one in own):
            these = [one for one in own if one.kind == kind]
            secrets = sum(len(one.secrets) for one in these)
            yield _row(
                language, kind, secrets=secrets, found=secrets - sum(len(missed(one)) for one in these),
                words=sum(len(_WORD.findall(one.text)) for one in these),
                rare=secrets - sum(len(missed(with_rare_names(one))) for one in these), sentences=len(these),
                wrongly=sum(len(too_much(one)) for one in these),
                masks=sum(mask(one.text).count(MASK) for one in these),
            )  # fmt: skip


def _row(language: str, kind: str, **more: int) -> Row:
    return {"text": f"{language} {kind}", "part": "masking", "language": language, "what": kind, "units": 0,
            "periods": 1, **more}  # fmt: skip
