"""What points to somebody by its form is taken out of a comment, and what only looks so stays."""

import time

import pytest

from bothways.privacy.masking import MASK, mask
from bothways.privacy.pointing import given_names, hide_pointers


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("Dr Zalwick was kind", f"Dr {MASK} was kind"),
        ("Frau von der Umbrant fehlt", f"Frau {MASK} fehlt"),
        ("la señora Quessol ayuda", f"la señora {MASK} ayuda"),
        ("my manager Ixmere shouts", f"my manager {MASK} shouts"),
        ("Mein Kollege Vondrup hilft", f"Mein Kollege {MASK} hilft"),
        ("mi jefa Talquin escucha", f"mi jefa {MASK} escucha"),
        ("I spoke to Zalwick twice", f"I spoke to {MASK} twice"),
        ("Regards, Umbrant Quessol.", f"Regards, {MASK}."),
        ("Order AB-12345 is late", f"Order {MASK} is late"),
        ("Case no. 4711 is open", f"Case no. {MASK} is open"),
        ("born on 3rd of May 1975 here", f"born on {MASK} here"),
        ("no bus to LS6 2AB", f"no bus to {MASK}"),
        ("at 14 Garden Street now", f"at {MASK} now"),
        ("in der Lindenstraße 12 war", f"in der {MASK} war"),
        ("en la calle Mayor 25 no", f"en la {MASK} no"),
        ("to GB29 NWBK 6016 1331 9268 19 please", f"to {MASK} please"),
        ("Emily Umbrant is brilliant", f"{MASK} is brilliant"),
        ("Emily's desk", f"{MASK}'s desk"),
    ],
)
def test_what_points_to_somebody_goes(comment: str, left: str) -> None:
    assert mask(comment) == left


@pytest.mark.parametrize(
    "comment",
    [
        "We waited from 9.30 to 11.15 on 3 May 2026.",
        "It cost 129.99 and broke.",
        "My manager Monday said no.",
        "Dr appointments are impossible to get.",
        "Der Herr in der Werkstatt kannte das Gerät nicht.",
        "Windows 11 and room B2 are slow, COVID-19 is over.",
        "I will mark it, may it be a rose.",
        "La señora de la caja fue seca.",
    ],
)
def test_what_names_nobody_stays(comment: str) -> None:
    assert mask(comment) == comment


def test_names_that_are_common_words_are_on_no_list() -> None:
    assert given_names() & {"Mark", "Rose", "Will", "May", "Grace", "Sol", "Guy", "Frank", "Bill"} == set()


def test_a_name_that_is_known_and_one_beside_it_both_go() -> None:
    assert mask("Mrs Zalwick met Umbrant", ["Umbrant"]) == f"Mrs {MASK} met {MASK}"


def test_masking_twice_changes_nothing_more() -> None:
    once = mask("Dr Zalwick, my manager Ixmere, AB-12345, Emily")
    assert mask(once) == once


@pytest.mark.parametrize("piece", ["Aa ", "Dr ", "12 ", "A-", "von der ", "Am Aa ", "a@", "DE89 3704 "])
def test_a_hundred_thousand_characters_take_no_time(piece: str) -> None:
    begin = time.process_time()
    hide_pointers(piece * (100_000 // len(piece)), MASK)
    assert time.process_time() - begin < 20
