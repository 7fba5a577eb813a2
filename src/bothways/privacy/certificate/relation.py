"""Whether a vector is a combination of sets over the rationals, decided in whole numbers."""

from __future__ import annotations

from math import isqrt, lcm

import numpy as np

from bothways.privacy.certificate.block import Block
from bothways.privacy.certificate.plain import IntArray, P

DIGITS = 12  # of base P; a relation between thousands of sets rarely needs two


def centred(residues: IntArray) -> IntArray:
    """The representatives of residues modulo P that lie nearest to zero.

    >>> centred(np.array([1, 2**31 - 2])).tolist()
    [1, -1]
    """
    return np.where(residues > P // 2, residues - P, residues)


def fraction(residue: int, modulus: int) -> tuple[int, int] | None:
    """Numerator and denominator, both at most sqrt(modulus / 2), that are congruent to a residue (Wang 1981).

    >>> fraction(pow(3, -1, 101) * 2 % 101, 101)
    (2, 3)
    """
    bound = isqrt(modulus // 2)
    r0, r1, t0, t1 = modulus, residue, 0, 1
    while r1 > bound:
        quotient = r0 // r1
        r0, r1, t0, t1 = r1, r0 - quotient * r1, t1, t0 - quotient * t1
    if t1 == 0 or abs(t1) > bound:
        return None
    return (r1, t1) if t1 > 0 else (-r1, -t1)


def whole_numbers(residues: list[int], modulus: int) -> tuple[list[int], int] | None:
    """Numerators over one denominator for a vector of residues, or None."""
    found = {residue: fraction(residue, modulus) for residue in set(residues)}
    pairs = [found[residue] for residue in residues]
    kept = [pair for pair in pairs if pair is not None]
    if len(kept) < len(pairs):
        return None
    denominator = lcm(*{pair[1] for pair in kept}) if kept else 1
    return [top * (denominator // bottom) for top, bottom in kept], denominator


def in_span(block: Block, target: IntArray) -> bool:
    """Whether a vector of whole numbers is a rational combination of the block's sets.

    The coefficients are found modulo powers of P (Dixon 1982), made rational, and the relation is then checked in
    whole numbers in every column: True is a proof.

    Parameters
    ----------
    block : Block
        Its mix must be up to date.
    target : array of int, shape (people of the block,)
        Entries below 2**40 in size.

    Returns
    -------
    bool
        False also if no relation of moderate size was found.
    """
    if not target.any():
        return True
    if not block.sets:
        return False
    pivots = block.pivots[0]
    rest = target[pivots].astype(object)
    residues, modulus = np.zeros(block.rank, object), 1
    for _ in range(DIGITS):
        digit = np.zeros(block.rank, np.int64)
        block.mix.subtract(digit, np.array((-rest) % P, np.int64))
        residues, modulus = residues + digit.astype(object) * modulus, modulus * P
        signed = centred(digit) if modulus == P else digit
        if modulus == P and np.array_equal(_combined(block, signed), target):
            return True
        lifted = whole_numbers(residues.tolist(), modulus)
        if lifted is not None and _holds(block, lifted, target):
            return True
        rest = (rest - _combined(block, digit)[pivots].astype(object)) // P
    return False


def _combined(block: Block, coefficients: IntArray) -> IntArray:
    """Sum of the sets times their coefficients, each below 2**31; sums stay below 2**63 for 2**32 sets."""
    total = np.zeros(len(block.people), np.int64)
    for number in np.flatnonzero(coefficients):
        total[block.sets[number]] += coefficients[number]
    return total


def _holds(block: Block, lifted: tuple[list[int], int], target: IntArray) -> bool:
    """Check the relation in whole numbers of any size."""
    numerators, denominator = lifted
    total = np.zeros(len(block.people), object)
    for members, numerator in zip(block.sets, numerators, strict=True):
        if numerator:
            total[members] += numerator
    return bool((total == target.astype(object) * denominator).all())
