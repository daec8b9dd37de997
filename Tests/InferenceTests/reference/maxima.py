"""Writes maxima.json: small data sets and maximum likelihoods found by other means.

Logistic regression by Newton's method in 40-digit arithmetic; a mixture of two normal
distributions by scikit-learn's EM. Needs: pip install mpmath scikit-learn
"""
import json
import pathlib

import mpmath as mp
import numpy as np
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(7)
mp.mp.dps = 40

x = np.round(rng.normal(size=(60, 3)) * [1, 10, 0.1] + [0, 3, 0], 3)
logits = x @ [1.0, -0.2, 5.0] + 0.5
y = (rng.uniform(size=60) < 1 / (1 + np.exp(-logits))).astype(int)
X = [[mp.mpf(1)] + [mp.mpf(float(v)) for v in row] for row in x]


def logistic(w):
    value, gradient, hessian = mp.mpf(0), mp.zeros(4, 1), mp.zeros(4, 4)
    for row, label in zip(X, y):
        eta = sum(a * b for a, b in zip(row, w))
        p = 1 / (1 + mp.exp(-eta))
        value += int(label) * eta - mp.log(1 + mp.exp(eta))
        for i in range(4):
            gradient[i] += (int(label) - p) * row[i]
            for j in range(4):
                hessian[i, j] -= p * (1 - p) * row[i] * row[j]
    return value, gradient, hessian


w = mp.zeros(4, 1)
for _ in range(30):
    value, gradient, hessian = logistic(w)
    w -= mp.lu_solve(hessian, gradient)
value = logistic(w)[0]

z = np.round(np.concatenate([rng.normal(-1, 0.5, 40), rng.normal(2, 1, 80)]), 4)
mixture = GaussianMixture(
    2, tol=1e-14, max_iter=100_000, reg_covar=0, means_init=[[-1], [2]]
).fit(z[:, None])

result = {
    "logistic": {
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": [float(v) for v in w],
        "value": float(value),
    },
    "mixture": {"x": z.tolist(), "value": float(mixture.score(z[:, None]) * len(z))},
}
path = pathlib.Path(__file__).with_name("maxima.json")
path.write_text(json.dumps(result, separators=(",", ":")) + "\n")
