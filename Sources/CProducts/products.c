#include "CProducts.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f")))
#define TILE static inline __attribute__((always_inline, target("avx512f")))

enum { LANES = 16, ROWS = 6, VECTORS = 4, LEFT = 4, RIGHT = 6 };

int products_available(void) { return __builtin_cpu_supports("avx512f") != 0; }

/// How many of `rest` members the next block has, so that blocks of at most `most` are about even.
static inline long even_block(long rest, long most) {
  long blocks = (rest + most - 1) / most;
  return (rest + blocks - 1) / blocks;
}

static inline __mmask16 first_lanes(long count) {
  return count >= LANES ? 0xffff : (__mmask16)((1u << count) - 1);
}

/// A block of c in registers: each step adds the product of a column of a with a row of b.
TILE void outer_tile(
  int rows, int vectors, __mmask16 last, long k, const float *a, long a_row, long a_column,
  const float *b, long b_row, int adds, float *c, long c_row
) {
  __m512 sums[ROWS][VECTORS];
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < vectors; j++) sums[i][j] = _mm512_setzero_ps();
  for (long p = 0; p < k; p++) {
    __m512 x[VECTORS];
#pragma unroll
    for (int j = 0; j < vectors; j++)
      x[j] = j + 1 < vectors ? _mm512_loadu_ps(b + p * b_row + LANES * j)
                             : _mm512_maskz_loadu_ps(last, b + p * b_row + LANES * j);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      __m512 y = _mm512_set1_ps(a[i * a_row + p * a_column]);
#pragma unroll
      for (int j = 0; j < vectors; j++) sums[i][j] = _mm512_fmadd_ps(y, x[j], sums[i][j]);
    }
  }
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < vectors; j++) {
      float *place = c + i * c_row + LANES * j;
      __mmask16 mask = j + 1 < vectors ? 0xffff : last;
      __m512 old = adds ? _mm512_maskz_loadu_ps(mask, place) : _mm512_setzero_ps();
      _mm512_mask_storeu_ps(place, mask, _mm512_add_ps(old, sums[i][j]));
    }
}

#define OUTER(R, V)                                                                          \
  case 10 * R + V:                                                                           \
    outer_tile(                                                                              \
      R, V, last, k, a + i * a_row, a_row, a_column, b + j, b_row, adds, c + i * c_row + j, c_row); \
    break;
#define OUTERS(V) OUTER(1, V) OUTER(2, V) OUTER(3, V) OUTER(4, V) OUTER(5, V) OUTER(6, V)

WIDE void products_outer_f32(
  long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row,
  int adds, float *c, long c_row
) {
  for (long j = 0; j < n; j += LANES * VECTORS) {
    long columns = n - j < LANES * VECTORS ? n - j : LANES * VECTORS;
    long vectors = (columns + LANES - 1) / LANES;
    __mmask16 last = first_lanes(columns - LANES * (vectors - 1));
    for (long i = 0, rows; i < m; i += rows) {
      rows = even_block(m - i, ROWS);
      switch (10 * rows + vectors) { OUTERS(1) OUTERS(2) OUTERS(3) OUTERS(4) }
    }
  }
}

/// A block of c as dot products of rows of a and b.
TILE void inner_tile(
  int left, int right, long k, const float *a, long a_row, const float *b, long b_row, int adds,
  float *c, long c_row
) {
  __m512 sums[LEFT][RIGHT];
#pragma unroll
  for (int i = 0; i < left; i++)
#pragma unroll
    for (int j = 0; j < right; j++) sums[i][j] = _mm512_setzero_ps();
  for (long p = 0; p < k; p += LANES) {
    __mmask16 mask = first_lanes(k - p);
    __m512 x[LEFT];
#pragma unroll
    for (int i = 0; i < left; i++) x[i] = _mm512_maskz_loadu_ps(mask, a + i * a_row + p);
#pragma unroll
    for (int j = 0; j < right; j++) {
      __m512 y = _mm512_maskz_loadu_ps(mask, b + j * b_row + p);
#pragma unroll
      for (int i = 0; i < left; i++) sums[i][j] = _mm512_fmadd_ps(x[i], y, sums[i][j]);
    }
  }
#pragma unroll
  for (int i = 0; i < left; i++)
#pragma unroll
    for (int j = 0; j < right; j++) {
      float *place = c + i * c_row + j;
      float sum = _mm512_reduce_add_ps(sums[i][j]);
      *place = adds ? *place + sum : sum;
    }
}

#define INNER(L, R)                                                                        \
  case 10 * L + R:                                                                         \
    inner_tile(                                                                            \
      L, R, k, a + i * a_row, a_row, b + j * b_row, b_row, adds, c + i * c_row + j, c_row); \
    break;
#define INNERS(R) INNER(1, R) INNER(2, R) INNER(3, R) INNER(4, R)

WIDE void products_inner_f32(
  long m, long n, long k, const float *a, long a_row, const float *b, long b_row, int adds,
  float *c, long c_row
) {
  for (long j = 0, right; j < n; j += right) {
    right = even_block(n - j, RIGHT);
    for (long i = 0, left; i < m; i += left) {
      left = even_block(m - i, LEFT);
      switch (10 * left + right) { INNERS(1) INNERS(2) INNERS(3) INNERS(4) INNERS(5) INNERS(6) }
    }
  }
}

#else

int products_available(void) { return 0; }

void products_outer_f32(
  long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row,
  int adds, float *c, long c_row
) {}

void products_inner_f32(
  long m, long n, long k, const float *a, long a_row, const float *b, long b_row, int adds,
  float *c, long c_row
) {}

#endif
