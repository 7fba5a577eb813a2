"""Private codes, keys of forms, and which texts are alike."""

import pytest

from bothways_web.listen.problems import private_codes as codes
from bothways_web.listen.problems.similar import _remembered, most_similar, stems


def a_code() -> str:
    return codes.code_from(codes.form_key_of(codes.new_form_key()))


def test_a_code_has_ninety_random_bits_in_letters_that_nobody_confuses():
    drawn = {a_code() for _time in range(300)}
    assert len(drawn) == 300
    for place in range(20):
        assert len({code.replace("-", "")[place] for code in drawn}) > 20
    assert not set("".join(drawn)) & set("ILOU")
    assert codes._RANDOM * 5 >= 80


def test_codes_are_read_the_way_people_write_them():
    code = a_code()
    letters = codes.read_code(code)
    assert codes.read_code(f"  {code.lower().replace('-', ' – ')}\n") == letters
    assert codes.read_code(code.replace("0", "O").replace("1", "l")) == letters
    assert codes.mark_of(code.lower()) == codes.mark_of(code)


def test_one_wrong_letter_and_two_swapped_ones_are_always_noticed():
    letters = codes.read_code(a_code())
    assert codes.well_formed(letters)
    for place, there in enumerate(letters):
        for other in codes.ALPHABET:
            if other != there:
                assert not codes.well_formed(letters[:place] + other + letters[place + 1 :])
        swapped = letters[:place] + letters[place : place + 2][::-1] + letters[place + 2 :]
        assert swapped == letters or not codes.well_formed(swapped)


@pytest.mark.parametrize("given", ["", "0", "0" * 19, "0" * 21, "🙂" * 20, "ß" * 20, "٣" * 20])
def test_what_is_no_code_is_well_formed_never(given):
    assert not codes.well_formed(codes.read_code(given))
    assert codes.mark_of(given).startswith("mistyped ")


def test_numbers_of_rows_and_codes_tell_nothing_about_each_other():
    key = codes.form_key_of(codes.new_form_key())
    numbers = {codes.number_from(key, what) for what in ("problem", "me too", "message", "answer")}
    assert len(numbers) == 4
    assert all(0 < number < 2**62 for number in numbers)
    many = [codes.number_from(codes.form_key_of(codes.new_form_key()), "problem") for _time in range(200)]
    assert many != sorted(many)
    assert sum(number > 2**61 for number in many) in range(60, 141)  # 5.7 standard deviations around a half


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Customers type their address twice", "An address is typed in two times by every customer"),
        ("Kunden müssen ihre Adresse zweimal eingeben", "Der Kunde gibt seine Adressen zweimal ein"),
        (
            "Los clientes esperan dos semanas por la factura",
            "Cada cliente espera sus facturas semanas enteras",
        ),
        ("LA ÑOÑA FACTURACIÓN TARDÍA", "la noña facturacion tardia"),
    ],
)
def test_texts_about_the_same_are_found_in_three_languages(text, other):
    others = [
        "The phone line is slow in the morning",
        other,
        "Das Telefon klingelt",
        "El teléfono suena mucho",
    ]
    assert most_similar(text, others) == [1]


@pytest.mark.parametrize(
    "text", ["", "the and with they", "🙂🙂", "address", "Completely different words here"]
)
def test_one_word_in_common_or_none_is_not_alike(text):
    assert most_similar(text, ["Customers type their address twice", "", "🙂🙂"]) == []


def test_rare_words_count_more_than_common_ones():
    others = [f"customer form number {word}" for word in ("alpha", "beta", "gamma", "delta")]
    assert most_similar("customer form gamma gamma", others, most=1) == [2]


def test_what_is_compared_is_remembered_and_what_is_being_written_is_not():
    _remembered.cache_clear()
    for text in ("secret words about forklifts", "other words about forklifts"):
        most_similar(text, ["forklifts and secret words"])
    assert _remembered.cache_info().currsize == 1


def test_a_word_and_its_plural_have_one_stem():
    assert len(stems("order orders ordering")) == 1
    assert len(stems("address addresses")) == 1
    assert len(stems("Adresse Adressen")) == 1
    assert len(stems("factura facturas")) == 1
