"""How a column of a file answers a question of a set: its words as steps of a scale, or as options."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Pairs
from dataclasses import replace

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats import MappedItem, answers_of
from bothways.formats.choosing import bare
from bothways.formats.kinds import is_number
from bothways.measures.instrument import Item
from bothways.tables.columns import plain
from bothways_web.listen.past.looking import Looked
from bothways_web.listen.past.new_sets import UNTICKED, option_of
from bothways_web.listen.past.sets import LANGUAGES, is_chosen, wanted

#: What a form says where a word is no answer, and where every other word is an option.
NO_ANSWER = "-"


def word_key(low: float | None, high: float | None, word: str) -> str:
    """Return a name for a word of a scale that a form can carry: the same in all questions on that scale."""
    return hashlib.sha256(f"{low}\n{high}\n{word.casefold()}".encode()).hexdigest()[:16]


def pick_key(item: str, word: str) -> str:
    """Return a name for a word of a question that is answered by choosing."""
    return hashlib.sha256(f"{item}\n{word}".encode()).hexdigest()[:16]


def scale_words(item: Item, column: str, looked: Looked) -> dict[str, float | None]:
    """Return the words of a column with the step that each seems to stand for; empty where cells are steps."""
    question = looked.question(column)
    if question is None or is_chosen(item) or item.scale.kind == "number":
        return {}
    asked = wanted(item)
    values: dict[str, float | None] = dict(answers_of(question, asked).values)
    words = [] if values else list(looked.words.get(column, ()))
    low, high = asked.low or 0.0, asked.high or 0.0
    numbers = sorted({float(word) for word in words if is_number(word) and word.isdecimal()})
    if 2 * len(numbers) >= len(words):
        return values | (_from_other_ends(words, numbers, low, high) if len(numbers) == len(words) else {})
    known = {plain(word): step for word, step in asked.labels.items()}
    return {word: known.get(plain(word)) for word in words}


def _from_other_ends(
    words: list[str], numbers: list[float], low: float, high: float
) -> dict[str, float | None]:
    """Return the steps of numbers that are as many as those of a scale and follow one another from other ends."""
    if not numbers or low <= numbers[0] <= numbers[-1] <= high:
        return {}
    if not len(numbers) == high - low + 1 == numbers[-1] - numbers[0] + 1:
        return {}
    return {word: float(word) - numbers[0] + low for word in words}


def choice_words(item: Item, column: str, looked: Looked) -> dict[str, tuple[str, str]]:
    """Return what stands in a column, or its columns, for an option: word or column -> how it reads, and the option.

    The option is blank where nobody can tell. Options are found by their words in any language, or by their names.
    """
    question = looked.question(column)
    if question is None or not is_chosen(item):
        return {}
    group = looked.group(column)
    if group and item.scale.kind == "multiple_choice":
        said = {each.id: option_of(each, group, looked) for each in group}
    elif question.labels and not question.values:
        said = dict(question.labels)
    else:
        said = {word: word for word in (*question.values, *looked.words.get(column, ()))}
    known = {plain(name): name for name in item.scale.options}
    known |= {
        plain(label[code]): name
        for name, label in item.scale.options.items()
        for code in LANGUAGES
        if code in label
    }
    return {
        word: (reads, known.get(plain(reads), known.get(plain(word), ""))) for word, reads in said.items()
    }


def mapped_item(
    item: Item, column: str, looked: Looked, typed: Pairs[str, str], otherwise: Pairs[str, str]
) -> MappedItem:
    """Return how a column answers a question, its words as somebody said.

    Parameters
    ----------
    item : Item
    column : str
    looked : Looked
    typed : mapping of str to str
        Key of a word (see :func:`word_key`, :func:`pick_key`) -> step or option; blank for no answer.
    otherwise : mapping of str to str
        Question -> option of all other words.

    Raises
    ------
    InputError
    """
    question = looked.question(column)
    if question is None:
        raise InputError(
            _("The file has no column “%(column)s”.") % {"column": column[:60]},
            remedy=_("Choose another one."),
        )
    if is_chosen(item):
        return _choices(item, column, looked, typed, otherwise.get(item.id, ""))
    made = answers_of(question, wanted(item))
    values, missing = {}, list(made.missing)
    for word, step in scale_words(item, column, looked).items():
        text = typed.get(word_key(made.low, made.high, word))
        if text is not None and text.strip():
            values[word] = _step(text, word, made)
        elif text is None and step is not None:
            values[word] = step
        else:
            missing.append(word)
    if missing and not values and len(missing) > len(made.missing):
        raise InputError(
            _("No word of the column “%(column)s” stands for a step.") % {"column": column[:60]},
            remedy=_("Write the numbers of its words, or choose another way of answering."),
        )
    return replace(made, values=values, missing=tuple(dict.fromkeys(missing)))


def _choices(item: Item, column: str, looked: Looked, typed: Pairs[str, str], otherwise: str) -> MappedItem:
    """Return how a column, or several, name the options of a question."""
    question = looked.question(column)
    known = {"", NO_ANSWER, *item.scale.options}
    options, missing = {}, list(question.missing if question else ())
    words = choice_words(item, column, looked)
    for word, (_reads, option) in words.items():
        chosen = typed.get(pick_key(item.id, word), option)
        if chosen not in known or otherwise not in known - {NO_ANSWER}:
            raise InputError(
                _("Something was chosen that the file does not have."), remedy=_("Choose again.")
            )
        if chosen and chosen != NO_ANSWER:
            options[word] = chosen
        elif chosen == NO_ANSWER or not otherwise:
            missing.append(word)
    if not options:
        raise InputError(
            _("No answer of the column “%(column)s” stands for an option.") % {"column": column[:60]},
            remedy=_("Choose an option for its answers, or another column."),
        )
    several = item.scale.kind == "multiple_choice"
    group = [each.id for each in looked.group(column)] if several else []
    columns = tuple(name for name in group if name in options) or (column,)
    return MappedItem(
        item.id, columns, "choices", missing=tuple(dict.fromkeys([*missing, *(UNTICKED if group else ())])),
        options={word: name for word, name in options.items() if not group or word in columns},
        between=looked.between.get(column, "") if several and not group else "",
        otherwise="" if group else otherwise,
        most=item.choices_allowed if several else 1,
    )  # fmt: skip


def said_words(mapped: MappedItem, item: Item, looked: Looked) -> dict[str, str]:
    """Return what a mapping says of the words of a question, as a form would (key -> step or option)."""
    column = mapped.columns[0]
    if mapped.kind == "choices":
        given = {bare(word): option for word, option in mapped.options.items()}
        return {
            pick_key(item.id, word): given.get(bare(word), "" if mapped.otherwise else NO_ANSWER)
            for word in choice_words(item, column, looked)
        }
    steps = {bare(word): step for word, step in mapped.values.items()}
    missing = {bare(word) for word in mapped.missing}
    return {
        word_key(mapped.low, mapped.high, word): "" if step is None or bare(word) in missing else f"{step:g}"
        for word, proposed in scale_words(item, column, looked).items()
        for step in (steps.get(bare(word), proposed),)
    }


def _step(text: str, word: str, item: MappedItem) -> float:
    """Return the number that somebody gave to a word."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    low, high = item.low or 0.0, item.high or 0.0
    if not (low <= number <= high and number.is_integer()):
        raise InputError(
            _("“%(word)s” needs a whole number from %(low)g to %(high)g.")
            % {"word": word[:60], "low": low, "high": high},
            remedy=_("Correct it, or leave it blank where it is no answer."),
        )
    return number
