"""Makes the literals of ReferenceTests.swift with 40 digits: marginal likelihoods as densities of
the data under the covariance that integration leads to, and a Kalman filter."""

from mpmath import mp, mpf, matrix, log, det, lu_solve, exp, pi

mp.dps = 40
X = "0.000000 0.111111 0.222222 0.333333 0.444444 0.555556 0.666667 0.777778 0.888889 1.000000"
T = "0.349486 0.830839 1.007332 0.971507 0.133066 0.166823 -0.848307 -0.445686 -0.563567 0.261502"


def normal(values, covariance):
    y = matrix(values)
    square = (y.T * lu_solve(covariance, y))[0]
    return -(square + log(det(covariance)) + len(values) * log(2 * pi)) / 2


def polynomial(degree, alpha, variance):
    x, t = [mpf(v) for v in X.split()], [mpf(v) for v in T.split()]
    k = matrix(len(x), len(x))
    for i, a in enumerate(x):
        for j, b in enumerate(x):
            k[i, j] = sum(a**m * b**m for m in range(degree + 1)) / alpha
            k[i, j] += variance if i == j else 0
    return normal(t, k)


def process():
    x = [mpf(v) for v in "-1.5 -0.4 0.1 0.9 2.2".split()]
    y = [mpf(v) for v in "0.3 -0.2 0.5 1.1 -0.7".split()]
    k = matrix(5, 5)
    for i in range(5):
        for j in range(5):
            k[i, j] = mpf("1.3") ** 2 * exp(-((x[i] - x[j]) ** 2) / (2 * mpf("0.8") ** 2))
            k[i, j] += mpf("1e-9") + mpf("0.3") ** 2 if i == j else 0
    return normal(y, k)


def kalman(values, start, drift, noise, factor, shift):
    total, m, p = mpf(0), mpf(0), start
    for step, value in enumerate(values):
        if step > 0:
            m, p = factor * m + shift, factor**2 * p + drift
        if value is not None:
            s, e = p + noise, value - m
            total -= (e * e / s + log(s) + log(2 * pi)) / 2
            m, p = m + p / s * e, p * (1 - p / s)
    return total


for degree in (0, 1, 3, 9):
    print("polynomial", degree, polynomial(degree, mpf("0.005"), mpf("0.09")))
print("process", process())
seen = [None if v == "-" else mpf(v) for v in "1.2 0.7 - 1.9 2.4 2.1 - - 3.3 2.8".split()]
print("states", kalman(seen, mpf(4), mpf("0.09"), mpf("0.25"), mpf("0.9"), mpf("0.2")))


def numbers(text):
    return [mpf(v) for v in text.split()]


a = matrix([numbers("0.8 0.3"), numbers("-0.2 0.7")])
step = matrix([numbers("0.5 0"), numbers("0.2 0.3")])
row = matrix([numbers("1 -0.5")])
start = matrix([[1, 0], [0, 1]])


def cross_covariance():
    values = numbers("0.3 1.1 -0.4")
    state = [start]
    for _ in values[1:]:
        state.append(a * state[-1] * a.T + step * step.T)
    k = matrix(3, 3)
    for i in range(3):
        cross = state[i]
        for j in range(i, 3):
            k[i, j] = k[j, i] = (row * cross * row.T)[0]
            cross = a * cross
        k[i, i] += mpf("0.16")
    return normal(values, k)


print("vectors along a chain", cross_covariance())
walk = 0
for series in ("0.3 1.1 -0.4", "0.9", "0.2 0.1"):
    walk += kalman(numbers(series), mpf(1), mpf("0.25"), mpf("0.16"), mpf(1), mpf(0))
print("ragged chains", walk)


def groups():
    g = [0, 1, 1, 0]
    x = [numbers(v) for v in ("1 0.5", "1 -1", "1 2", "1 -0.3")]
    y = numbers("0.3 1.1 -0.4 0.8")
    k = matrix(4, 4)
    for i in range(4):
        for j in range(4):
            same = mpf("2.25") if g[i] == g[j] else 0
            k[i, j] = same * sum(p * q for p, q in zip(x[i], x[j]))
        k[i, i] += mpf("0.36")
    return normal([v - sum(u) / 2 for v, u in zip(y, x)], k)


print("vectors of groups", groups())


def line(e, variance):
    return -(e**2 / variance + log(2 * pi * variance)) / 2


covariates = 0
for x, y in zip(("0.2", None, "1.3", None), numbers("0.3 1.1 1.4 -0.8")):
    if x is None:
        covariates += line(y - mpf("0.4"), mpf("2.25") * mpf("1.44") + mpf("0.36"))
    else:
        covariates += line(mpf(x) - mpf("0.4"), mpf("1.44"))
        covariates += line(y - mpf("1.5") * mpf(x) + mpf("0.2"), mpf("0.36"))
print("missing covariates", covariates)


def holes():
    # The autoregression, seen without noise where it is known.
    seen = [mpf("0.3"), None, None, mpf("0.8"), mpf("1.1"), None]
    return kalman(seen, mpf(1), mpf("0.25"), mpf(0), mpf("0.7"), mpf("0.1"))


print("holes that others read", holes())
