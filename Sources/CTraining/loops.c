#include "CTraining.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

#define DEFINE_ADAM(NAME, REAL)                                                        \
  WIDEST void NAME(                                                                    \
    const struct adam_step *step, long count, REAL *restrict x,                        \
    const REAL *restrict gradient, REAL *restrict m, REAL *restrict v) {               \
    const REAL scale = (REAL)step->scale, new1 = (REAL)step->new1;                     \
    const REAL old2 = (REAL)step->old2, new2 = (REAL)step->new2;                       \
    const REAL size = (REAL)step->size, correction = (REAL)step->correction;           \
    const REAL epsilon = (REAL)step->epsilon;                                          \
    for (long i = 0; i < count; i++) {                                                 \
      REAL g = scale * gradient[i];                                                    \
      REAL mean = m[i] + new1 * (g - m[i]);                                            \
      REAL square = old2 * v[i] + new2 * g * g;                                        \
      m[i] = mean;                                                                     \
      v[i] = square;                                                                   \
      x[i] += size * mean / (__builtin_elementwise_sqrt(square) / correction + epsilon); \
    }                                                                                  \
  }

#define LANES 32

#define DEFINE_SQUARES(NAME, REAL)                                      \
  WIDEST double NAME(long count, const REAL *numbers) {                 \
    REAL lanes[LANES] = {0};                                            \
    long i = 0;                                                         \
    for (; i + LANES <= count; i += LANES)                              \
      for (int lane = 0; lane < LANES; lane++)                          \
        lanes[lane] += numbers[i + lane] * numbers[i + lane];           \
    double sum = 0;                                                     \
    for (int lane = 0; lane < LANES; lane++) sum += (double)lanes[lane]; \
    for (; i < count; i++) sum += (double)numbers[i] * (double)numbers[i]; \
    return sum;                                                         \
  }

DEFINE_SQUARES(squares_f32, float)
DEFINE_SQUARES(squares_f64, double)
DEFINE_ADAM(adam_f32, float)
DEFINE_ADAM(adam_f64, double)
