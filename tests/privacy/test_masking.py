"""What names somebody is taken out of a comment before anybody reads it."""

import pytest

from bothways.privacy.masking import MASK, mask, masker


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


@pytest.mark.parametrize(
    "written",
    ["Anna's", "Anna’s", "Annas", "ANNA'S", "d'Anna", "Anna-Lena", "An\u00adna", "An\u200bna"],
)
def test_a_name_is_masked_in_the_possessive_with_hyphens_and_with_marks_that_nobody_sees(
    written: str,
) -> None:
    assert mask(f"Ask {written} desk", ["Anna Schmidt"]) == f"Ask {MASK} desk"


def test_a_part_of_a_name_with_a_hyphen_is_masked() -> None:
    assert mask("Lena helps", ["Eva-Lena Berg"]) == f"{MASK} helps"


@pytest.mark.parametrize(
    ("comment", "name"), [("Jose\u0301 helps", "Jos\u00e9"), ("Jos\u00e9 helps", "Jose\u0301")]
)
def test_a_name_is_masked_however_its_letters_are_put_together(comment: str, name: str) -> None:
    assert mask(comment, [name]) == f"{MASK} helps"


def test_words_that_only_look_like_a_possessive_stay() -> None:
    assert mask("I don't like this", ["Don Miller", "Thi Pham"]) == "I don't like this"


def test_many_names_are_taken_apart_once() -> None:
    asked = iter(["Anna Schmidt", "Ben Berg"])
    masked = masker(asked)
    assert [masked("Anna"), masked("Berg"), masked("Cem")] == [MASK, MASK, "Cem"]
