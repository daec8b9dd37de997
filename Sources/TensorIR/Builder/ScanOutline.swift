/// Which values around a loop under construction move into its body.
struct ScanOutline {
  /// The values of the body, ascending, without the holes of its carries.
  private(set) var inside: [ValueID] = []
  /// What the body reads of the values around it, ascending.
  private(set) var operands: [ValueID] = []
  private let dependence: [Bool]

  init(
    _ program: TensorProgram, along axis: AxisID, carries: [ScanCarry], keeping kept: [ValueID]
  ) {
    let holes = carries.map(\.hole)
    let next = carries.map(\.next)
    let dependence = program.dependence(on: holes, upTo: (next + kept).max())
    self.dependence = dependence
    let roots = next + kept.filter { dependence[Int($0.index)] }
    let placement = ScanPlacement(
      program, along: axis,
      limit: program.largestCount(carries.map { ($0.hole, $0.next) }, without: axis))
    var isNeeded = [Bool](repeating: false, count: dependence.count)
    for root in roots { isNeeded[Int(root.index)] = true }
    for index in isNeeded.indices.reversed() where isNeeded[index] {
      let value = ValueID(index: Int32(index))
      if holes.contains(value) { continue }
      if dependence[index] || placement.isComputedInside(value) {
        inside.append(value)
        for operand in program[value].op.operands { isNeeded[Int(operand.index)] = true }
      } else {
        operands.append(value)
      }
    }
    inside.reverse()
    operands.reverse()
  }

  /// Whether a value changes with the carries.
  func dependsOnCarry(_ value: ValueID) -> Bool {
    Int(value.index) < dependence.count && dependence[Int(value.index)]
  }
}

/// What of the values that do not change with the carries a loop computes itself.
///
/// They are computed before the loop, for all steps at once and in vectors, unless a step needs
/// more of them than it carries, and less of what they are made of: then computing them takes
/// less memory than keeping them, and hardly more time.
public struct ScanPlacement {
  private var isInside: [Bool] = []

  /// Answers the question for the values of a program and a loop along an axis.
  ///
  /// - Parameter limit: how many elements of a value each step may read from memory.
  public init(_ program: TensorProgram, along axis: AxisID, limit: Int) {
    // The elements that each step reads to have a value.
    var memory: [Int] = []
    for node in program.nodes {
      let isSliced = node.type.axes.contains(axis)
      let count = isSliced ? program.count(node.type.removing(axis)) : 0
      let ofOperands = Set(node.op.operands).reduce(0) { $0 + memory[Int($1.index)] }
      let isInside: Bool
      switch node.op.placement(along: axis) {
      case .before: isInside = false
      case .inside: isInside = true
      case .either: isInside = count > limit && ofOperands < count
      }
      memory.append(isInside ? ofOperands : count)
      self.isInside.append(isInside)
    }
  }

  /// Whether the loop computes a value that does not change with the carries.
  public func isComputedInside(_ value: ValueID) -> Bool { isInside[Int(value.index)] }
}

extension Op {
  fileprivate enum Placement { case before, inside, either }

  /// Whether a loop along an axis may compute a value that does not change with the carries.
  fileprivate func placement(along axis: AxisID) -> Placement {
    switch self {
    case .constant, .broadcast: .inside
    case .rename(_, let from, let to): from == axis || to == axis ? .before : .inside
    case .unary, .binary, .compare, .logical, .not, .select, .cast: .either
    case .reduce(_, _, let over), .contract(_, _, let over):
      over.contains(axis) ? .before : .either
    case .gather(_, let along, _): along == axis ? .before : .either
    case .hole, .input, .table, .position, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      .before
    }
  }
}

extension TensorProgram {
  /// Tells for each value up to the last whether one of the given ones can change it.
  public func dependence(on sources: [ValueID], upTo last: ValueID?) -> [Bool] {
    let end = max(last?.index ?? -1, sources.max()?.index ?? -1)
    var depends = [Bool](repeating: false, count: Int(end) + 1)
    for source in sources { depends[Int(source.index)] = true }
    for index in depends.indices where !depends[index] {
      depends[index] = nodes[index].op.operands.contains { depends[Int($0.index)] }
    }
    return depends
  }

  /// The elements of the largest of some carries of a loop that is no mere sum over its steps.
  func largestCount(
    _ carries: [(value: ValueID, next: ValueID)], without axis: AxisID
  ) -> Int {
    let moving = carries.filter { carry in
      guard case .binary(.add, let x, let y) = self[carry.next].op else { return true }
      return x != carry.value && y != carry.value
    }
    return (moving.isEmpty ? carries : moving).map { count(self[$0.value].type.removing(axis)) }
      .max() ?? 0
  }
}

extension Scan {
  /// The elements of the largest carry that is no mere sum over the steps.
  public var largestCount: Int {
    body.program.largestCount(
      zip(body.inputValues, body.next).compactMap { value, next in value.map { ($0, next) } },
      without: axis)
  }
}
