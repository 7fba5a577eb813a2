# mypy: disable-error-code="no-untyped-def"
"""Arithmetic modulo P on rows of echelon forms, compiled; `plain` says what each does."""

import numpy as np
from numba import njit

P = 2**31 - 1


@njit(cache=True, nogil=True, inline="always")
def _fold(x):
    """x modulo P for 0 <= x < 2**63: P is a Mersenne number."""
    x = (x & P) + (x >> 31)
    x = (x & P) + (x >> 31)
    return x - P if x >= P else x


@njit(cache=True, nogil=True)
def subtract(vector, factors, rows):
    for i in range(len(factors)):
        f = factors[i]
        if f == 1:
            for c in range(len(vector)):
                x = vector[c] - rows[i, c]
                vector[c] = x + P if x < 0 else x
        elif f:
            g = P - f
            for c in range(len(vector)):
                vector[c] = _fold(vector[c] + g * rows[i, c])


@njit(cache=True, nogil=True)
def eliminate(rows, factors, first, support, fill):
    for i in range(len(factors)):
        f = factors[i]
        if f:
            g = P - f
            for c in support:
                old = rows[i, c]
                new = _fold(old + g * first[c])
                rows[i, c] = new
                fill[c] += (new != 0) - (old != 0)


@njit(cache=True, nogil=True)
def are_light(rows, chosen, k):
    out = np.zeros(len(chosen), np.bool_)
    for a in range(len(chosen)):
        i, found = chosen[a], 0
        for c in range(rows.shape[1]):
            if rows[i, c]:
                found += 1
                if found >= k:
                    break
        out[a] = found < k
    return out


@njit(cache=True, nogil=True)
def combine(rows, columns, values):
    out = np.zeros(len(rows), np.int64)
    for i in range(len(rows)):
        total = np.int64(0)
        for a in range(len(columns)):
            f = np.int64(rows[i, columns[a]])
            if f and values[a]:
                total = _fold(total + f * values[a])
        out[i] = total
    return out


@njit(cache=True, nogil=True)
def seen(member, pivots, counts, glimpse, place, widths, out):
    for d in range(len(counts)):
        for i in range(counts[d]):
            if member[pivots[d, i]]:
                for j in range(widths[d]):
                    out[place[d, j]] -= glimpse[d, i, j]
    for w in range(len(out)):
        out[w] %= P


@njit(cache=True, nogil=True)
def _freed_weight(row, start, own, slot, border, owned, factors, k):
    """Entries of a block row, freed of border rows, in the window, counted up to k from column `start` on."""
    weight, width = 0, len(own)
    for step in range(width):
        w = start + step
        if w >= width:
            w -= width
        total = np.int64(row[slot[w]]) if own[w] else np.int64(0)
        for a in range(len(owned)):
            f = np.int64(border[owned[a], w])
            if f:
                total = _fold(total + factors[a] * f)
        if total:
            weight += 1
            if weight >= k:
                break
    return weight


@njit(cache=True, nogil=True)
def coupled_light(
    glimpse, counts, place, widths, anchor, border, changed, forced_block, forced, home, slot, k
):
    found_blocks, found_rows = [], []
    held, owned, factors = np.zeros((3, place.shape[1]), np.int64)
    for d in range(len(counts)):
        near, number = False, 0
        for j in range(widths[d]):
            if anchor[d, j] >= 0:
                held[number] = j
                number += 1
                near = near or changed[anchor[d, j]] or d == forced_block
        if not near:
            continue
        owner = home == d
        for i in range(counts[d]):
            due, mine = d == forced_block and forced[i], 0
            for j in held[:number]:
                if glimpse[d, i, j]:
                    factors[mine] = P - glimpse[d, i, j]
                    owned[mine] = anchor[d, j]
                    mine += 1
                    due = due or changed[anchor[d, j]]
            if not due:
                continue
            weight = _freed_weight(
                glimpse[d, i], place[d, 0], owner, slot, border, owned[:mine], factors[:mine], k
            )
            if weight < k:
                found_blocks.append(d)
                found_rows.append(i)
    out = np.zeros((len(found_rows), 2), np.int64)
    for a in range(len(found_rows)):
        out[a, 0] = found_blocks[a]
        out[a, 1] = found_rows[a]
    return out
