/// A table of text with aligned columns.
public struct TextTable: Sendable, Equatable {
  /// On which side of its column a cell stands.
  public enum Alignment: Sendable {
    case left
    case right
  }

  /// A column's heading and alignment.
  public struct Column: Sendable, Equatable {
    /// The heading.
    public let heading: String
    /// The alignment of the heading and the cells.
    public let alignment: Alignment

    /// Creates a column.
    public init(_ heading: String, _ alignment: Alignment = .right) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  /// The columns, from left to right.
  public let columns: [Column]
  /// The rows, with one cell for each column.
  public private(set) var rows: [[String]] = []

  /// Creates a table without rows.
  public init(columns: [Column]) { self.columns = columns }

  /// Adds a row.
  ///
  /// - Precondition: there is one cell for each column.
  public mutating func append(_ row: [String]) {
    precondition(row.count == columns.count)
    rows.append(row)
  }

  /// Returns the lines: headings and rows, columns two spaces apart, each line with its end.
  public func text() -> String {
    let lines = [columns.map(\.heading)] + rows
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line($0, widths) + "\n" }.joined()
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = columns.indices.map { pad(cells[$0], widths[$0], columns[$0].alignment) }
      .joined(separator: "  ")
    while text.last == " " { text.removeLast() }
    return text
  }

  private func pad(_ cell: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: width - cell.count)
    return switch alignment {
    case .left: cell + space
    case .right: space + cell
    }
  }
}
