#include "CProducts.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f")))
#define TILE static inline __attribute__((always_inline, target("avx512f")))

enum {
  LANES = 16,
  /// A tile of c is what the registers hold: sums, a row of b and a number of a.
  ROWS = 6,
  VECTORS = 4,
  WIDTH = LANES * VECTORS,
  /// A strip of b stays in the first cache, and the part of a that meets it in the second.
  DEPTH = 128,
  BLOCK = 252,
  /// Up to so many rows, or as deep as a strip, a copy of b costs more than it saves.
  FEW = 128,
};

int products_available(void) { return __builtin_cpu_supports("avx512f") != 0; }

/// How many of `rest` members the next block has, so that blocks of at most `most` are about even.
static inline long even_block(long rest, long most) {
  long blocks = (rest + most - 1) / most;
  return (rest + blocks - 1) / blocks;
}

static inline long at_most(long most, long count) { return count < most ? count : most; }

static inline __mmask16 first_lanes(long count) {
  return count >= LANES ? 0xffff : (__mmask16)((1u << count) - 1);
}

/// A tile of c in registers: each step adds the product of a column of a with a row of b.
TILE void tile(
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

#define ONE(R, V)                                                                           \
  case 10 * R + V:                                                                          \
    tile(R, V, last, k, a + i * a_row, a_row, a_column, b, b_row, adds, c + i * c_row, c_row); \
    break;
#define ALL(V) ONE(1, V) ONE(2, V) ONE(3, V) ONE(4, V) ONE(5, V) ONE(6, V)

/// Some columns of a part of b, as it lies there: `count` lines of `length` numbers, `step` apart.
typedef struct {
  const float *start;
  long count, length, step;
} Strip;

static inline Strip strip_of(
  const float *b, long b_row, long b_column, long p, long depth, long j, long columns
) {
  const float *start = b + p * b_row + j * b_column;
  return b_column == 1 ? (Strip){start, depth, columns, b_row}
                       : (Strip){start, columns, depth, b_column};
}

/// Asks for the lines from `first` to `last` of a strip, which come while others are used.
TILE void fetch(Strip strip, long first, long last) {
  for (long i = first; i < last; i++)
    for (long j = strip.length - 1; j >= 0; j -= LANES)
      _mm_prefetch((const char *)(strip.start + i * strip.step + j), _MM_HINT_T1);
}

/// The columns of c that one strip of b gives, tile by tile, while the next strip is on its way,
/// and the next rows of a if it is the first strip that meets them.
WIDE static void strip_product(
  long m, long columns, long k, const float *a, long a_row, long a_column, const float *b,
  long b_row, int adds, float *c, long c_row, Strip next, int is_fresh
) {
  long vectors = (columns + LANES - 1) / LANES;
  __mmask16 last = first_lanes(columns - LANES * (vectors - 1));
  for (long i = 0, rows; i < m; i += rows) {
    rows = even_block(m - i, ROWS);
    fetch(next, next.count * i / m, next.count * (i + rows) / m);
    if (is_fresh) {
      Strip left = strip_of(a, a_column, a_row, 0, k, i + rows, at_most(ROWS, m - i - rows));
      fetch(left, 0, left.count);
    }
    switch (10 * rows + vectors) { ALL(1) ALL(2) ALL(3) ALL(4) }
  }
}

/// The transpose of 16 rows of 16 numbers: first of pairs of rows, then of fours, eights and all.
TILE void transpose(__m512 x[LANES]) {
  __m512 y[LANES];
#pragma unroll
  for (int i = 0; i < LANES; i += 2) {
    y[i] = _mm512_unpacklo_ps(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_ps(x[i], x[i + 1]);
  }
#pragma unroll
  for (int i = 0; i < LANES; i += 4)
#pragma unroll
    for (int j = 0; j < 2; j++) {
      __m512d first = _mm512_castps_pd(y[i + j]), second = _mm512_castps_pd(y[i + j + 2]);
      x[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(first, second));
      x[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(first, second));
    }
#pragma unroll
  for (int i = 0; i < LANES; i += 8)
#pragma unroll
    for (int j = 0; j < 4; j++) {
      y[i + j] = _mm512_shuffle_f32x4(x[i + j], x[i + j + 4], 0x88);
      y[i + j + 4] = _mm512_shuffle_f32x4(x[i + j], x[i + j + 4], 0xdd);
    }
#pragma unroll
  for (int j = 0; j < 8; j++) {
    x[j] = _mm512_shuffle_f32x4(y[j], y[j + 8], 0x88);
    x[j + 8] = _mm512_shuffle_f32x4(y[j], y[j + 8], 0xdd);
  }
}

/// Copies a strip of b so that its rows follow one another; lanes beyond the columns are zero.
WIDE static void copy_strip(
  long columns, long k, const float *b, long b_row, long b_column, float *strip
) {
  for (long j = 0; j < columns; j += LANES) {
    if (b_column == 1) {
      __mmask16 mask = first_lanes(columns - j);
      for (long p = 0; p < k; p++)
        _mm512_store_ps(
          strip + p * WIDTH + j, _mm512_maskz_loadu_ps(mask, b + p * b_row + j));
    } else {
      for (long p = 0; p < k; p += LANES) {
        __mmask16 mask = first_lanes(k - p);
        __m512 x[LANES];
#pragma unroll
        for (int i = 0; i < LANES; i++)
          x[i] = j + i < columns ? _mm512_maskz_loadu_ps(mask, b + (j + i) * b_column + p)
                                 : _mm512_setzero_ps();
        transpose(x);
#pragma unroll
        for (int i = 0; i < LANES; i++)
          _mm512_store_ps(strip + (p + i) * WIDTH + j, x[i]);
      }
    }
  }
}

WIDE void products_f32(
  long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row,
  long b_column, int adds, float *c, long c_row
) {
  if (b_column == 1 && (m <= FEW || k <= DEPTH)) {
    for (long j = 0; j < n; j += WIDTH) {
      Strip next = strip_of(b, b_row, 1, 0, k, j + WIDTH, at_most(WIDTH, n - j - WIDTH));
      strip_product(
        m, at_most(WIDTH, n - j), k, a, a_row, a_column, b + j, b_row, adds, c + j, c_row, next,
        j == 0);
    }
    return;
  }
  float strip[DEPTH * WIDTH] __attribute__((aligned(64)));
  for (long i = 0, rows; i < m; i += rows) {
    rows = even_block(m - i, BLOCK);
    for (long p = 0, depth; p < k; p += depth) {
      depth = even_block(k - p, DEPTH);
      for (long j = 0; j < n; j += WIDTH) {
        long columns = at_most(WIDTH, n - j);
        Strip next =
          j + WIDTH < n
            ? strip_of(b, b_row, b_column, p, depth, j + WIDTH, at_most(WIDTH, n - j - WIDTH))
            : strip_of(b, b_row, b_column, p + depth, at_most(DEPTH, k - p - depth), 0,
                       at_most(WIDTH, n));
        copy_strip(columns, depth, b + p * b_row + j * b_column, b_row, b_column, strip);
        strip_product(
          rows, columns, depth, a + i * a_row + p * a_column, a_row, a_column, strip, WIDTH,
          adds || p > 0, c + i * c_row + j, c_row, next, j == 0);
      }
    }
  }
}

#else

int products_available(void) { return 0; }

void products_f32(
  long m, long n, long k, const float *a, long a_row, long a_column, const float *b, long b_row,
  long b_column, int adds, float *c, long c_row
) {}

#endif
