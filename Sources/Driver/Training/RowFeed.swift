import Binding
import Inference
import Objectives
import Semantics
import TensorIR

/// Puts the rows of a batch behind the coordinates of a point.
struct RowFeed: Sendable {
  /// Where one input gets its rows from.
  private enum Source: Sendable {
    case data(RowReader)
    case positions
  }
  private let sources: [(source: Source, offset: Int)]
  /// The numbers of all inputs.
  let count: Int

  /// - Returns: `nil` if the data of an input cannot be read row by row.
  init?(_ lowered: LoweredDensity, _ bound: BoundModel) {
    var sources: [(Source, Int)] = []
    var count = 0
    for input in lowered.batch?.inputs ?? [] {
      let source: Source
      switch input.origin {
      case .values(let id, let strides):
        guard let value = bound.values[id],
          let reader = RowReader(value, slot: input.slot, strides: strides)
        else { return nil }
        source = .data(reader)
      case .known(let id, let strides):
        guard let value = bound.values[id],
          let reader = RowReader(knownOf: value, slot: input.slot, strides: strides)
        else { return nil }
        source = .data(reader)
      case .rows: source = .positions
      case .sizes, .weights: return nil
      }
      sources.append((source, count))
      count += lowered.program.count(lowered.program[input.input].type)
    }
    self.sources = sources
    self.count = count
  }

  /// Writes the rows from an offset on.
  func fill(_ x: inout MutableSpan<Double>, at offset: Int, rows: [Int]) {
    for (source, place) in sources {
      switch source {
      case .data(let reader): reader.read(rows, into: &x, at: offset + place)
      case .positions:
        for (index, row) in rows.enumerated() { x[offset + place + index] = Double(row) }
      }
    }
  }
}
