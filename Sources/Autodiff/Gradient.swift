public import TensorIR

extension ProgramBuilder {
  /// Writes the gradient of a real without axes in reverse mode and returns it.
  ///
  /// Each result has the type of the value that it belongs to, and is zero where `y` does not
  /// depend on it. Among equal elements a minimum or maximum shares its change evenly. The result
  /// is an ordinary part of the program, so gradients of gradients come from the same call.
  ///
  /// - Precondition: `y` is real and has no axes.
  public mutating func gradient(
    of y: ValueID, withRespectTo xs: [ValueID]
  ) -> [ValueID] {
    precondition(type(y) == TensorType(.real), "the gradient of a real without axes")
    let one = constant(1)
    let cotangents = pullBack([(y, one)], to: xs)
    return xs.map { x in
      let zero = constant(0)
      return widen(cotangents[x] ?? zero, to: type(x))
    }
  }

  /// Writes the cotangents of values, given those of values that depend on them.
  ///
  /// - Parameters:
  ///   - seeds: values and their cotangents, which may lack axes.
  ///   - stops: true if what the values depend on themselves does not matter.
  mutating func pullBack(
    _ seeds: [(value: ValueID, cotangent: ValueID)], to xs: [ValueID],
    stoppingThere stops: Bool = false
  ) -> [ValueID: ValueID] {
    guard let last = seeds.map(\.value).max() else { return [:] }
    let origin = origin
    let ends = stops ? Set(xs) : []
    let isActive = program.activity(from: xs, upTo: last)
    let loops = program.firstResults(isActive, besides: ends)
    var cotangents: [ValueID: ValueID] = [:]
    var ofLoops: [Scan: [ScanResult: ValueID]] = [:]
    func join(_ part: ValueID, to value: ValueID, _ builder: inout ProgramBuilder) {
      cotangents[value] = cotangents[value].map { builder.add($0, part) } ?? part
    }
    for seed in seeds { join(seed.cotangent, to: seed.value, &self) }
    for index in isActive.indices.reversed() where isActive[index] {
      let value = ValueID(index: Int32(index))
      if ends.contains(value) { continue }
      let op = program[value].op
      self.origin = program[value].origin
      if case .scan(let scan, let result) = op {
        // What reads any result of a loop has been visited when the first one is reached.
        if let cotangent = cotangents[value] { ofLoops[scan, default: [:]][result] = cotangent }
        guard loops[scan] == value, let given = ofLoops[scan] else { continue }
        for part in contributions(of: scan, given, to: isActive) {
          join(part.cotangent, to: part.operand, &self)
        }
        continue
      }
      let passesOn = op.differentiableOperands.contains { isActive[Int($0.index)] }
      guard passesOn, let cotangent = cotangents[value] else { continue }
      for part in contributions(of: value, cotangent, to: isActive) {
        join(part.cotangent, to: part.operand, &self)
      }
    }
    self.origin = origin
    return cotangents
  }
}

extension TensorProgram {
  /// The first active result of each loop.
  fileprivate func firstResults(
    _ isActive: [Bool], besides ends: Set<ValueID>
  ) -> [Scan: ValueID] {
    var first: [Scan: ValueID] = [:]
    for index in isActive.indices where isActive[index] {
      let value = ValueID(index: Int32(index))
      guard case .scan(let scan, _) = nodes[index].op, first[scan] == nil, !ends.contains(value)
      else { continue }
      first[scan] = value
    }
    return first
  }
}
