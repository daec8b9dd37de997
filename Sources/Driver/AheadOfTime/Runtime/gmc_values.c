/* The C interface of BridgeStan 2: constrained values, coordinates, and first points. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gmc_bridge.h"

typedef struct bs_rng {
  uint64_t state;
} bs_rng;

static double *write_values(const bs_model *m, gm_workspace *w, int k, const gm_quantity *quantities,
                            int count, double *out) {
  gm_run_kernel(m, k, w);
  for (int i = 0; i < count; i++) {
    const gm_shape *shape = &quantities[i].shape;
    for (int64_t e = 0; e < shape->count; e++) *out++ = w->outputs[i][gm_column_major(shape, e)];
  }
  return out;
}

static double *constrain(const bs_model *m, gm_workspace *w, const double *theta, double *out) {
  gm_copy(w->parameters, theta, m->model->dimension);
  return write_values(m, w, GM_CONSTRAIN, m->model->parameters, m->model->parameter_count, out);
}

EXPORT int bs_param_constrain(const bs_model *m, bool tp, bool gq, const double *theta,
                              double *out, bs_rng *rng, char **error) {
  (void)gq;
  (void)rng;
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  out = constrain(m, w, theta, out);
  if (tp) write_values(m, w, GM_DERIVE, m->model->derived, m->model->derived_count, out);
  gm_give_back(m, w);
  return 0;
}

/* The coordinates of values, which are given as `bs_param_constrain` gives them. */
static void unconstrain(const bs_model *m, gm_workspace *w, const double *values, double *out) {
  const gm_model *model = m->model;
  for (int i = 0; i < model->parameter_count; i++) {
    const gm_quantity *q = &model->parameters[i];
    gm_shape shape = q->shape;
    shape.strides = q->restored;
    double *place = w->parameters + model->blocks[q->block].restored;
    for (int64_t e = 0; e < shape.count; e++) place[gm_column_major(&shape, e)] = *values++;
  }
  gm_run_kernel(m, GM_UNCONSTRAIN, w);
  gm_copy(out, w->results, model->dimension);
}

/* Values that no coordinates lead to are found by the way back. */
static int check_domains(const bs_model *m, gm_workspace *w, const double *values,
                         const double *theta, char **error) {
  const gm_model *model = m->model;
  double *again = malloc(((size_t)bs_param_num(m, false, false) + 1) * sizeof *again);
  if (!again) return gm_fail(error, "out of memory");
  constrain(m, w, theta, again);
  const double *found = again;
  int status = 0;
  for (int i = 0; i < model->parameter_count && status == 0; i++) {
    const gm_quantity *q = &model->parameters[i];
    const gm_block *block = &model->blocks[q->block];
    double scale = 1, distance = 0;
    bool is_finite = true;
    for (int64_t e = 0; e < block->shape.count; e++) {
      double x = theta[block->offset + e];
      if (isnan(x)) distance = INFINITY;
      if (isinf(x)) is_finite = false; /* on the edge */
    }
    for (int64_t e = 0; e < q->shape.count; e++, values++, found++) {
      if (!(fabs(*values) <= scale)) scale = fabs(*values);
      if (is_finite && !(fabs(*values - *found) <= distance)) distance = fabs(*values - *found);
    }
    if (!(distance <= 1e-6 * scale)) {
      status = gm_fail(error, "the values of `%s` are outside of its domain", q->name);
    }
  }
  free(again);
  return status;
}

EXPORT int bs_param_unconstrain(const bs_model *m, const double *values, double *theta,
                                char **error) {
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  unconstrain(m, w, values, theta);
  int status = check_domains(m, w, values, theta, error);
  gm_give_back(m, w);
  return status;
}

/* -- values as JSON -- */

typedef struct {
  const bs_model *m;
  double *values;
  bool *is_given;
  gm_variable variable; /* the one that is read */
  int index;
} point;

static const gm_variable *wanted_value(void *context, const char *name) {
  point *p = context;
  const gm_model *model = p->m->model;
  for (int i = 0; i < model->parameter_count; i++) {
    if (strcmp(model->parameters[i].name, name) != 0) continue;
    p->index = i;
    p->variable = (gm_variable){.name = name, .kind = GM_REAL, .shape = model->parameters[i].shape};
    p->variable.name = model->parameters[i].name;
    return &p->variable;
  }
  return NULL;
}

static int take_value(void *context, const gm_variable *v, double *values, uint8_t *nulls,
                      char **error) {
  point *p = context;
  const gm_model *model = p->m->model;
  double *place = p->values;
  for (int i = 0; i < p->index; i++) place += model->parameters[i].shape.count;
  for (int64_t e = 0; e < v->shape.count; e++) {
    /* Where the element lies row by row. */
    int64_t row_major = 0, rest = e, step = 1, sizes = v->shape.count;
    for (int axis = 0; axis < v->shape.rank; axis++) {
      sizes /= v->shape.sizes[axis];
      step = sizes;
      row_major += rest % v->shape.sizes[axis] * step;
      rest /= v->shape.sizes[axis];
    }
    if (nulls[row_major]) return gm_fail(error, "a value of `%s` is null", v->name);
    place[e] = values[row_major];
  }
  p->is_given[p->index] = true;
  return 0;
}

static int read_point(const bs_model *m, const char *json, point *p, char **error) {
  size_t count = (size_t)bs_param_num(m, false, false) + 1;
  *p = (point){.m = m, .values = calloc(count, sizeof(double)),
               .is_given = calloc((size_t)m->model->parameter_count + 1, sizeof(bool))};
  if (!p->values || !p->is_given) return gm_fail(error, "out of memory");
  gm_reader reader = {p, wanted_value, take_value};
  return json && *json ? gm_read_json(json, &reader, error) : 0;
}

static void free_point(point *p) {
  free(p->values);
  free(p->is_given);
}

EXPORT int bs_param_unconstrain_json(const bs_model *m, const char *json, double *theta,
                                     char **error) {
  point p;
  int status = read_point(m, json, &p, error);
  for (int i = 0; i < m->model->parameter_count && status == 0; i++) {
    if (!p.is_given[i]) {
      status = gm_fail(error, "the JSON has no values for `%s`", m->model->parameters[i].name);
    }
  }
  if (status == 0) status = bs_param_unconstrain(m, p.values, theta, error);
  free_point(&p);
  return status;
}

/* -- random numbers -- */

EXPORT bs_rng *bs_rng_construct(unsigned int seed, char **error) {
  bs_rng *rng = malloc(sizeof *rng);
  if (!rng) return gm_fail(error, "out of memory"), NULL;
  rng->state = seed;
  return rng;
}

EXPORT void bs_rng_destruct(bs_rng *rng) { free(rng); }

/* A number from 0 up to 1, by the generator SplitMix64. */
static double uniform(bs_rng *rng) {
  uint64_t z = rng->state += 0x9E3779B97F4A7C15u;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* One attempt: what is not given is drawn. */
static int draw_point(const bs_model *m, const point *p, bs_rng *rng, double radius,
                      double *drawn, double *values, double *theta, char **error) {
  const gm_model *model = m->model;
  for (int64_t i = 0; i < model->dimension; i++) drawn[i] = radius * (2 * uniform(rng) - 1);
  bool is_any_given = false;
  for (int i = 0; i < model->parameter_count; i++) is_any_given |= p->is_given[i];
  gm_copy(theta, drawn, model->dimension);
  if (!is_any_given) return 0;
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  constrain(m, w, drawn, values);
  double *place = values;
  const double *given = p->values;
  for (int i = 0; i < model->parameter_count; i++) {
    int64_t count = model->parameters[i].shape.count;
    if (p->is_given[i]) gm_copy(place, given, count);
    place += count;
    given += count;
  }
  unconstrain(m, w, values, theta);
  int status = check_domains(m, w, values, theta, error);
  for (int i = 0; i < model->parameter_count; i++) {
    const gm_block *block = &model->blocks[model->parameters[i].block];
    if (!p->is_given[i]) gm_copy(theta + block->offset, drawn + block->offset, block->shape.count);
  }
  gm_give_back(m, w);
  return status;
}

static bool is_finite_at(const bs_model *m, bool jacobian, const double *theta, double *room) {
  double value = NAN;
  if (bs_log_density_gradient(m, true, jacobian, theta, &value, room, NULL)) return false;
  for (int64_t i = 0; i < m->model->dimension; i++) value += isfinite(room[i]) ? 0 : NAN;
  return isfinite(value);
}

EXPORT int bs_param_initialize(const bs_model *m, const char *json, bs_rng *rng, double radius,
                               int tries, bool jacobian, double *theta, char **error) {
  if (!rng) return gm_fail(error, "a generator of random numbers is missing");
  if (!(radius >= 0) || tries < 1) {
    return gm_fail(error, "a radius from 0 on and at least one try are needed");
  }
  point p;
  int64_t n = m->model->dimension;
  size_t room = (size_t)(n + bs_param_num(m, false, false) + 1);
  double *drawn = calloc(room, sizeof *drawn), *values = drawn ? drawn + n : NULL;
  double *slopes = calloc((size_t)n + 1, sizeof *slopes);
  int status = read_point(m, json, &p, error);
  if (status == 0 && (!drawn || !slopes)) status = gm_fail(error, "out of memory");
  bool is_found = false, is_whole = true;
  for (int i = 0; status == 0 && i < m->model->parameter_count; i++) {
    is_whole = is_whole && p.is_given[i];
  }
  for (int i = 0; status == 0 && !is_found && i < (is_whole ? 1 : tries); i++) {
    status = draw_point(m, &p, rng, radius, drawn, values, theta, error);
    is_found = status == 0 && is_finite_at(m, jacobian, theta, slopes);
  }
  if (status == 0 && !is_found) {
    status = gm_fail(error, is_whole ? "the log density is not finite at the given point"
                                     : "no point with a finite log density in %d tries", tries);
  }
  free_point(&p);
  free(drawn);
  free(slopes);
  return status;
}
