extension JSONValue {
  /// How a tree is laid out.
  public enum Layout: Sendable {
    /// On one line, without spaces.
    case compact
    /// One member or element on each line, indented by two spaces.
    case indented
  }

  /// Returns the text of the tree; numbers are the shortest that read back as the same value.
  public func text(_ layout: Layout = .compact) -> String {
    var result = ""
    write(to: &result, layout, depth: 0)
    return result
  }

  private func write(to text: inout String, _ layout: Layout, depth: Int) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.isFinite ? value.description : "null"
    case .string(let value): text += quoted(value)
    case .array(let elements):
      let items = elements.map { (name: String?.none, value: $0) }
      write(items, in: ("[", "]"), to: &text, layout, depth: depth)
    case .object(let members):
      let items = members.map { (name: Optional($0.name), value: $0.value) }
      write(items, in: ("{", "}"), to: &text, layout, depth: depth)
    }
  }

  private func write(
    _ items: [(name: String?, value: JSONValue)], in brackets: (String, String),
    to text: inout String, _ layout: Layout, depth: Int
  ) {
    text += brackets.0
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      breakLine(&text, layout, depth: depth + 1)
      if let name = item.name {
        text += quoted(name)
        text += layout == .compact ? ":" : ": "
      }
      item.value.write(to: &text, layout, depth: depth + 1)
    }
    if !items.isEmpty { breakLine(&text, layout, depth: depth) }
    text += brackets.1
  }

  private func breakLine(_ text: inout String, _ layout: Layout, depth: Int) {
    switch layout {
    case .compact: break
    case .indented: text += "\n" + String(repeating: "  ", count: depth)
    }
  }
}

/// Returns a string in quotes, with escapes for what RFC 8259 section 7 demands.
private func quoted(_ string: String) -> String {
  var result = "\""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
