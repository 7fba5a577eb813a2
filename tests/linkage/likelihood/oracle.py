"""The likelihood once more, slowly: every covariance written down entry by entry, unit by unit.

Loops and the definition of the model, nothing else. It shares no code with the engines that it checks; of the
parameter vector it knows only the order of the blocks.
"""

import math

import numpy as np

METRICS = (0, 1)


def parameters(model, theta):
    """Name the parts of the parameter vector."""
    T, at, parts = model.periods, 0, {}

    def take(name, count):
        nonlocal at
        parts[name] = [float(value) for value in theta[at : at + count]]
        at += count

    take("phi", 4)
    take("innovation", 3)
    take("intercept", 3)
    take("start", 3)
    take("start_intercept", 4 * model.free_start)
    take("varying", (T - 2) * model.varying)
    take("free_innovations", 3 * (T - 2) * model.free_innovations)
    take("later_lags", 4 * (model.lags - 1))
    take("memory", 2 * model.memory)
    take("season", 3 * (model.seasons > 0))
    take("trend", 7 * model.trends)
    take("white", 2 * model.white)
    take("noise_scale", 2 * model.noise_scale)
    take("noise_lag", 2 * model.noise_lag)
    assert at == len(theta), "the model and the vector do not fit"
    return parts


def symmetric(three):
    return [[three[0], three[1]], [three[1], three[2]]]


def square(four):
    return [[four[0], four[1]], [four[2], four[3]]]


def innovation(model, parts, t):
    """Var(e_t) for a period t from 1 on; e_0 is the first state itself."""
    if t == 0:
        return symmetric(parts["start"])
    out = symmetric(parts["innovation"])
    if model.varying and t >= 2:
        factor = math.exp(parts["varying"][t - 2])
        out = [[entry * factor for entry in row] for row in out]
    if model.free_innovations and t >= 2:
        more = symmetric(parts["free_innovations"][3 * (t - 2) : 3 * (t - 2) + 3])
        out = [[out[a][b] + more[a][b] for b in METRICS] for a in METRICS]
    return out


def lag_matrices(model, parts):
    """Phi by lag: {1: first, 2: second, ...}."""
    lags = {1: square(parts["phi"])}
    for lag in range(2, model.lags + 1):
        lags[lag] = square(parts["later_lags"][4 * (lag - 2) : 4 * (lag - 1)])
    if model.memory:
        lags[2] = [[parts["memory"][0], 0.0], [0.0, parts["memory"][1]]]
    return lags


def state_covariance(model, parts):
    """Cov(s_t[a], s_u[b]) as {(t, a, u, b): value}, from s_t = Phi s_t-1 (+ Phi2 s_t-2) + e_t."""
    lags, out = lag_matrices(model, parts), {}
    for t in range(model.periods):
        for u in range(t):  # e_t is independent of every earlier state
            for a in METRICS:
                for b in METRICS:
                    value = 0.0
                    for lag, phi in lags.items():
                        if t - lag >= 0:
                            for c in METRICS:
                                value += phi[a][c] * out[t - lag, c, u, b]
                    out[t, a, u, b] = out[u, b, t, a] = value
        own = innovation(model, parts, t)
        for a in METRICS:
            for b in METRICS:
                value = own[a][b]
                for lag, phi in lags.items():
                    if t - lag >= 0:
                        for c in METRICS:
                            value += phi[a][c] * out[t - lag, c, t, b]
                out[t, a, t, b] = value
    return out


def state_with_intercept(model, parts):
    """Cov(s_t[a], intercept[b]) as {(t, a, b): value}; innovations know nothing of the intercepts."""
    lags, out = lag_matrices(model, parts), {}
    for t in range(model.periods):
        for a in METRICS:
            for b in METRICS:
                value = square(parts["start_intercept"])[a][b] if t == 0 and model.free_start else 0.0
                for lag, phi in lags.items():
                    if t - lag >= 0:
                        for c in METRICS:
                            value += phi[a][c] * out[t - lag, c, b]
                out[t, a, b] = value
    return out


def noise_entry(model, parts, noise, t, a, u, b):
    """Cov(u_t[a], u_u[b]) of one unit, whose declared noise is (T, 2, 2)."""
    if t == u:
        value = float(noise[t, a, b])
        if a == b and model.noise_scale:
            value *= 1 + parts["noise_scale"][a]
        return value
    if a == b and abs(t - u) == 1 and model.noise_lag:
        return parts["noise_lag"][a] * math.sqrt(noise[t, a, a]) * math.sqrt(noise[u, a, a])
    return 0.0


def shared_entry(model, parts, states, leaning, t, a, u, b):
    """Cov(w_t[a], w_u[b]) without sampling noise."""
    T = model.periods
    value = states[t, a, u, b] + symmetric(parts["intercept"])[a][b] + leaning[t, a, b] + leaning[u, b, a]
    if model.seasons and t % model.seasons == u % model.seasons:
        value += symmetric(parts["season"])[a][b]
    if model.trends:
        middle = (T - 1) / 2
        spread = math.sqrt(sum((k - middle) ** 2 for k in range(T)) / T)
        early, late = (t - middle) / spread, (u - middle) / spread
        slope, tilt = symmetric(parts["trend"][:3]), square(parts["trend"][3:])
        value += early * late * slope[a][b] + late * tilt[a][b] + early * tilt[b][a]
    if model.white and t == u and a == b:
        value += parts["white"][a]
    return value


def unit_covariances(problem, model, theta):
    """Full covariance of every unit, (N, 2T, 2T), ordered x_1, y_1, x_2, y_2, ..."""
    parts, T = parameters(model, theta), model.periods
    states, leaning = state_covariance(model, parts), state_with_intercept(model, parts)
    cells = [(t, a) for t in range(T) for a in METRICS]
    shared = [[shared_entry(model, parts, states, leaning, t, a, u, b) for u, b in cells] for t, a in cells]
    out = []
    for noise in problem.noise:
        own = [[noise_entry(model, parts, noise, t, a, u, b) for u, b in cells] for t, a in cells]
        out.append(np.array(shared) + np.array(own))
    return np.array(out)


def residuals(problem, means, corrected=True):
    """Value less period mean, times sqrt(N_t / (N_t - 1)), as (N, 2T); meaningless where not observed."""
    out = np.zeros((problem.units, 2 * problem.periods))
    for i in range(problem.units):
        for t in range(problem.periods):
            for a in METRICS:
                held = sum(bool(seen) for seen in problem.observed[:, t, a])
                factor = math.sqrt(held / (held - 1)) if corrected and held > 1 else 1.0
                out[i, 2 * t + a] = (problem.values[i, t, a] - means[t, a]) * factor
    return out


def log_density(covariance, residual):
    """Of a normal vector, without the constant -log(2 pi) / 2 per entry; -inf where not positive definite."""
    if len(residual) == 0:
        return 0.0
    if np.linalg.eigvalsh(covariance).min() <= 0:
        return -math.inf
    _, size = np.linalg.slogdet(covariance)
    return -0.5 * (float(size) + float(residual @ np.linalg.solve(covariance, residual)))


def log_densities_by_cell(problem, model, theta, means):
    """Log density of each unit's period given its own past, (N, T); 0 where nothing was observed."""
    covariances, r = unit_covariances(problem, model, theta), residuals(problem, means)
    out = np.zeros((problem.units, problem.periods))
    for i in range(problem.units):
        before = 0.0
        for t in range(problem.periods):
            seen = [k for k in range(2 * t + 2) if problem.observed[i, k // 2, k % 2]]
            so_far = log_density(covariances[i][np.ix_(seen, seen)], r[i, seen])
            out[i, t], before = so_far - before, so_far
    return out


def log_likelihood(problem, model, theta, means, corrected=True):
    """Sum over units of the log density of what was observed."""
    covariances, r = unit_covariances(problem, model, theta), residuals(problem, means, corrected)
    total = 0.0
    for i in range(problem.units):
        seen = [k for k in range(2 * problem.periods) if problem.observed[i, k // 2, k % 2]]
        total += log_density(covariances[i][np.ix_(seen, seen)], r[i, seen])
    return total


def derivative(function, theta, k, step=1e-4):
    """Central difference of fourth order by parameter k."""
    total = 0.0
    for far, weight in ((1, 8.0), (2, -1.0)):
        for sign in (1, -1):
            moved = np.array(theta, dtype=float)
            moved[k] += sign * far * step
            total = total + sign * weight * np.asarray(function(moved))
    return total / (12 * step)


def expected_information(problem, model, theta):
    """Fisher's: sum over units of tr(S^-1 dS_p S^-1 dS_q) / 2 over observed entries, (p, p)."""
    p = model.size
    covariances = unit_covariances(problem, model, theta)
    slopes = [derivative(lambda point: unit_covariances(problem, model, point), theta, k) for k in range(p)]
    out = np.zeros((p, p))
    for i in range(problem.units):
        seen = [k for k in range(2 * problem.periods) if problem.observed[i, k // 2, k % 2]]
        at = np.ix_(seen, seen)
        moved = [np.linalg.solve(covariances[i][at], slope[i][at]) for slope in slopes]
        for k in range(p):
            for j in range(p):
                out[k, j] += np.trace(moved[k] @ moved[j]) / 2
    return out
