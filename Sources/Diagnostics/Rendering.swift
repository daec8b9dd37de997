extension Diagnostic {
  /// Returns the diagnostic as a user reads it, with a line break at its end.
  ///
  /// The layout is that of the language reference: the message with its code, the place, the source
  /// lines with carets, the hint. With `colour` it has the escape sequences of ANSI terminals.
  public func rendered(in sources: SourceMap, colour: Bool) -> String {
    resolvingLines(in: sources).excerpted(in: sources, Paint(isOn: colour))
  }

  private func excerpted(in sources: SourceMap, _ paint: Paint) -> String {
    var text = paint.severity(severity, "\(severity.rawValue):")
    text += paint.bold(" \(message)") + " [\(code.rawValue)]\n"
    if let span {
      let place = sources[span.file].position(of: span.start)
      text += "  \(sources[span.file].name):\(place.line):\(place.column)"
      text += (dataFile.map { ", data: \($0)" } ?? "") + "\n"
      text += excerpt(in: sources, paint)
    }
    if let hint { text += paint.hint("  hint:") + " \(hint)\n" }
    return text
  }

  /// The source lines that the diagnostic speaks of, in the order of the text.
  private func excerpt(in sources: SourceMap, _ paint: Paint) -> String {
    guard let span else { return "" }
    let source = sources[span.file]
    var marks = [Mark(span, caption ?? "", in: source, isPrimary: true)]
    for label in labels where label.span.file == span.file {
      marks.append(Mark(label.span, label.text, in: source, isPrimary: false))
    }
    let lines = Set(marks.map(\.line)).sorted()
    let gutter = max(3, String(lines.last ?? 0).count + 1)
    var text = lines.map { line in
      let ofLine = marks.filter { $0.line == line }
      return excerptOfLine(
        DisplayLine(source.line(line)), number: line, gutter: gutter, marks: ofLine,
        paint: paint, severity: severity)
    }.joined()
    for label in labels where label.span.file != span.file {
      let place = sources[label.span.file].position(of: label.span.start)
      text += "  \(sources[label.span.file].name):\(place.line):\(place.column): \(label.text)\n"
    }
    return text
  }
}

extension [Diagnostic] {
  /// Returns the diagnostics one after the other with a blank line between two.
  public func rendered(in sources: SourceMap, colour: Bool) -> String {
    map { $0.rendered(in: sources, colour: colour) }.joined(separator: "\n")
  }
}

/// A marked range of characters of one line, counted from 0.
private struct Mark {
  let line: Int
  let range: Range<Int>
  let text: String
  let isPrimary: Bool

  init(_ span: SourceSpan, _ text: String, in source: SourceFile, isPrimary: Bool) {
    let start = source.position(of: span.start)
    let end = source.position(of: span.end)
    let last =
      end.line == start.line ? end.column - 1 : max(start.column, source.line(start.line).count)
    line = start.line
    range = (start.column - 1)..<max(last, start.column)
    self.text = text
    self.isPrimary = isPrimary
  }

  /// A second place without words shows its line, nothing more.
  var hasCarets: Bool { isPrimary || !text.isEmpty }
}

/// The widest excerpt of a line, in columns.
private let excerptWidth = 100

private func excerptOfLine(
  _ line: DisplayLine, number: Int, gutter: Int, marks: [Mark], paint: Paint,
  severity: Diagnostic.Severity
) -> String {
  let digits = String(number)
  let prefix = String(repeating: " ", count: gutter - digits.count) + digits + " |"
  let blank = paint.gutter(String(repeating: " ", count: gutter + 1) + "|")
  let window = window(on: line, around: marks)
  var text = paint.gutter(prefix)
  if line.width > 0 { text += " " + window.text }
  text += "\n"

  let carets = marks.filter(\.hasCarets).sorted { $0.range.lowerBound < $1.range.lowerBound }
  guard let last = carets.last else { return text }
  var row = ""
  var width = 0
  for mark in carets {
    let start = window.column(line.column(of: mark.range.lowerBound))
    let end = max(window.column(line.column(of: mark.range.upperBound)), start + 1)
    guard end > width else { continue }
    row += String(repeating: " ", count: max(start - width, 0))
    row += paint.severity(severity, String(repeating: "^", count: end - max(start, width)))
    width = end
  }
  if !last.text.isEmpty { row += paint.severity(severity, " \(last.text)") }
  text += "\(blank) \(row)\n"
  for mark in carets.dropLast().reversed() where !mark.text.isEmpty {
    let start = window.column(line.column(of: mark.range.lowerBound))
    let indent = String(repeating: " ", count: start)
    text += "\(blank) \(indent)\(paint.severity(severity, mark.text))\n"
  }
  return text
}

/// The part of a line that is shown.
private struct Window {
  let text: String
  let range: Range<Int>
  /// The columns that the sign of an omission takes on the left.
  let shift: Int

  /// The column in the window of a column of the line; past its ends, the nearest.
  func column(_ column: Int) -> Int {
    min(max(column, range.lowerBound), range.upperBound) - range.lowerBound + shift
  }
}

private func window(on line: DisplayLine, around marks: [Mark]) -> Window {
  let first = marks.map { line.column(of: $0.range.lowerBound) }.min() ?? 0
  guard line.width > excerptWidth + 20 else {
    return Window(text: line.text(0..<line.width), range: 0..<(line.width + 1), shift: 0)
  }
  let start = first < excerptWidth * 2 / 3 ? 0 : first - excerptWidth / 3
  let end = min(start + excerptWidth, line.width)
  let before = start > 0 ? "… " : ""
  let after = end < line.width ? " …" : ""
  return Window(
    text: before + line.text(start..<end) + after, range: start..<end, shift: before.count)
}
