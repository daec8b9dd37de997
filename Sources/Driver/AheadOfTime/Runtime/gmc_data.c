/* Makes what kernels read out of data that are given as JSON. */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gmc_model.h"

typedef struct {
  const gm_model *model;
  double **values; /* of each variable, row-major as declared */
  uint8_t **nulls;
  const char *hyper; /* one that the JSON has a value for */
} given;

/* Keeps memory until the model is destroyed; NULL stays NULL. */
static void *own(gm_owned **owned, void *memory) {
  gm_owned *link = memory ? malloc(sizeof *link) : NULL;
  if (!link) return free(memory), NULL;
  *link = (gm_owned){*owned, memory};
  *owned = link;
  return memory;
}

static const char *element_name(const gm_variable *v, int64_t place, char *room, size_t size) {
  int64_t subscripts[64];
  for (int i = v->shape.rank - 1; i >= 0; i--) {
    subscripts[i] = place % v->shape.sizes[i] + 1;
    place /= v->shape.sizes[i];
  }
  size_t used = (size_t)snprintf(room, size, "%s", v->name);
  for (int i = 0; i < v->shape.rank && used + 26 < size; i++) {
    used += (size_t)snprintf(room + used, size - used, "%c%lld", i ? ',' : '[',
                             (long long)subscripts[i]);
  }
  if (v->shape.rank && used + 2 < size) strcpy(room + used, "]");
  return room;
}

static const gm_variable *wanted(void *context, const char *name) {
  given *g = context;
  for (int i = 0; i < g->model->variable_count; i++) {
    if (strcmp(g->model->variables[i].name, name) == 0) return &g->model->variables[i];
  }
  for (const char *const *hyper = g->model->hypers; *hyper; hyper++) {
    if (strcmp(*hyper, name) == 0) g->hyper = *hyper;
  }
  return NULL;
}

/* Takes each component to mean 0 and sample standard deviation 1. */
static int standardise(const gm_variable *v, double *x, const uint8_t *nulls, char **error) {
  int64_t rows = v->shape.rank ? v->shape.sizes[0] : 1, width = v->shape.count / rows;
  for (int64_t j = 0; j < width; j++) {
    double mean = 0, squares = 0;
    int64_t count = 0;
    for (int64_t i = j; i < v->shape.count; i += width) {
      if (!nulls[i]) mean += x[i], count++;
    }
    mean /= (double)count;
    for (int64_t i = j; i < v->shape.count; i += width) {
      if (!nulls[i]) squares += (x[i] - mean) * (x[i] - mean);
    }
    double deviation = sqrt(squares / (double)(count - 1));
    if (!(deviation > 0) || isinf(deviation)) {
      return gm_fail(error, "`%s` cannot be standardised: it does not vary", v->name);
    }
    for (int64_t i = j; i < v->shape.count; i += width) x[i] = (x[i] - mean) / deviation;
  }
  return 0;
}

static bool is_allowed(const gm_variable *v, double x) {
  if (isnan(x) || (isinf(x) && !v->may_be_infinite)) return false;
  if (v->kind != GM_REAL && x != floor(x)) return false;
  if (v->kind == GM_MEMBER) {
    return x >= (double)v->first && x < (double)(v->first + v->member_count);
  }
  return x >= v->lower && x <= v->upper && !(v->lower_is_open && x == v->lower);
}

static int check_values(const gm_variable *v, double *x, const uint8_t *nulls, char **error) {
  char name[256];
  for (int64_t i = 0; i < v->shape.count; i++) {
    if (v->exist && !v->exist[i]) {
      x[i] = v->kind == GM_MEMBER ? (double)v->first : 0;
    } else if (nulls[i]) {
      x[i] = v->kind == GM_MEMBER ? (double)v->first : 0;
      if (v->may_be_missing) continue;
      return gm_fail(error, "`%s` is null, and this library is for data without holes there",
                     element_name(v, i, name, sizeof name));
    } else if (!is_allowed(v, x[i])) {
      return gm_fail(error, "`%s` cannot be %g", element_name(v, i, name, sizeof name), x[i]);
    }
  }
  return 0;
}

static int take(void *context, const gm_variable *v, double *values, uint8_t *nulls,
                char **error) {
  given *g = context;
  int64_t index = v - g->model->variables, count = v->shape.count;
  if (count > 0) {
    for (int64_t i = 0; i < count; i++) values[i] *= v->scale;
    if (v->is_standardised && standardise(v, values, nulls, error)) return -1;
    for (int64_t i = 0; v->is_binarised && i < count; i++) values[i] = values[i] >= 0.5;
    if (check_values(v, values, nulls, error)) return -1;
  }
  size_t room = (size_t)(count + 1);
  free(g->values[index]);
  free(g->nulls[index]);
  g->values[index] = calloc(room, sizeof(double));
  g->nulls[index] = calloc(room, 1);
  if (!g->values[index] || !g->nulls[index]) return gm_fail(error, "out of memory");
  if (count == 0) return 0;
  for (int64_t i = 0; i < count; i++) {
    g->values[index][i] = values[i] - (double)(v->kind == GM_MEMBER ? v->first : 0);
  }
  memcpy(g->nulls[index], nulls, (size_t)count);
  return 0;
}

/* The values of an input, in its own order; NULL after an error. */
static double *input_values(const given *g, const gm_input *input, char **error) {
  int64_t count = input->shape.count;
  double *result = calloc((size_t)count + 1, sizeof *result);
  if (!result) return gm_fail(error, "out of memory"), NULL;
  if (input->variable < 0) return memcpy(result, input->fixed, (size_t)count * sizeof *result);
  const double *values = g->values[input->variable];
  const uint8_t *nulls = g->nulls[input->variable];
  int64_t whole = g->model->variables[input->variable].shape.count;
  int64_t width = count ? whole / count : 1;
  for (int64_t i = 0; i < count; i++) {
    double x = input->is_mask ? 1 : values[i] / input->scale;
    for (int64_t j = 0; input->is_mask && j < width; j++) x = nulls[i * width + j] ? 0 : x;
    result[gm_row_major(&input->shape, i)] = x;
  }
  return result;
}

/* Copies numbers into memory as a kernel reads them; NULL after an error. */
static void *arranged(const gm_source *s, const double *x, gm_owned **owned, char **error) {
  static const int64_t widths[] = {8, 4, 8, 4, 1, 1};
  void *memory = own(owned, gm_memory(s->shape.count * widths[s->element]));
  if (!memory) return gm_fail(error, "out of memory"), NULL;
  for (int64_t i = 0; i < s->shape.count; i++) {
    int64_t place = gm_row_major(&s->shape, i);
    bool fits = true;
    switch (s->element) {
      case GM_F64: ((double *)memory)[place] = x[i]; break;
      case GM_F32: ((float *)memory)[place] = (float)x[i]; break;
      case GM_I64: ((int64_t *)memory)[place] = (int64_t)x[i]; break;
      case GM_I32:
        fits = fabs(x[i]) <= INT32_MAX;
        if (fits) ((int32_t *)memory)[place] = (int32_t)x[i];
        break;
      case GM_U8:
        fits = x[i] >= 0 && x[i] <= 255 && x[i] == floor(x[i]);
        if (fits) ((uint8_t *)memory)[place] = (uint8_t)x[i];
        break;
      case GM_BOOLEAN: ((uint8_t *)memory)[place] = x[i] != 0; break;
    }
    if (!fits) return gm_fail(error, "%g is too large a number for this library", x[i]), NULL;
  }
  return memory;
}

/* Runs a preparation; `outputs` gets the start of each output. Returns the memory of them. */
static double *prepared(const gm_preparation *p, double *const *inputs, const gm_input *all,
                        double **outputs, char **error) {
  const gm_kernel *kernel = &p->kernel;
  double *memory = gm_memory(8 * (kernel->parameter_count + kernel->result_count));
  void *workspace = gm_memory(kernel->workspace_bytes);
  if (!memory || !workspace) {
    free(memory);
    free(workspace);
    return gm_fail(error, "out of memory"), NULL;
  }
  double *parameters = memory + kernel->result_count;
  for (int i = 0; i < p->input_count; i++) {
    int64_t count = all[p->inputs[i]].shape.count;
    memcpy(parameters, inputs[p->inputs[i]], (size_t)count * sizeof *parameters);
    parameters += count;
  }
  double *place = memory;
  for (int i = 0; i < kernel->output_count; i++) {
    outputs[i] = place;
    place += kernel->outputs[i];
  }
  kernel->run(memory + kernel->result_count, NULL, workspace, outputs);
  free(workspace);
  return memory;
}

static int fill_table(const gm_model *m, int k, const void **table, void **made,
                      double *const *inputs, gm_owned **owned, char **error) {
  const gm_preparation *p = &m->preparations[k];
  double **outputs = calloc((size_t)p->kernel.output_count + 1, sizeof *outputs);
  double *memory = NULL;
  int status = outputs ? 0 : gm_fail(error, "out of memory");
  if (status == 0 && p->kernel.run) {
    memory = prepared(p, inputs, m->inputs, outputs, error);
    if (!memory) status = -1;
  }
  for (int i = 0; i < m->kernels[k].source_count && status == 0; i++) {
    int index = m->kernels[k].sources[i];
    const gm_source *s = &m->sources[index];
    if (s->origin == GM_FIXED) {
      table[i] = s->embedded;
      continue;
    }
    if (s->origin == GM_PREPARED || !made[index]) {
      const double *x = s->origin == GM_INPUT ? inputs[s->index] : outputs[s->index];
      made[index] = arranged(s, x, owned, error);
    }
    table[i] = made[index];
    if (!table[i]) status = -1;
  }
  free(outputs);
  free(memory);
  return status;
}

static int make_tables(const given *g, const void **tables[GM_KERNELS], gm_owned **owned,
                       char **error) {
  const gm_model *m = g->model;
  double **inputs = calloc((size_t)m->input_count + 1, sizeof *inputs);
  void **made = calloc((size_t)m->source_count + 1, sizeof *made);
  int status = inputs && made ? 0 : gm_fail(error, "out of memory");
  for (int i = 0; i < m->input_count && status == 0; i++) {
    inputs[i] = input_values(g, &m->inputs[i], error);
    if (!inputs[i]) status = -1;
  }
  for (int k = 0; k < GM_KERNELS && status == 0; k++) {
    status = fill_table(m, k, tables[k], made, inputs, owned, error);
  }
  for (int i = 0; inputs && i < m->input_count; i++) free(inputs[i]);
  free(inputs);
  free(made);
  return status;
}

int gm_read_data(const gm_model *model, const char *text, const void **tables[GM_KERNELS],
                 gm_owned **owned, char **error) {
  size_t count = (size_t)model->variable_count + 1;
  given g = {model, calloc(count, sizeof *g.values), calloc(count, sizeof *g.nulls), NULL};
  gm_reader reader = {&g, wanted, take};
  int status = g.values && g.nulls ? 0 : gm_fail(error, "out of memory");
  if (status == 0) status = gm_read_json(text, &reader, error);
  if (status == 0 && g.hyper) {
    status = gm_fail(error, "`%s` has its value in this library; `gmc compile --set %s=...` makes "
                            "one with another", g.hyper, g.hyper);
  }
  for (int i = 0; i < model->variable_count && status == 0; i++) {
    if (!g.values[i]) {
      status = gm_fail(error, "the JSON has no values for `%s`", model->variables[i].name);
    }
  }
  if (status == 0) status = make_tables(&g, tables, owned, error);
  for (int i = 0; i < model->variable_count; i++) {
    if (g.values) free(g.values[i]);
    if (g.nulls) free(g.nulls[i]);
  }
  free(g.values);
  free(g.nulls);
  return status;
}
