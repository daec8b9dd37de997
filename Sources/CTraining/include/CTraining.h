/// The inner loops of stochastic optimisers, for the widest vectors of the processor at hand.
///
/// They are in C because Swift's square roots are not made into vectors.
#ifndef CTRAINING_H
#define CTRAINING_H

/// What all coordinates of a step of Adam have in common.
struct adam_step {
  double scale, new1, old2, new2, size, correction, epsilon;
};

/// Moves coordinates by a step of Adam; no array may overlap another.
///
/// m ← m + new1 (g - m), v ← old2 v + new2 g g, x ← x + size m / (√v / correction + epsilon),
/// where g is scale times the gradient. Every operation is rounded by itself, so the numbers are
/// those of any processor.
void adam_f32(
  const struct adam_step *step, long count, float *x, const float *g, float *m, float *v);
void adam_f64(
  const struct adam_step *step, long count, double *x, const double *g, double *m, double *v);

/// The sum of the squares of some numbers, added up in 32 lanes.
double squares_f32(long count, const float *numbers);
double squares_f64(long count, const double *numbers);

#endif
