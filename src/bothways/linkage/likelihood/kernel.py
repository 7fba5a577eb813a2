# mypy: disable-error-code="no-untyped-def"
"""Kalman filter with exact forward derivatives, compiled (F1 to F5).

State (s_x, s_y, a_x, a_y); measurement rows [1 0 1 0] and [0 1 0 1], absent where a metric is not observed.

Derivatives by the seven dynamic parameters (Phi, Q) and the period factors g_t are propagated through the Riccati
recursion. Derivatives by the covariance of the first state are not: with the closed-loop transition L_t (the
product of A (I - K H)), the derivative of the predicted covariance in direction D is L D L', and that of the
predicted mean is L D lambda with lambda = sum (H L)' F^-1 v, so one 4 x 4 matrix and one vector serve all ten.
"""

import numpy as np
from numba import njit

ROOT_HALF = np.sqrt(0.5)
XX, XY, YY, XA, XB, YA, YB, AA, AB, BB = range(
    10
)  # rows of a symmetric 4 x 4 derivative; a, b: the intercepts
FAST = {"contract", "reassoc", "arcp", "nsz"}  # not nnan or ninf: the domain is left through infinities


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def _predict(x, P, phi):
    """F1 without Q, in place: s moves by Phi, a stays."""
    s0 = phi[0, 0] * x[0] + phi[0, 1] * x[1]
    x[1] = phi[1, 0] * x[0] + phi[1, 1] * x[1]
    x[0] = s0
    _predict_covariance(P, phi)


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _predict_covariance(P, phi):
    """P <- A P A' with A = diag(Phi, I)."""
    for c in range(2, 4):
        a0 = phi[0, 0] * P[0, c] + phi[0, 1] * P[1, c]
        a1 = phi[1, 0] * P[0, c] + phi[1, 1] * P[1, c]
        P[0, c] = a0
        P[c, 0] = a0
        P[1, c] = a1
        P[c, 1] = a1
    b00 = phi[0, 0] * P[0, 0] + phi[0, 1] * P[1, 0]
    b01 = phi[0, 0] * P[0, 1] + phi[0, 1] * P[1, 1]
    b10 = phi[1, 0] * P[0, 0] + phi[1, 1] * P[1, 0]
    b11 = phi[1, 0] * P[0, 1] + phi[1, 1] * P[1, 1]
    P[0, 0] = b00 * phi[0, 0] + b01 * phi[0, 1]
    P[0, 1] = b00 * phi[1, 0] + b01 * phi[1, 1]
    P[1, 0] = P[0, 1]
    P[1, 1] = b10 * phi[1, 0] + b11 * phi[1, 1]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _predict_derivatives(d, D, x, P, phi, active):
    """Derivatives of the prediction by all parameters at once; the first four are the entries of Phi themselves."""
    f00, f01, f10, f11 = phi[0, 0], phi[0, 1], phi[1, 0], phi[1, 1]
    for k in range(active):
        s0, s1 = d[0, k], d[1, k]
        d[0, k] = f00 * s0 + f01 * s1
        d[1, k] = f10 * s0 + f11 * s1
        q02, q03, q12, q13 = D[XA, k], D[XB, k], D[YA, k], D[YB, k]
        D[XA, k] = f00 * q02 + f01 * q12
        D[XB, k] = f00 * q03 + f01 * q13
        D[YA, k] = f10 * q02 + f11 * q12
        D[YB, k] = f10 * q03 + f11 * q13
        q00, q01, q11 = D[XX, k], D[XY, k], D[YY, k]
        b00, b01 = f00 * q00 + f01 * q01, f00 * q01 + f01 * q11
        b10, b11 = f10 * q00 + f11 * q01, f10 * q01 + f11 * q11
        D[XX, k] = b00 * f00 + b01 * f01
        D[XY, k] = b00 * f10 + b01 * f11
        D[YY, k] = b10 * f10 + b11 * f11
    for j in range(2):  # Phi[0, j] and Phi[1, j] act on the old state j
        h0 = P[j, 0] * f00 + P[j, 1] * f01
        h1 = P[j, 0] * f10 + P[j, 1] * f11
        d[0, j] += x[j]
        D[XX, j] += 2 * h0
        D[XY, j] += h1
        D[XA, j] += P[j, 2]
        D[XB, j] += P[j, 3]
        d[1, 2 + j] += x[j]
        D[XY, 2 + j] += h0
        D[YY, 2 + j] += 2 * h1
        D[YA, 2 + j] += P[j, 2]
        D[YB, 2 + j] += P[j, 3]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _update_derivatives(d, D, U, e0, e1, o0, o1, first, last, shift, change):
    """Derivatives of the update, in place; change[:, k + shift] gets those of F (00, 01, 11) and of v (0, 1)."""
    u00, u10, u20, u30 = U[0, 0], U[1, 0], U[2, 0], U[3, 0]
    u01, u11, u21, u31 = U[0, 1], U[1, 1], U[2, 1], U[3, 1]
    for k in range(first, last):
        xx, xy, yy, xa, xb = D[XX, k], D[XY, k], D[YY, k], D[XA, k], D[XB, k]
        ya, yb, aa, ab, bb = D[YA, k], D[YB, k], D[AA, k], D[AB, k], D[BB, k]
        m00, m10, m20, m30 = o0 * (xx + xa), o0 * (xy + ya), o0 * (xa + aa), o0 * (xb + ab)  # dP H'
        m01, m11, m21, m31 = o1 * (xy + xb), o1 * (yy + yb), o1 * (ya + ab), o1 * (yb + bb)
        d00, d01, d11 = m00 + m20, o1 * (m10 + m30), m11 + m31
        w0, w1 = -o0 * (d[0, k] + d[2, k]), -o1 * (d[1, k] + d[3, k])
        z0, z1 = w0 - d00 * e0 - d01 * e1, w1 - d01 * e0 - d11 * e1
        d[0, k] += m00 * e0 + m01 * e1 + u00 * z0 + u01 * z1
        d[1, k] += m10 * e0 + m11 * e1 + u10 * z0 + u11 * z1
        d[2, k] += m20 * e0 + m21 * e1 + u20 * z0 + u21 * z1
        d[3, k] += m30 * e0 + m31 * e1 + u30 * z0 + u31 * z1
        m00, m01 = m00 - 0.5 * (u00 * d00 + u01 * d01), m01 - 0.5 * (u00 * d01 + u01 * d11)
        m10, m11 = m10 - 0.5 * (u10 * d00 + u11 * d01), m11 - 0.5 * (u10 * d01 + u11 * d11)
        m20, m21 = m20 - 0.5 * (u20 * d00 + u21 * d01), m21 - 0.5 * (u20 * d01 + u21 * d11)
        m30, m31 = m30 - 0.5 * (u30 * d00 + u31 * d01), m31 - 0.5 * (u30 * d01 + u31 * d11)
        D[XX, k] = xx - 2 * (m00 * u00 + m01 * u01)
        D[XY, k] = xy - m00 * u10 - m01 * u11 - u00 * m10 - u01 * m11
        D[YY, k] = yy - 2 * (m10 * u10 + m11 * u11)
        D[XA, k] = xa - m00 * u20 - m01 * u21 - u00 * m20 - u01 * m21
        D[XB, k] = xb - m00 * u30 - m01 * u31 - u00 * m30 - u01 * m31
        D[YA, k] = ya - m10 * u20 - m11 * u21 - u10 * m20 - u11 * m21
        D[YB, k] = yb - m10 * u30 - m11 * u31 - u10 * m30 - u11 * m31
        D[AA, k] = aa - 2 * (m20 * u20 + m21 * u21)
        D[AB, k] = ab - m20 * u30 - m21 * u31 - u20 * m30 - u21 * m31
        D[BB, k] = bb - 2 * (m30 * u30 + m31 * u31)
        change[0, k + shift] = d00
        change[1, k + shift] = d01
        change[2, k + shift] = d11
        change[3, k + shift] = w0
        change[4, k + shift] = w1


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _advance(t, x, P, L, d, D, phi, Q, g, active, varying):
    """From one period to the next: state, covariance, closed loop and derivatives (F1)."""
    _predict_derivatives(d, D, x, P, phi, active)
    D[XX, 4] += g[t]
    D[XY, 5] += g[t]
    D[YY, 6] += g[t]
    if varying and t >= 2:
        D[XX, 5 + t] += Q[0, 0] * g[t]
        D[XY, 5 + t] += Q[0, 1] * g[t]
        D[YY, 5 + t] += Q[1, 1] * g[t]
    _predict(x, P, phi)
    for a in range(2):
        for c in range(2):
            P[a, c] += Q[a, c] * g[t]
    for c in range(4):
        a0 = phi[0, 0] * L[0, c] + phi[0, 1] * L[1, c]
        L[1, c] = phi[1, 0] * L[0, c] + phi[1, 1] * L[1, c]
        L[0, c] = a0


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _observe(r, o, V, x, P, M):
    """Innovation and its covariance (F2): M gets P H', returned are F00, F01, F11, v0, v1."""
    F00, F11, F01, v0, v1 = 1.0, 1.0, 0.0, 0.0, 0.0
    for a in range(4):
        M[a, 0] = P[a, 0] + P[a, 2] if o[0] else 0.0
        M[a, 1] = P[a, 1] + P[a, 3] if o[1] else 0.0
    if o[0]:
        F00 = M[0, 0] + M[2, 0] + V[0, 0]
        v0 = r[0] - x[0] - x[2]
    if o[1]:
        F11 = M[1, 1] + M[3, 1] + V[1, 1]
        v1 = r[1] - x[1] - x[3]
    if o[0] and o[1]:
        F01 = M[0, 1] + M[2, 1] + V[0, 1]
    return F00, F01, F11, v0, v1


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _start_changes(L, lam, o, corner, HL, change):
    """Changes of F and v by the covariance of the first state, through the closed loop."""
    for a in range(4):
        HL[0, a] = L[0, a] + L[2, a] if o[0] else 0.0
        HL[1, a] = L[1, a] + L[3, a] if o[1] else 0.0
    for j in range(corner.shape[0]):
        a, c = corner[j, 0], corner[j, 1]
        half = 0.5 if a == c else 1.0
        change[0, 7 + j] = half * 2 * HL[0, a] * HL[0, c]
        change[1, 7 + j] = half * (HL[0, a] * HL[1, c] + HL[0, c] * HL[1, a])
        change[2, 7 + j] = half * 2 * HL[1, a] * HL[1, c]
        change[3, 7 + j] = -half * (HL[0, a] * lam[c] + HL[0, c] * lam[a])
        change[4, 7 + j] = -half * (HL[1, a] * lam[c] + HL[1, c] * lam[a])


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _collect(F00, F01, det, v0, v1, change, top, Z, cell, score, target):
    """Scores (F3) and information (F5) of one cell, whitened by the Cholesky factor of F; returns the innovations."""
    l0 = 1 / np.sqrt(F00)
    l1 = 1 / np.sqrt(det / F00)
    l10 = -F01 / F00 * l1
    z0, z1 = l0 * v0, l10 * v0 + l1 * v1
    for k in range(top):
        d00, d01, d11 = change[0, k], change[1, k], change[2, k]
        m00 = l0 * l0 * d00
        m01 = l0 * (l10 * d00 + l1 * d01)
        m11 = l10 * l10 * d00 + 2 * l10 * l1 * d01 + l1 * l1 * d11
        w0 = l0 * change[3, k]
        w1 = l10 * change[3, k] + l1 * change[4, k]
        s = -0.5 * (m00 + m11) - z0 * w0 - z1 * w1
        s += 0.5 * (z0 * z0 * m00 + z1 * z1 * m11) + z0 * z1 * m01
        cell[k] = s
        score[k] += s
        Z[0, k] = w0
        Z[1, k] = w1
        Z[2, k] = ROOT_HALF * m00
        Z[3, k] = ROOT_HALF * m11
        Z[4, k] = m01
    for k in range(top):
        y0, y1, y2, y3, y4 = Z[0, k], Z[1, k], Z[2, k], Z[3, k], Z[4, k]
        for c in range(k + 1):
            target[k, c] += y0 * Z[0, c] + y1 * Z[1, c] + y2 * Z[2, c] + y3 * Z[3, c] + y4 * Z[4, c]
    return z0, z1


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _update(x, P, M, U, e0, e1):
    """State and covariance after the observation (F2)."""
    for a in range(4):
        x[a] += M[a, 0] * e0 + M[a, 1] * e1
    for a in range(4):
        for c in range(a, 4):
            q = P[a, c] - U[a, 0] * M[c, 0] - U[a, 1] * M[c, 1]
            P[a, c] = q
            P[c, a] = q


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _close_loop(L, lam, U, HL, e0, e1):
    """Closed-loop transition and accumulated score after the observation."""
    for a in range(4):
        lam[a] += HL[0, a] * e0 + HL[1, a] * e1
        for c in range(4):
            L[a, c] -= U[a, 0] * HL[0, c] + U[a, 1] * HL[1, c]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def filter_unit(r, seen, V, phi, Q, g, omega, corner, varying, S, white, score, target):
    """One unit: adds to score and target, fills S (T, p) and white (T, 2); returns its log-likelihood or -inf.

    r (T, 2) residuals; seen (T, 2) observed flags; V (T, 2, 2) noise; the rest as in :func:`filter_pass`.
    """
    T, m = r.shape[0], corner.shape[0]
    p = 7 + m + varying
    x, lam, P, L = np.zeros(4), np.zeros(4), omega.copy(), np.eye(4)
    M, U, HL = np.zeros((4, 2)), np.zeros((4, 2)), np.zeros((2, 4))
    d, D = np.zeros((4, 7 + varying)), np.zeros((10, 7 + varying))
    change, Z = np.zeros((5, p)), np.zeros((5, p))
    loglik = 0.0
    for t in range(T):
        active = 7 + min(max(t - 1, 0), varying)  # factors of periods up to t
        if t > 0:
            _advance(t, x, P, L, d, D, phi, Q, g, active, varying)
        o = seen[t]
        if not (o[0] or o[1]):
            continue
        F00, F01, F11, v0, v1 = _observe(r[t], o, V[t], x, P, M)
        det = F00 * F11 - F01 * F01
        if not (F00 > 1e-10 and F11 > 1e-10 and det > 1e-10 * F00 * F11):
            return -np.inf
        i00, i01, i11 = F11 / det, -F01 / det, F00 / det
        e0, e1 = i00 * v0 + i01 * v1, i01 * v0 + i11 * v1
        loglik -= 0.5 * (np.log(det) + v0 * e0 + v1 * e1)
        for a in range(4):
            U[a, 0] = M[a, 0] * i00 + M[a, 1] * i01
            U[a, 1] = M[a, 0] * i01 + M[a, 1] * i11
        o0, o1 = 1.0 * o[0], 1.0 * o[1]
        _update_derivatives(d, D, U, e0, e1, o0, o1, 0, 7, 0, change)
        if active > 7:
            _update_derivatives(d, D, U, e0, e1, o0, o1, 7, active, m, change)
        _start_changes(L, lam, o, corner, HL, change)
        white[t, 0], white[t, 1] = _collect(F00, F01, det, v0, v1, change, active + m, Z, S[t], score, target)
        _update(x, P, M, U, e0, e1)
        _close_loop(L, lam, U, HL, e0, e1)
    return loglik


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def filter_pass(R, seen, V, phi, Q, g, omega, corner, varying, full, S, white, Iu):
    """One pass over all units.

    R (N, T, 2) residuals; seen (N, T, 2) observed flags; V (N, T, 2, 2) noise; phi, Q (2, 2); g (T,); omega (4, 4)
    covariance of the first state; corner (m, 2) entries of omega that are parameters; varying: number of
    period factors. With full, S (N, T, p), white (N, T, 2) and Iu (N, p, p) are filled.
    Returns log-likelihood, score (p,), information (p, p); -inf where an innovation covariance is not definite.
    """
    N, T = R.shape[0], R.shape[1]
    p = 7 + corner.shape[0] + varying
    loglik = 0.0
    score, information = np.zeros(p), np.zeros((p, p))
    spare, unread = np.zeros((T, p)), np.zeros((T, 2))
    for i in range(N):
        cells = S[i] if full else spare
        innovations = white[i] if full else unread
        target = Iu[i] if full else information
        one = filter_unit(
            R[i], seen[i], V[i], phi, Q, g, omega, corner, varying, cells, innovations, score, target
        )
        if one == -np.inf:
            return one, score, information
        loglik += one
        if full:
            information += target
            for k in range(p):
                for c in range(k):
                    target[c, k] = target[k, c]
    for k in range(p):
        for c in range(k):
            information[c, k] = information[k, c]
    return loglik, score, information


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _mean_cell(t, o, dx, dv, U, i00, i01, i11, e0, e1, A, b):
    """Adds one cell to the normal equations of the period means."""
    for k in range(2 * t + 2):
        w0 = -dx[k, 0] - dx[k, 2] if o[0] else 0.0
        w1 = -dx[k, 1] - dx[k, 3] if o[1] else 0.0
        if k == 2 * t and o[0]:
            w0 -= 1
        if k == 2 * t + 1 and o[1]:
            w1 -= 1
        dv[0, k] = w0
        dv[1, k] = w1
        for a in range(4):
            dx[k, a] += U[a, 0] * w0 + U[a, 1] * w1
        y0, y1 = i00 * w0 + i01 * w1, i01 * w0 + i11 * w1
        b[k] -= w0 * e0 + w1 * e1
        for c in range(k + 1):
            A[k, c] += y0 * dv[0, c] + y1 * dv[1, c]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def mean_equations(W, seen, V, phi, Q, g, omega):
    """Normal equations (2T, 2T), (2T,) of the period means by generalised least squares."""
    N, T = W.shape[0], W.shape[1]
    n = 2 * T
    A, b = np.zeros((n, n)), np.zeros(n)
    x, P, M, U = np.zeros(4), np.zeros((4, 4)), np.zeros((4, 2)), np.zeros((4, 2))
    dx, dv = np.zeros((n, 4)), np.zeros((2, n))
    for i in range(N):
        x[:] = 0
        P[:] = omega
        dx[:] = 0
        for t in range(T):
            if t > 0:
                for k in range(2 * t):
                    s0 = phi[0, 0] * dx[k, 0] + phi[0, 1] * dx[k, 1]
                    dx[k, 1] = phi[1, 0] * dx[k, 0] + phi[1, 1] * dx[k, 1]
                    dx[k, 0] = s0
                _predict(x, P, phi)
                for a in range(2):
                    for c in range(2):
                        P[a, c] += Q[a, c] * g[t]
            o = seen[i, t]
            if not (o[0] or o[1]):
                continue
            F00, F01, F11, v0, v1 = _observe(W[i, t], o, V[i, t], x, P, M)
            det = F00 * F11 - F01 * F01
            i00, i01, i11 = F11 / det, -F01 / det, F00 / det
            e0, e1 = i00 * v0 + i01 * v1, i01 * v0 + i11 * v1
            for a in range(4):
                U[a, 0] = M[a, 0] * i00 + M[a, 1] * i01
                U[a, 1] = M[a, 0] * i01 + M[a, 1] * i11
            _mean_cell(t, o, dx, dv, U, i00, i01, i11, e0, e1, A, b)
            _update(x, P, M, U, e0, e1)
    for k in range(n):
        for c in range(k):
            A[c, k] = A[k, c]
    return A, b
