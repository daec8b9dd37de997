#pragma once
#include <gvc.h>

/* cgraph declares its arguments `char *` where it only reads them. */
static inline Agraph_t *gmc_read(const char *dot) { return agmemread(dot); }
