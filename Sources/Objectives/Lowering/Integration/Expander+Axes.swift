import TensorIR

/// Expansions of ops that move along axes.
extension Expander {
  mutating func freshAxis(like axis: AxisID) -> AxisID {
    let (name, size) = (builder.program[axis].name, builder.program[axis].size)
    return builder.axis(name, size: size)
  }

  /// Whether the sites of a term depend on an axis.
  private func reads(_ term: Term, _ axis: AxisID) -> Bool {
    term.atoms.contains { atom in
      atom.sites.contains { site in
        switch site {
        case .along(let own): own == axis
        case .at(let value): builder.type(value).axes.contains(axis)
        }
      }
    }
  }

  private func has(_ value: ValueID, _ axis: AxisID) -> Bool {
    builder.type(value).axes.contains(axis)
  }

  mutating func renamed(_ term: Term, from: AxisID, to: AxisID) -> Term {
    var result = term
    result.coefficient = builder.renameFactors(term.coefficient, from: from, to: to)
    result.atoms = moved(term.atoms) { builder, site in
      switch site {
      case .along(let own): return .along(own == from ? to : own)
      case .at(let value):
        guard builder.type(value).axes.contains(from) else { return site }
        return .at(builder.rename(value, from: from, to: to))
      }
    }
    return result
  }

  private mutating func moved(
    _ atoms: [Atom], _ move: (inout ProgramBuilder, Site) -> Site
  ) -> [Atom] {
    atoms.map { atom in
      Atom(statistic: atom.statistic, sites: atom.sites.map { move(&builder, $0) })
    }
  }

  /// The sum over axes: the coefficient is summed, or the axis bound if a site depends on it.
  mutating func summed(_ term: Term, over axes: [AxisID]) -> Term {
    let free = axes.filter { !reads(term, $0) }
    var result = term
    result.coefficient = builder.sumOfFactors(term.coefficient, over: Set(free))
    for axis in axes where reads(term, axis) { result = binding(axis, of: result) }
    return result
  }

  private mutating func binding(_ axis: AxisID, of term: Term) -> Term {
    let own = freshAxis(like: axis)
    var result = renamed(term, from: axis, to: own)
    result.bound.insert(own)
    return result
  }

  mutating func gathered(_ term: Term, axis: AxisID, at: ValueID) -> Term {
    var result = term
    let isRead = reads(term, axis)
    result.atoms = moved(term.atoms) { builder, site in
      switch site {
      case .along(let own): return own == axis ? .at(at) : site
      case .at(let value):
        guard builder.type(value).axes.contains(axis) else { return site }
        return .at(builder.gather(value, axis: axis, at: at))
      }
    }
    if has(term.coefficient, axis) || !isRead {
      let wide = builder.spread(term.coefficient, along: [axis])
      result.coefficient = builder.gather(wide, axis: axis, at: at)
    }
    return result
  }

  mutating func scattered(_ term: Term, axis: AxisID, at: ValueID, over: [AxisID]) -> Term {
    var result = term
    if !over.contains(where: { reads(term, $0) }) { return scattered(term, axis, at, over) }
    // All that is put at a place reads the element of that place: it reads its own.
    result.atoms = moved(term.atoms) { _, site in site == .at(at) ? .along(axis) : site }
    if !over.contains(where: { reads(result, $0) }) { return scattered(result, axis, at, over) }
    result = term
    let isHere = builder.indicator(.equal, at, builder.position(axis))
    result.coefficient = builder.multiply(term.coefficient, isHere)
    return summed(result, over: over)
  }

  /// A term of which no site moves.
  private mutating func scattered(
    _ term: Term, _ axis: AxisID, _ at: ValueID, _ over: [AxisID]
  ) -> Term {
    var result = term
    let wide = builder.spread(term.coefficient, along: over.filter { !has(at, $0) })
    result.coefficient = builder.append(.scatterAdd(wide, axis: axis, at: at, over: over))
    return result
  }

  mutating func cumulated(
    _ term: Term, along axis: AxisID, exclusive: Bool, reversed: Bool
  ) -> Term {
    guard reads(term, axis) else {
      var result = term
      let wide = builder.spread(term.coefficient, along: [axis])
      result.coefficient = builder.append(
        .cumulativeSum(wide, along: axis, exclusive: exclusive, reversed: reversed))
      return result
    }
    var result = binding(axis, of: term)
    guard let own = result.bound.subtracting(term.bound).first else { return term }
    let (source, target) = (builder.position(own), builder.position(axis))
    let counts = builder.indicator(
      exclusive ? .less : .lessOrEqual, reversed ? target : source, reversed ? source : target)
    result.coefficient = builder.multiply(result.coefficient, counts)
    return result
  }

  // MARK: Matrices

  /// A matrix that is one number's power times a matrix without the variable.
  private mutating func scaledMatrix(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> Term? {
    guard var term = monomial(terms(of: m)), !reads(term, row), !reads(term, column) else {
      return nil
    }
    term.coefficient = builder.spread(term.coefficient, along: [row, column])
    return term
  }

  mutating func expandCholesky(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> [Term]? {
    guard var term = scaledMatrix(m, row, column), support.isPositive,
      case .power(let k)? = term.atoms.first?.statistic
    else { return nil }
    term.coefficient = builder.append(.cholesky(term.coefficient, row: row, column: column))
    term.atoms[0].statistic = .power(k / 2)
    return [term]
  }

  mutating func expandLogDeterminant(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> [Term]? {
    if case .matrix = support { return expandLogDeterminant(ofMatrix: m, row, column) }
    guard let term = scaledMatrix(m, row, column), support.isPositive,
      case .power(let k)? = term.atoms.first?.statistic
    else { return nil }
    let constant = builder.append(
      .logAbsDeterminant(term.coefficient, row: row, column: column))
    let weight = builder.constant(k * Double(builder.program[row].size))
    return [
      Term(constant), Term(weight, [Atom(statistic: .log, sites: term.atoms[0].sites)]),
    ]
  }

  /// The solution is linear in the right-hand side, and the matrix's power divides it.
  mutating func expandSystem(
    _ m: ValueID, _ b: ValueID, _ row: AxisID, _ column: AxisID, transposed: Bool,
    _ solve: (ValueID, ValueID) -> Op
  ) -> [Term]? {
    if case .matrix = support, depends(m) { return nil }
    guard let matrix = scaledMatrix(m, row, column), let right = terms(of: b) else { return nil }
    let side = transposed ? column : row
    var solutions: [Term] = []
    for term in right {
      var result = term
      if reads(term, side) {
        result = binding(side, of: term)
        guard let own = result.bound.subtracting(term.bound).first else { return nil }
        let isHere = builder.indicator(.equal, builder.position(side), builder.position(own))
        result.coefficient = builder.multiply(result.coefficient, isHere)
      }
      let wide = builder.spread(result.coefficient, along: [side])
      result.coefficient = builder.append(solve(matrix.coefficient, wide))
      solutions.append(result)
    }
    guard !matrix.atoms.isEmpty else { return solutions }
    let one = Term(builder.constant(1), matrix.atoms)
    return product(solutions, power([one], -1))
  }
}
