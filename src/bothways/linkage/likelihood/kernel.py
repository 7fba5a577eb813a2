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
def _predict_derivative(d, D, x, P, phi, k):
    """Derivative of the prediction; k < 4 adds the direct effect of Phi entry k on the old x and P."""
    s0 = phi[0, 0] * d[0] + phi[0, 1] * d[1]
    s1 = phi[1, 0] * d[0] + phi[1, 1] * d[1]
    d[0] = s0
    d[1] = s1
    _predict_covariance(D, phi)
    if k < 4:
        j = k & 1
        h0 = P[j, 0] * phi[0, 0] + P[j, 1] * phi[0, 1]
        h1 = P[j, 0] * phi[1, 0] + P[j, 1] * phi[1, 1]
        r = 0 if k < 2 else 1
        d[r] += x[j]
        for c in range(2, 4):
            D[r, c] += P[j, c]
            D[c, r] = D[r, c]
        if r == 0:
            D[0, 0] += 2 * h0
            D[0, 1] += h1
        else:
            D[0, 1] += h0
            D[1, 1] += 2 * h1
        D[1, 0] = D[0, 1]


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _update_derivative(d, D, U, e0, e1, o0, o1, G, out):
    """Derivative of the update, in place; out gets dF (00, 01, 11) and dv (0, 1)."""
    d00 = D[0, 0] + 2 * D[0, 2] + D[2, 2] if o0 else 0.0
    d11 = D[1, 1] + 2 * D[1, 3] + D[3, 3] if o1 else 0.0
    d01 = D[0, 1] + D[0, 3] + D[2, 1] + D[2, 3] if o0 and o1 else 0.0
    w0 = -d[0] - d[2] if o0 else 0.0
    w1 = -d[1] - d[3] if o1 else 0.0
    z0 = w0 - d00 * e0 - d01 * e1
    z1 = w1 - d01 * e0 - d11 * e1
    for a in range(4):
        m0 = D[a, 0] + D[a, 2] if o0 else 0.0
        m1 = D[a, 1] + D[a, 3] if o1 else 0.0
        d[a] += m0 * e0 + m1 * e1 + U[a, 0] * z0 + U[a, 1] * z1
        G[a, 0] = m0 - 0.5 * (U[a, 0] * d00 + U[a, 1] * d01)
        G[a, 1] = m1 - 0.5 * (U[a, 0] * d01 + U[a, 1] * d11)
    for a in range(4):
        for c in range(a, 4):
            q = D[a, c] - G[a, 0] * U[c, 0] - G[a, 1] * U[c, 1] - U[a, 0] * G[c, 0] - U[a, 1] * G[c, 1]
            D[a, c] = q
            D[c, a] = q
    out[0] = d00
    out[1] = d01
    out[2] = d11
    out[3] = w0
    out[4] = w1


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _advance(t, x, P, L, d, D, phi, Q, g, active, varying):
    """From one period to the next: state, covariance, closed loop and derivatives (F1)."""
    for k in range(active):
        _predict_derivative(d[k], D[k], x, P, phi, k)
    D[4, 0, 0] += g[t]
    D[5, 0, 1] += g[t]
    D[5, 1, 0] += g[t]
    D[6, 1, 1] += g[t]
    if varying and t >= 2:
        for a in range(2):
            for c in range(2):
                D[5 + t, a, c] += Q[a, c] * g[t]
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
        out = change[7 + j]
        half = 0.5 if a == c else 1.0
        out[0] = half * 2 * HL[0, a] * HL[0, c]
        out[1] = half * (HL[0, a] * HL[1, c] + HL[0, c] * HL[1, a])
        out[2] = half * 2 * HL[1, a] * HL[1, c]
        out[3] = -half * (HL[0, a] * lam[c] + HL[0, c] * lam[a])
        out[4] = -half * (HL[1, a] * lam[c] + HL[1, c] * lam[a])


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST, inline="always")
def _collect(F00, F01, det, v0, v1, change, top, Z, cell, score, target):
    """Scores of one cell (F3) and its information (F5), from changes whitened by the Cholesky factor of F."""
    l0 = 1 / np.sqrt(F00)
    l1 = 1 / np.sqrt(det / F00)
    l10 = -F01 / F00 * l1
    z0, z1 = l0 * v0, l10 * v0 + l1 * v1
    for k in range(top):
        d00, d01, d11 = change[k, 0], change[k, 1], change[k, 2]
        m00 = l0 * l0 * d00
        m01 = l0 * (l10 * d00 + l1 * d01)
        m11 = l10 * l10 * d00 + 2 * l10 * l1 * d01 + l1 * l1 * d11
        w0 = l0 * change[k, 3]
        w1 = l10 * change[k, 3] + l1 * change[k, 4]
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
def filter_unit(r, seen, V, phi, Q, g, omega, corner, varying, S, score, target):
    """One unit: adds to score (p,) and target (p, p), fills S (T, p); returns its log-likelihood or -inf.

    r (T, 2) residuals; seen (T, 2) observed flags; V (T, 2, 2) noise; the rest as in :func:`filter_pass`.
    """
    T, m = r.shape[0], corner.shape[0]
    p = 7 + m + varying
    x, lam, P, L = np.zeros(4), np.zeros(4), omega.copy(), np.eye(4)
    M, U, G, HL = np.zeros((4, 2)), np.zeros((4, 2)), np.zeros((4, 2)), np.zeros((2, 4))
    d, D = np.zeros((7 + varying, 4)), np.zeros((7 + varying, 4, 4))
    change, Z = np.zeros((p, 5)), np.zeros((5, p))
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
        for k in range(active):
            row = k if k < 7 else k + m
            _update_derivative(d[k], D[k], U, e0, e1, o[0], o[1], G, change[row])
        _start_changes(L, lam, o, corner, HL, change)
        _collect(F00, F01, det, v0, v1, change, active + m, Z, S[t], score, target)
        _update(x, P, M, U, e0, e1)
        _close_loop(L, lam, U, HL, e0, e1)
    return loglik


@njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)
def filter_pass(R, seen, V, phi, Q, g, omega, corner, varying, full, S, Iu):
    """One pass over all units.

    R (N, T, 2) residuals; seen (N, T, 2) observed flags; V (N, T, 2, 2) noise; phi, Q (2, 2); g (T,); omega (4, 4)
    covariance of the first state; corner (m, 2) entries of omega that are parameters; varying: number of
    period factors. With full, S (N, T, p) and Iu (N, p, p) are filled.
    Returns log-likelihood, score (p,), information (p, p); -inf where an innovation covariance is not definite.
    """
    N, T = R.shape[0], R.shape[1]
    p = 7 + corner.shape[0] + varying
    loglik = 0.0
    score, information, spare = np.zeros(p), np.zeros((p, p)), np.zeros((T, p))
    for i in range(N):
        cells = S[i] if full else spare
        target = Iu[i] if full else information
        one = filter_unit(R[i], seen[i], V[i], phi, Q, g, omega, corner, varying, cells, score, target)
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
