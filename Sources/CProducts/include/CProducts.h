/// Products of a few rows with a large matrix, in single precision.
///
/// A general library first copies the large matrix into an order of its own, which pays if many
/// rows use the copy. Here it is read where it lies: with about a hundred rows, the batch of a
/// training, that is faster.
#ifndef CPRODUCTS_H
#define CPRODUCTS_H

/// Whether this processor has the instructions that the functions below are made of.
int products_available(void);

/// c ← a b, or c + a b if `adds`.
///
/// a is m x k with element [i, p] at a[i a_row + p a_column]; b is k x n by rows `b_row` apart; c is
/// m x n by rows `c_row` apart.
void products_outer_f32(
  long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row,
  int adds, float *c, long c_row);

/// c ← a b', or c + a b' if `adds`, where b is n x k by rows, as a is m x k.
void products_inner_f32(
  long m, long n, long k, const float *a, long a_row, const float *b, long b_row, int adds,
  float *c, long c_row);

#endif
