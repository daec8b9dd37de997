"""Writes functions.csv: name, arguments, value and what the value lacks, in its last place.

Run in this folder: python3 functions.py   (some seconds)
Arguments are exact doubles, most of them exact floats too; values come from mpmath.
"""
import math
import random
import struct
from mpmath import mp, mpf

mp.dps = 60
random.seed(20261121)
rows = []


def single(x):
    return struct.unpack("f", struct.pack("f", x))[0] if 1e-37 < abs(x) < 1e38 else x


def add(name, f, *arguments):
    try:
        value = f(*[mpf(a) for a in arguments])
    except (ValueError, ZeroDivisionError, mp.NoConvergence):
        return
    if mp.im(value) != 0:
        return
    number = float(mp.re(value))
    if not math.isfinite(number):
        return
    lack = float((value - mpf(number)) / mpf(math.ulp(number)))
    fields = [name] + [repr(a) for a in arguments] + [repr(number), f"{lack:.2f}"]
    rows.append(",".join(fields))


def spread(low, high, count):
    """Points evenly spread on a logarithmic scale, three of four of them floats."""
    start, step = math.log(low), (math.log(high) - math.log(low)) / (count - 1)
    points = [math.exp(start + step * i) * random.uniform(0.9, 1.1) for i in range(count)]
    return [x if i % 4 == 0 else single(x) for i, x in enumerate(points)]


def even(low, high, count):
    points = [random.uniform(low, high) for _ in range(count)]
    return [x if i % 4 == 0 else single(x) for i, x in enumerate(points)]


def both(points):
    return points + [-p for p in points]


def near(centre, count=12):
    return [single(centre + s * 10 ** -random.uniform(0.5, 7)) for s in (-1, 1)
            for _ in range(count // 2)] + [centre + s * 10 ** -random.uniform(7, 15)
                                           for s in (-1, 1) for _ in range(2)]


def table(name, f, points):
    for x in points:
        add(name, f, float(x))


# The C library's.
wide = both(spread(1e-300, 1e300, 24)) + both(spread(1e-8, 1e4, 24)) + both(even(0, 4, 12))
small = both(spread(1e-300, 1, 18)) + both(even(0, 1, 24)) + both([1 - 2**-20, 1 - 2**-24])
table("exp", mp.exp, both(spread(1e-20, 700, 30)) + even(-745, 709.7, 30) + even(-103, 88, 30))
table("expm1", mp.expm1, both(spread(1e-300, 80, 40)) + even(-40, 709, 30) + even(-1, 1, 30))
table("log", mp.log, spread(5e-324, 1e308, 60) + near(1) + even(0.5, 2, 40))
table("log1p", mp.log1p, both(spread(1e-300, 0.9, 40)) + spread(1, 1e300, 20) + even(-1, 2, 30))
for name, f in [("sin", mp.sin), ("cos", mp.cos), ("tan", mp.tan)]:
    table(name, f, wide + [math.pi * k / 2 for k in range(1, 9)])
table("asin", mp.asin, small)
table("acos", mp.acos, small)
table("atanh", mp.atanh, small)
table("atan", mp.atan, wide)
table("asinh", mp.asinh, wide)
table("acosh", mp.acosh, spread(1, 1e300, 40) + [x for x in near(1, 24) if x > 1] + even(1, 9, 30))
table("sinh", mp.sinh, both(spread(1e-300, 709, 40) + even(0, 4, 15)))
table("cosh", mp.cosh, both(spread(1e-300, 709, 40) + even(0, 4, 15)))
table("tanh", mp.tanh, both(spread(1e-300, 40, 40) + even(0, 4, 15)))
table("erf", mp.erf, both(spread(1e-300, 7, 40) + even(0, 4, 15)))
table("erfc", mp.erfc, both(spread(1e-20, 26, 40)) + even(0, 27.2, 30) + even(-1, 2, 20))
for _ in range(120):
    add("power", lambda x, y: x**y, single(math.exp(random.gauss(0, 2))), single(random.gauss(0, 9)))
    y, x = [single(random.gauss(0, 1) * 10 ** random.uniform(-9, 9)) for _ in range(2)]
    add("atan2", mp.atan2, y, x)
    add("xLogY", lambda x, y: x * mp.log(y), x, abs(y))

# Our own.
table("logistic", lambda x: 1 / (1 + mp.exp(-x)), both(spread(1e-300, 740, 60)) + even(-40, 40, 80))
table("softplus", lambda x: mp.log1p(mp.exp(x)), both(spread(1e-300, 740, 60)) + even(-40, 40, 80))
table("log1mExpNegative", lambda x: mp.log(-mp.expm1(-x)),
      spread(5e-324, 740, 100) + even(0, 2, 50) + even(0, 40, 30) + near(math.log(2)))


def log_gamma(x):
    if x == mp.floor(x) and x <= 0:
        raise ValueError
    if x > 1e4:
        return mp.loggamma(x)
    return mp.log(abs(mp.gamma(x)))


def digamma(x):
    return mp.digamma(x) if x > 0 or x != mp.floor(x) else mpf("inf")


positive = spread(1e-308, 1e300, 50) + spread(1e-9, 100, 70) + even(0, 4, 70) + [3, 2.9999999]
negative = [-p for p in spread(1e-300, 0.9, 30)] + even(-1, 0, 30) + even(-12, 0, 45) + even(
    -200, -12, 20) + near(-3) + near(-20)
roots = []
for k in range(2, 18):
    for start in (mpf(-k) - mpf(1) / mp.factorial(k + 1), mpf(-k) + mpf(1) / mp.factorial(k + 1)):
        start = {2: {-1: mpf("-2.457"), 1: mpf("-2.747")}}.get(k, {}).get(
            -1 if start < -k else 1, start)
        try:
            roots.append(float(mp.findroot(lambda x: mp.log(abs(mp.gamma(x))), start)))
        except (ValueError, ZeroDivisionError):
            pass
table("logGamma", log_gamma, positive + negative + near(1, 24) + near(2, 24) + roots + [
    1e305, 2.5563e305, 2.559e305, math.nextafter(1, 0), math.nextafter(1, 2), math.nextafter(2, 0),
    math.nextafter(2, 3)] + [single(r * (1 + 1e-4)) for r in roots[:6]])
table("polygamma0", digamma, positive + negative + near(1.4616321449683623, 40) + [1.4616321449683622])
table("polygamma1", lambda x: mp.polygamma(1, x), [
    x for x in positive + negative if 1e-150 < abs(x) < 1e150])
for x in spread(0.01, 1e4, 30) + even(-4, 0, 8):
    add("polygamma2", lambda x: mp.polygamma(2, x), float(x))


def tail(z):
    if z > 1e5:
        return mpf(0)
    return mp.erfc(z / mp.sqrt(2)) / 2


def log_tail(z):
    if z > 1e5:
        return -z * z / 2 - mp.log(z * mp.sqrt(2 * mp.pi)) - 1 / z**2
    return mp.log(tail(z)) if z > -1 else mp.log1p(-tail(-z))


spots = both(spread(1e-300, 37, 45)) + even(-9, 9, 100) + even(-2, 2, 50)
table("normalCDF", lambda x: tail(-x), spots + even(-38.4, -30, 20))
table("logNormalCDF", lambda x: log_tail(-x), spots + [-x for x in spread(30, 1e150, 40)])


def inverse(p):
    if not 0 < p < 1:
        raise ValueError
    tail_of = p if p < 0.5 else 1 - p
    x = mp.sqrt(-2 * mp.log(tail_of)) if tail_of < 0.02 else mp.sqrt(2) * mp.erfinv(1 - 2 * tail_of)
    for _ in range(60):
        q = tail(x)
        step = (mp.log(q) - mp.log(tail_of)) * q * mp.sqrt(2 * mp.pi) * mp.exp(x * x / 2)
        x += step
        if abs(step) < mpf(10) ** -55:
            break
    return -x if p < 0.5 else x


table("inverseNormalCDF", inverse, spread(5e-324, 0.4, 100) + even(0, 1, 110) + near(0.5) + [
    1 - 2**-k for k in range(2, 53, 3)] + [0.075, 0.925, 0.0749, 0.9251, math.exp(-25)])
for _ in range(150):
    x, y = single(random.uniform(-400, 400)), single(random.gauss(0, 20))
    add("logAddExp", lambda x, y: mp.log(mp.exp(x) + mp.exp(y)), x, x + y)
sizes = [1e-300, 1e-8, 1e-3, 0.3, 0.7, 1, 1.6, 2.5, 2.99, 3.01, 9.5, 40, 1e3, 1e6, 1e10]
for a in sizes:
    for b in sizes:
        x, y = (single(s * random.uniform(0.95, 1.05)) for s in (a, b))
        add("logBeta", lambda a, b: mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b), x, y)
for _ in range(40):
    order, x = random.choice([0, 0.5, 1, 3, 12.5]), single(math.exp(random.gauss(1, 2)))
    add("logBesselI", lambda order, x: mp.log(mp.besseli(order, x)), order, x)

with open("functions.csv", "w") as file:
    file.write("\n".join(rows) + "\n")
