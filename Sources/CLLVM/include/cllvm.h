#pragma once

#include <llvm-c/Analysis.h>
#include <llvm-c/Core.h>
#include <llvm-c/Error.h>
#include <llvm-c/ErrorHandling.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>

/* Finds LLVM's library and every function of functions.def in it, once in a process, and makes the
   code generator of this processor ready. Returns 0, or 1 with a reason that stays valid. No other
   function of LLVM may be called before it has returned 0. */
int gm_llvm_load(const char **reason);

/* Makes the C library's scalar and vector mathematics visible to code that is loaded later. */
void gm_math_load(void);

/* The address of a function that is visible to code that is loaded later, or NULL. */
void *gm_function(const char *name);

/* The size of the widest vector register, and all that tells this kind of processor from others.
   Neither needs LLVM's library. */
int gm_host_vector_bytes(void);
void gm_host_identity(char *text, unsigned long size);

/* How a guarded call ended. */
enum gm_outcome { GM_DONE = 0, GM_ERROR = 1, GM_FATAL = 2 };

/* LLVMRunPasses and LLVMTargetMachineEmitToMemoryBuffer that come back from LLVM's fatal errors.
   After GM_FATAL the module and the machine are in an unknown state and must be left alone.
   The message is to be freed by gm_message_free. */
enum gm_outcome gm_llvm_run_passes(LLVMModuleRef module, const char *passes,
                                   LLVMTargetMachineRef machine,
                                   LLVMPassBuilderOptionsRef options, char **message);
enum gm_outcome gm_llvm_emit(LLVMTargetMachineRef machine, LLVMModuleRef module,
                             LLVMCodeGenFileType type, LLVMMemoryBufferRef *buffer,
                             char **message);
void gm_message_free(char *message);
