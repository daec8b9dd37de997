"""Writes special_functions.csv: name, up to three arguments and the value to 17 digits.

Run in this folder: python3 special_functions.py
Arguments are exact doubles; values come from mpmath at 60 digits or more.
"""
import random
from mpmath import mp, mpf, inf

mp.dps = 60
random.seed(20261120)
rows = []


def add(name, value, *arguments):
    exact = [mpf(a) for a in arguments]
    result = value(*exact)
    number = float(result)
    if number == 0 or abs(number) < 1e-305:  # the functions without logarithm underflow here
        return
    rows.append(",".join([name] + [repr(float(a)) for a in arguments] + [repr(number)]))


def spread(low, high, count):
    """Points evenly spread on a logarithmic scale, moved by chance so as not to be round."""
    ratio = (high / low) ** (1 / (count - 1))
    return [low * ratio**i * random.uniform(0.9, 1.1) for i in range(count)]


def both(points):
    return points + [-p for p in points]


def log_gamma(x):
    return mp.log(abs(mp.gamma(x))) if abs(x) < 1e6 else mp.loggamma(x)


positive = spread(1e-8, 1e8, 60) + [0.5, 1.5, 2.5, 3, 10, 20.25, 1.25, 1.4616, 1.47, 1.9]
for x in positive + [1e-300, 1e-100, 1e100, 1e300, 0.999, 1.001, 1.999, 2.001]:
    add("logGamma", mp.loggamma, x)
    if x < 1e200:
        add("digamma", lambda x: mp.digamma(x), x)
for x in [-0.5, -0.1, -1.5, -2.25, -10.75, -100.3, -0.999]:
    add("logGamma", log_gamma, x)
    add("digamma", lambda x: mp.digamma(x), x)
    for n in range(1, 6):
        add("polygamma", lambda n, x: mp.polygamma(int(n), x), n, x)
for n in [1, 2, 3, 4, 5, 8, 12, 20]:
    for x in spread(1e-8, 1e8, 14) + [1, 2, 0.5, 30]:
        add("polygamma", lambda n, x: mp.polygamma(int(n), x), n, x)

for x in both(spread(1e-10, 27, 40)) + [0.49, 0.51, 24.9, 25.1, 26.5]:
    add("erf", mp.erf, x)
    add("erfc", mp.erfc, x)
def log_erfc(x):
    if x > 1e5:  # leading terms of the asymptotic series, exact to 20 digits here
        return -x * x - mp.log(x * mp.sqrt(mp.pi)) + mp.log1p(-1 / (2 * x * x))
    return mp.log(mp.erfc(x))
for x in both(spread(1e-10, 50, 40)) + [0.49, 0.51, 24.9, 25.1, 100, 1e4, 1e10, 1e100]:
    add("logErfc", log_erfc, x)
def phi(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2
for x in both(spread(1e-10, 37, 40)) + [-37.5, -1, 1, 8.2]:
    add("normalCDF", phi, x)
    add("logNormalCDF", lambda x: mp.log(phi(x)), x)
for x in [-100, -1e4, -1e6, -1e10, -1e100]:
    add("logNormalCDF", lambda x: log_erfc(-x / mp.sqrt(2)) - mp.log(2), x)
for p in spread(1e-300, 0.4, 60) + [0.07, 0.08, 0.42, 0.5001, 0.51, 0.75, 0.93, 0.99, 1 - 2**-30]:
    def inverse(p):
        x = mp.findroot(lambda t: mp.log(phi(t)) - mp.log(p), -mp.sqrt(-2 * mp.log(p))
                        if p < 0.3 else mp.sqrt(2) * mp.erfinv(2 * p - 1))
        return x
    add("inverseNormalCDF", inverse, p)

for x in both(spread(1e-20, 700, 40)):
    add("log1pExp", lambda x: mp.log1p(mp.exp(x)), x)
    add("logistic", lambda x: 1 / (1 + mp.exp(-x)), x)
    add("logLogistic", lambda x: -mp.log1p(mp.exp(-x)), x)
    if x < 0:
        add("log1mExp", lambda x: mp.log(-mp.expm1(x)), x)
for p in spread(1e-300, 0.5, 40) + [0.2, 0.26, 0.4999, 0.5001, 0.7, 0.76, 0.999, 1 - 2**-40]:
    add("logit", lambda p: mp.log(p / (1 - p)), p)
for _ in range(40):
    x, y = random.uniform(-800, 800), random.uniform(-40, 40)
    add("logSumExp", lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), x, x + y)
    add("logDiffExp", lambda x, y: mp.log(mp.exp(x) - mp.exp(y)), x, x - abs(y) / 20)

sizes = [1e-8, 1e-3, 0.3, 1, 2.5, 9.5, 10.5, 40, 1e3, 1e6, 1e10]
for a in sizes:
    for b in sizes:
        a1, b1 = a * random.uniform(0.95, 1.05), b * random.uniform(0.95, 1.05)
        add("logBeta", lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b), a1, b1)
for n in [3, 10, 50, 1000, 1e6, 1e12]:
    for f in [0, 0.01, 0.3, 0.5, 0.9]:
        k = float(int(n * f))
        add("logChoose", lambda n, k: mp.loggamma(n + 1) - mp.loggamma(k + 1)
            - mp.loggamma(n - k + 1), n, k)


def lower_gamma(a, x):
    """Its power series, whose terms are all positive, at a precision that also carries Q."""
    log_weight = a * mp.log(x) - x - mp.loggamma(a + 1)
    term = total = mpf(1)
    n = a
    while term > total * mpf(10) ** (-mp.dps - 5) or n < x:
        n += 1
        term *= x / n
        total += term
    return mp.exp(log_weight) * total


def upper_gamma(a, x):
    """Legendre's continued fraction beyond the mean, otherwise the complement."""
    if x < 1.2 * a + 5:
        with mp.workdps(200):
            return 1 - lower_gamma(a, x)
    with mp.workdps(60):
        f = mpf(0)
        for n in range(3000, 0, -1):
            f = n * (n - a) / (x + 2 * n + 1 - a - f)
        return mp.exp(a * mp.log(x) - x - mp.loggamma(a)) / (x + 1 - a - f)


def log_of(one, other):
    """The logarithm of one, from the other where one is close to 1."""
    return mp.log(one) if one < 0.5 else mp.log1p(-other)


shapes = [1e-8, 1e-3, 0.2, 0.7, 1, 1.7, 5, 9.5, 12, 30, 200, 3000, 120000]
for a in shapes:
    points = {0.01, 0.3, 0.9, 1, 1.1, 2, 7} if a < 1e4 else {0.7, 0.97, 0.999, 1.002, 1.03, 1.3}
    for ratio in sorted(points):
        x = float(max(a, 0.5) * ratio)
        with mp.workdps(60):
            add("regularizedGammaP", lower_gamma, a, x)
            add("logRegularizedGammaP", lambda a, x: log_of(lower_gamma(a, x), upper_gamma(a, x)), a, x)
            add("regularizedGammaQ", upper_gamma, a, x)
            add("logRegularizedGammaQ", lambda a, x: log_of(upper_gamma(a, x), lower_gamma(a, x)), a, x)


def lower_beta(x, a, b):
    """The series, or close to x = 1, where it is slow, the complement at more digits."""
    if x <= 0.9:
        return lower_beta_series(x, a, b)
    with mp.workdps(150):
        return 1 - lower_beta_series(1 - x, b, a)


def lower_beta_series(x, a, b):
    """The hypergeometric form x^a y^b / (a B(a, b)) 2F1(a + b, 1; a + 1; x): positive terms."""
    term = total = mpf(1)
    n = mpf(0)
    while True:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
        ratio = (a + b + n) / (a + 1 + n) * x
        if ratio < 1 and term < total * mpf(10) ** (-mp.dps) * (1 - ratio):
            break
    weight = a * mp.log(x) + b * mp.log1p(-x) - mp.log(mp.beta(a, b)) if a + b < 1e4 else (
        a * mp.log(x) + b * mp.log1p(-x) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))
    return mp.exp(weight) * total / a


for a in [1e-3, 0.4, 1, 3.5, 11, 60, 2000]:
    for b in [1e-3, 0.5, 1, 4.5, 12, 300, 5000]:
        mean = a / (a + b)
        for x in {mean * 0.05, mean * 0.6, mean, min(mean * 1.2, mean * 0.5 + 0.5), mean * 0.1 + 0.88}:
            if not 0 < x < 1:
                continue
            with mp.workdps(60):
                add("regularizedBeta", lower_beta, x, a, b)
                add("logRegularizedBeta", lambda x, a, b: log_of(
                    lower_beta(x, a, b), lower_beta(1 - x, b, a)), x, a, b)
                add("logRegularizedBetaComplement", lambda x, a, b: log_of(
                    lower_beta(1 - x, b, a), lower_beta(x, a, b)), x, a, b)

def log_bessel(v, x):
    """Its power series: all terms positive."""
    term = total = mpf(1)
    k = 0
    square = x * x / 4
    while term > total * mpf(10) ** -40:
        k += 1
        term *= square / (k * (k + v))
        total += term
    return v * mp.log(x / 2) - mp.loggamma(v + 1) + mp.log(total)


with mp.workdps(50):
    for v in [0, 1, 2, 0.5, 3.7, 10, 50, 300, 5000]:
        for x in [1e-8, 1e-3, 0.3, 1.1, 5, 19, 41, 110, 600, 4000, 20000]:
            add("logBesselI", log_bessel, v, x)
            add("scaledBesselI", lambda v, x: mp.exp(log_bessel(v, x) - x), v, x)
            add("besselIRatio",
                lambda v, x: mp.exp(log_bessel(v + 1, x) - log_bessel(v, x)), v, x)

with open("special_functions.csv", "w") as file:
    file.write("\n".join(rows) + "\n")
