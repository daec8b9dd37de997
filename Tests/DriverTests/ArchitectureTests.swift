import Foundation
import Testing

/// The rules of docs/Architecture.md that the compiler cannot check.
@Suite struct ArchitectureTests {
  /// A Swift file of one target.
  struct Unit: Sendable, CustomStringConvertible {
    let target: String
    let name: String
    let lines: [Substring]

    var description: String { "\(target)/\(name)" }

    /// The modules that the file imports, whatever the access level of the import.
    var imports: Set<String> {
      Set(lines.compactMap { $0.firstMatch(of: /^(?:\w+ )*import (\w+)/).map { String($0.1) } })
    }
  }

  static func units(in folder: String) -> [Unit] {
    let root = packageFolder.appending(path: folder)
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.map {
      let parts = $0.pathComponents.drop { $0 != folder }.dropFirst()
      let text = (try? String(contentsOf: $0, encoding: .utf8)) ?? ""
      return Unit(
        target: parts.first ?? "", name: $0.lastPathComponent,
        lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }.sorted { $0.description < $1.description }
  }

  static let sources = units(in: "Sources")
  static let all = sources + units(in: "Tests")

  @Test func thereAreSources() {
    #expect(Self.sources.count > 100)
    #expect(Self.sources.contains { $0.imports.contains("Glibc") })
  }

  @Test func foreignCodeHasOneDoor() {
    let doors = [
      "CGraphviz": "GraphvizBridge", "CZlib": "ZlibBridge", "CLLVM": "LLVMBridge",
      "CTraining": "Inference", "CProducts": "Codegen",
    ]
    for unit in Self.sources {
      for (module, door) in doors where unit.imports.contains(module) {
        #expect(unit.target == door, "\(unit): only \(door) imports \(module)")
      }
    }
  }

  @Test func foundationStaysOutside() {
    for unit in Self.sources {
      let foundation = unit.imports.filter { $0.hasPrefix("Foundation") || $0 == "Dispatch" }
      #expect(foundation.isEmpty, "\(unit) imports \(foundation)")
    }
  }

  @Test func onlyTheEdgeTouchesTheSystem() {
    let system: Set = [
      "Driver", "gmc", "ScalarMath", "GraphvizBridge", "ZlibBridge", "Codegen", "LinearAlgebra",
      "NetCDFBridge",
    ]
    for unit in Self.sources where unit.imports.contains("Glibc") {
      #expect(system.contains(unit.target), "\(unit) imports Glibc")
    }
    // The mathematics of the C library has one door, and nothing else comes in through it.
    let calls = /\b(open|fopen|read|write|getenv|clock_gettime|time|pthread_create|Thread)\(/
    for unit in Self.sources where unit.target == "ScalarMath" {
      for line in unit.lines { #expect(line.firstMatch(of: calls) == nil, "\(unit): \(line)") }
    }
  }

  @Test func threadsAndLocksLiveAtTheEdge() {
    for unit in Self.sources where unit.imports.contains("Synchronization") {
      #expect(
        ["Driver", "GraphvizBridge", "LLVMBridge", "NetCDFBridge"].contains(unit.target), "\(unit)")
    }
  }

  @Test func layersKnowOnlyWhatIsBelowThem() {
    let forbidden: [String: Set<String>] = [
      "Inference": ["Syntax", "Semantics", "Binding", "Objectives", "TensorIR", "Autodiff"],
      "TensorIR": ["Semantics", "Binding", "Objectives", "Diagnostics"],
      "Semantics": ["TensorIR", "Binding", "Objectives"],
      "Autodiff": ["Semantics", "Binding", "Objectives"],
      "Reporting": ["Inference", "TensorIR", "Objectives", "Semantics"],
    ]
    for unit in Self.sources {
      let wrong = unit.imports.intersection(forbidden[unit.target] ?? [])
      #expect(wrong.isEmpty, "\(unit) imports \(wrong)")
    }
  }

  @Test func filesAreShort() {
    for unit in Self.all { #expect(unit.lines.count <= 401, "\(unit): split it by concern") }
  }

  @Test func linesFitThePage() {
    for unit in Self.sources {
      for (number, line) in unit.lines.enumerated() where line.count > 100 {
        Issue.record("\(unit):\(number + 1) has \(line.count) columns")
      }
    }
  }

  @Test func userInputNeverTraps() {
    let traps = /\btry!|\bas!|\bfatalError\(|\bTODO\b|\bFIXME\b/
    for unit in Self.sources {
      for line in unit.lines { #expect(line.firstMatch(of: traps) == nil, "\(unit): \(line)") }
    }
  }
}
