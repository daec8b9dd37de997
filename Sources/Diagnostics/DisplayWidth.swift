/// Returns how many columns of a terminal a character takes: 0, 1 or 2.
///
/// Two for the wide characters of Unicode's East Asian Width (Annex 11) and for emoji.
func displayWidth(of character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  if character.isASCII { return 1 }
  let category = first.properties.generalCategory
  if category == .nonspacingMark || category == .enclosingMark || category == .format { return 0 }
  let isEmoji =
    first.properties.isEmojiPresentation
    || character.unicodeScalars.contains { $0.value == 0xFE0F }
  return isEmoji || wideRanges.contains { $0.contains(first.value) } ? 2 : 1
}

private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
  0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
  0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
]

/// A line of source as a terminal shows it: no tabs, no control characters.
struct DisplayLine {
  /// The characters, each with the column where it starts, counted from 0.
  private(set) var cells: [(character: Character, column: Int)] = []
  private(set) var width = 0
  /// The column of each character of the text, and of its end.
  private(set) var columns: [Int] = []

  init(_ text: String) {
    for character in text {
      columns.append(width)
      if character == "\t" {
        repeat { append(" ") } while width % 4 != 0
      } else if character.unicodeScalars.contains(where: {
        $0.properties.generalCategory == .control
      }) {
        append("\u{FFFD}")
      } else {
        append(character)
      }
    }
    columns.append(width)
  }

  private mutating func append(_ character: Character) {
    cells.append((character, width))
    width += displayWidth(of: character)
  }

  /// The column of the character at a position counted from 0; past the end, one for each.
  func column(of position: Int) -> Int {
    position < columns.count
      ? columns[max(position, 0)] : width + position - (columns.count - 1)
  }

  /// The text of a range of columns.
  func text(_ range: Range<Int>) -> String {
    String(cells.filter { range.contains($0.column) }.map(\.character))
  }
}
