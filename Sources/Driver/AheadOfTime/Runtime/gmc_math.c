/* Functions that kernels call and the C library does not have. They compute as gmc itself does. */
#define _GNU_SOURCE
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

/* Elimination with partial pivoting in place; returns the sign of the permutation. */
static double eliminate(int64_t n, double *a, int64_t *pivots) {
  double sign = 1;
  for (int64_t k = 0; k < n; k++) {
    int64_t best = k;
    for (int64_t i = k + 1; i < n; i++) {
      if (fabs(a[i * n + k]) > fabs(a[best * n + k])) best = i;
    }
    if (pivots) pivots[k] = best;
    if (best != k) {
      sign = -sign;
      for (int64_t j = 0; j < n; j++) {
        double x = a[k * n + j];
        a[k * n + j] = a[best * n + j];
        a[best * n + j] = x;
      }
    }
    if (a[k * n + k] == 0) continue;
    for (int64_t i = k + 1; i < n; i++) {
      double factor = a[i * n + k] / a[k * n + k];
      a[i * n + k] = factor;
      for (int64_t j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
    }
  }
  return sign;
}

static void substitute(int64_t n, const double *a, const int64_t *pivots, double *x) {
  for (int64_t k = 0; k < n; k++) {
    double y = x[pivots[k]];
    x[pivots[k]] = x[k];
    x[k] = y;
  }
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < i; j++) x[i] -= a[i * n + j] * x[j];
  }
  for (int64_t i = n - 1; i >= 0; i--) {
    for (int64_t j = i + 1; j < n; j++) x[i] -= a[i * n + j] * x[j];
    x[i] /= a[i * n + i];
  }
}

static void substitute_transposed(int64_t n, const double *a, const int64_t *pivots, double *x) {
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < i; j++) x[i] -= a[j * n + i] * x[j];
    x[i] /= a[i * n + i];
  }
  for (int64_t i = n - 1; i >= 0; i--) {
    for (int64_t j = i + 1; j < n; j++) x[i] -= a[j * n + i] * x[j];
  }
  for (int64_t k = n - 1; k >= 0; k--) {
    double y = x[pivots[k]];
    x[pivots[k]] = x[k];
    x[k] = y;
  }
}

void gmc_solve(int64_t n, double *matrix, double *side, int64_t transposed) {
  int64_t few[64], *pivots = n <= 64 ? few : malloc((size_t)n * sizeof *pivots);
  int is_singular = !pivots;
  if (pivots) eliminate(n, matrix, pivots);
  for (int64_t i = 0; i < n; i++) is_singular |= matrix[i * n + i] == 0;
  if (is_singular) {
    for (int64_t i = 0; i < n; i++) side[i] = NAN;
  } else if (transposed) {
    substitute_transposed(n, matrix, pivots, side);
  } else {
    substitute(n, matrix, pivots, side);
  }
  if (pivots != few) free(pivots);
}

double gmc_determinant(int64_t n, double *matrix) {
  double result = eliminate(n, matrix, NULL);
  for (int64_t i = 0; i < n; i++) result *= matrix[i * n + i];
  return result;
}

double gmc_log_abs_determinant(int64_t n, double *matrix) {
  double result = 0;
  eliminate(n, matrix, NULL);
  for (int64_t i = 0; i < n; i++) result += log(fabs(matrix[i * n + i]));
  return result;
}

/* B_2k / (2k)!, the coefficients of the Euler-Maclaurin sum. */
static const double euler_maclaurin[] = {
    0.083333333333333333333, -0.0013888888888888888889, 0.000033068783068783068783,
    -8.2671957671957671958e-7, 2.0876756987868098979e-8, -5.2841901386874931848e-10,
    1.3382536530684678833e-11, -3.3896802963225828668e-13, 8.5860620562778445641e-15,
    -2.174868698558061873e-16, 5.5090028283602295152e-18, -1.3954464685812523341e-19};

/* The sum of (x + k)^-s over k = 0, 1, ... for s > 1 and x > 0. */
static double hurwitz_zeta(double s, double x) {
  double sum = 0, start = x;
  while (start < 10 + s) {
    double term = pow(start, -s);
    sum += term;
    if (term < sum * 0x1p-60) return sum;
    start += 1;
  }
  double power = pow(start, -s);
  sum += power * (start / (s - 1) + 0.5);
  double factor = s * power / start;
  for (int i = 0; i < 12; i++) {
    sum += euler_maclaurin[i] * factor;
    double k = 2 * i + 1;
    factor *= (s + k) * (s + k + 1) / (start * start);
  }
  return sum;
}

static double polynomial(const double *coefficients, int count, double x) {
  double sum = 0;
  for (int i = count - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

/* The derivative of the given order of pi cot(pi x), from P' = -(1 + c^2) dP/dc. */
static double cotangent_derivative(int64_t order, double x) {
  enum { ROOM = 64 };
  double p[ROOM + 1] = {0, 1}, next[ROOM + 1];
  int count = 2;
  for (int64_t step = 0; step < order && count < ROOM; step++) {
    for (int i = 0; i <= count; i++) next[i] = 0;
    for (int power = 1; power < count; power++) {
      double slope = power * p[power] * pi;
      next[power - 1] -= slope;
      next[power + 1] -= slope;
    }
    count++;
    for (int i = 0; i < count; i++) p[i] = next[i];
  }
  double cotangent = x < 0 ? -tan(pi * (0.5 + x)) : tan(pi * (0.5 - x));
  return pi * polynomial(p, count, fabs(x) < 0.25 ? 1 / tan(pi * x) : cotangent);
}

/* The derivative of the given order, from 2 on, of digamma. */
double gmc_polygamma(int64_t order, double x) {
  double sign = order % 2 == 0 ? -1 : 1;
  if (x > 0) return sign * tgamma((double)order + 1) * hurwitz_zeta((double)order + 1, x);
  double turn = x - round(x);
  if (turn == 0) return order % 2 == 1 ? INFINITY : NAN;
  return -sign * gmc_polygamma(order, 1 - x) - cotangent_derivative(order, turn);
}

/* B_2k / (2k (2k - 1)), the coefficients of Stirling's series in 1/x. */
static const double stirling[] = {
    0.083333333333333333333, -0.0027777777777777777778, 0.00079365079365079365079,
    -0.0005952380952380952381, 0.00084175084175084175084, -0.0019175269175269175269,
    0.0064102564102564102564, -0.02955065359477124183, 0.17964437236883057316};

/* x log(x / mean) + mean - x without cancellation (C. Loader, 2000). */
static double deviance(double x, double mean) {
  if (fabs(x - mean) >= 0.1 * (x + mean)) return x * log(x / mean) + mean - x;
  double v = (x - mean) / (x + mean), sum = (x - mean) * v, power = 2 * x * v;
  for (int odd = 3; odd < 41; odd += 2) {
    power *= v * v;
    double next = sum + power / odd;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

/* The log of exp(-mean) mean^x / Gamma(x + 1). */
static double log_poisson(double x, double mean) {
  int sign; /* where `lgamma` would write to a global variable */
  if (x == 0) return -mean;
  if (x < 10) return x * log(mean) - mean - lgamma_r(x + 1, &sign);
  double correction = polynomial(stirling, 9, 1 / (x * x)) / x;
  return -deviance(x, mean) - correction - 0.5 * log(2 * pi * x);
}

/* The expansion for arguments that are large against the squared order. */
static double hankel(double order, double x) {
  double squared = 4 * order * order, sum = 1, term = 1;
  for (int k = 1; k <= 60; k++) {
    double odd = 2 * k - 1;
    term *= -(squared - odd * odd) / (k * 8 * x);
    sum += term;
    if (fabs(term) < 0x1p-56) break;
  }
  return log(sum) - 0.5 * log(2 * pi * x);
}

double gmc_log_bessel_i(double order, double x) {
  if (!(order >= 0) || !(x >= 0)) return NAN;
  if (x == 0) return order == 0 ? 0 : -INFINITY;
  if (x > fmax(40, order * order)) return x + hankel(order, x);
  double half = 0.5 * x;
  double peak = floor(x * half / (order + sqrt(order * order + x * x)));
  double sum = 1, term = 1;
  for (double k = peak; term > sum * 0x1p-56 && k > 0; k--) {
    term *= (k / half) * ((k + order) / half);
    sum += term;
  }
  term = 1;
  for (double k = peak + 1; term > sum * 0x1p-56; k++) {
    term *= (half / k) * (half / (k + order));
    sum += term;
  }
  return x + log_poisson(peak, half) + log_poisson(peak + order, half) + log(sum);
}
