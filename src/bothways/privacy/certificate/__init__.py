"""The certificate: no combination of what is shown describes fewer than k people.

Columns are people, rows are the admitted sets as 0 and 1. Claim: no non-zero rational combination of the rows has
fewer than k non-zero columns. Why it holds:

1. There are m = ceil(k / 2) reduced echelon forms (bases) of the rows modulo the prime P = 2**31 - 1, and no person is
   a pivot of two of them. Let a combination touch at most k - 1 people. If it touched two pivots of every basis, it
   would touch 2m >= k people; so it touches at most one pivot of some basis. There it is the sum of basis rows, each
   times its entry at that row's pivot: nothing, or a multiple of one row. Hence no combination modulo P touches fewer
   than k people if and only if every row of every basis touches at least k (the idea of Brouwer and Zimmermann's
   minimum distance algorithm). After each offer every row that has changed is weighed.
2. Admitted sets are independent modulo P. A non-zero rational combination, cleared of denominators and of common
   factors, has a coefficient that P does not divide; so it stays non-zero modulo P, and can only lose people. The
   bound therefore holds over the rationals, with any prime.
3. A set that vanishes modulo P is called implied only after its relation to admitted sets was verified in whole
   numbers, column by column; else it is withheld. So what is shown spans the same rational space as what is admitted.

Scale: the rows of sets inside a block (department) are kept in that block alone. Border rows, of sets that cross
blocks, are kept in a window of some columns of each block and as combinations of the border sets, from which any
other column follows. A row with k non-zero columns in the window weighs enough; any other is computed in full.
A block row that holds pivots of border rows is weighed after those are taken out, whenever they change; there is
no final pass, since each decision is final when it is returned.

Withheld without need may be: a set for which no free pivots are found (moves of other pivots are searched inside
blocks as long as no set crosses blocks), or past the budget. Pivots suffice for at most people / m independent sets.
Not covered: inference from bounds of answers, several questions together, several rounds, what people know.
"""

from bothways.privacy.certificate.certificate import Certificate
from bothways.privacy.certificate.space import Decision

__all__ = ["Certificate", "Decision"]
