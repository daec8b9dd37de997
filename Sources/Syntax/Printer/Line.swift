/// A line of printed text, with the places where it can be spread.
struct Line {
  /// A place that consecutive lines of one alignment have at one column.
  enum Column: Hashable { case name, type, definition }

  /// The kinds of lines that are aligned among themselves.
  enum Alignment: Hashable {
    case indexSet
    case hyper
    /// A node with a role, by whether its type is stated.
    case node(isTyped: Bool)
    case abbreviation
    case member
    /// A line among nodes that takes the alignment of the one above it.
    case follower
  }

  var indentation: Int
  var text: String
  /// The columns of the line, each with the number of characters before its space.
  var marks: [(column: Column, offset: Int)] = []
  var alignment: Alignment?
  var comment: String?
  var isContinuation = false

  init(indentation: Int, text: String, isContinuation: Bool = false) {
    self.indentation = indentation
    self.text = text
    self.isContinuation = isContinuation
  }
}

/// Returns the text of lines whose columns and trailing comments are aligned.
func text(of lines: [Line]) -> String {
  var lines = lines
  for run in runs(of: alignments(of: lines)) { align(&lines, run) }
  for run in runs(of: lines.map { $0.comment.map { _ in true } }) {
    let width = lines[run].map { $0.indentation + $0.text.count }.max() ?? 0
    for index in run {
      let line = lines[index]
      let padding = width - line.indentation - line.text.count + 2
      lines[index].text += String(repeating: " ", count: padding) + (line.comment ?? "")
    }
  }
  return lines.map { line in
    (line.text.isEmpty ? "" : String(repeating: " ", count: line.indentation)) + line.text + "\n"
  }.joined()
}

/// What each line aligns with, followers resolved.
private func alignments(of lines: [Line]) -> [Line.Alignment?] {
  var last: Line.Alignment?
  return lines.map { line in
    let alignment = line.isContinuation ? nil : line.alignment
    if alignment == .follower {
      switch last {
      case .node: return last
      case .indexSet, .hyper, .abbreviation, .member, .follower, nil: last = nil
      }
    } else {
      last = alignment
    }
    return last
  }
}

/// The ranges of neighbours with one key; those without a key are in none.
private func runs<Key: Equatable>(of keys: [Key?]) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start = 0
  for index in 0...keys.count where index == keys.count || keys[index] != keys[start] {
    if start < index, keys[start] != nil { runs.append(start..<index) }
    start = index
  }
  return runs
}

/// Brings each column of a run of lines to the same place by adding space before it.
private func align(_ lines: inout [Line], _ run: Range<Int>) {
  for column in [Line.Column.name, .type, .definition] {
    let offsets = run.map { index in lines[index].marks.first { $0.column == column }?.offset }
    let target = offsets.compactMap(\.self).max() ?? 0
    for (index, offset) in zip(run, offsets) {
      if let offset { lines[index].insert(target - offset, at: offset) }
    }
  }
}

extension Line {
  /// Inserts spaces and moves the marks behind them.
  fileprivate mutating func insert(_ count: Int, at offset: Int) {
    let place = text.index(text.startIndex, offsetBy: offset)
    text.insert(contentsOf: String(repeating: " ", count: count), at: place)
    for index in marks.indices where marks[index].offset >= offset { marks[index].offset += count }
  }
}
