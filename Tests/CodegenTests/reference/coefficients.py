"""Writes Sources/Codegen/Math/Coefficients.swift: the approximations of the vector mathematics.

Run in this folder: python3 coefficients.py   (some seconds)
Each is the quotient of polynomials (or a polynomial) whose largest relative error is least, found
by Remez' exchange on a grid, at 50 digits, and rounded to doubles.
"""
from mpmath import mp, mpf

mp.dps = 50
tiny = mpf(10) ** -15
half_log_two_pi = mp.log(2 * mp.pi) / 2
root = mp.findroot(mp.digamma, mpf("1.4616321449683623"))


def horner(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def solve(v, y, weight, points, m, n, level):
    """P - y Q = 0 at m + n + 1 points, or P - (y + s level) Q = 0 at one more, s = 1, -1, …"""
    size = len(points)
    levelled = size == m + n + 2
    a, b = mp.matrix(size, size), mp.matrix(size, 1)
    for row, i in enumerate(points):
        sign = (-1) ** row * weight[i]
        value = y[i] + (sign * level if levelled else 0)
        for j in range(m + 1):
            a[row, j] = v[i] ** j
        for j in range(1, n + 1):
            a[row, m + j] = -value * v[i] ** j
        if levelled:
            a[row, m + n + 1] = -sign
        b[row] = y[i]
    s = mp.lu_solve(a, b)
    over = [s[j] for j in range(m + 1)]
    under = [mpf(1)] + [s[m + j] for j in range(1, n + 1)]
    return over, under, s[m + n + 1] if levelled else mpf(0)


def peaks(errors):
    found = []
    for i, e in enumerate(errors):
        if found and (e > 0) == (errors[found[-1]] > 0):
            if abs(e) > abs(errors[found[-1]]):
                found[-1] = i
        else:
            found.append(i)
    return found


def fit(f, low, high, m, n, variable=lambda x: x, place=(lambda x: x, lambda s: s), grid=240,
        exchange=True, base=None):
    """The best P(v) / Q(v) for f(x) on [low, high] of degrees m and n with v = variable(x).

    With a base, the best base[0] + base[1] v + P(v) / Q(v): where the base is most of the value, the
    rounding of the quotient matters little.

    The points of the grid are those of Chebyshev on the scale `place`, given with its inverse;
    points must be dense where f has a singularity nearby.
    """
    start, end = place[0](mpf(low)), place[0](mpf(high))
    x = [place[1](start + (end - start) * (1 - mp.cos(mp.pi * k / grid)) / 2)
         for k in range(grid + 1)]
    v = [variable(t) for t in x]
    whole = [f(t) for t in x]
    y = [w - (horner(base, t) if base else 0) for w, t in zip(whole, v)]
    weight = [abs(w) for w in whole]

    def errors(over, under):
        return [(horner(over, v[i]) / horner(under, v[i]) - y[i]) / weight[i]
                for i in range(grid + 1)]

    count = m + n + 1
    nodes = [int(mp.nint(grid * mpf(2 * i + 1) / (2 * count))) for i in range(count)]
    over, under, _ = solve(v, y, weight, nodes, m, n, 0)
    e = errors(over, under)
    best = (max(map(abs, e)), over, under)
    level = None
    for _ in range(10 if exchange else 0):
        found = peaks(e)
        if len(found) < count + 1:
            break
        while len(found) > count + 1:
            found.pop(0 if abs(e[found[0]]) < abs(e[found[-1]]) else -1)
        if level is None:
            sign = -1 if e[found[0]] < 0 else 1
            level = sign * sum(abs(e[i]) for i in found) / len(found)
        for _ in range(8):
            over, under, next_level = solve(v, y, weight, found, m, n, level)
            done = n == 0 or abs(next_level - level) < abs(next_level) * mpf("1e-4")
            level = next_level
            if done:
                break
        e = errors(over, under)
        worst = max(map(abs, e))
        if worst < best[0]:
            best = (worst, over, under)
        if worst < abs(level) * mpf("1.05"):
            break
    return best


def from_pole(distance):
    return (lambda x: mp.log(x + distance), lambda s: mp.exp(s) - distance)


out = ["""/// The approximations of the vector mathematics, from the lowest power on.
///
/// Written by Tests/CodegenTests/reference/coefficients.py, which says how they were found.
enum Coefficients {"""]


def swift(name, comment, result, base=None):
    worst, over, under = result
    print(name, mp.nstr(mp.log(worst, 2), 4), min(over) > 0, min(under) > 0, flush=True)
    out.append(f"  /// {comment}")
    out.append(f"  /// Relative error 2^{mp.nstr(mp.log(worst, 2), 3)}.")
    for suffix, values in (("Base", base or [0]), ("Over", over), ("Under", under)):
        if suffix != "Over" and len(values) == 1:
            continue
        label = name if len(under) == 1 else name + suffix
        out.append(f"  static let {label} = [")
        line = "   "
        for value in values:
            text = " " + repr(float(value)) + ","
            if len(line + text) > 98:
                out.append(line)
                line = "   "
            line += text
        out.extend([line, "  ]"])
    out.append("")


def log_rest(z):
    s = mp.sqrt(z)
    return mpf(2) / 3 + 2 * z / 5 if z < tiny else (2 * mp.atanh(s) - 2 * s) / s**3


def exp_rest(r):
    return mpf(1) / 2 + r / 6 if abs(r) < tiny else (mp.expm1(r) - r) / r**2


def sine(u):
    r = mp.sqrt(u)
    return -mp.pi**3 / 6 if u < tiny else (mp.sin(mp.pi * r) / r - mp.pi) / u


def log_gamma(t):
    if abs(t) < tiny:
        return mp.euler
    return 1 - mp.euler if abs(t - 1) < tiny else mp.loggamma(1 + t) / (t * (t - 1))


def stirling(u):
    if u < tiny:
        return mpf(1) / 12 - u / 360
    x = 1 / mp.sqrt(u)
    return x * (mp.loggamma(x) - (x - mpf(1) / 2) * mp.log(x) + x - half_log_two_pi)


def digamma(x):
    if x < tiny:
        return 1 / root
    near = abs(x - root) < tiny
    return root * mp.polygamma(1, root) if near else x * mp.digamma(x) / (x - root)


def digamma_tail(u):
    if u < tiny:
        return mpf(1) / 12 - u / 120
    x = 1 / mp.sqrt(u)
    return (mp.log(x) - 1 / (2 * x) - mp.digamma(x)) * x * x


def trigamma(x):
    return mpf(1) if x < mpf(10) ** -40 else x * x * mp.polygamma(1, x)


def trigamma_tail(u):
    if u < tiny:
        return mpf(1) / 6 - u / 30
    x = 1 / mp.sqrt(u)
    return (mp.polygamma(1, x) - 1 / x - 1 / (2 * x * x)) * x**3


def mills(z):
    if z > 1e5:
        return (1 - 1 / z**2 + 3 / z**4 - 15 / z**6) / z / mp.sqrt(2 * mp.pi)
    return mp.erfc(z / mp.sqrt(2)) / 2 * mp.exp(z * z / 2)


def normal_centre(u):
    q = mp.sqrt(u)
    return mp.sqrt(2 * mp.pi) if q < tiny else mp.sqrt(2) * mp.erfinv(2 * q) / q


def normal_tail(r):
    x = r * mp.sqrt(2) - mp.log(r * 2 * mp.sqrt(mp.pi)) / (r * mp.sqrt(2))
    for _ in range(60):
        q = mp.erfc(x / mp.sqrt(2)) / 2
        step = (mp.log(q) + r * r) * q * mp.sqrt(2 * mp.pi) * mp.exp(x * x / 2)
        x += step
        if abs(step) < mpf(10) ** -40:
            break
    return x


def based(name, comment, f, low, high, m, n, base, **others):
    swift(name, f"{comment[0].upper() + comment[1:]}, less a base.",
          fit(f, low, high, m, n, base=[mpf(c) for c in base], **others), base)


largest = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.0001")
swift("logRest", "(2 artanh s - 2 s) / s^3 in s^2 for s <= (sqrt 2 - 1) / (sqrt 2 + 1).",
      fit(log_rest, 0, largest, 7, 0))
swift("expRest", "(e^r - 1 - r) / r^2 for |r| <= (log 2) / 2.",
      fit(exp_rest, -mp.log(2) / 2 * mpf("1.0001"), mp.log(2) / 2 * mpf("1.0001"), 10, 0))
swift("sineRest", "(sin(pi x) - pi x) / x^3 in x^2 for x <= 1/2.", fit(sine, 0, mpf(1) / 4, 7, 0))
based("logGamma", "log Gamma(1 + t) / (t (t - 1)) for -1/4 <= t <= 2",
      log_gamma, -0.25, 2, 8, 8, [0.5625, -0.109375], place=from_pole(1), grid=160)
swift("stirling", "The correction of Stirling's formula, times x, in 1/x^2 for x >= 3.",
      fit(stirling, 0, mpf(1) / 9, 11, 0))
based("digamma", "x digamma(x) / (x - root) for 0 <= x <= 3",
      digamma, 0, 3, 7, 7, [0.78125, 0.359375], place=from_pole(1), grid=160)
swift("digammaTail", "(log x - 1/(2 x) - digamma x) x^2 in 1/x^2 for x >= 3.",
      fit(digamma_tail, 0, mpf(1) / 9, 10, 0))
based("trigamma", "x^2 trigamma(x) for 0 <= x <= 3",
      trigamma, 0, 3, 8, 7, [0.9375, 0.84375], place=from_pole(1), grid=160)
swift("trigammaTail", "(trigamma(x) - 1/x - 1/(2 x^2)) x^3 in 1/x^2 for x >= 3.",
      fit(trigamma_tail, 0, mpf(1) / 9, 12, 0))
scale = (lambda z: (z - 4) / (z + 4), lambda s: 4 * (1 + s) / (1 - s))
based("mills", "(2 + 2.5 z) exp(z^2 / 2) times the normal probability beyond z, for z >= 0",
      lambda z: (2 + mpf("2.5") * z) * mills(z), 0, mpf(10) ** 12, 11, 11, [1.09375, 0],
      place=scale, exchange=False)
based("normalCentre", "x / q for the x with normal probability 1/2 + q, in 0.180625 - q^2 >= 0",
      normal_centre, 0, mpf("0.180625"), 8, 8, [3.3125, -4.75],
      variable=lambda u: mpf("0.180625") - u,
      place=(lambda u: -mp.log(mpf("0.25") - u), lambda s: mpf("0.25") - mp.exp(-s)), grid=160)
based("normalTail", "the x beyond which lies exp(-r^2), in r - 1.6, for r <= 5",
      normal_tail, mpf("1.6"), 5, 8, 8, [1.4375, 1.53125], variable=lambda r: r - mpf("1.6"),
      place=from_pole(-1), grid=160)
based("normalFarTail", "the x beyond which lies exp(-r^2), in r - 5, for r from 5 to 27.3",
      normal_tail, 5, mpf("27.31"), 9, 9, [6.6875, 1.421875], variable=lambda r: r - 5,
      place=from_pole(0), grid=160)
out[-1] = "}"
with open("../../../Sources/Codegen/Math/Coefficients.swift", "w") as file:
    file.write("\n".join(out) + "\n")
