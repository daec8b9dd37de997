#include "guard.h"
#include "cllvm.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* LLVM ends the process after a fatal error such as an operation that the processor lacks, unless
   the handler does not return. As LLVM's own crash recovery does, the handler jumps over LLVM's
   frames; what they held is leaked. */
static _Thread_local struct {
  jmp_buf back;
  int active;
  char *reason;
} guard;

void gm_on_fatal_error(const char *reason) {
  if (!guard.active) {
    fprintf(stderr, "gmc: LLVM: %s\n", reason);
    abort();
  }
  guard.active = 0;
  guard.reason = strdup(reason);
  longjmp(guard.back, 1);
}

enum gm_outcome gm_llvm_run_passes(LLVMModuleRef module, const char *passes,
                                   LLVMTargetMachineRef machine,
                                   LLVMPassBuilderOptionsRef options, char **message) {
  if (setjmp(guard.back)) {
    *message = guard.reason;
    return GM_FATAL;
  }
  guard.active = 1;
  LLVMErrorRef error = LLVMRunPasses(module, passes, machine, options);
  guard.active = 0;
  if (!error) return GM_DONE;
  char *text = LLVMGetErrorMessage(error);
  *message = strdup(text);
  LLVMDisposeErrorMessage(text);
  return GM_ERROR;
}

enum gm_outcome gm_llvm_emit(LLVMTargetMachineRef machine, LLVMModuleRef module,
                             LLVMCodeGenFileType type, LLVMMemoryBufferRef *buffer,
                             char **message) {
  if (setjmp(guard.back)) {
    *message = guard.reason;
    return GM_FATAL;
  }
  guard.active = 1;
  char *text = NULL;
  int failed = LLVMTargetMachineEmitToMemoryBuffer(machine, module, type, &text, buffer);
  guard.active = 0;
  if (!failed) return GM_DONE;
  *message = text ? strdup(text) : NULL;
  if (text) LLVMDisposeMessage(text);
  return GM_ERROR;
}

void gm_message_free(char *message) { free(message); }
