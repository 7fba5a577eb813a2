"""Why there is no picture of a course: every sentence of the library is known, and said in the language of the page."""

import numpy as np
import pytest
from django.utils.translation import override

from bothways.linkage.delays.profile import profile
from bothways_web.link.no_picture import SENTENCES, no_picture_in_words

UNITS, PERIODS = 60, 24


def panel():
    return np.random.default_rng(1).normal(size=(UNITS, PERIODS, 2))


def noise(first: float, second: float):
    cells = np.zeros((UNITS, PERIODS, 2, 2))
    cells[:, : PERIODS // 2, [0, 1], [0, 1]] = first
    cells[:, PERIODS // 2 :, [0, 1], [0, 1]] = second
    return cells


def holes(begin: int, end: int):
    values = panel()
    values[10:, begin:end] = np.nan
    return values


def reasons() -> dict[str, str]:
    return {
        "short": profile(panel()[:, :7], None, employee_first=True).reason,
        "few": profile(panel()[:12], None, employee_first=True).reason,
        "few early": profile(holes(0, 13), None, employee_first=True).reason,
        "few late": profile(holes(13, 24), None, employee_first=True).reason,
        "noise": profile(panel(), noise(1.5, 1.5), employee_first=True).reason,
        "noise early": profile(panel(), noise(1.3, 0.1), employee_first=True).reason,
        "noise late": profile(panel(), noise(0.1, 1.3), employee_first=True).reason,
    }


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_every_sentence_of_the_library_is_known(language):
    told = reasons()
    with override(language):
        said = {name: no_picture_in_words(reason) for name, reason in told.items()}
    assert not [one for one in said.values() if one.is_english]
    assert len({one.text for one in said.values()}) == len(SENTENCES)
    assert not [one.text for one in said.values() if "%(" in one.text]


def test_a_sentence_that_nobody_knows_stays_as_it_is():
    told = no_picture_in_words("The moon was full.")
    assert (told.text, told.is_english) == ("The moon was full.", True)
