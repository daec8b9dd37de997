"""Writes densities.csv: family, parameters, draw, log density, log P(X <= x), log P(X > x).

Run in this folder: python3 densities.py
Every density is written as it stands in a book and computed with mpmath at 60 digits, from the
exact doubles that the file holds. Vectors are separated by blanks, matrices row by row.
"""
from mpmath import mp, mpf, inf

mp.dps = 60
rows = []
ln, lgamma, pi = mp.log, mp.loggamma, mp.pi


def text(values):
    if not isinstance(values, (list, tuple)):
        values = [values]
    return " ".join(repr(float(v)) for v in values)


def exact(values):
    if isinstance(values, (list, tuple)):
        return [mpf(float(v)) for v in values]
    return mpf(float(values))


def number(value):
    return repr(float(value))


def add(family, parameters, x, density, cdf=None, survival=None):
    p = {k: exact(v) for k, v in parameters.items()}
    value = exact(x)
    fields = [family, ";".join(f"{k}={text(v)}" for k, v in parameters.items()), text(x)]
    fields.append(number(density(value, **p)))
    for tail in (cdf, survival):
        fields.append("" if tail is None else number(tail(value, **p)))
    rows.append(",".join(fields))


def both_tails(lower, upper):
    """Logarithms of a lower and an upper tail, each from the other where it is close to 1."""
    def log_of(one, other):
        def value(x, **p):
            a = one(x, **p)
            if a <= 0:
                return -inf
            return ln(a) if a < 0.5 else mp.log1p(-other(x, **p))
        return value
    return log_of(lower, upper), log_of(upper, lower)


# Normal, in its three parametrisations.
def sd_of(p):
    if "prec" in p:
        return 1 / mp.sqrt(p["prec"])
    return mp.sqrt(p["var"]) if "var" in p else p["sd"]


def normal(x, mean, **p):
    s = sd_of(p)
    return -((x - mean) / s) ** 2 / 2 - ln(s) - ln(2 * pi) / 2


def phi_upper(z):
    return mp.erfc(z / mp.sqrt(2)) / 2


normal_tails = both_tails(lambda x, mean, **p: phi_upper((mean - x) / sd_of(p)),
                          lambda x, mean, **p: phi_upper((x - mean) / sd_of(p)))
for x, mean, sd in [(0, 0, 1), (1.3, 0.2, 0.7), (-40, 1, 2), (39, 1, 1), (1e5, 0, 3), (1e-8, 0, 1e-6),
                    (1e8, 1e8 + 1, 1e-3), (-5, 1e3, 1e6), (3e-300, 0, 1e-300)]:
    add("Normal", dict(mean=mean, sd=sd), x, normal, *normal_tails)
    if abs(sd) > 1e-100:
        add("Normal", dict(mean=mean, var=sd * sd), x, normal, *normal_tails)
        add("Normal", dict(mean=mean, prec=0.3 / sd), x, normal, *normal_tails)


def log_normal(x, **p):
    return normal(ln(x), **p) - ln(x)


log_normal_tails = both_tails(lambda x, mean, **p: phi_upper((mean - ln(x)) / sd_of(p)),
                              lambda x, mean, **p: phi_upper((ln(x) - mean) / sd_of(p)))
for x, mean, sd in [(1, 0, 1), (2.5, 0.3, 0.6), (1e-6, -1, 2), (1e12, 3, 1.5), (1e-200, 0, 10), (1.001, 0, 0.01)]:
    add("LogNormal", dict(mean=mean, sd=sd), x, log_normal, *log_normal_tails)
    add("LogNormal", dict(mean=mean, prec=sd), x, log_normal, *log_normal_tails)


def student(x, df, mean, sd):
    z = (x - mean) / sd
    return (lgamma((df + 1) / 2) - lgamma(df / 2) - ln(df * pi) / 2 - ln(sd)
            - (df + 1) / 2 * mp.log1p(z * z / df))


def student_above(z, df):
    """P(T > z) for z >= 0."""
    return mp.betainc(df / 2, mpf(1) / 2, 0, df / (df + z * z), regularized=True) / 2


student_tails = both_tails(
    lambda x, df, mean, sd: student_above((mean - x) / sd, df) if x < mean else 1 - student_above((x - mean) / sd, df),
    lambda x, df, mean, sd: student_above((x - mean) / sd, df) if x > mean else 1 - student_above((mean - x) / sd, df))
for df in [0.01, 0.5, 1, 3, 30, 1e4, 1e8]:
    for x, mean, sd in [(0.4, 0.4, 1), (2, -1, 0.5), (-1e6, 0, 3), (1e-3, 0, 1e4), (7, 0, 1)]:
        add("StudentT", dict(df=df, mean=mean, sd=sd), x, student, *student_tails)

laplace_tails = both_tails(
    lambda x, mean, scale: mp.exp((x - mean) / scale) / 2 if x < mean else 1 - mp.exp((mean - x) / scale) / 2,
    lambda x, mean, scale: mp.exp((mean - x) / scale) / 2 if x > mean else 1 - mp.exp((x - mean) / scale) / 2)
for x, mean, scale in [(0, 0, 1), (3, 1, 2), (-50, 0, 1), (700, 2, 1), (1e-9, 0, 1), (2.0, 2.0, 1e-3)]:
    add("Laplace", dict(mean=mean, scale=scale), x,
        lambda x, mean, scale: -abs(x - mean) / scale - ln(2 * scale), *laplace_tails)

def cauchy_below(z):
    return mp.atan(1 / -z) / pi if z < 0 else mpf(1) / 2 + mp.atan(z) / pi
cauchy_tails = both_tails(lambda x, mean, scale: cauchy_below((x - mean) / scale),
                          lambda x, mean, scale: cauchy_below((mean - x) / scale))
for x, mean, scale in [(0, 0, 1), (3, 1, 2), (-1e12, 0, 1), (1e20, 2, 1), (1e-9, 0, 1), (5, 2, 1e-3)]:
    add("Cauchy", dict(mean=mean, scale=scale), x,
        lambda x, mean, scale: -ln(pi * scale * (1 + ((x - mean) / scale) ** 2)), *cauchy_tails)

half_normal_tails = both_tails(lambda x, sd: mp.erf(x / sd / mp.sqrt(2)),
                               lambda x, sd: mp.erfc(x / sd / mp.sqrt(2)))
half_cauchy_tails = both_tails(lambda x, scale: mp.atan(x / scale) * 2 / pi,
                               lambda x, scale: mp.atan(scale / x) * 2 / pi)
for x, scale in [(1, 1), (0.3, 2), (1e-10, 1), (30, 1), (7e4, 2e3), (0.5, 100)]:
    add("HalfNormal", dict(sd=scale), x,
        lambda x, sd: normal(x, mpf(0), sd=sd) + ln(2), *half_normal_tails)
    add("HalfCauchy", dict(scale=scale), x,
        lambda x, scale: -ln(pi / 2 * scale * (1 + (x / scale) ** 2)), *half_cauchy_tails)
    add("Exponential", dict(rate=scale), x, lambda x, rate: ln(rate) - rate * x,
        *both_tails(lambda x, rate: -mp.expm1(-rate * x), lambda x, rate: mp.exp(-rate * x)))

def weibull(x, shape, scale):
    return (ln(shape / scale) + (shape - 1) * ln(x / scale) - (x / scale) ** shape)
weibull_tails = both_tails(lambda x, shape, scale: -mp.expm1(-(x / scale) ** shape),
                           lambda x, shape, scale: mp.exp(-(x / scale) ** shape))
for x, shape, scale in [(1, 1, 1), (2, 1.5, 3), (1e-8, 0.4, 2), (40, 2.2, 1.1), (5, 50, 5.1)]:
    add("Weibull", dict(shape=shape, scale=scale), x, weibull, *weibull_tails)

def gamma(x, shape, rate):
    return shape * ln(rate) - lgamma(shape) + (shape - 1) * ln(x) - rate * x
def inverse_gamma(x, shape, scale):
    return shape * ln(scale) - lgamma(shape) - (shape + 1) * ln(x) - scale / x
def gamma_below(a, t):
    """P(a, t) by its power series, whose terms are all positive."""
    log_weight = a * ln(t) - t - lgamma(a + 1)
    term = total = mpf(1)
    n = a
    while term > total * mpf(10) ** (-mp.dps - 5) or n < t:
        n += 1
        term *= t / n
        total += term
    return mp.exp(log_weight) * total


def gamma_above(a, t):
    """Q(a, t) by the continued fraction beyond the mean, otherwise the complement."""
    if t < 1.2 * a + 5:
        with mp.workdps(200):
            return 1 - gamma_below(a, t)
    f = mpf(0)
    for n in range(3000, 0, -1):
        f = n * (n - a) / (t + 2 * n + 1 - a - f)
    return mp.exp(a * ln(t) - t - lgamma(a)) / (t + 1 - a - f)


gamma_tails = both_tails(lambda x, shape, rate: gamma_below(shape, rate * x),
                         lambda x, shape, rate: gamma_above(shape, rate * x))
inverse_gamma_tails = both_tails(lambda x, shape, scale: gamma_above(shape, scale / x),
                                 lambda x, shape, scale: gamma_below(shape, scale / x))
for shape in [1e-8, 0.01, 0.7, 1, 3.3, 15.9, 16.1, 200, 1e6, 1e12]:
    for ratio in [1e-6, 0.2, 0.9, 1, 1.01, 3, 500]:
        add("Gamma", dict(shape=shape, rate=0.4), max(shape, 1e-3) * ratio / 0.4, gamma,
            *(gamma_tails if 1e-3 < shape < 1e5 else []))
        add("InvGamma", dict(shape=shape, scale=2.5), 2.5 / (max(shape, 1e-3) * ratio), inverse_gamma,
            *(inverse_gamma_tails if 1e-3 < shape < 1e5 else []))

def beta(x, a, b):
    return (a - 1) * ln(x) + (b - 1) * mp.log1p(-x) - lgamma(a) - lgamma(b) + lgamma(a + b)
def beta_below(x, a, b):
    return mp.betainc(a, b, 0, x, regularized=True)
beta_tails = both_tails(beta_below, lambda x, a, b: beta_below(1 - x, b, a))
for a, b in [(1, 1), (0.5, 0.5), (2, 7), (1e-3, 3), (80, 1e-2), (400, 900), (1, 30), (12, 9)]:
    for x in [1e-10, 0.02, 0.31, 0.5, 0.97, 1 - 2.0 ** -40]:
        add("Beta", dict(a=a, b=b), x, beta, *beta_tails)
add("Beta", dict(a=1, b=1), 0, lambda x, a, b: mpf(0))
add("Beta", dict(a=1, b=1), 1, lambda x, a, b: mpf(0))
add("Beta", dict(a=2, b=1), 1, lambda x, a, b: ln(2))
add("Beta", dict(a=1, b=3), 0, lambda x, a, b: ln(3))

uniform_tails = both_tails(lambda x, lower, upper: (x - lower) / (upper - lower),
                           lambda x, lower, upper: (upper - x) / (upper - lower))
for x, lower, upper in [(0.5, 0, 1), (-1.5, -2, 7), (1e6 + 1, 1e6, 1e6 + 3), (1e-12, 0, 1)]:
    add("Uniform", {"lower": lower, "upper": upper}, x, lambda x, lower, upper: -ln(upper - lower), *uniform_tails)
for x, lower, upper in [(3, 0, 9), (-2, -5, -2), (7, 7, 7)]:
    add("DiscreteUniform", {"lower": lower, "upper": upper}, x, lambda x, lower, upper: -ln(upper - lower + 1))

def von_mises(x, mean, conc):
    return conc * mp.cos(x - mean) - ln(2 * pi) - ln(mp.besseli(0, conc))
for conc in [0, 1e-3, 0.8, 12, 63.9, 64.1, 300, 1e4, 1e8]:
    for x, mean in [(0.1, 0), (3, -1), (1.0001, 1)]:
        if conc < 1e6 or abs(x - mean) < 1e-2:
            add("VonMises", dict(mean=mean, conc=conc), x, von_mises)

def dirichlet(x, conc):
    return lgamma(sum(conc)) - sum(lgamma(a) for a in conc) + sum((a - 1) * ln(v) for a, v in zip(conc, x))
for x, conc in [([0.2, 0.3, 0.5], [1, 1, 1]), ([0.1, 0.9], [0.3, 4]), ([1e-8, 0.5, 0.49999999], [0.01, 30, 25.5]),
                ([0.25, 0.25, 0.25, 0.25], [1e-3, 2, 500, 0.1])]:
    add("Dirichlet", dict(conc=conc), x, dirichlet)


def square(values):
    n = int(round(len(values) ** 0.5))
    return mp.matrix([[values[i * n + j] for j in range(n)] for i in range(n)])


def mv_normal(x, mean, cov=None, prec=None, chol=None):
    n = len(x)
    if cov is not None:
        s = square(cov)
    elif prec is not None:
        s = square(prec) ** -1
    else:
        s = square(chol) * square(chol).T
    d = mp.matrix([a - b for a, b in zip(x, mean)])
    return -(d.T * (s ** -1) * d)[0] / 2 - ln(mp.det(s)) / 2 - n * ln(2 * pi) / 2


cov2 = [2, -0.7, -0.7, 0.5]
cov3 = [4, 1, -1, 1, 2.5, 0.3, -1, 0.3, 1]
for x, mean, cov in [([0.3, -1], [0, 0], cov2), ([5, 7, -9], [1, 2, 3], cov3), ([0.1], [0.4], [0.09]),
                     ([1e3, 1], [0, 0], [1e6, 0.5, 0.5, 1e-4])]:
    add("MvNormal", dict(mean=mean, cov=cov), x, mv_normal)
    add("MvNormal", dict(mean=mean, prec=cov), x, mv_normal)
add("MvNormal", dict(mean=[0.2, 1], chol=[1.5, 0, -0.4, 0.3]), [2, 2.5], mv_normal)


def log_multigamma(a, n):
    return n * (n - 1) * ln(pi) / 4 + sum(lgamma(a - mpf(j) / 2) for j in range(n))


def wishart(x, df, scale):
    a, v = square(x), square(scale)
    n = a.rows
    trace = sum((v ** -1 * a)[i, i] for i in range(n))
    return ((df - n - 1) * ln(mp.det(a)) / 2 - trace / 2 - df * n * ln(2) / 2 - df * ln(mp.det(v)) / 2
            - log_multigamma(df / 2, n))


def inverse_wishart(x, df, scale):
    a, v = square(x), square(scale)
    n = a.rows
    trace = sum((v * a ** -1)[i, i] for i in range(n))
    return (df * ln(mp.det(v)) / 2 - df * n * ln(2) / 2 - log_multigamma(df / 2, n)
            - (df + n + 1) * ln(mp.det(a)) / 2 - trace / 2)


for df in [3.5, 10, 1000]:
    for x, scale in [(cov2, [1, 0.2, 0.2, 3]), (cov3, [1, 0, 0, 0, 2, 0.1, 0, 0.1, 0.5]), ([0.7], [2])]:
        add("Wishart", dict(df=df, scale=scale), x, wishart)
        add("InvWishart", dict(df=df, scale=scale), x, inverse_wishart)


def lkj(x, eta):
    """With the normalising constant of Lewandowski, Kurowicka and Joe (2009), equation 16."""
    a = square(x)
    n = a.rows
    log_constant = mpf(0)
    for k in range(1, n):
        b = eta + mpf(n - k - 1) / 2
        log_constant += (2 * eta - 2 + n - k) * (n - k) * ln(2)
        log_constant += (n - k) * (2 * lgamma(b) - lgamma(2 * b))
    return (eta - 1) * ln(mp.det(a)) - log_constant


correlation3 = [1, 0.5, -0.25, 0.5, 1, 0.125, -0.25, 0.125, 1]
for eta in [0.3, 1, 2, 50]:
    for x in [[1], [1, 0.4, 0.4, 1], correlation3]:
        add("LKJ", dict(eta=eta), x, lkj)

for p in [1e-20, 0.3, 0.5, 0.999]:
    for x in [0, 1]:
        add("Bernoulli", dict(prob=p), x, lambda x, prob: ln(prob) if x else mp.log1p(-prob))
for l in [-800, -3, 0, 1e-9, 40]:
    for x in [0, 1]:
        add("Bernoulli", dict(logit=l), x, lambda x, logit: -mp.log1p(mp.exp(-logit if x else logit)))

def log_choose(n, k):
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
def times_log(x, y):
    return mpf(0) if x == 0 else x * ln(y)
def binomial(x, n, prob):
    return log_choose(n, x) + times_log(x, prob) + times_log(n - x, 1 - prob)
binomial_tails = both_tails(lambda x, n, prob: sum(mp.exp(binomial(mpf(k), n, prob)) for k in range(int(x) + 1)),
                            lambda x, n, prob: sum(mp.exp(binomial(mpf(k), n, prob)) for k in range(int(x) + 1, int(n) + 1)))
for n, x in [(1, 0), (10, 3), (10, 10), (50, 0), (40, 16), (1000, 310), (10**6, 300123), (10**9, 299980000)]:
    for p in [0.3, 1e-5, 0.75]:
        add("Binomial", dict(n=n, prob=p), x, binomial, *(binomial_tails if 0 <= x < n < 1e5 else []))
add("Binomial", dict(n=5, prob=0), 0, binomial)
add("Binomial", dict(n=5, prob=1), 5, binomial)
add("Binomial", dict(n=0, prob=0.4), 0, binomial)

def beta_binomial(x, n, a, b):
    return log_choose(n, x) + lgamma(x + a) + lgamma(n - x + b) - lgamma(n + a + b) - lgamma(a) - lgamma(b) + lgamma(a + b)
for n, x in [(1, 0), (10, 3), (10, 10), (300, 40)]:
    for a, b in [(1, 1), (0.2, 3), (1e-3, 1e-3), (40, 70)]:
        add("BetaBinomial", dict(n=n, a=a, b=b), x, beta_binomial)

def poisson(x, rate):
    return times_log(x, rate) - rate - lgamma(x + 1)
poisson_tails = both_tails(lambda x, rate: gamma_above(x + 1, rate), lambda x, rate: gamma_below(x + 1, rate))
for x in [0, 1, 3, 15, 16, 40, 1000, 10**6, 10**9]:
    for rate in [1e-8, 0.3, 2, 30, 1010, 999000, 1000030000]:
        add("Poisson", dict(rate=rate), x, poisson, *(poisson_tails if x <= 1000 and rate < 2000 else []))

def negative_binomial(x, mean, conc):
    return (lgamma(x + conc) - lgamma(x + 1) - lgamma(conc) + conc * ln(conc / (conc + mean))
            + times_log(x, mean / (conc + mean)))
negative_binomial_tails = both_tails(
    lambda x, mean, conc: sum(mp.exp(negative_binomial(mpf(k), mean, conc)) for k in range(int(x) + 1)),
    lambda x, mean, conc: mp.betainc(x + 1, conc, 0, mean / (mean + conc), regularized=True))
for x in [0, 1, 7, 60, 500]:
    for mean, conc in [(2, 3), (1e-6, 0.5), (55, 1e-3), (60, 1e8), (1e4, 2)]:
        add("NegBinomial", dict(mean=mean, conc=conc), x, negative_binomial,
            *(negative_binomial_tails if conc < 1e3 else []))

for x in [0, 1, 12, 10**8]:
    for p in [0.3, 1e-9, 0.99]:
        add("Geometric", dict(prob=p), x, lambda x, prob: ln(prob) + x * mp.log1p(-prob),
            *both_tails(lambda x, prob: -mp.expm1((x + 1) * mp.log1p(-prob)),
                        lambda x, prob: mp.exp((x + 1) * mp.log1p(-prob))))
add("Geometric", dict(prob=1), 0, lambda x, prob: mpf(0))

def skellam(x, rate1, rate2):
    return (-rate1 - rate2 + x * ln(rate1 / rate2) / 2
            + ln(mp.besseli(abs(int(x)), 2 * mp.sqrt(rate1 * rate2))))
for x in [0, 1, -4, 30, -25]:
    for a, b in [(1, 1), (0.01, 3), (20, 15), (400, 380)]:
        add("Skellam", {"rate1": a, "rate2": b}, x, skellam)

for x in [0, 1, 2]:
    add("Categorical", dict(probs=[0.2, 0.5, 0.3]), x, lambda x, probs: ln(probs[int(x)]))
    add("Categorical", dict(logits=[-800, 3, 900.5]), x,
        lambda x, logits: logits[int(x)] - ln(sum(mp.exp(v) for v in logits)))
def multinomial(x, n, probs):
    return lgamma(n + 1) - sum(lgamma(k + 1) for k in x) + sum(times_log(k, p) for k, p in zip(x, probs))
for x, probs in [([2, 0, 5], [0.25, 0.25, 0.5]), ([0, 1], [0, 1]), ([300, 20, 1], [0.9375, 0.0546875, 0.0078125]),
                 ([250000, 750001], [0.25, 0.75])]:
    add("Multinomial", dict(n=sum(x), probs=probs), x, multinomial)

def ordered_logistic(x, eta, cuts):
    def below(c):
        return 1 / (1 + mp.exp(eta - c))
    high = below(cuts[int(x)]) if x < len(cuts) else mpf(1)
    return ln(high - (below(cuts[int(x) - 1]) if x > 0 else 0))
for eta in [0.3, -40, 700]:
    for x in [0, 1, 2, 3]:
        with mp.workdps(700):
            add("OrderedLogistic", dict(eta=eta, cuts=[-1, 0.5, 0.5001]), x, ordered_logistic)

def kernel(x, data, bandwidth):
    return ln(sum(mp.exp(normal(x, d, sd=bandwidth)) for d in data) / len(data))
def kernel_below(x, data, bandwidth):
    return sum(phi_upper((d - x) / bandwidth) for d in data) / len(data)
def kernel_above(x, data, bandwidth):
    return sum(phi_upper((x - d) / bandwidth) for d in data) / len(data)
for x in [0.4, 30, -7]:
    add("Kernel", dict(data=[1, -2, 0.25, 3.5], bandwidth=0.8), x, kernel,
        *both_tails(kernel_below, kernel_above))
add("Delta", dict(v=1.5), 1.5, lambda x, v: mpf(0))
add("Delta", dict(v=1.5), 1.25, lambda x, v: -inf)

with open("densities.csv", "w") as file:
    file.write("\n".join(rows) + "\n")
