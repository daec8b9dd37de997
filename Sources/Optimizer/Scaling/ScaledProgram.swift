public import TensorIR

/// A program whose loops carry numbers in place of their logarithms.
public struct ScaledProgram: Sendable {
  /// The outputs of the program that it was made from, then `condition`.
  public let program: TensorProgram
  /// The output, a boolean, that says whether the others are right.
  public let condition: Int
}

/// Writes loops that add up exponentials, as the forward algorithm of a chain does, without
/// exponentials and logarithms in their steps.
///
/// Such a loop carries the logarithm m of a message, and a step makes of it
/// m'_k = b_k + log Σ_j exp(m_j + a_jk). The loop that takes its place carries α = exp m, divided
/// at each step by a power of two near Σ α, and multiplies: α'_k = exp(b_k) Σ_j exp(a_jk) α_j / c.
/// The logarithms of the divisors are added up afterwards (Rabiner 1989, section V.A).
///
/// A state whose share of α falls below the smallest number is lost. It does not matter while each
/// step leads from every state to every other one with a weight that is not extremely small, since
/// then a state has more from others than it has lost; so the transitions a are watched, but not b.
/// Where they are too far apart, or the outcome is no number, the condition is false, and the given
/// program has the answer.
///
/// - Returns: nil if there is no such loop.
public func scaleRecursions(_ program: TensorProgram) -> ScaledProgram? {
  let loops = Recursions(program)
  guard !loops.isEmpty else { return nil }
  var writer = ScaledWriter(program, loops)
  return writer.write()
}

/// The widest ratio between the weights of the transitions of a step, as a logarithm.
///
/// With ratios above exp(-200) forward and backward messages stay between 1e-200 and 1e200.
let widestSpread = 200.0

/// The smallest share of a state in the message that a loop leaves, if it matters for itself.
let smallestShare = 1e-200

/// Writes a program anew, with other loops.
private struct ScaledWriter {
  private let program: TensorProgram
  private let loops: Recursions
  private var builder: ProgramBuilder
  private var images: [ValueID] = []
  /// The messages that values are the logarithms of.
  private var messages: [ValueID: ScaledMessage] = [:]
  private var conditions: [ValueID] = []

  init(_ program: TensorProgram, _ loops: Recursions) {
    self.program = program
    self.loops = loops
    builder = ProgramBuilder(leavesOf: program)
  }

  mutating func write() -> ScaledProgram? {
    for index in program.nodes.indices {
      let value = ValueID(index: Int32(index))
      builder.origin = program[value].origin
      images.append(image(of: value))
    }
    guard !messages.isEmpty else { return nil }
    var outputs = program.outputs.map {
      Output(name: $0.name, value: images[Int($0.value.index)])
    }
    for output in outputs where builder.type(output.value) == TensorType(.real, []) {
      let size = builder.unary(.absolute, output.value)
      conditions.append(builder.compare(.less, size, builder.constant(.infinity)))
    }
    let condition = conditions.dropFirst().reduce(conditions[0]) {
      builder.append(.logical(.and, $0, $1))
    }
    outputs.append(Output(name: "is exact", value: condition))
    return ScaledProgram(
      program: builder.finish(outputs).pruned(), condition: outputs.count - 1)
  }

  private mutating func image(of value: ValueID) -> ValueID {
    let op = program[value].op.mapOperands { images[Int($0.index)] }
    switch op {
    case .scan(let scan, .final(0)):
      guard let use = loops.use(of: value), let message = scaled(scan) else {
        return builder.append(op)
      }
      if use == .states { conditions.append(builder.isSpread(message)) }
      return log(message)
    case .reduce(.logSumExp, let x, let axes):
      guard let message = messages[x] else { return builder.append(op) }
      return log(
        ScaledMessage(linear: builder.sum(message.linear, over: axes), shift: message.shift))
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .broadcast, .rename, .reduce, .contract, .cumulativeSum, .gather,
      .scatterAdd, .cholesky, .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      return builder.append(op)
    }
  }

  private mutating func scaled(_ scan: Scan) -> ScaledMessage? {
    guard let recursion = builder.scaledLoop(scan) else { return nil }
    conditions += recursion.conditions
    return recursion.message
  }

  private mutating func log(_ message: ScaledMessage) -> ValueID {
    let value = builder.add(builder.unary(.log, message.linear), message.shift)
    messages[value] = message
    return value
  }
}

/// What exp m of a message is, divided by exp shift.
struct ScaledMessage {
  let linear, shift: ValueID
}

extension ProgramBuilder {
  /// Whether all states of a message have a share that is far from the smallest number.
  fileprivate mutating func isSpread(_ message: ScaledMessage) -> ValueID {
    let least = reduce(.minimum, message.linear, over: type(message.linear).axes)
    return compare(.lessOrEqual, constant(smallestShare), least)
  }
}
