#pragma once
#include <gvc.h>
#include <stdlib.h>
#include <string.h>

/* cgraph orders subgraphs by their identities, which by default are the addresses of their names:
   the order in which clusters are drawn would change from run to run. Here identities are counted,
   even numbers for names and odd ones for what has none. */

typedef struct {
  int kind;
  char *text;
} gmc_name;

typedef struct {
  gmc_name *names;
  size_t count, room;
  IDTYPE anonymous;
  Agraph_t *graph;
} gmc_names;

static void *gmc_ids_open(Agraph_t *graph, Agdisc_t *discipline) {
  (void)discipline;
  gmc_names *names = (gmc_names *)calloc(1, sizeof(gmc_names));
  if (!names) return NULL;
  names->anonymous = 1;
  names->graph = graph;
  return names;
}

/* Nodes, edges and graphs are counted apart; an edge is the same seen from either end. */
static int gmc_ids_kind(int kind) { return kind == AGINEDGE ? AGEDGE : kind; }

static long gmc_ids_map(void *state, int kind, char *text, IDTYPE *id, int create) {
  gmc_names *names = (gmc_names *)state;
  *id = 0;
  if (!text) {
    *id = names->anonymous;
    names->anonymous += 2;
    return 1;
  }
  for (size_t i = 0; i < names->count; i++)
    if (names->names[i].kind == gmc_ids_kind(kind) && strcmp(names->names[i].text, text) == 0) {
      *id = 2 * (IDTYPE)(i + 1);
      return 1;
    }
  if (!create) return 1;
  if (names->count == names->room) {
    size_t room = names->room ? 2 * names->room : 64;
    gmc_name *grown = (gmc_name *)realloc(names->names, room * sizeof(gmc_name));
    if (!grown) return 0;
    names->names = grown;
    names->room = room;
  }
  /* cgraph reads the header that its own strings have. */
  char *copy = agstrdup(names->graph, text);
  if (!copy) return 0;
  names->names[names->count].kind = gmc_ids_kind(kind);
  names->names[names->count].text = copy;
  names->count += 1;
  *id = 2 * (IDTYPE)names->count;
  return 1;
}

static long gmc_ids_alloc(void *state, int kind, IDTYPE id) {
  (void)state;
  (void)kind;
  (void)id;
  return 0;
}

static void gmc_ids_free(void *state, int kind, IDTYPE id) {
  (void)state;
  (void)kind;
  (void)id;
}

static char *gmc_ids_print(void *state, int kind, IDTYPE id) {
  gmc_names *names = (gmc_names *)state;
  (void)kind;
  if (id % 2 == 1 || id == 0 || id / 2 > names->count) return NULL;
  return names->names[id / 2 - 1].text;
}

static void gmc_ids_close(void *state) {
  gmc_names *names = (gmc_names *)state;
  for (size_t i = 0; i < names->count; i++) agstrfree(names->graph, names->names[i].text);
  free(names->names);
  free(names);
}

static void gmc_ids_register(void *state, int kind, void *object) {
  (void)state;
  (void)kind;
  (void)object;
}

/* The text that is being read. */
typedef struct {
  const char *rest;
  size_t count;
} gmc_text;

static int gmc_text_read(void *channel, char *buffer, int room) {
  gmc_text *text = (gmc_text *)channel;
  size_t count = text->count < (size_t)room ? text->count : (size_t)room;
  memcpy(buffer, text->rest, count);
  text->rest += count;
  text->count -= count;
  return (int)count;
}

static int gmc_text_write(void *channel, const char *text) {
  (void)channel;
  (void)text;
  return 0;
}

static int gmc_text_flush(void *channel) {
  (void)channel;
  return 0;
}

/* Reads a graph; NULL after a syntax error. */
static inline Agraph_t *gmc_read(const char *dot, size_t count) {
  static Agiddisc_t ids = {gmc_ids_open, gmc_ids_map, gmc_ids_alloc, gmc_ids_free,
                           gmc_ids_print, gmc_ids_close, gmc_ids_register};
  static Agiodisc_t io = {gmc_text_read, gmc_text_write, gmc_text_flush};
  Agdisc_t disciplines = {&AgMemDisc, &ids, &io};
  gmc_text text = {dot, count};
  return agread(&text, &disciplines);
}
