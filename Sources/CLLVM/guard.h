#pragma once

/* LLVM's handler of fatal errors: goes back to the guarded call of this thread, if there is one. */
void gm_on_fatal_error(const char *reason);
