/// A part of a syntax tree without its places: what it is, and its parts in the order of the text.
///
/// Two texts have the same structure exactly if their outlines are equal.
public struct Outline: Hashable, Sendable {
  /// What the part is: a word of ours, an operator, or the text of a name or literal.
  public let label: String
  /// Its parts.
  public let children: [Outline]

  init(_ label: String, _ children: [Outline] = []) {
    self.label = label
    self.children = children
  }

  /// The outline as nested lists in parentheses, broken into lines where they would be long.
  public var text: String {
    var lines: [String] = []
    write(to: &lines, indentation: 0, closing: "")
    return lines.map { $0 + "\n" }.joined()
  }

  private func write(to lines: inout [String], indentation: Int, closing: String) {
    let indent = String(repeating: " ", count: indentation)
    let line = indent + oneLine + closing
    if children.isEmpty || line.count <= 100 { return lines.append(line) }
    lines.append(indent + "(" + label)
    for (index, child) in children.enumerated() {
      let isLast = index == children.count - 1
      child.write(
        to: &lines, indentation: indentation + 2, closing: isLast ? ")" + closing : "")
    }
  }

  private var oneLine: String {
    children.isEmpty ? label : "(\(label) \(children.map(\.oneLine).joined(separator: " ")))"
  }
}

extension SourceTree {
  /// The tree without its places, as `gmc compile --print tree` shows it.
  public var outline: Outline { Outline("file", statements.map(\.outline)) }
}

/// A list of parts under a label; nothing if there are none.
func group(_ label: String, _ parts: [Outline]) -> [Outline] {
  parts.isEmpty ? [] : [Outline(label, parts)]
}

extension Name {
  var outline: Outline { Outline(text) }
}

extension Path {
  var outline: Outline { Outline(text) }
}

extension StringLiteral {
  var outline: Outline { Outline("\"\(text)\"") }
}
