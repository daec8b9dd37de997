#define _GNU_SOURCE
#include "cllvm.h"
#include "guard.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* LLVM's library costs every process that links it 14 ms at its start, and need not be there at
   all. So it is not linked: for each function there is a slot, and a stub of the function's own
   name that jumps to what the slot holds. */

static void not_loaded(void) {
  fputs("gmc: a function of LLVM was called before its library was loaded\n", stderr);
  abort();
}

#define F(name) __attribute__((used, visibility("hidden"))) void (*gm_slot_##name)(void) = not_loaded;
#include "functions.def"
#undef F

/* Hidden, so that LLVM's library is not bound to the stubs in place of its own functions. */
#if defined(__x86_64__)
#define JUMP(name) "jmp *gm_slot_" name "(%rip)\n"
#elif defined(__aarch64__)
/* x16 is free between a call and its function. */
#define JUMP(name)                                                                                 \
  "adrp x16, gm_slot_" name "\n"                                                                   \
  "ldr x16, [x16, :lo12:gm_slot_" name "]\n"                                                       \
  "br x16\n"
#else
#error "no stubs for this processor"
#endif

#define F(name)                                                                                    \
  __asm__(".text\n.p2align 4\n.globl " #name "\n.hidden " #name "\n.type " #name ",@function\n"    \
          #name ":\n" JUMP(#name) ".size " #name ", .-" #name "\n");
#include "functions.def"
#undef F

static const struct {
  const char *name;
  void (**slot)(void);
} functions[] = {
#define F(name) {#name, &gm_slot_##name},
#include "functions.def"
#undef F
};

/* Half of the time to load LLVM's library goes into finding its own 20,000 names, the sooner the
   fewer other libraries are asked first. */
#ifdef RTLD_DEEPBIND
#define OWN_NAMES_FIRST RTLD_DEEPBIND
#else
#define OWN_NAMES_FIRST 0
#endif

static char failure[512];

static void load(void) {
  static const char *const names[] = {"libLLVM.so.19.1", "libLLVM-19.so.1"};
  void *library = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++) {
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL | OWN_NAMES_FIRST);
    if (!library && i == 0) {
      const char *why = dlerror();
      snprintf(failure, sizeof failure, "%s", why ? why : "libLLVM.so.19.1 cannot be loaded");
    }
  }
  if (!library) return;
  failure[0] = 0;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function) {
      snprintf(failure, sizeof failure, "LLVM's library has no %s", functions[i].name);
      return;
    }
    *functions[i].slot = (void (*)(void))function;
  }
  /* Processors put instructions in order themselves: that LLVM does so takes a tenth of its time
     and gains nothing. */
  const char *const options[] = {"gmc", "-enable-misched=false", "-enable-post-misched=false",
                                 "-disable-post-ra", "-disable-cgp"};
  LLVMParseCommandLineOptions(sizeof options / sizeof *options, options, NULL);
#if defined(__x86_64__)
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
#elif defined(__aarch64__)
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64Target();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64AsmPrinter();
#endif
  LLVMInstallFatalErrorHandler(gm_on_fatal_error);
}

int gm_llvm_load(const char **reason) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  *reason = failure[0] ? failure : NULL;
  return failure[0] != 0;
}

static void load_math(void) {
  /* Where there is no vector library, code that needs it fails to link with the function's name. */
  dlopen("libm.so.6", RTLD_NOW | RTLD_GLOBAL);
  dlopen("libmvec.so.1", RTLD_NOW | RTLD_GLOBAL);
}

void *gm_function(const char *name) { return dlsym(RTLD_DEFAULT, name); }

void gm_math_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load_math);
}
