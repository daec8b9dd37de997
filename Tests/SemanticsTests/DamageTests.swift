import Diagnostics
import Foundation
import Semantics
import Testing

@Suite struct DamageTests {
  /// Models with everything: their damaged copies visit most messages.
  static let sources: [String] = {
    let folder = testsFolder.appendingPathComponent("Golden/render")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "gm" }
      .sorted { $0.path < $1.path }.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
  }()

  @Test(arguments: sources.indices) func damagedModelsAreAnsweredWithMessages(_ index: Int) {
    let pattern = /[A-Za-z_][A-Za-z_0-9]*|[0-9.]+|\n|[^\sA-Za-z0-9]/
    let tokens = Self.sources[index].matches(of: pattern).map { String($0.output) }
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }
    for round in 0..<12 {
      var damaged = tokens
      for _ in 0...round % 3 {
        let place = random(damaged.count)
        switch random(4) {
        case 0: damaged.remove(at: place)
        case 1: damaged.insert(damaged[place], at: place)
        case 2: damaged[place] = tokens[random(tokens.count)]
        default: damaged.swapAt(place, random(damaged.count))
        }
      }
      let checked = Checked(damaged.joined(separator: " "))
      // Whatever is wrong, what is left can be printed.
      for model in checked.file.models { #expect(model.text.hasPrefix("model ")) }
      #expect(checked.diagnostics.allSatisfy { !$0.message.isEmpty && $0.span != nil })
    }
  }

  @Test func longFilesAreChecked() {
    let count = 1000
    let valid = (1..<count).map { "latent a\($0) ~ Normal(a\($0 - 1), 1)" }.reversed()
    let model = "model M {\n\(valid.joined(separator: "\n"))\nlatent a0 ~ Normal(0, 1)\n}"
    #expect(Checked(model).diagnostics.isEmpty)
    let deep = (1..<count).map { "let a\($0) = a\($0 - 1) + 1" }.reversed()
    let chain = Checked("model M {\n\(deep.joined(separator: "\n"))\nlet a0 = 1\n}")
    #expect(chain.diagnostics.map(\.code) == [.tooDeep])
  }
}

@Suite struct ProjectModelTests {
  /// The models of the project, by path.
  static let files: [String] = {
    let root = testsFolder.deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Models")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "gm" }
      .map(\.path).sorted()
  }()

  @Test(arguments: files) func modelsOfTheProjectCheckCleanly(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    let text = try String(contentsOf: url, encoding: .utf8)
    // Files are imported by paths relative to the one that names them.
    var others: [String: String] = [:]
    for match in text.matches(of: /import "([^"]+)"/) {
      let name = String(match.output.1)
      let file = url.deletingLastPathComponent().appendingPathComponent(name)
      others[name] = try String(contentsOf: file, encoding: .utf8)
    }
    let checked = Checked(text, name: url.lastPathComponent, others: others)
    #expect(checked.diagnostics.isEmpty, "\(checked.rendered)")
  }
}
