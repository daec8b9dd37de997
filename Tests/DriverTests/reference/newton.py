"""Prints the literals of FitCommandTests.newtonFindsWhatOthersFind: objective, b, w."""
import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln

x = np.array([-1.2, -0.7, -0.3, 0.1, 0.4, 0.9, 1.3, 2])
logistic = np.array([0, 0, 1, 0, 1, 1, 0, 1])
counts = np.array([0, 1, 1, 2, 2, 5, 3, 9])


def fit(value, slope, curvature):
    q = np.zeros(2)
    for _ in range(50):
        q = q - np.linalg.solve(curvature(q), slope(q))
    check = minimize(lambda q: -value(q), np.zeros(2), tol=1e-12)
    assert np.allclose(q, check.x, atol=1e-5)
    print([float(value(q)), *map(float, q)])


X = np.stack([np.ones(8), x])
eta = lambda q: q @ X
p = lambda q: 1 / (1 + np.exp(-eta(q)))
fit(lambda q: np.sum(logistic * eta(q) - np.logaddexp(0, eta(q))), lambda q: X @ (logistic - p(q)),
    lambda q: -(X * p(q) * (1 - p(q))) @ X.T)
fit(lambda q: np.sum(counts * eta(q) - np.exp(eta(q)) - gammaln(counts + 1)),
    lambda q: X @ (counts - np.exp(eta(q))), lambda q: -(X * np.exp(eta(q))) @ X.T)
