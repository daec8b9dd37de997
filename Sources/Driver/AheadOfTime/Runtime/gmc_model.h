/* What a library of gmc knows of its model; the tables are written by `gmc compile`. */
#ifndef GMC_MODEL_H
#define GMC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void gm_run(const double *parameters, const void *const *sources, void *workspace,
                    double *const *results);

/* An array of numbers: its sizes, outermost first, and how far apart neighbours are stored. */
typedef struct {
  int rank;
  const int64_t *sizes, *strides;
  int64_t count;
} gm_shape;

/* How one element lies in memory. */
enum gm_element { GM_F64, GM_F32, GM_I64, GM_I32, GM_U8, GM_BOOLEAN };

/* What an array of a kernel is copied from when data are given. */
enum gm_origin { GM_FIXED, GM_INPUT, GM_PREPARED };

typedef struct {
  enum gm_origin origin;
  int index; /* of the input in gm_model.inputs, or of the output of the preparation */
  enum gm_element element;
  gm_shape shape; /* of the origin, which is row-major */
  const void *embedded;
} gm_source;

/* The values of one data input of the programs, as they are given to a preparation. */
typedef struct {
  int variable;        /* in gm_model.variables; -1 if they never change */
  bool is_mask;        /* whether they say which elements are known */
  gm_shape shape;      /* row-major as declared; the strides are those of the input */
  double scale;        /* what one unit of the input stands for */
  const double *fixed; /* the values that never change */
} gm_input;

/* Code for one program. */
typedef struct {
  gm_run *run;
  int source_count;
  const int *sources; /* in gm_model.sources */
  int64_t parameter_count, result_count, workspace_bytes;
  int output_count;
  const int64_t *outputs; /* the number of elements of each */
} gm_kernel;

enum { GM_DENSITY, GM_GRADIENT, GM_PRODUCT, GM_CONSTRAIN, GM_DERIVE, GM_UNCONSTRAIN, GM_KERNELS };

/* What makes the sources of one kernel out of data. */
typedef struct {
  gm_kernel kernel;
  int input_count;
  const int *inputs; /* in gm_model.inputs */
} gm_preparation;

enum gm_kind { GM_REAL, GM_INTEGER, GM_TRUTH, GM_MEMBER };

/* A variable that data give values to. */
typedef struct {
  const char *name;
  enum gm_kind kind;
  double lower, upper; /* what its numbers may be */
  bool lower_is_open, may_be_infinite, may_be_missing;
  gm_shape shape;       /* row-major */
  int index_rank;       /* how many of the axes are indices, the others components */
  const uint8_t *exist; /* which elements there are, where some rows are shorter; else NULL */
  int64_t first, member_count;
  const char *const *members; /* the names of members, NULL for numbers from `first` on */
  double scale;               /* what numbers are multiplied with */
  bool is_standardised, is_binarised;
} gm_variable;

/* A parameter or a derived value: a container as it is declared. */
typedef struct {
  const char *name;
  gm_shape shape;          /* the strides are those of the kernel's output */
  int block;               /* of a parameter, in gm_model.blocks */
  const int64_t *restored; /* of a parameter, the strides in the input of GM_UNCONSTRAIN */
} gm_quantity;

/* The coordinates of one parameter. */
typedef struct {
  const char *name;
  gm_shape shape;
  int64_t offset;   /* in the vector of coordinates */
  int64_t restored; /* of the values, in the parameters of GM_UNCONSTRAIN */
} gm_block;

typedef struct {
  const char *name, *info;
  bool has_data; /* whether the embedded arrays are data, rather than zeros of their sizes */
  int64_t dimension;
  int block_count, parameter_count, derived_count, variable_count, input_count, source_count;
  const gm_block *blocks;
  const gm_quantity *parameters, *derived;
  const gm_variable *variables;
  const char *const *hypers; /* names of what has its value in the model, up to NULL */
  const gm_input *inputs;
  const gm_source *sources;
  gm_kernel kernels[GM_KERNELS];
  gm_preparation preparations[GM_KERNELS];
} gm_model;

extern const gm_model gm_this_model;

/* Allocated text for an error message; returns -1. */
int gm_fail(char **error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Memory at a multiple of 64, filled with zeros, to be freed by `free`; NULL if there is none. */
void *gm_memory(int64_t bytes);

/* Where an element lies that is number `index` when the first subscript runs fastest. */
int64_t gm_column_major(const gm_shape *shape, int64_t index);

/* Where an element lies that is number `index` when the last subscript runs fastest. */
int64_t gm_row_major(const gm_shape *shape, int64_t index);

/* Reads the members of a JSON object. `wanted` says for a name where its variable is, or NULL;
   `take` gets its values row-major, and which of them are null. */
typedef struct {
  void *context;
  const gm_variable *(*wanted)(void *context, const char *name);
  int (*take)(void *context, const gm_variable *variable, double *values, uint8_t *nulls,
              char **error);
} gm_reader;

int gm_read_json(const char *text, const gm_reader *reader, char **error);

/* Makes the sources of every kernel from JSON. `tables` has one table for each kernel; what is
   allocated for them is added to `owned`. */
typedef struct gm_owned {
  struct gm_owned *next;
  void *memory;
} gm_owned;

int gm_read_data(const gm_model *model, const char *text, const void **tables[GM_KERNELS],
                 gm_owned **owned, char **error);

#endif
