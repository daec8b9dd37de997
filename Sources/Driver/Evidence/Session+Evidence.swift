import Binding
import Inference
import Objectives
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// `gmc evidence`: log p(data) of a model.
  mutating func evidence() throws(CommandFailure) {
    let watch = Stopwatch()
    let chosen = try chooseModel()
    let bound = try bound(chosen)
    let compileSeconds = watch.seconds
    Interruption.watch()
    let evidence = try evidence(of: bound, by: evidenceMethod, stream: evidenceStream)
    let json = JSONValue.object(evidence.json(compileSeconds: compileSeconds))
    if let path = invocation.text(.output) {
      guard FilePath.ending(of: path) == "json" || path == "-" else {
        throw .usage(
          UsageError("an evidence cannot be written to `\(path)`", hint: "`-o evidence.json`"))
      }
      let members = evidence.json(compileSeconds: compileSeconds) + record(of: chosen)
      try write(JSONValue.object(members).text(.indented) + "\n", to: path)
    }
    if invocation.has(.json) {
      console.output(json.text() + "\n")
    } else if invocation.text(.output) != "-" {
      console.output(text(of: evidence))
    }
  }

  /// The method of `--method`.
  var evidenceMethod: EvidenceMethod {
    invocation.text(.evidenceMethod).flatMap { EvidenceMethod(rawValue: $0) } ?? .auto
  }

  /// Where the randomness of an estimate comes from.
  var evidenceStream: RandomStream { RandomStream(seed: UInt64(seed)).stream("evidence") }

  private func text(of evidence: Evidence) -> String {
    var name = "log p(data)"
    if !evidence.maximised.isEmpty {
      let values = evidence.maximised.map { "\($0.name) = \(significant($0.value, digits: 6))" }
      name = "log p(data | \(values.joined(separator: ", "))), maximised over them"
    }
    var lines = [
      "\(name) \(evidence.method.isBound ? ">=" : "=") \(evidence.text)"
        + (evidence.error > 0
          ? "  (standard error \(significant(evidence.error, digits: 2)))" : ""),
      "method: \(evidence.title)",
    ]
    for check in evidence.checks { lines.append("  \(check.name): \(check.value.plainText)") }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension JSONValue {
  /// A number with the digits that people read, or the value as it is.
  fileprivate var plainText: String {
    switch self {
    case .number(let value): significant(value, digits: 6)
    case .string(let text): text
    case .null, .boolean, .integer, .array, .object: text()
    }
  }
}
