import Foundation
import Testing

@testable import Driver

/// The library of models: sound, formatted, and each with a command that says how it is used.
@Suite struct ModelsTests {
  /// A file of the library by its path from the package.
  static let files: [String] = {
    let root = packageFolder.appending(path: "Models")
    let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "gm" }
      .map { "Models/" + $0.pathComponents.suffix(2).joined(separator: "/") }.sorted()
  }()

  static func path(_ file: String) -> String { packageFolder.appending(path: file).path }

  /// The words behind `gmc` in the file's first comment, with paths from the root.
  static func command(of file: String) throws -> (isRunnable: Bool, words: [String]) {
    let text = try String(contentsOf: packageFolder.appending(path: file), encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("# ") && $0.contains("gmc ") } ?? ""
    let words = line.split(separator: " ").drop { $0 != "gmc" }.dropFirst().map {
      $0.replacingOccurrences(of: "Models/", with: packageFolder.path + "/Models/")
    }
    return (line.hasPrefix("# Try: "), words)
  }

  @Test func theLibraryIsThere() { #expect(Self.files.count >= 40) }

  @Test(arguments: files) func isSound(_ file: String) {
    let answer = gmc("check", Self.path(file))
    #expect(answer.status == .done)
    #expect(answer.messages == "")
  }

  @Test(arguments: files) func isFormatted(_ file: String) {
    #expect(gmc("fmt", "--check", Self.path(file)).status == .done)
  }

  @Test(arguments: files) func saysHowItIsUsed(_ file: String) throws {
    let (_, words) = try Self.command(of: file)
    #expect(words.contains(Self.path(file)))
    guard case .run = try parseCommandLine(words) else {
      Issue.record("\(words) is no command")
      return
    }
  }

  /// What is promised binds and lowers, or says by name what cannot be computed yet.
  @Test(arguments: files) func itsDataFit(_ file: String) throws {
    let (isRunnable, words) = try Self.command(of: file)
    guard isRunnable, let verb = words.first, ["fit", "sample"].contains(verb) else { return }
    let request = try parseCommandLine(words)
    guard case .run(let invocation) = request else { return }
    let binding = Option.binding.flatMap { option in
      invocation.texts(option).flatMap { [option.entry.spelling, $0] }
    }
    let model = invocation.text(.model).map { ["--model", $0] } ?? []
    let answer = gmc(["compile", Self.path(file)] + binding + model)
    let isHonest = ["[not-yet-lowered]", "[E5]"].contains { answer.messages.contains($0) }
    #expect(answer.status == .done || isHonest, "\(answer.messages)")
  }
}
