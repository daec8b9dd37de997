import Foundation
import Glibc
import Objectives
import Testing

@testable import Driver

/// `gmc compile --emit object|llvm|asm`, and what is wrong with a command.
@Suite(.enabled(if: hasNativeCode)) struct EmitTests {
  static let schools = [
    packageFolder.appending(path: "Models/hierarchical/eight_schools.gm").path, "--data",
    packageFolder.appending(path: "Models/data/eight_schools.json").path,
  ]
  typealias Gradient =
    @convention(c) (
      UnsafePointer<Double>, UnsafeMutableRawPointer, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> Void

  /// Makes a shared library of files and calls its `EightSchools_gradient`.
  func gradient(ofFiles files: [String], in folder: URL, workspace: Int) throws -> [Double] {
    let library = folder.appending(path: "code.so").path
    let end = runProgram(
      "cc", ["-shared", "-o", library] + files + ["-lmvec", "-lm"],
      log: folder.appending(path: "log").path)
    #expect(end?.status == 0, "\(end?.text ?? "no compiler")")
    let code = try #require(BridgeLibrary(path: library))
    let call = code.function("EightSchools_gradient", as: Gradient.self)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: workspace, alignment: 64)
    defer { memory.deallocate() }
    var value = 0.0
    var slopes = [Double](repeating: 0, count: 10)
    call(try LibraryModel.eightSchools.lowered().point, memory, &value, &slopes)
    return [value] + slopes
  }

  func expected() throws -> [Double] {
    let lowered = try LibraryModel.eightSchools.lowered()
    return [try lowered.density(lowered.point, jacobian: true)]
      + (try lowered.gradient(lowered.point))
  }

  @Test(arguments: ["host", "avx2", "baseline"])
  func anObjectComputesTheGradient(_ cpu: String) throws {
    // The processor of the test may lack what is not the oldest.
    if cpu == "avx2", !codeRuns(features: "avx2") { return }
    try withTemporaryFolder { folder in
      let object = folder.appending(path: "schools.o").path
      let answer = gmc(
        ["compile"] + Self.schools + ["--emit", "object", "--cpu", cpu, "-o", object])
      #expect(answer.status == .done)
      let header = try String(
        contentsOf: folder.appending(path: "schools.h"), encoding: .utf8)
      #expect(header.contains("EightSchools_dimension = 10 "))
      #expect(header.contains("2...9 eta"))
      let bytes = header.firstMatch(of: /workspace_bytes = (\d+)/).flatMap { Int($0.1) }
      let found = try gradient(ofFiles: [object], in: folder, workspace: try #require(bytes))
      #expect(distance(found, try expected()) < 1e-12)
    }
  }

  @Test func aHeaderIsC() throws {
    try withTemporaryFolder { folder in
      let object = folder.appending(path: "schools.o").path
      #expect(gmc(["compile"] + Self.schools + ["--emit", "object", "-o", object]).status == .done)
      let header = folder.appending(path: "schools.h").path
      for language in ["c", "c++"] {
        let end = runProgram(
          "cc", ["-Wall", "-Werror", "-fsyntax-only", "-x", language, header],
          log: folder.appending(path: "log").path)
        #expect(end?.status == 0, "\(end?.text ?? "no compiler")")
      }
    }
  }

  @Test func assemblyComputesTheGradient() throws {
    try withTemporaryFolder { folder in
      let answer = gmc(["compile"] + Self.schools + ["--emit", "asm", "-o", "-"])
      #expect(answer.status == .done)
      let file = folder.appending(path: "schools.s")
      try answer.output.write(to: file, atomically: true, encoding: .utf8)
      let found = try gradient(ofFiles: [file.path], in: folder, workspace: 1 << 16)
      #expect(distance(found, try expected()) < 1e-12)
    }
  }

  @Test func stagesOfCodeArePrinted() {
    let llvm = gmc(["compile"] + Self.schools + ["--print", "llvm"])
    #expect(llvm.output.contains("define void @EightSchools_gradient("))
    #expect(llvm.output.contains("@EightSchools_gradient_data0 = external hidden"))
    let assembly = gmc(["compile"] + Self.schools + ["--print", "asm", "--cpu", "baseline"])
    #expect(assembly.output.contains("EightSchools_gradient:"))
    #expect(!assembly.output.contains("%ymm"))
    let optimised = gmc(["compile"] + Self.schools + ["--print", "optimised"])
    #expect(optimised.output.contains("output"))
    #expect(gmc("compile", Self.schools[0], "--size", "J=8", "--print", "llvm").status == .done)
  }

  @Test func whatNoLibraryHasIsRefusedByName() throws {
    let pair = LibraryDataTests.pairs[0]
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      let data = folder.appending(path: "d.json")
      try pair.model.write(to: model, atomically: true, encoding: .utf8)
      try pair.first.write(to: data, atomically: true, encoding: .utf8)
      let object = folder.appending(path: "m.o").path
      let answer = gmc(
        "compile", model.path, "--data", data.path, "--emit", "object", "-o", object)
      #expect(answer.status == .wrongInput)
      #expect(answer.messages.contains("calls `gmc_"))
      #expect(answer.messages.contains("hint: `--emit library`"))
      #expect(!FileManager.default.fileExists(atPath: object))
    }
  }

  /// A command line and what is said of it.
  static let mistakes = [
    (["--emit", "library"], "`--emit library` needs `-o OUT`"),
    (["--emit", "libary", "-o", "x"], "did you mean `--emit library`?"),
    (["--emit", "object", "-o", "-"], "`--emit object` writes no text"),
    (["-o", "x"], "`-o` is for the code of `--emit`"),
    (["--emit", "asm", "-o", "-", "--cpu", "z"], "`--cpu` cannot be `z`"),
  ]

  @Test(arguments: mistakes) func mistakesAreUsage(_ words: [String], _ message: String) {
    let answer = gmc(["compile"] + Self.schools + words)
    #expect(answer.status == .wrongUsage)
    #expect(answer.messages.contains(message))
    #expect(answer.output == "")
  }

  @Test func anObjectNeedsData() {
    let answer = gmc(
      "compile", Self.schools[0], "--size", "J=8", "--emit", "object", "-o", "/tmp/x.o")
    #expect(answer.status == .wrongUsage)
    #expect(answer.messages.contains("`--emit object` needs data"))
  }

  @Test func aMissingCompilerIsNamed() throws {
    let invocation = Invocation(verb: .compile, arguments: [])
    let session = Session(
      invocation, console: Console(isTerminal: false, write: { _, _ in }, input: { [] }))
    var text = ""
    do throws(CommandFailure) {
      _ = try session.link([], tables: "", compilers: ["no-such-compiler"])
    } catch {
      if case .run(let message, let hint) = error { text = message + (hint ?? "") }
    }
    #expect(text.contains("there is no C compiler here"))
    #expect(text.contains("install `gcc` or `clang`"))
  }

  private func codeRuns(features: String) -> Bool {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    return text.contains(" \(features) ")
  }
}
