import TensorIR

/// Which values are stored, and where each of them is read.
///
/// A value that is not stored is computed again wherever it is read, which costs less than memory
/// if it is cheap, or read once.
struct Materialisation {
  /// Whether a statement of its own computes the value.
  private(set) var isStored: [Bool]
  /// Where statements read the value: stored values, data and parameters.
  private(set) var sites: [Set<Site>]

  private let program: TensorProgram
  private let dependence: Dependence
  private let nodeCount: Int
  /// Whether BLAS does large products, whose factors must then lie in memory.
  private let hasBLAS: Bool

  private let isWanted: [Bool]

  /// - Parameter wanted: values that must be stored, by position.
  init(
    of program: TensorProgram, _ dependence: Dependence, hasBLAS: Bool,
    storing wanted: [Bool]? = nil
  ) {
    self.program = program
    isWanted = wanted ?? [Bool](repeating: false, count: program.nodes.count)
    self.dependence = dependence
    self.hasBLAS = hasBLAS
    nodeCount = program.nodes.count
    isStored = [Bool](repeating: false, count: nodeCount)
    sites = [Set<Site>](repeating: [], count: nodeCount)
    for (index, output) in program.outputs.enumerated() {
      let type = program[output.value].type
      sites[Int(output.value.index)].insert(
        Site(statement: nodeCount + index, loops: type.axes))
    }
    let isFirst = program.isFirstResult(dependence.isLive)
    for index in (0..<nodeCount).reversed() where dependence.isLive[index] {
      if isFirst[index] {
        decide(index)
      } else {
        isStored[index] = true
      }
    }
  }

  private mutating func decide(_ index: Int) {
    let value = ValueID(index: Int32(index))
    let op = program[value].op
    if dependence.isFixed[index] {
      if op.isView { return passOn(value) }
      if op.isLeaf { return }
      isStored[index] = !isComputedInPlace(index) || paysToStore(index)
      if isStored[index] { return }
      return passOn(value)
    }
    if op.isElementwise {
      isStored[index] = !op.isView && !op.isLeaf && (isWanted[index] || paysToStore(index))
      if !isStored[index] { return passOn(value) }
    } else {
      isStored[index] = true
    }
    let own = Site(statement: index, loops: program[value].type.axes)
    if op.isElementwise {
      program.forEachOperand(of: value, at: own) { sites[Int($0.index)].insert($1) }
    } else {
      for operand in op.operands {
        let loops = program[operand].type.axes
        sites[Int(operand.index)].insert(Site(statement: index, loops: loops))
      }
    }
  }

  /// Whether a fixed value is not worth an array: numbers that are known, and casts and
  /// comparisons of data, which are often narrower than their results.
  private func isComputedInPlace(_ index: Int) -> Bool {
    let node = program.nodes[index]
    func isPlain(_ value: ValueID, depth: Int) -> Bool {
      let op = program[value].op
      switch op {
      case .constant, .position: return true
      case .input: return program[value].type.axes.count <= node.type.axes.count
      case .cast, .compare, .logical, .not, .select, .broadcast, .rename:
        return depth < 4 && op.operands.allSatisfy { isPlain($0, depth: depth + 1) }
      case .table, .unary, .binary, .gather, .reduce, .contract, .cumulativeSum, .scatterAdd,
        .cholesky, .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
        return false
      }
    }
    switch node.op {
    case .cast, .compare, .logical, .not, .select:
      return !dependence.isConstant[index] && isPlain(ValueID(index: Int32(index)), depth: 0)
    case .input, .constant, .table, .position, .unary, .binary, .broadcast, .rename, .gather,
      .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky, .solveTriangular, .solve,
      .logAbsDeterminant, .determinant, .hole, .scan:
      return false
    }
  }

  private mutating func passOn(_ value: ValueID) {
    for site in sites[Int(value.index)] {
      program.forEachOperand(of: value, at: site) { sites[Int($0.index)].insert($1) }
    }
  }

  private func paysToStore(_ index: Int) -> Bool {
    let weight = dependence.weight[index]
    let sites = sites[index]
    if sites.contains(where: { $0.loops.contains(nil) || needsMemory($0, index) }) { return true }
    if sites.contains(where: isReplicated) {
      return weight >= 2 || program.nodes[index].op.isGather
    }
    return sites.count > 1 && weight >= 3
  }

  /// Whether a statement reads its operand at places that it chooses itself.
  private func needsMemory(_ site: Site, _ index: Int) -> Bool {
    guard site.statement < nodeCount else { return false }
    switch program.nodes[site.statement].op {
    case .cholesky, .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan: return true
    // Scalar loops read the operands, so what is costly is computed before, in vectors.
    case .scatterAdd: return dependence.weight[index] >= 4
    case .contract:
      return hasBLAS
        && MatrixProduct(ValueID(index: Int32(site.statement)), in: program) != nil
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .reduce, .cumulativeSum, .hole:
      return false
    }
  }

  /// Whether a statement computes the same element several times.
  private func isReplicated(_ site: Site) -> Bool {
    let covered = Set(site.loops.compactMap { $0 })
    return loops(of: site.statement).contains { !covered.contains($0) && program[$0].size > 1 }
  }

  /// The loops of a statement.
  private func loops(of statement: Int) -> [AxisID] {
    statement < nodeCount
      ? program.loops(of: ValueID(index: Int32(statement))).all
      : program[program.outputs[statement - nodeCount].value].type.axes
  }
}

extension TensorProgram {
  /// Tells of each value whether it is no result of a loop, or the first one that an output needs:
  /// that stands for all.
  func isFirstResult(_ isLive: [Bool]) -> [Bool] {
    var known: Set<Scan> = []
    return nodes.indices.map { index in
      guard isLive[index], case .scan(let scan, _) = nodes[index].op else { return true }
      return known.insert(scan).inserted
    }
  }

  /// The program with other outputs.
  func keeping(_ values: [ValueID]) -> TensorProgram {
    ProgramBuilder(self).finish(values.map { Output(name: "", value: $0) })
  }

  /// Tells which values some are, or are other names of.
  func stored(_ values: [ValueID]) -> [Bool] {
    var isStored = [Bool](repeating: false, count: nodes.count)
    for value in values { isStored[Int(value.index)] = true }
    for index in nodes.indices.reversed() where isStored[index] && nodes[index].op.isView {
      for operand in nodes[index].op.operands { isStored[Int(operand.index)] = true }
    }
    return isStored
  }
}

extension Op {
  /// True iff it has no operands.
  var isLeaf: Bool { operands.isEmpty }

  fileprivate var isGather: Bool {
    if case .gather = self { return true }
    return false
  }
}
