#include "cllvm.h"

#include <stdio.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

/* What LLVM decides the same way, without its library: the compiler's run-time library asks the
   processor, and whether the system keeps its wide registers. */
int gm_host_vector_bytes(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return 64;
  return __builtin_cpu_supports("avx2") ? 32 : 16;
}

void gm_host_identity(char *text, unsigned long size) {
  unsigned leaves[3] = {0, 1, 7}, used = 0;
  for (int i = 0; i < 3; i++) {
    unsigned a = 0, b = 0, c = 0, d = 0;
    __cpuid_count(leaves[i], 0, a, b, c, d);
    /* Leaf 1 has the number of the core that happens to ask. */
    if (leaves[i] == 1) b = 0;
    int written = snprintf(text + used, size - used, "%08x%08x%08x%08x ", a, b, c, d);
    if (written > 0 && used + written < size) used += written;
  }
  snprintf(text + used, size - used, "%d", gm_host_vector_bytes());
}
#else
int gm_host_vector_bytes(void) { return 16; }

void gm_host_identity(char *text, unsigned long size) { snprintf(text, size, "generic"); }
#endif
