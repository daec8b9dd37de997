import ScalarMath

/// log((2 pi)^(1/2)).
let halfLogTwoPi = 0.918938533204672741780

/// log(x / y) for positive x and y, with full accuracy where they are close.
func logRatio(_ x: Formula, _ y: Formula) -> Formula {
  let difference = (x - y) / y
  let isClose = abs(difference) < 0.5
  let close = log1p(isClose.select(difference, else: 0))
  return isClose.select(close, else: log(isClose.select(1, else: x / y)))
}

/// x log(x / m) - x + m for positive x and m: half the deviance of a count from its mean.
///
/// Log densities are written with it because their large terms then cancel on paper: C. Loader,
/// "Fast and accurate computation of binomial probabilities" (2000).
func deviance(_ x: Formula, mean m: Formula) -> Formula {
  x * logRatio(x, m) - (x - m)
}

/// The deviance where the count or the mean may be zero.
func countDeviance(_ x: Formula, mean m: Formula) -> Formula {
  let hasCount = 0 < x
  let hasMean = 0 < m
  let both = deviance(
    hasCount.and(hasMean).select(x, else: 1), mean: hasCount.and(hasMean).select(m, else: 1))
  return hasCount.select(hasMean.select(both, else: .infinity), else: m)
}

/// log Gamma(x + 1) - x log x + x for x >= 0, which grows only as log x / 2.
func stirlingRest(_ x: Formula) -> Formula {
  // Chosen and not clamped: at 16 itself the derivative is that of one side and not of half.
  let isSmall = x < 16
  let small = isSmall.select(x, else: 16)
  let large = isSmall.select(16, else: x)
  let direct = logGamma(small + 1) - xLogY(small, small) + small
  let inverse = 1 / large
  let step = inverse.square
  // 1/(12 x) - 1/(360 x^3) + 1/(1260 x^5) - …, whose seventh term is below 1e-17 from 16 on.
  var series = x.constant(-691.0 / 360_360)
  for coefficient in [1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12] {
    series = series * step + coefficient
  }
  let expansion = 0.5 * log(large) + halfLogTwoPi + series * inverse
  return isSmall.select(direct, else: expansion)
}

/// log(m^x exp(-m) / Gamma(x + 1)).
func logPoissonMass(_ x: Formula, mean m: Formula) -> Formula {
  if m.isOpen { return xLogY(x, m) - m - logGamma(x + 1) }
  return -countDeviance(x, mean: m) - stirlingRest(x)
}

/// log(n! / (k! (n - k)!)) for 0 <= k <= n.
func logChoose(_ n: Formula, _ k: Formula) -> Formula {
  -log1p(n) - logBeta(max(n - k, 0) + 1, k + 1)
}

/// x log(1 - p) with 0 log 0 = 0.
func xLogComplement(_ x: Formula, _ p: Formula) -> Formula {
  x * log1p(-(x == 0).select(0.5, else: p))
}

/// log p, and minus infinity with derivative 0 where p is 0: whether what cannot happen would be
/// more likely elsewhere says nothing, and 1 / p would be no number.
func logChance(_ p: Formula) -> Formula {
  if p.isOpen { return log(p) }
  let isImpossible = p == 0
  return isImpossible.select(p.constant(-.infinity), else: log(isImpossible.select(1, else: p)))
}

/// log(1 - p), likewise where p is 1.
func logRefusal(_ p: Formula) -> Formula {
  if p.isOpen { return log1p(-p) }
  let isSure = p == 1
  return isSure.select(p.constant(-.infinity), else: log1p(-isSure.select(0, else: p)))
}
