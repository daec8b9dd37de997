/* Reads Stan's JSON: an object whose members are numbers or nested arrays of numbers. */
#define _GNU_SOURCE
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gmc_model.h"

enum { MAX_DEPTH = 64 };

typedef struct {
  const char *at, *start;
  locale_t numbers; /* with a decimal point, whatever the program's own language */
  char **error;
} scanner;

/* The array of one variable while it is read. */
typedef struct {
  const gm_variable *variable;
  double *values;
  uint8_t *nulls, *seen;
} target;

static int bad(scanner *s, const char *what) {
  int line = 1;
  for (const char *c = s->start; c < s->at; c++) line += *c == '\n';
  return gm_fail(s->error, "the JSON is not well formed: %s in line %d", what, line);
}

static char peek(scanner *s) {
  while (*s->at == ' ' || *s->at == '\t' || *s->at == '\n' || *s->at == '\r') s->at++;
  return *s->at;
}

static bool accept(scanner *s, char c) {
  if (peek(s) != c) return false;
  s->at++;
  return true;
}

static bool accept_word(scanner *s, const char *word) {
  size_t length = strlen(word);
  peek(s);
  if (strncmp(s->at, word, length) != 0 || isalnum((unsigned char)s->at[length])) return false;
  s->at += length;
  return true;
}

static char *put_utf8(char *out, unsigned code) {
  if (code < 0x80) {
    *out++ = (char)code;
  } else if (code < 0x800) {
    *out++ = (char)(0xC0 | code >> 6);
    *out++ = (char)(0x80 | (code & 0x3F));
  } else {
    *out++ = (char)(0xE0 | code >> 12);
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
    *out++ = (char)(0x80 | (code & 0x3F));
  }
  return out;
}

/* Reads a text into fresh memory; NULL after an error. */
static char *read_text(scanner *s) {
  if (!accept(s, '"')) return bad(s, "a text is missing"), NULL;
  const char *end = s->at;
  while (*end && *end != '"') end += *end == '\\' && end[1] ? 2 : 1;
  if (!*end) return bad(s, "a text without end"), NULL;
  char *text = malloc((size_t)(end - s->at) + 1), *out = text;
  if (!text) return gm_fail(s->error, "out of memory"), NULL;
  for (; s->at < end; s->at++) {
    if (*s->at != '\\') {
      *out++ = *s->at;
      continue;
    }
    s->at++;
    switch (*s->at) {
      case 'n': *out++ = '\n'; break;
      case 't': *out++ = '\t'; break;
      case 'r': *out++ = '\r'; break;
      case 'b': *out++ = '\b'; break;
      case 'f': *out++ = '\f'; break;
      case 'u': {
        char digits[5] = {0};
        for (int i = 0; i < 4 && s->at + 1 < end; i++) digits[i] = *++s->at;
        out = put_utf8(out, (unsigned)strtoul(digits, NULL, 16));
        break;
      }
      default: *out++ = *s->at;
    }
  }
  *out = 0;
  s->at = end + 1;
  return text;
}

/* What Stan writes for numbers that JSON has not. */
static bool special_number(const char *text, double *value) {
  static const struct { const char *name; double value; } table[] = {
      {"NaN", NAN}, {"Inf", INFINITY}, {"+Inf", INFINITY}, {"-Inf", -INFINITY},
      {"Infinity", INFINITY}, {"+Infinity", INFINITY}, {"-Infinity", -INFINITY}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (strcmp(text, table[i].name) == 0) return *value = table[i].value, true;
  }
  return false;
}

static int skip_value(scanner *s, int depth);

static int skip_members(scanner *s, char close, bool named, int depth) {
  if (accept(s, close)) return 0;
  do {
    if (named) {
      char *name = read_text(s);
      if (!name) return -1;
      free(name);
      if (!accept(s, ':')) return bad(s, "a `:` is missing");
    }
    if (skip_value(s, depth + 1)) return -1;
  } while (accept(s, ','));
  return accept(s, close) ? 0 : bad(s, "a `,` or the end of a list is missing");
}

static int read_number(scanner *s, double *value) {
  static const char *const words[] = {"NaN", "Infinity", "-Infinity", "Inf", "-Inf"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (accept_word(s, words[i])) return special_number(words[i], value), 0;
  }
  char c = peek(s), *end;
  if (c != '-' && !isdigit((unsigned char)c)) return bad(s, "a number is missing");
  *value = strtod_l(s->at, &end, s->numbers);
  s->at = end;
  return 0;
}

static int skip_value(scanner *s, int depth) {
  if (depth > MAX_DEPTH) return bad(s, "too many levels");
  double number;
  switch (peek(s)) {
    case '"': {
      char *text = read_text(s);
      free(text);
      return text ? 0 : -1;
    }
    case '{': s->at++; return skip_members(s, '}', true, depth);
    case '[': s->at++; return skip_members(s, ']', false, depth);
    default:
      if (accept_word(s, "true") || accept_word(s, "false") || accept_word(s, "null")) return 0;
      return read_number(s, &number);
  }
}

/* The greatest length of the arrays at each depth; the rank is the greatest depth. */
static int measure(scanner *s, int depth, int *rank, int64_t *sizes) {
  if (depth > MAX_DEPTH) return bad(s, "too many levels");
  if (depth > *rank) *rank = depth;
  if (!accept(s, '[')) return skip_value(s, depth);
  int64_t count = 0;
  if (*rank < depth + 1) sizes[(*rank)++] = 0;
  if (peek(s) != ']') {
    do {
      if (measure(s, depth + 1, rank, sizes)) return -1;
      count++;
    } while (accept(s, ','));
  }
  if (!accept(s, ']')) return bad(s, "a `,` or the end of a list is missing");
  if (count > sizes[depth]) sizes[depth] = count;
  return 0;
}

static void append_shape(char *text, size_t room, int rank, const int64_t *sizes) {
  size_t used = strlen(text);
  if (rank == 0) {
    snprintf(text + used, room - used, "is a number");
    return;
  }
  used += (size_t)snprintf(text + used, room - used, "has the shape [");
  for (int i = 0; i < rank && used + 24 < room; i++) {
    used += (size_t)snprintf(text + used, room - used, i ? ", %lld" : "%lld",
                             (long long)sizes[i]);
  }
  if (used + 2 < room) strcpy(text + used, "]");
}

static int check_shape(scanner *s, const gm_variable *v) {
  const char *start = s->at;
  int64_t sizes[MAX_DEPTH + 2];
  int rank = 0;
  if (measure(s, 0, &rank, sizes)) return -1;
  s->at = start;
  if (v->shape.count == 0) return 0;
  if (rank == v->shape.rank &&
      memcmp(sizes, v->shape.sizes, (size_t)rank * sizeof *sizes) == 0) return 0;
  char given[256] = "", wanted[256] = "";
  append_shape(given, sizeof given, rank, sizes);
  append_shape(wanted, sizeof wanted, v->shape.rank, v->shape.sizes);
  return gm_fail(s->error, "`%s` %s in the JSON, and %s in this library", v->name, given, wanted);
}

static int read_member(scanner *s, const gm_variable *v, const char *text, double *value) {
  if (special_number(text, value)) return 0;
  if (v->kind == GM_MEMBER && v->members) {
    for (int64_t i = 0; i < v->member_count; i++) {
      if (strcmp(v->members[i], text) == 0) return *value = (double)(i + v->first), 0;
    }
  }
  return gm_fail(s->error, "`%s` cannot be \"%s\"", v->name, text);
}

/* Numbers may be the names of members too. */
static double named_number(const gm_variable *v, double number) {
  char name[32];
  snprintf(name, sizeof name, "%.0f", number);
  for (int64_t i = 0; i < v->member_count; i++) {
    if (strcmp(v->members[i], name) == 0) return (double)(i + v->first);
  }
  return NAN;
}

static int read_scalar(scanner *s, const target *t, int64_t place) {
  const gm_variable *v = t->variable;
  double value = 0;
  t->seen[place] = 1;
  if (accept_word(s, "null")) {
    t->nulls[place] = 1;
    return 0;
  }
  if (accept_word(s, "true")) {
    value = 1;
  } else if (accept_word(s, "false")) {
    value = 0;
  } else if (peek(s) == '"') {
    char *text = read_text(s);
    if (!text) return -1;
    int status = read_member(s, v, text, &value);
    free(text);
    if (status) return status;
  } else if (peek(s) == '[' || peek(s) == '{') {
    return gm_fail(s->error, "the arrays of `%s` are not equally deep", v->name);
  } else if (read_number(s, &value)) {
    return -1;
  } else if (v->kind == GM_MEMBER && v->members) {
    value = named_number(v, value);
  }
  t->values[place] = value;
  return 0;
}

static int read_array(scanner *s, const target *t, int depth, int64_t place) {
  const gm_shape *shape = &t->variable->shape;
  if (depth == shape->rank) return read_scalar(s, t, place);
  if (!accept(s, '[')) {
    return gm_fail(s->error, "the arrays of `%s` are not equally deep", t->variable->name);
  }
  if (accept(s, ']')) return 0;
  int64_t step = 1;
  for (int i = depth + 1; i < shape->rank; i++) step *= shape->sizes[i];
  do {
    if (read_array(s, t, depth + 1, place)) return -1;
    place += step;
  } while (accept(s, ','));
  return accept(s, ']') ? 0 : bad(s, "a `,` or the end of a list is missing");
}

static int read_variable(scanner *s, const gm_reader *reader, const gm_variable *v) {
  if (check_shape(s, v)) return -1;
  int64_t count = v->shape.count;
  if (count == 0) return skip_value(s, 0) ? -1 : reader->take(reader->context, v, NULL, NULL,
                                                              s->error);
  size_t room = (size_t)count;
  target t = {v, calloc(room, sizeof(double)), calloc(room, 1), calloc(room, 1)};
  int status = -1;
  if (!t.values || !t.nulls || !t.seen) {
    gm_fail(s->error, "out of memory");
  } else if (read_array(s, &t, 0, 0) == 0) {
    status = 0;
    for (int64_t i = 0; i < count && status == 0; i++) {
      if (t.seen[i] != (v->exist ? v->exist[i] : 1)) {
        status = gm_fail(s->error, "the rows of `%s` are not as long as in this library", v->name);
      }
    }
    if (status == 0) status = reader->take(reader->context, v, t.values, t.nulls, s->error);
  }
  free(t.values);
  free(t.nulls);
  free(t.seen);
  return status;
}

static int read_object(scanner *s, const gm_reader *reader) {
  if (!accept(s, '{')) return bad(s, "no object");
  if (!accept(s, '}')) {
    do {
      char *name = read_text(s);
      if (!name) return -1;
      const gm_variable *v = reader->wanted(reader->context, name);
      free(name);
      if (!accept(s, ':')) return bad(s, "a `:` is missing");
      if (v ? read_variable(s, reader, v) : skip_value(s, 0)) return -1;
    } while (accept(s, ','));
    if (!accept(s, '}')) return bad(s, "a `,` or the end of the object is missing");
  }
  return peek(s) ? bad(s, "something behind the end") : 0;
}

int gm_read_json(const char *text, const gm_reader *reader, char **error) {
  locale_t numbers = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
  if (!numbers) return gm_fail(error, "out of memory");
  scanner s = {text, text, numbers, error};
  int status = read_object(&s, reader);
  freelocale(numbers);
  return status;
}
