import Diagnostics

/// A JSON document.
indirect enum JSON: Equatable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case array([JSON])
  /// Members in the order of the document.
  case object([Member])

  struct Member: Equatable, Sendable {
    let name: String
    let value: JSON
  }

  /// An object from its members in order.
  static func members(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(members.map { Member(name: $0.key, value: $0.value) })
  }

  /// The value of a member; `nil` if this is no object or has no such member.
  subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// This object with the members of another one behind its own.
  func adding(_ other: JSON) -> JSON {
    guard case .object(let own) = self, case .object(let more) = other else { return self }
    return .object(own + more)
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var array: [JSON]? { if case .array(let array) = self { array } else { nil } }

  /// The document on one line; numbers read back as they are, and what is no number is `null`.
  func compact() -> String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let value): Self.text(of: value)
    case .text(let text): jsonString(text)
    case .array(let values): "[" + values.map { $0.compact() }.joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { jsonString($0.name) + ":" + $0.value.compact() }.joined(separator: ",")
        + "}"
    }
  }

  /// The document with one line for each member and each object of an array.
  func pretty() -> String { pretty(indent: "") + "\n" }

  private func pretty(indent: String) -> String {
    let inner = indent + "  "
    switch self {
    case .null, .boolean, .number, .text: return compact()
    case .array(let values):
      guard values.contains(where: { if case .object = $0 { true } else { false } }) else {
        return compact()
      }
      return "[\n" + values.map { inner + $0.compact() }.joined(separator: ",\n") + "\n\(indent)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.map {
        inner + jsonString($0.name) + ": " + $0.value.pretty(indent: inner)
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
  }

  private static func text(of value: Double) -> String {
    guard value.isFinite else { return "null" }
    if let integer = Int(exactly: value), abs(integer) < 1 << 53 { return String(integer) }
    return String(value)
  }
}
