/* The C interface of BridgeStan 2 over the kernels of one model: the model itself.

   Nothing is locked: a call takes working memory from a pool of atomic pointers, or makes
   some, and puts it back. Kernels write nothing else. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gmc_bridge.h"

typedef void (*STREAM_CALLBACK)(const char *data, size_t size);

EXPORT const int bs_major_version = 2;
EXPORT const int bs_minor_version = 9;
EXPORT const int bs_patch_version = 0;

/* -- messages and memory -- */

int gm_fail(char **error, const char *format, ...) {
  if (!error) return -1;
  va_list list;
  va_start(list, format);
  if (vasprintf(error, format, list) < 0) *error = NULL;
  va_end(list);
  return -1;
}

EXPORT void bs_free_error_msg(char *error) { free(error); }

void *gm_memory(int64_t bytes) {
  void *memory = NULL;
  size_t size = ((size_t)bytes + 127) / 64 * 64;
  if (posix_memalign(&memory, 64, size)) return NULL;
  return memset(memory, 0, size);
}

/* -- places of elements -- */

int64_t gm_column_major(const gm_shape *shape, int64_t index) {
  int64_t place = 0;
  for (int i = 0; i < shape->rank; i++) {
    place += index % shape->sizes[i] * shape->strides[i];
    index /= shape->sizes[i];
  }
  return place;
}

int64_t gm_row_major(const gm_shape *shape, int64_t index) {
  int64_t place = 0;
  for (int i = shape->rank - 1; i >= 0; i--) {
    place += index % shape->sizes[i] * shape->strides[i];
    index /= shape->sizes[i];
  }
  return place;
}

/* -- names -- */

/* Writes the names of the elements, the first subscript running fastest, or in the order in which
   they lie in a block of coordinates. */
static void write_names(FILE *out, const char *name, const gm_shape *shape, bool in_order) {
  int64_t *order = in_order ? calloc((size_t)shape->count + 1, sizeof *order) : NULL;
  for (int64_t i = 0; order && i < shape->count; i++) order[gm_column_major(shape, i)] = i;
  for (int64_t i = 0; i < shape->count; i++) {
    int64_t rest = order ? order[i] : i;
    if (ftell(out) > 0) fputc(',', out);
    fputs(name, out);
    for (int axis = 0; axis < shape->rank; axis++) {
      fprintf(out, ".%lld", (long long)(rest % shape->sizes[axis] + 1));
      rest /= shape->sizes[axis];
    }
  }
  free(order);
}

static char *quantity_names(const gm_model *m, bool derived) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  for (int i = 0; i < m->parameter_count; i++) {
    write_names(out, m->parameters[i].name, &m->parameters[i].shape, false);
  }
  for (int i = 0; derived && i < m->derived_count; i++) {
    write_names(out, m->derived[i].name, &m->derived[i].shape, false);
  }
  fclose(out);
  return text;
}

static char *block_names(const gm_model *m) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  for (int i = 0; i < m->block_count; i++) {
    write_names(out, m->blocks[i].name, &m->blocks[i].shape, true);
  }
  fclose(out);
  return text;
}

/* -- models -- */

EXPORT void bs_model_destruct(bs_model *m) {
  if (!m) return;
  for (int k = 0; k < GM_KERNELS; k++) free(m->tables[k]);
  while (m->owned) {
    gm_owned *next = m->owned->next;
    free(m->owned->memory);
    free(m->owned);
    m->owned = next;
  }
  for (int i = 0; i < POOL; i++) free(m->pool[i]);
  free(m->parameter_names);
  free(m->all_names);
  free(m->coordinate_names);
  free(m);
}

static char *read_file(const char *path, char **error) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  size_t size = 0, count = 0;
  if (!file) return gm_fail(error, "cannot read `%s`", path), NULL;
  do {
    size = size ? 2 * size : 1 << 16;
    char *longer = realloc(text, size + 1);
    if (!longer) break;
    text = longer;
    count += fread(text + count, 1, size - count, file);
    text[count] = 0;
  } while (count == size);
  fclose(file);
  if (!text || count == size) return free(text), gm_fail(error, "out of memory"), NULL;
  return text;
}

static int fill_tables(bs_model *m, const char *data, char **error) {
  if (!data || !*data) {
    if (!m->model->has_data) {
      return gm_fail(error, "this library has no data of its own: give them as JSON");
    }
    for (int k = 0; k < GM_KERNELS; k++) {
      const gm_kernel *kernel = &m->model->kernels[k];
      for (int i = 0; i < kernel->source_count; i++) {
        m->tables[k][i] = m->model->sources[kernel->sources[i]].embedded;
      }
    }
    return 0;
  }
  size_t length = strlen(data);
  bool is_path = length > 5 && strcmp(data + length - 5, ".json") == 0;
  char *text = is_path ? read_file(data, error) : NULL;
  if (is_path && !text) return -1;
  int status = gm_read_data(m->model, text ? text : data, m->tables, &m->owned, error);
  free(text);
  return status;
}

EXPORT bs_model *bs_model_construct(const char *data, unsigned int seed, char **error) {
  (void)seed; /* nothing random happens to data */
  const gm_model *model = &gm_this_model;
  bs_model *m = calloc(1, sizeof *m);
  if (!m) return gm_fail(error, "out of memory"), NULL;
  m->model = model;
  bool is_whole = true;
  for (int k = 0; k < GM_KERNELS; k++) {
    const gm_kernel *kernel = &model->kernels[k];
    m->tables[k] = calloc((size_t)kernel->source_count + 1, sizeof **m->tables);
    is_whole = is_whole && m->tables[k];
    if (kernel->parameter_count > m->parameter_room) m->parameter_room = kernel->parameter_count;
    if (kernel->result_count > m->result_room) m->result_room = kernel->result_count;
    if (kernel->output_count > m->output_room) m->output_room = kernel->output_count;
  }
  m->parameter_names = quantity_names(model, false);
  m->all_names = quantity_names(model, true);
  m->coordinate_names = block_names(model);
  is_whole = is_whole && m->parameter_names && m->all_names && m->coordinate_names;
  if (is_whole ? fill_tables(m, data, error) : gm_fail(error, "out of memory")) {
    bs_model_destruct(m);
    return NULL;
  }
  return m;
}

EXPORT const char *bs_name(const bs_model *m) { return m->model->name; }

EXPORT const char *bs_model_info(const bs_model *m) { return m->model->info; }

EXPORT const char *bs_param_names(const bs_model *m, bool tp, bool gq) {
  (void)gq; /* a story has no generated quantities */
  return tp ? m->all_names : m->parameter_names;
}

EXPORT const char *bs_param_unc_names(const bs_model *m) { return m->coordinate_names; }

EXPORT int bs_param_num(const bs_model *m, bool tp, bool gq) {
  (void)gq;
  int64_t count = 0;
  for (int i = 0; i < m->model->parameter_count; i++) count += m->model->parameters[i].shape.count;
  for (int i = 0; tp && i < m->model->derived_count; i++) {
    count += m->model->derived[i].shape.count;
  }
  return (int)count;
}

EXPORT int bs_param_unc_num(const bs_model *m) { return (int)m->model->dimension; }

EXPORT int bs_set_print_callback(STREAM_CALLBACK callback, char **error) {
  (void)callback; /* models print nothing */
  (void)error;
  return 0;
}
