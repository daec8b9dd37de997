/// Who reads what in a program, as the plan of a run needs it.
struct Uses {
  /// Whether an output needs the value.
  private(set) var isLive: [Bool]
  /// Whether the value is live and needs no parameter.
  private(set) var isFixed: [Bool]
  /// The value whose memory it shares: itself, unless it is a view.
  private(set) var owner: [Int]
  /// The last reader of the memory, for owners; the number of nodes if an output reads it.
  private(set) var lastReader: [Int]
  /// Whether a value with parameters, or an output, reads the memory.
  private(set) var isKept: [Bool]

  /// The live results of each loop, in order.
  private(set) var results: [Scan: [ValueID]] = [:]
  /// Whether the program is the body of a loop, which moves its inputs in.
  let isBody: Bool

  init(of program: TensorProgram, asBody isBody: Bool = false) {
    self.isBody = isBody
    let count = program.nodes.count
    isLive = program.liveness()
    isFixed = isLive
    owner = Array(0..<count)
    lastReader = Array(0..<count)
    isKept = [Bool](repeating: false, count: count)
    for (index, node) in program.nodes.enumerated() where isLive[index] {
      isFixed[index] = !isBody && node.op.operands.allSatisfy { isFixed[Int($0.index)] }
      switch node.op {
      case .scan(let scan, _): results[scan, default: []].append(ValueID(index: Int32(index)))
      case .input(let input): isFixed[index] = program[input].role == .data
      case .broadcast(let x, _), .rename(let x, _, _):
        owner[index] = owner[Int(x.index)]
        continue
      default: break
      }
      for operand in node.op.operands {
        lastReader[owner[Int(operand.index)]] = index
        if !isFixed[index] { isKept[owner[Int(operand.index)]] = true }
      }
    }
    for output in program.outputs {
      lastReader[owner[Int(output.value.index)]] = count
      isKept[owner[Int(output.value.index)]] = true
    }
  }

  /// Notes that a value is read at the very end.
  mutating func keep(_ value: ValueID) { lastReader[Int(value.index)] = isLive.count }
}
