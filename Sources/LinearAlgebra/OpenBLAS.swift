import Glibc

/// The one door to BLAS: OpenBLAS, if this machine has it.
///
/// The library is loaded when it is first wanted, not linked: loading starts threads and takes
/// longer than many a fit. Machine code finds its functions by name from then on.
public enum OpenBLAS {
  /// Whether the library is there. Loads it at the first call of a process.
  ///
  /// It is told to use the caller's thread alone, since callers share their work among threads
  /// themselves.
  public static let isLoaded: Bool = {
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_GLOBAL) else { return false }
    guard dlsym(library, "cblas_dgemm") != nil, dlsym(library, "cblas_sgemm") != nil,
      let setThreads = dlsym(library, "openblas_set_num_threads")
    else { return false }
    unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(1)
    return true
  }()
}
