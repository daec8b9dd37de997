// The one step of compilation that is left to others: a C compiler makes a library of objects.

/// The run-time library of emitted libraries, in C.
private let runtimeFiles: [(name: String, bytes: [UInt8])] = [
  ("gmc_model.h", PackageResources.gmc_model_h), ("gmc_bridge.h", PackageResources.gmc_bridge_h),
  ("gmc_model.c", PackageResources.gmc_model_c),
  ("gmc_density.c", PackageResources.gmc_density_c),
  ("gmc_values.c", PackageResources.gmc_values_c), ("gmc_json.c", PackageResources.gmc_json_c),
  ("gmc_data.c", PackageResources.gmc_data_c), ("gmc_math.c", PackageResources.gmc_math_c),
]

extension Session {
  /// Links objects, the tables of a model and the run-time library to a shared library.
  ///
  /// - Parameter compilers: the first of them that is there is used.
  func link(
    _ objects: [[UInt8]], tables: String, compilers: [String] = Self.usualCompilers
  ) throws(CommandFailure) -> [UInt8] {
    let end: SubprocessEnd?
    let library: String
    let folder: TemporaryFolder
    do throws(FileError) {
      folder = try TemporaryFolder()
      var inputs: [String] = []
      for file in runtimeFiles + [("tables.c", Array(tables.utf8))] {
        let path = folder.file(file.name)
        try writeFile(path, file.bytes)
        if file.name.hasSuffix(".c") { inputs.append(path) }
      }
      for (index, object) in objects.enumerated() {
        let path = folder.file("kernel\(index).o")
        try writeFile(path, object)
        inputs.append(path)
      }
      library = folder.file("library.so")
      let flags = ["-std=c99", "-O2", "-fPIC", "-fvisibility=hidden", "-shared", "-Wl,-Bsymbolic"]
      end = runCompiler(
        compilers, flags + ["-o", library] + inputs + ["-lmvec", "-lm"],
        log: folder.file("log"))
    } catch {
      throw .unwritable(error)
    }
    defer { withExtendedLifetime(folder) {} }
    guard let end else {
      throw .run(
        "there is no C compiler here, which makes the library of the objects",
        hint: "install `gcc` or `clang`, or say in `CC` what it is called")
    }
    guard end.status == 0 else {
      let reason = end.text.split(separator: "\n").first { $0.contains("error") }
      throw .run(
        "the C compiler failed: \(reason.map(String.init) ?? "status \(end.status)")",
        hint: "gcc or clang with glibc 2.35 or newer is needed; `CC` names another")
    }
    do throws(FileError) { return try readFile(library) } catch { throw .unwritable(error) }
  }

  /// The C compiler that `CC` names, otherwise those that systems have.
  static var usualCompilers: [String] {
    environmentVariable("CC").map { [$0] } ?? ["cc", "gcc", "clang"]
  }

  private func runCompiler(
    _ compilers: [String], _ arguments: [String], log: String
  ) -> SubprocessEnd? {
    for name in compilers {
      let words = name.split(separator: " ").map(String.init)
      guard let program = words.first else { continue }
      if let end = runProgram(program, words.dropFirst() + arguments, log: log) { return end }
    }
    return nil
  }
}
