/* A model that has been constructed, and the memory that its calls work in. */
#ifndef GMC_BRIDGE_H
#define GMC_BRIDGE_H

#include "gmc_model.h"

#define EXPORT __attribute__((visibility("default")))

enum { POOL = 32 };

typedef struct bs_model {
  const gm_model *model;
  const void **tables[GM_KERNELS];
  gm_owned *owned;
  void *pool[POOL];
  int64_t parameter_room, result_room, output_room; /* the most that a kernel needs */
  char *parameter_names, *all_names, *coordinate_names;
} bs_model;

/* The memory of one call; `work` is that of the kernel. */
typedef struct {
  double *parameters, *results;
  double **outputs;
  void *work;
  char memory[];
} gm_workspace;

/* Working memory out of the pool of the model, or new; NULL with a message if there is none. */
gm_workspace *gm_take(const bs_model *m, char **error);
void gm_give_back(const bs_model *m, gm_workspace *w);

/* Runs a kernel on the parameters in the workspace; its outputs lie behind one another. */
void gm_run_kernel(const bs_model *m, int kernel, gm_workspace *w);

/* Copies numbers, of which there may be none. */
void gm_copy(double *to, const double *from, int64_t count);

EXPORT int bs_param_num(const bs_model *m, bool tp, bool gq);
EXPORT int bs_log_density_gradient(const bs_model *m, bool propto, bool jacobian,
                                   const double *theta, double *value, double *out,
                                   char **error);

#endif
