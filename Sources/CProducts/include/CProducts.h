/// Products of matrices in single precision, for processors with vectors of 16 numbers.
///
/// A training multiplies a hundred or a few hundred rows at a time. A general library first copies
/// both factors into an order of its own, which pays if many rows use the copies; here only the
/// second one is copied, and not even that one if the rows are few.
#ifndef CPRODUCTS_H
#define CPRODUCTS_H

/// Whether this processor has the instructions that the function below is made of.
int products_available(void);

/// c ← a b, or c + a b if `adds`.
///
/// a is m x k with element [i, p] at a[i a_row + p a_column], b is k x n with element [p, j] at
/// b[p b_row + j b_column], where one of the steps is 1; c is m x n by rows `c_row` apart.
void products_f32(
  long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row,
  long b_column, int adds, float *c, long c_row);

#endif
