import Semantics
import TensorIR

/// Drawing variables back that were integrated out, in the reverse order.
///
/// What was integrated out last depends on nothing that is not known; its draw takes the place of
/// its hole, in the laws of those before it too.
struct DrawBack {
  /// The inputs of noise, by their places among the inputs.
  private(set) var noise: [InputID: DrawNoise.Law] = [:]
  /// The draws of what stands as holes in the program.
  private(set) var draws: [ValueID: ValueID] = [:]

  /// Draws variables back, the last first.
  ///
  /// - Parameter trace: the finite variables that were summed out after them.
  mutating func run(
    _ integrals: [Integral], after trace: TraceBack, in lowering: inout Lowering
  ) throws(LoweringFailure) {
    for integral in integrals.reversed() {
      let hole = integral.hole
      var values: [ValueID: ValueID] = [:]
      for parameter in integral.law.parameters {
        values[parameter] = try value(
          of: parameter, integral.readings, after: trace, on: integral.cell, in: &lowering)
      }
      let law = integral.law.mapValues { values[$0] ?? $0 }
      draws[hole] = draw(
        law, over: lowering.builder.type(hole).axes,
        named: integral.variables.map { lowering.model.variables[$0].name }.joined(separator: ", "),
        in: &lowering)
      for (part, image) in integral.images.sorted(by: { $0.key < $1.key }) {
        draws[part] = lowering.builder.substitute(draws, in: [image])[0]
      }
    }
  }

  /// A value with draws in place of holes, at the states that were chosen.
  func value(
    of value: ValueID, _ readings: [AxisID: Reading], after trace: TraceBack,
    on cell: [IndexID: Coordinate], in lowering: inout Lowering
  ) throws(LoweringFailure) -> ValueID {
    var (value, trace) = (value, trace)
    let present = readings.filter { lowering.has(value, $0.key) }
    let states = try trace.states(of: present, on: cell, in: &lowering)
    for (axis, state) in states.sorted(by: { $0.key < $1.key }) {
      value = lowering.builder.gather(value, axis: axis, at: state)
    }
    return lowering.builder.substitute(draws, in: [value])[0]
  }

  /// Keeps what the choice of states is made with.
  mutating func addUniforms(of trace: TraceBack, in lowering: Lowering) {
    for value in trace.noise.values {
      if case .input(let input) = lowering.builder.program[value].op { noise[input] = .uniform }
    }
  }

  private mutating func draw(
    _ law: ConditionalLaw, over axes: [AxisID], named name: String, in lowering: inout Lowering
  ) -> ValueID {
    switch law {
    case .independent(let slope, let precision):
      let standard = input(.normal, name, over: axes, &lowering.builder)
      let mean = lowering.builder.divide(slope, precision)
      let spread = lowering.builder.unary(.sqrt, precision)
      return lowering.builder.add(mean, lowering.builder.divide(standard, spread))
    case .correlated(let solved, let root, let row, let column, let joined, let rest):
      let standard = input(.normal, name, over: rest + [column], &lowering.builder)
      let side = lowering.builder.add(solved, standard)
      let value = lowering.builder.append(
        .solveTriangular(root, side, row: row, column: column, transposed: true))
      if joined.count == 1 { return value }
      return lowering.builder.gather(
        value, axis: row, at: lowering.builder.rowMajorPosition(along: joined))
    case .chain(let solved, let factor, let layout):
      let line = [layout.blocks] + (layout.sides.map { [$0.column] } ?? [])
      let standard = input(.normal, name, over: layout.rest + line, &lowering.builder)
      let side = lowering.builder.add(solved, standard)
      let value = lowering.builder.solveBack(factor, side)
      return lowering.builder.unblocked(value, by: layout)
    case .gamma(let shape, let rate, let power):
      let log = logGamma(shape, name, over: axes, &lowering.builder)
      let scaled = lowering.builder.subtract(log, lowering.builder.unary(.log, rate))
      let root = lowering.builder.multiply(lowering.builder.constant(1 / power), scaled)
      return lowering.builder.unary(.exp, root)
    case .beta(let a, let b):
      let first = logGamma(a, name, over: axes, &lowering.builder)
      let second = logGamma(b, name + "'", over: axes, &lowering.builder)
      return lowering.builder.unary(.logistic, lowering.builder.subtract(first, second))
    case .dirichlet(let shape, let axis):
      let log = logGamma(shape, name, over: axes, &lowering.builder)
      let total = lowering.builder.reduce(.logSumExp, log, over: [axis])
      return lowering.builder.unary(.exp, lowering.builder.subtract(log, total))
    case .wishart(let shape, let weight, let row, let column, let isInverse):
      return wishart(
        shape, weight, row, column, isInverse: isInverse, name, over: axes, &lowering.builder)
    }
  }

  /// By Bartlett's decomposition: A A' with A lower triangular, roots of chi-square variables on
  /// the diagonal and normal ones below, is Wishart with the identity as its scale.
  private mutating func wishart(
    _ shape: ValueID, _ weight: ValueID, _ row: AxisID, _ column: AxisID, isInverse: Bool,
    _ name: String, over axes: [AxisID], _ builder: inout ProgramBuilder
  ) -> ValueID {
    let place = builder.cast(builder.position(row), to: .real)
    let halves = builder.multiply(builder.constant(0.5), place)
    let log = logGamma(
      builder.subtract(shape, halves), name, over: axes.filter { $0 != column }, &builder)
    let chi = builder.unary(
      .sqrt, builder.multiply(builder.constant(2), builder.unary(.exp, log)))
    let below = input(.normal, name + "'", over: axes, &builder)
    let isBelow = builder.indicator(.less, builder.position(column), builder.position(row))
    let isOn = builder.indicator(.equal, builder.position(column), builder.position(row))
    let factor = builder.add(builder.multiply(chi, isOn), builder.multiply(below, isBelow))
    let twice = builder.multiply(
      builder.constant(2), builder.spread(weight, along: [row, column]))
    let root = builder.append(.cholesky(twice, row: row, column: column))
    let inner = builder.axis("inner", size: builder.program[row].size)
    if isInverse {
      // With 2 B = R R', the draw is M' M for A M = R'.
      let right = builder.rename(
        builder.rename(root, from: row, to: inner), from: column, to: row)
      let half = builder.append(
        .solveTriangular(factor, right, row: row, column: column, transposed: false))
      let product = builder.contract(
        builder.rename(half, from: inner, to: row), half, over: [column])
      return builder.rename(product, from: inner, to: column)
    }
    // With 2 B = R R', the draw is M M' for R' M = A.
    let right = builder.rename(
      builder.rename(factor, from: column, to: inner), from: row, to: column)
    let half = builder.append(
      .solveTriangular(root, right, row: row, column: column, transposed: true))
    return builder.contract(
      half, builder.rename(half, from: row, to: column), over: [inner])
  }

  /// Logarithms of gamma draws with rate 1, one for each element.
  private mutating func logGamma(
    _ shape: ValueID, _ name: String, over axes: [AxisID], _ builder: inout ProgramBuilder
  ) -> ValueID {
    let whole = builder.spread(shape, along: axes)
    let program = builder.finish([Output(name: "shape of " + name, value: whole)])
    return input(.logGamma(shape: program), name, over: axes, &builder)
  }

  private mutating func input(
    _ law: DrawNoise.Law, _ name: String, over axes: [AxisID], _ builder: inout ProgramBuilder
  ) -> ValueID {
    let value = builder.input("noise of " + name, TensorType(.real, axes), role: .parameter)
    if case .input(let input) = builder.program[value].op { noise[input] = law }
    return value
  }
}

extension ProgramBuilder {
  /// The place of each element among those along some axes, the last one fastest.
  mutating func rowMajorPosition(along axes: [AxisID]) -> ValueID {
    axes.reduce(cast(constant(0), to: .integer)) { place, axis in
      let size = cast(constant(Double(program[axis].size)), to: .integer)
      return add(multiply(place, size), position(axis))
    }
  }
}
