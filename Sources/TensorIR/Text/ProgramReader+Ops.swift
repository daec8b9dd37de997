extension ProgramReader {
  /// Reads what stands behind the equals sign of a node.
  func op(_ line: inout LineReader) throws(ProgramTextFailure) -> Op {
    let name = try line.word()
    if let op = try leaf(name, &line) { return op }
    if let f = try unary(name, &line) { return .unary(f, try value(&line)) }
    let x = try value(&line)
    if let op = try elementwise(name, x, &line) { return op }
    if let op = try matrixOp(name, x, &line) { return op }
    if let op = try axisOp(name, x, &line) { return op }
    throw line.failure("unknown op '\(name)'")
  }

  private func leaf(
    _ name: String, _ line: inout LineReader
  ) throws(ProgramTextFailure) -> Op? {
    switch name {
    case "input": return .input(try input(&line))
    case "constant": return .constant(try line.real())
    case "position": return .position(try axis(&line))
    case "hole":
      let number = try line.integer()
      let quoted = try line.quoted()
      let name = if let quoted { quoted } else { try line.word() }
      try line.expect(":")
      return .hole(Hole(number: number, name: name, type: try type(&line)))
    case "table":
      var numbers: [Double] = []
      try line.expect("[")
      if !line.skip("]") {
        repeat { numbers.append(try line.real()) } while line.skip(",")
        try line.expect("]")
      }
      try line.expect(word: "along")
      return .table(numbers, along: try axis(&line))
    default: return nil
    }
  }

  private func unary(
    _ name: String, _ line: inout LineReader
  ) throws(ProgramTextFailure) -> Unary? {
    guard name == "polygamma" else { return Unary.byName[name] }
    try line.expect("(")
    let order = try line.integer()
    try line.expect(")")
    return .polygamma(order)
  }

  private func elementwise(
    _ name: String, _ x: ValueID, _ line: inout LineReader
  ) throws(ProgramTextFailure) -> Op? {
    // The minimum and the maximum of two values are named like those along axes.
    if let reduction = Reduction(rawValue: name), line.skip(word: "over") {
      return .reduce(reduction, x, over: try axisList(&line))
    }
    if let f = Binary(rawValue: name) { return .binary(f, x, try value(&line)) }
    if let relation = Comparison(rawValue: name) { return .compare(relation, x, try value(&line)) }
    if let f = Logical(rawValue: name) { return .logical(f, x, try value(&line)) }
    switch name {
    case "not": return .not(x)
    case "select":
      try line.expect(word: "then")
      let then = try value(&line)
      try line.expect(word: "else")
      return .select(x, then: then, otherwise: try value(&line))
    case "cast":
      try line.expect(word: "to")
      guard let element = ElementType(rawValue: try line.word()) else {
        throw line.failure("expected 'real', 'integer' or 'boolean'")
      }
      return .cast(x, to: element)
    default: return nil
    }
  }

  private func axisOp(
    _ name: String, _ x: ValueID, _ line: inout LineReader
  ) throws(ProgramTextFailure) -> Op? {
    switch name {
    case "broadcast":
      try line.expect(word: "along")
      return .broadcast(x, along: try axisList(&line))
    case "rename":
      try line.expect(word: "from")
      let from = try axis(&line)
      try line.expect(word: "to")
      return .rename(x, from: from, to: try axis(&line))
    case "contract":
      let y = try value(&line)
      try line.expect(word: "over")
      return .contract(x, y, over: try axisList(&line))
    case "cumulativeSum":
      try line.expect(word: "along")
      let along = try axis(&line)
      let exclusive = line.skip(word: "exclusive")
      let reversed = line.skip(word: "reversed")
      return .cumulativeSum(x, along: along, exclusive: exclusive, reversed: reversed)
    case "gather", "scatterAdd":
      try line.expect(word: "axis")
      let along = try axis(&line)
      try line.expect(word: "at")
      let at = try value(&line)
      if name == "gather" { return .gather(x, axis: along, at: at) }
      try line.expect(word: "over")
      return .scatterAdd(x, axis: along, at: at, over: try axisList(&line))
    default: return nil
    }
  }

  private func matrixOp(
    _ name: String, _ m: ValueID, _ line: inout LineReader
  ) throws(ProgramTextFailure) -> Op? {
    let isSystem = name == "solve" || name == "solveTriangular"
    guard isSystem || ["cholesky", "determinant", "logAbsDeterminant"].contains(name) else {
      return nil
    }
    let b = isSystem ? try value(&line) : m
    try line.expect(word: "row")
    let row = try axis(&line)
    try line.expect(word: "column")
    let column = try axis(&line)
    let transposed = isSystem && line.skip(word: "transposed")
    switch name {
    case "solve": return .solve(m, b, row: row, column: column, transposed: transposed)
    case "solveTriangular":
      return .solveTriangular(m, b, row: row, column: column, transposed: transposed)
    case "cholesky": return .cholesky(m, row: row, column: column)
    case "determinant": return .determinant(m, row: row, column: column)
    default: return .logAbsDeterminant(m, row: row, column: column)
    }
  }
}
