"""Makes the literals of QuadratureObjectiveTests.swift: one-dimensional integrals by mpmath's
adaptive quadrature with 30 digits, one for each group."""

from mpmath import mp, mpf, quad, exp, log, pi, gamma, factorial, binomial, erfc, sqrt, linspace

mp.dps = 30


def normal(x, m, s):
    return exp(-((x - m) / s) ** 2 / 2) / (s * sqrt(2 * pi))


def student(x, df, m, s):
    c = gamma((df + 1) / 2) / (gamma(df / 2) * sqrt(df * pi) * s)
    return c * (1 + ((x - m) / s) ** 2 / df) ** (-(df + 1) / 2)


def poisson(k, rate):
    return rate**k * exp(-rate) / factorial(k)


def bernoulli(y, eta):
    return 1 / (1 + exp(-eta if y else eta))


def phi(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def product(values):
    result = mpf(1)
    for value in values:
        result *= value
    return result


def line(f, low=-40, high=40):
    return quad(f, linspace(low, high, 161))


def show(name, value):
    print(f"{name:24s} {mp.nstr(value, 15)}")


b, tau = mpf("0.4"), mpf("1.3")
groups = [[1, 1, 0], [1], [0, 0, 0, 1]]
show("logistic", sum(log(line(lambda u: normal(u, 0, tau) * product(
    bernoulli(y, b + u) for y in g))) for g in groups))
show("probit ragged", sum(log(line(lambda u: normal(u, 0, tau) * product(
    phi(u + b) if y else phi(-u - b) for y in g))) for g in groups))

m, s = mpf("0.7"), mpf("0.9")
show("Poisson-lognormal", sum(log(line(lambda e: normal(e, m, s) * poisson(k, exp(e)), -12, 12))
                              for k in (0, 3, 12)))
show("Student", sum(log(line(lambda t: student(t, 4, mpf("0.3"), mpf("0.5")) * normal(y, t, 1)))
                    for y in (mpf("-0.2"), mpf("1.9"), mpf("6.5"))))
show("half-Cauchy", sum(log(quad(lambda v: 2 / (pi * (1 + v * v)) * product(
    normal(y, 0, v) for y in g), [0, 0.1, 0.3, 0.5, 1, 2, 4, 10, 100, mp.inf]))
    for g in ([mpf("0.3"), mpf("-1.1")], [mpf("2"), mpf("0.4")])))
weights, means, spread = (mpf("0.3"), mpf("0.7")), (mpf(-1), mpf("1.5")), mpf("0.5")
show("mixture", sum(log(sum(w * line(lambda u: normal(u, c, spread) * poisson(k, exp(u)), -12, 12)
                            for w, c in zip(weights, means))) for k in (0, 2, 9)))
# The trapezoidal rule in two nested integrals: for these integrands it is exact to all digits.
inner = {k: [poisson(k, exp(mpf(i) / 8 - 8)) for i in range(113)] for k in (0, 2)}
show("nested", log(sum(normal(w, 0, 1) * product(
    sum(normal(mpf(i) / 8 - 8, w, spread) * inner[k][i] for i in range(113)) / 8
    for k in (0, 2)) for w in linspace(-8, 8, 129)) / 8))
n, k = 20000, 6000
logit = log(mpf(k) / (n - k))
peak = k * log(mpf(k) / n) + (n - k) * log(1 - mpf(k) / n)
show("narrow", log(binomial(n, k)) + peak + log(quad(
    lambda u: normal(u, 0, 1) * exp(k * (u - logit) - n * (log(1 + exp(u)) - log(1 + exp(logit)))),
    linspace(logit - mpf("0.3"), logit + mpf("0.3"), 41))))
show("interval", sum(log(quad(lambda p: binomial(5, k) * (p * p) ** k * (1 - p * p) ** (5 - k)
                              / mpf("0.6"), [mpf("0.2"), mpf("0.5"), mpf("0.8")]))
                     for k in (0, 2, 5)))
