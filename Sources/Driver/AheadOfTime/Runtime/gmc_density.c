/* The C interface of BridgeStan 2: log densities and their derivatives. */
#include <stdlib.h>
#include <string.h>

#include "gmc_bridge.h"

static gm_workspace *new_workspace(const bs_model *m) {
  int64_t most = 0;
  for (int k = 0; k < GM_KERNELS; k++) {
    if (m->model->kernels[k].workspace_bytes > most) most = m->model->kernels[k].workspace_bytes;
  }
  int64_t numbers = m->parameter_room + m->result_room;
  int64_t head = ((int64_t)sizeof(gm_workspace) + 8 * (numbers + m->output_room) + 63) / 64 * 64;
  gm_workspace *w = gm_memory(head + most);
  if (!w) return NULL;
  w->parameters = (double *)(void *)w->memory;
  w->results = w->parameters + m->parameter_room;
  w->outputs = (double **)(void *)(w->results + m->result_room);
  w->work = (char *)w + head;
  return w;
}

gm_workspace *gm_take(const bs_model *m, char **error) {
  void **pool = ((bs_model *)m)->pool;
  for (int i = 0; i < POOL; i++) {
    if (!__atomic_load_n(&pool[i], __ATOMIC_RELAXED)) continue;
    void *w = __atomic_exchange_n(&pool[i], NULL, __ATOMIC_ACQUIRE);
    if (w) return w;
  }
  gm_workspace *w = new_workspace(m);
  if (!w) gm_fail(error, "out of memory");
  return w;
}

void gm_give_back(const bs_model *m, gm_workspace *w) {
  void **pool = ((bs_model *)m)->pool;
  for (int i = 0; i < POOL; i++) {
    void *empty = NULL;
    if (__atomic_compare_exchange_n(&pool[i], &empty, w, false, __ATOMIC_RELEASE,
                                    __ATOMIC_RELAXED)) return;
  }
  free(w);
}

void gm_run_kernel(const bs_model *m, int k, gm_workspace *w) {
  const gm_kernel *kernel = &m->model->kernels[k];
  double *place = w->results;
  for (int i = 0; i < kernel->output_count; i++) {
    w->outputs[i] = place;
    place += kernel->outputs[i];
  }
  kernel->run(w->parameters, m->tables[k], w->work, w->outputs);
}

void gm_copy(double *to, const double *from, int64_t count) {
  if (count > 0) memcpy(to, from, (size_t)count * sizeof *to);
}

EXPORT int bs_log_density(const bs_model *m, bool propto, bool jacobian, const double *theta,
                          double *value, char **error) {
  (void)propto; /* constants may be dropped; none is */
  int64_t n = m->model->dimension;
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  gm_copy(w->parameters, theta, n);
  w->parameters[n] = jacobian;
  gm_run_kernel(m, GM_DENSITY, w);
  *value = w->results[0];
  gm_give_back(m, w);
  return 0;
}

static void gradient(const bs_model *m, gm_workspace *w, bool jacobian, const double *theta,
                     double *value, double *out) {
  int64_t n = m->model->dimension;
  gm_copy(w->parameters, theta, n);
  w->parameters[n] = jacobian;
  gm_run_kernel(m, GM_GRADIENT, w);
  *value = w->results[0];
  gm_copy(out, w->results + 1, n);
}

EXPORT int bs_log_density_gradient(const bs_model *m, bool propto, bool jacobian,
                                   const double *theta, double *value, double *out,
                                   char **error) {
  (void)propto;
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  gradient(m, w, jacobian, theta, value, out);
  gm_give_back(m, w);
  return 0;
}

EXPORT int bs_log_density_hessian_vector_product(const bs_model *m, bool propto, bool jacobian,
                                                 const double *theta, const double *v,
                                                 double *value, double *out, char **error) {
  (void)propto;
  int64_t n = m->model->dimension;
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  gm_copy(w->parameters, theta, n);
  gm_copy(w->parameters + n, v, n);
  w->parameters[2 * n] = jacobian;
  gm_run_kernel(m, GM_PRODUCT, w);
  *value = w->results[0];
  gm_copy(out, w->results + 1, n);
  gm_give_back(m, w);
  return 0;
}

EXPORT int bs_log_density_hessian(const bs_model *m, bool propto, bool jacobian,
                                  const double *theta, double *value, double *out,
                                  double *hessian, char **error) {
  (void)propto;
  int64_t n = m->model->dimension;
  gm_workspace *w = gm_take(m, error);
  if (!w) return -1;
  gradient(m, w, jacobian, theta, value, out);
  for (int64_t i = 0; i < n; i++) {
    gm_copy(w->parameters, theta, n);
    memset(w->parameters + n, 0, (size_t)n * sizeof(double));
    w->parameters[n + i] = 1;
    w->parameters[2 * n] = jacobian;
    gm_run_kernel(m, GM_PRODUCT, w);
    gm_copy(hessian + i * n, w->results + 1, n);
  }
  /* It is symmetric but for rounding. */
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < i; j++) {
      double x = 0.5 * (hessian[i * n + j] + hessian[j * n + i]);
      hessian[i * n + j] = hessian[j * n + i] = x;
    }
  }
  gm_give_back(m, w);
  return 0;
}
