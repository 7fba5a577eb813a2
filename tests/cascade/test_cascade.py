"""Overload at those who serve, and service of those they serve: by hand, what must not matter, what is refused."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from bothways.cascade import cascade, read_network
from bothways.cascade.exposure import Inputs, estimate
from bothways.cascade.placebo import placebo
from bothways.cascade.within import sums
from bothways.errors import CellError, ColumnError, InputError, NotEnoughData
from bothways.panel import read_panel

MONTHS = [f"{2023 + k // 12}-{k % 12 + 1:02d}" for k in range(18)]
FIGURES = ("effect", "se", "low", "high", "p")


def tidy(units, values, metric):
    rows = [
        (u, m, metric, v)
        for u, row in zip(units, values, strict=True)
        for m, v in zip(MONTHS, row, strict=True)
    ]
    return (
        pd.DataFrame(rows, columns=["unit", "period", "metric", "value"]).assign(noise_variance=0.0).dropna()
    )


def company(seed=1, providers=12, clients=48, spills=0.8, shock=0.0, change=lambda load, good: (load, good)):
    """Clients are served by provider k and, by a third, by provider k + 1."""
    rng = np.random.default_rng(seed)
    load, own, good = (rng.normal(size=(n, 18)) for n in (providers, clients, clients))
    both = shock * rng.normal(size=18)
    own = own + both
    at = np.arange(clients) % providers
    exposed = 2 / 3 * load[at] + 1 / 3 * load[(at + 1) % providers]
    good[:, 1:] -= spills * exposed[:, :-1]
    load, good = change(load + both, good - both)
    served = [f"P{k:02d}" for k in range(providers)]
    shops = [f"C{k:02d}" for k in range(clients)]
    panel = read_panel(tidy(served + shops, np.vstack([load, own]), "overload"), tidy(shops, good, "service"))
    edges = [(served[a], shop, 2) for a, shop in zip(at, shops, strict=True)]
    edges += [(served[(a + 1) % providers], shop, 1) for a, shop in zip(at, shops, strict=True)]
    return panel, pd.DataFrame(edges, columns=["provider", "client", "weight"])


def ask(panel, network, **more):
    return cascade(panel, network, **{"overload": "overload", "service": "service", "placebos": 39, **more})


def inputs_by_hand(seed=4):
    rng = np.random.default_rng(seed)
    weights = rng.random((24, 9)) * (rng.random((24, 9)) < 0.4)
    weights[np.arange(24), np.arange(24) % 9] += 0.2
    weights /= weights.sum(axis=1, keepdims=True)
    load, good = rng.normal(size=(9, 12)), rng.normal(size=(24, 12))
    return Inputs(weights, load, 0 * load, good, 0 * good)


def rest_of(values, others):
    """What a regression on dummies of rows and periods and on others leaves, for complete arrays."""
    rows, times = values.shape
    dummies = [np.kron(np.eye(rows), np.ones((times, 1))), np.kron(np.ones((rows, 1)), np.eye(times))]
    x = np.hstack([*dummies, *(one.reshape(-1, 1) for one in others)])
    y = values.ravel()
    return (y - x @ np.linalg.lstsq(x, y, rcond=None)[0]).reshape(values.shape)


def test_exposure_is_the_weighted_mean_and_not_known_where_a_provider_is_not():
    load = np.array([[4.0, 8.0], [0.0, np.nan]])
    nothing = np.zeros((2, 2))
    found = Inputs(np.array([[0.75, 0.25], [1.0, 0.0]]), load, nothing, nothing, nothing).exposure
    assert found[:, 0].tolist() == [3.0, 4.0]
    assert math.isnan(found[0, 1])
    assert found[1, 1] == 8.0


def test_slopes_within_units_and_periods_are_those_of_a_regression_with_dummies():
    rng = np.random.default_rng(2)
    y, x, own = rng.normal(size=(3, 7, 6))
    mask = rng.random((7, 6)) < 0.8
    assert (mask.sum(axis=1) > 1).all()
    found = sums(y, np.stack([x, own]), np.zeros((2, 7, 6)), mask, own=1).slopes
    design = np.hstack([np.kron(np.eye(7), np.ones((6, 1))), np.kron(np.ones((7, 1)), np.eye(6)),
                        x.reshape(-1, 1), own.reshape(-1, 1)])[mask.ravel()]  # fmt: skip
    by_hand = np.linalg.lstsq(design, y[mask], rcond=None)[0][-2:]
    assert found == pytest.approx(by_hand, abs=1e-6)


def test_noise_in_drivers_is_taken_out():
    rng = np.random.default_rng(6)
    x, before = rng.normal(size=(2, 4000, 8))
    later = 0.5 * x + rng.normal(size=x.shape)
    seen = x + rng.normal(size=x.shape)
    mask = np.ones(x.shape, dtype=bool)
    raw, taken = (
        sums(later, np.stack([seen, before]), np.stack([noise + 0 * x, 0 * x]), mask, own=1).slopes[0]
        for noise in (0.0, 1.0)
    )
    assert raw == pytest.approx(0.25, abs=0.02)
    assert taken == pytest.approx(0.5, abs=0.03)


def test_leaving_a_provider_out_is_a_ratio_of_sums_over_providers():
    inputs = inputs_by_hand()
    found = estimate(inputs)
    parts = []
    for begin, end in ((0, 11), (0, 5), (5, 11)):
        before = inputs.service[:, begin:end]
        exposed = rest_of(inputs.exposure[:, begin:end], [before])
        later = rest_of(inputs.service[:, begin + 1 : end + 1], [before])
        x = inputs.overload[:, begin:end]
        x = x - x.mean(axis=1, keepdims=True)
        served = inputs.weights.sum(axis=0)
        x = x - served @ x / served.sum()
        above, below = ((x * (inputs.weights.T @ one)).sum(axis=1) for one in (later, exposed))
        left = below.sum() - below
        assert (left > 0.05 * below.sum()).all()
        parts.append((above.sum() / below.sum(), (above.sum() - above) / left))
    (whole, left), (first, left1), (second, left2) = parts
    assert found.slope.value == pytest.approx(2 * whole - (first + second) / 2)
    assert found.without_provider == pytest.approx(2 * left - (left1 + left2) / 2)


def test_a_planted_cascade_is_found_and_told_without_a_cause():
    found = ask(*company(), placebos=99)
    assert (found.verdict, found.strength) == ("provider_first", "clear")
    assert found.effect.natural_low < -0.8 < found.effect.natural_high
    assert (found.placebo_p, found.placebos) == (0.01, 99)
    assert found.sentence == (
        "When overload at those who serve a team is higher than usual, service tends to be lower one month later."
    )
    assert found.reverse.low < 0 < found.reverse.high
    assert found.own.low < 0 < found.own.high


def test_the_planted_cascade_is_not_found_along_another_network():
    panel, edges = company()
    places = {f"P{k:02d}": f"P{(k + 5) % 12:02d}" for k in range(12)}
    found = ask(panel, edges.assign(provider=edges["provider"].map(places)))
    assert found.verdict != "provider_first"
    assert found.placebo_p > 0.05


def test_what_reaches_everybody_in_a_period_is_no_cascade():
    with_shock, without = (ask(*company(spills=0.0, shock=shock)) for shock in (2.0, 0.0))
    assert with_shock.verdict == without.verdict != "provider_first"
    assert with_shock.effect.effect == pytest.approx(without.effect.effect)


def test_what_cannot_be_told_comes_with_what_would_settle_it():
    found = ask(*company(spills=0.0), negligible=0.05)
    assert found.verdict == "cannot_tell"
    assert "settle" in found.reasons[-1]


def test_a_small_effect_with_a_narrow_interval_is_no_link():
    assert ask(*company(providers=40, clients=400, spills=0.0), negligible=0.3).verdict == "no_link"


def test_few_providers_cannot_tell_whatever_is_seen():
    found = ask(*company(providers=7, spills=2.0))
    assert found.verdict == "cannot_tell"
    assert "7 providers" in found.reasons[-1]
    assert "settle" in found.reasons[-1]


def test_a_provider_that_serves_nearly_everybody_is_as_few():
    panel, _ = company()
    shops = [f"C{k:02d}" for k in range(48)]
    edges = [("P00", shop, 5) for shop in shops[:30]] + [("P00", shop, 2) for shop in shops[30:]]
    edges += [(f"P{k:02d}", shop, 1) for shop in shops[30:] for k in range(1, 12)]
    found = ask(panel, pd.DataFrame(edges, columns=["provider", "client", "weight"]))
    assert found.providers == 12
    assert found.carrying < 4
    assert found.verdict == "cannot_tell"
    assert "Few providers serve nearly everybody" in found.reasons[-1]


def test_where_all_are_served_alike_nothing_can_be_told():
    panel, edges = company()
    alike = pd.DataFrame({"provider": "P00", "client": sorted(set(edges["client"]))})
    found = ask(panel, alike)
    assert found.verdict == "not_estimable"
    assert "served by the same providers alike" in found.reasons[0]
    assert ask(*company(clients=18)).verdict == "not_estimable"


@pytest.mark.parametrize("share", ["order", "weights", "overload", "service"])
def test_order_units_of_measure_and_sums_of_weights_do_not_matter(share):
    panel, edges = company()
    there = ask(panel, edges)
    if share == "order":
        found = ask(panel, edges.sample(frac=1, random_state=1))
    elif share == "weights":
        found = ask(
            panel, edges.assign(weight=edges["weight"] * edges["client"].map(lambda c: 1 + int(c[1:])))
        )
    else:
        factor = 7.0 if share == "overload" else 1.0
        moved = company(change=lambda load, good: (load, good * (8 - factor) + 3))
        found = ask(*moved)
    figures = [getattr(there.effect, name) for name in FIGURES]
    assert [getattr(found.effect, name) for name in FIGURES] == pytest.approx(figures, rel=1e-6)


def test_the_same_seed_draws_the_same_placebos_and_stops_when_nothing_can_be_claimed():
    inputs = inputs_by_hand()
    true = estimate(inputs)
    first, again = (placebo(inputs, true, networks=400, rng=np.random.default_rng(3)) for _ in range(2))
    assert first == again
    assert first.drawn < 400
    assert first.p == pytest.approx(10 / first.drawn)


def test_holes_at_a_provider_leave_out_the_cells_of_its_clients_alone():
    def change(load, good):
        load = load.copy()
        load[0, 3:6] = np.nan
        return load, good

    found = ask(*company(change=change))
    assert found.verdict == "provider_first"
    assert found.clients == 48


def test_units_without_providers_and_providers_without_overload_are_counted():
    panel, edges = company()
    found = ask(panel, edges[~edges["client"].isin(["C00", "C01"])])
    assert "2 units with service have no provider in the network and are left out." in found.notes
    assert found.clients == 46
    strange = pd.concat([edges, pd.DataFrame({"provider": ["C05"], "client": ["P03"], "weight": [1]})])
    assert "1 clients have no service in the metrics and are left out." in ask(panel, strange).notes


def test_the_result_is_a_table_a_flow_and_json():
    found = ask(*company(), placebos=19)
    assert len(found.table) == 1
    assert len(found.flow) == 96
    assert found.flow.groupby("client")["weight"].sum().to_numpy() == pytest.approx(np.ones(48))
    assert (found.flow["exposure"] == found.flow["weight"] * found.flow["overload"]).all()
    told = json.loads(found.to_json())
    assert told["verdict"] == found.verdict
    few = ask(*company(clients=18))
    assert json.loads(few.to_json())["effect"]["effect"] is None
    assert few.table["verdict"].tolist() == ["not_estimable"]


@pytest.mark.parametrize(
    ("edges", "row", "column", "says"),
    [
        ("a,b,1\nb,b,1", 3, "client", "serves itself"),
        ("a,b,1\nz,b,1", 3, "provider", "'z' is not in the metrics"),
        ("a,z,1", 2, "client", "'z' is not in the metrics"),
        ("a,b,1\na,c,1\na,b,2", 4, "client", "twice"),
        ("a,b,-1", 2, "weight", "negative"),
        ("a,b,1\na,c,", 3, "weight", "missing"),
        (",b,1", 2, "provider", "blank"),
        ("a,b,many", 2, "weight", "many"),
    ],
)
def test_a_row_that_cannot_be_is_named(tmp_path, edges, row, column, says):
    file = tmp_path / "network.csv"
    file.write_text("provider,client,weight\n" + edges + "\n")
    with pytest.raises(CellError, match=says) as caught:
        read_network(file, ["a", "b", "c"])
    assert (caught.value.file, caught.value.row, caught.value.column) == ("network.csv", row, column)
    assert caught.value.remedy


def test_weights_are_one_where_none_are_given_and_none_where_they_are_zero():
    alike = read_network(pd.DataFrame({"from": ["a", "b"], "to": ["c", "c"]}), "abc")
    assert alike.weights.tolist() == [[0.5, 0.5]]
    edges = pd.DataFrame({"provider": ["a", "b"], "client": ["c", "c"], "weight": [1, 0]})
    assert read_network(edges, "abc").providers == ("a",)
    assert "1 edges" in read_network(edges, "abc").notes[0]
    with pytest.raises(NotEnoughData):
        read_network(edges.assign(weight=0), "abc")
    with pytest.raises(ColumnError):
        read_network(edges[["provider", "weight"]], "abc")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"overload": "service"}, "no employee metric"),
        ({"service": "nps"}, "no customer metric"),
        ({"alpha": 0.7}, "alpha"),
        ({"negligible": 0}, "negligible"),
        ({"placebos": 5}, "placebos"),
    ],
)
def test_settings_out_of_range_are_refused(change, says):
    with pytest.raises(InputError, match=says):
        ask(*company(), **change)


def test_only_a_panel_is_taken():
    with pytest.raises(InputError, match="takes a Panel"):
        ask(None, None)
