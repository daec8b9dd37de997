"""Writes diagnostics.json: draws of several kinds and what ArviZ 0.23 and scipy say of them.

Needs: pip install "arviz<1" scipy
"""
import json
import pathlib

import arviz as az
import numpy as np
import scipy.stats

rng = np.random.default_rng(20260801)


def autoregressive(chains, draws, coefficient):
    x = rng.normal(size=(chains, draws))
    for t in range(1, draws):
        x[:, t] = coefficient * x[:, t - 1] + np.sqrt(1 - coefficient**2) * x[:, t]
    return x


def with_value(x, place, value):
    x = x.copy()
    x[place] = value
    return x


cases = {
    "iid": rng.normal(3, 2, size=(4, 200)),
    "autocorrelated": autoregressive(4, 250, 0.9),
    "nearly unit root": autoregressive(3, 128, 0.999),
    "antithetic": autoregressive(4, 200, -0.7),
    "bimodal": rng.normal(size=(4, 100)) + 8 * np.array([[0], [0], [1], [1]]),
    "heavy tails": rng.standard_cauchy(size=(4, 150)),
    "integers": rng.integers(0, 4, size=(2, 101)).astype(float),
    "signs": np.where(rng.uniform(size=(2, 60)) < 0.5, -1.0, 1.0),
    "odd length": autoregressive(3, 77, 0.5),
    "single chain": autoregressive(1, 90, 0.6),
    "four draws": rng.normal(size=(2, 4)),
    "five draws": rng.normal(size=(3, 5)),
    "nine draws": rng.normal(size=(1, 9)),
    "three draws": rng.normal(size=(4, 3)),
    "constant": np.full((4, 20), 2.5),
    "constant chains": np.repeat([[1.0], [2.0]], 20, axis=1),
    "one stuck chain": np.vstack([autoregressive(2, 50, 0.2), np.full((1, 50), 0.25)]),
    "a missing draw": with_value(rng.normal(size=(2, 20)), (1, 3), np.nan),
    "an infinite draw": with_value(rng.normal(size=(2, 20)), (0, 5), np.inf),
}


def number(x):
    x = float(x)
    return x if np.isfinite(x) else str(x)


def describe(x):
    with np.errstate(all="ignore"):
        return {
            "mean": number(x.mean()),
            "sd": number(x.std(ddof=1)),
            "rhat": number(az.rhat(x)),
            "ess_bulk": number(az.ess(x, method="bulk")),
            "ess_tail": number(az.ess(x, method="tail")),
            "ess_mean": number(az.ess(x, method="mean")),
            "ess_q30": number(az.ess(x, method="quantile", prob=0.3)),
            "mcse_mean": number(az.mcse(x, method="mean")),
            "mcse_sd": number(az.mcse(x, method="sd")),
            "mcse_q5": number(az.mcse(x, method="quantile", prob=0.05)),
            "mcse_q50": number(az.mcse(x, method="quantile", prob=0.5)),
            "mcse_q95": number(az.mcse(x, method="quantile", prob=0.95)),
            "q5": number(np.quantile(x, 0.05)),
            "q50": number(np.quantile(x, 0.5)),
            "q95": number(np.quantile(x, 0.95)),
            "bfmi": [number(b) for b in np.atleast_1d(az.bfmi(x))],
        }


betas = [(1.5, 2.5), (40.0, 3.0), (2000.5, 1000.25), (1.0, 1.0), (5.0, 90000.0)]
result = {
    "cases": [
        {"name": name, "draws": [[number(v) for v in chain] for chain in x], "expected": describe(x)}
        for name, x in cases.items()
    ],
    "beta": [
        [p, a, b, scipy.stats.beta.ppf(p, a, b)]
        for a, b in betas
        for p in (0.001, 0.1586553, 0.5, 0.8413447)
    ],
}
path = pathlib.Path(__file__).with_name("diagnostics.json")
path.write_text(json.dumps(result, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
