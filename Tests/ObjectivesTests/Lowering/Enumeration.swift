import Binding
import Diagnostics
import ScalarMath
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// A model of which some variables are hidden, and the sums over all their configurations.
///
/// In the source, `ASKED` stands in `log p(ASKED)` for what the query mentions.
struct Enumeration {
  let source: String
  let data: String
  /// What the query asks for besides the hidden variables.
  let asked: String
  /// The hidden variables by name.
  let hidden: [String]

  /// The log joint of every configuration, and the values of the hidden variables in each:
  /// members by their position from 0, whole numbers as themselves.
  func joints() throws -> [(values: [[Int]], log: Double)] {
    var model = try bound(
      source.replacing("ASKED", with: (asked.isEmpty ? [] : [asked]).joined() + list), data)
    var counts: [(id: VariableID, first: Int, count: Int, shape: [Int])] = []
    for name in hidden {
      let id = try #require(
        model.model.variables.ids.first { model.model.variables[$0].name == name })
      var lowering = Lowering(model, assignments: [:])
      let space = try #require(try lowering.stateSpace(id))
      let shape = model.model.variables[id].indices.map {
        model.sizes[model.model.indices[$0].set] ?? 0
      }
      counts.append((id, space.lowerBound, space.count, shape))
    }
    for row in counts {
      model.values[row.id] = value(
        row, model, [Int](repeating: row.first, count: row.shape.reduce(1, *)))
    }
    var log = DiagnosticLog()
    let stage = try #require(model.model.objectives.first?.stages.first)
    let lowered = try #require(
      lowerObjective(model, stage: stage, keepsNumbersOpen: true, log: &log))
    var result: [(values: [[Int]], log: Double)] = []
    var digits = counts.map { [Int](repeating: 0, count: $0.shape.reduce(1, *)) }
    repeat {
      let values = zip(digits, counts).map { own, row in own.map { $0 + row.first } }
      var data = lowered.data
      for (input, origin) in lowered.origins {
        guard case .values(let id, let strides) = origin,
          let slot = counts.firstIndex(where: { $0.id == id })
        else { continue }
        data[input] = stored(
          values[slot], counts[slot].shape, strides, lowered.program[input].type.element,
          lowered.program)
      }
      var interpreter = try Interpreter(lowered.program, data: data)
      interpreter.run([])
      result.append((values, interpreter.output(0)[0]))
    } while advance(&digits, counts.map(\.count))
    return result
  }

  private var list: String {
    (asked.isEmpty ? "" : ", ") + hidden.joined(separator: ", ")
  }

  private func value(
    _ row: (id: VariableID, first: Int, count: Int, shape: [Int]), _ model: BoundModel,
    _ values: [Int]
  ) -> BoundValue {
    model.model.variables[row.id].type == .bool
      ? BoundValue(shape: row.shape, storage: .booleans(values.map { $0 == 1 }))
      : BoundValue(shape: row.shape, storage: .integers(values.map { Int32($0) }))
  }

  private func stored(
    _ values: [Int], _ shape: [Int], _ strides: [Int], _ element: ElementType,
    _ program: TensorProgram
  ) -> Tensor {
    var stored = values
    for (index, value) in values.enumerated() {
      var rest = index
      var place = 0
      for (size, stride) in zip(shape, strides).reversed() {
        place += rest % size * stride
        rest /= size
      }
      stored[place] = value
    }
    let sizes = zip(shape, strides).sorted { $0.1 > $1.1 }.map(\.0)
    switch element {
    case .boolean: return Tensor(stored.map { $0 == 1 }, sizes: sizes)
    case .integer: return Tensor(stored.map { Int32($0) }, sizes: sizes)
    case .real: return Tensor(stored.map { Double($0) }, sizes: sizes)
    }
  }

  /// The next configuration, `false` after the last.
  private func advance(_ digits: inout [[Int]], _ counts: [Int]) -> Bool {
    for row in digits.indices {
      for column in digits[row].indices {
        digits[row][column] += 1
        if digits[row][column] < counts[row] { return true }
        digits[row][column] = 0
      }
    }
    return false
  }
}

/// log Σ exp.
func logSumExp(_ values: [Double]) -> Double {
  let largest = values.max() ?? -.infinity
  guard largest.isFinite else { return largest }
  return largest + Double.log(values.reduce(0) { $0 + Double.exp($1 - largest) })
}
