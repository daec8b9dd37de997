"""Writes importance.json: log ratios and log likelihoods, and what ArviZ 0.23 says of them.

Needs: pip install "arviz<1"
"""
import json
import pathlib

import arviz as az
import numpy as np

rng = np.random.default_rng(20261125)
weights = {
    "light": rng.normal(size=300) * 0.5,
    "heavy": rng.standard_cauchy(size=300),
    "pareto": -1.5 * np.log(rng.uniform(size=500)),
    "few": rng.normal(size=24),
    "shifted": rng.normal(size=200) - 700,
}
cases = []
for name, ratios in weights.items():
    for efficiency in (1.0, 0.4):
        smoothed, khat = az.psislw(ratios.copy(), reff=efficiency)
        cases.append({
            "name": name, "efficiency": efficiency, "ratios": ratios.tolist(),
            "log_weights": np.asarray(smoothed).tolist(), "khat": float(khat)})

likelihood = rng.normal(-1.2, 0.4, size=(2, 200, 6)) - rng.exponential(0.3, size=(2, 200, 6))
data = az.from_dict(
    posterior={"x": rng.normal(size=(2, 200))}, log_likelihood={"y": likelihood})
loo = az.loo(data, pointwise=True, reff=0.8)
result = {
    "weights": cases,
    "loo": {
        "efficiency": 0.8, "log_likelihood": likelihood.reshape(400, 6).T.tolist(),
        "elpd": float(loo.elpd_loo), "se": float(loo.se), "p": float(loo.p_loo),
        "pointwise": np.asarray(loo.loo_i).tolist(), "khat": np.asarray(loo.pareto_k).tolist()},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result))
