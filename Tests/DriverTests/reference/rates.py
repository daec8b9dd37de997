"""Prints the evidence of Tests/Models/evidence/rates.gm: beta-binomial data, their two shapes on a fine
grid of logarithms, where the trapezoidal rule is exact to all digits."""
import csv
import numpy as np
from scipy import stats
from scipy.special import logsumexp

rows = list(csv.DictReader(open("Tests/Models/evidence/rates.csv")))
n, y = (np.array([int(row[name]) for row in rows]) for name in "ny")
u, step = np.linspace(-14, 10, 721, retstep=True)
a, b = np.exp(u)[:, None], np.exp(u)[None, :]
log = stats.gamma.logpdf(a, 2, scale=2) + stats.gamma.logpdf(b, 2, scale=10) + np.log(a * b)
for count, success in zip(n, y):
    log = log + stats.betabinom.logpmf(success, count, a, b)
print(logsumexp(log) + 2 * np.log(step))
