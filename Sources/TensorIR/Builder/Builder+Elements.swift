/// Computing only some of a value's elements.
extension ProgramBuilder {
  /// What `gather` gives of a value, computed from the elements that it takes: see below.
  public mutating func elements(
    of value: ValueID, along axis: AxisID, at place: ValueID
  ) -> ValueID {
    elements(of: [value], along: axis, at: place)[0]
  }

  /// The elements of values at positions along an axis: the positions are looked up in what values
  /// are made of, wherever computing there costs no more than looking up what is computed.
  ///
  /// Values lose the axis. They get the axes of the positions, unless they turn out to be the same
  /// for all positions. What depends on data alone is looked up once, before the first run.
  ///
  /// - Precondition: the positions lie within the axis.
  public mutating func elements(
    of values: [ValueID], along axis: AxisID, at place: ValueID
  ) -> [ValueID] {
    var images: [ValueID: ValueID] = [:]
    let isNeeded = program.ancestry(of: values, stoppingAt: images)
    for index in isNeeded.indices where isNeeded[index] {
      let value = ValueID(index: Int32(index))
      guard type(value).axes.contains(axis) else { continue }
      images[value] = elements(of: value, along: axis, at: place, images)
    }
    return values.map { images[$0] ?? $0 }
  }

  private mutating func elements(
    of value: ValueID, along axis: AxisID, at place: ValueID, _ images: [ValueID: ValueID]
  ) -> ValueID {
    let op = program[value].op
    let own = Set(type(place).axes)
    let isComputed: Bool
    switch op {
    case .position: return place
    case .unary, .binary, .compare, .logical, .not, .select, .cast: isComputed = true
    case .broadcast(let x, let along):
      let image = images[x] ?? x
      let missing = along.filter { $0 != axis && !type(image).axes.contains($0) }
      return append(.broadcast(image, along: missing))
    case .rename(let x, let from, let to):
      if to == axis, !own.contains(from) { return gather(x, axis: from, at: place) }
      isComputed = to != axis && !own.contains(from) && !own.contains(to)
    case .gather(_, let along, _): isComputed = along != axis && !own.contains(along)
    case .reduce(_, _, let over), .contract(_, _, let over):
      // A sum is not to be made for each of many positions.
      let count = program.count(own.subtracting(type(value).axes))
      isComputed = own.isDisjoint(with: over) && count <= program[axis].size
    case .input, .constant, .table, .hole, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      isComputed = false
    }
    guard isComputed else { return gather(value, axis: axis, at: place) }
    return rewrite(op.mapOperands { images[$0] ?? $0 }, without: axis)
  }
}
