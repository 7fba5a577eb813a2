"""What names somebody is taken out of a comment before anybody reads it."""

import pytest

from bothways.privacy.masking import MASK, mask


@pytest.mark.parametrize(
    "secret",
    [
        "ana.b@firm.example",
        "ana (at) firm.example",
        "https://x.example/me",
        "@anab",
        "0170 123 45 67",
        "+49-30-1234",
        "E123456"[1:],
    ],
)
def test_addresses_and_numbers_are_masked(secret: str) -> None:
    assert mask(f"Write to {secret} please") == f"Write to {MASK} please"


@pytest.mark.parametrize("name", ["Müller", "MÜLLER", "müller", "Müller's"[:6]])
def test_known_names_are_masked_in_any_case(name: str) -> None:
    assert name not in mask(f"Only {name} helps.", ["Eva Müller"])


def test_words_and_small_numbers_stay() -> None:
    assert mask("We waited 45 minutes on 3 May 2026.") == "We waited 45 minutes on 3 May 2026."


def test_a_name_inside_another_word_stays() -> None:
    assert mask("The annals of Ana", ["Ana"]) == f"The annals of {MASK}"
