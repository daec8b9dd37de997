import Semantics
import TensorIR

@testable import Objectives

/// A density as a program whose inputs are the draw and the parameters, in this order.
struct DensityProgram {
  private(set) var builder = ProgramBuilder()
  private(set) var inputs: [[Double]] = []
  private(set) var values: [ValueID] = []
  private(set) var parameters: DistributionRow.Parameters = [:]
  private(set) var draw: Operand
  private var plate: [AxisID] = []
  private var axes: [AxisID] = []

  init(_ family: Family, _ parameters: [ParameterName: [Double]], at draw: [Double]) {
    self.init(family, plate: [(parameters, draw)])
  }

  /// Several draws and parameters of one shape, along a plate if there are more than one.
  init(_ family: Family, plate: [(parameters: [ParameterName: [Double]], draw: [Double])]) {
    if plate.count > 1 { self.plate = [builder.axis("N", size: plate.count)] }
    draw = Operand(ValueID(index: 0))
    draw = input("x", plate.map(\.draw), rank: family.drawRank)
    for name in ParameterName.allCases {
      let numbers = plate.compactMap { $0.parameters[name] }
      guard numbers.count == plate.count else { continue }
      parameters[name] = input(name.rawValue, numbers, rank: family.rank(of: name))
    }
  }

  /// Writes nodes, for instance a density.
  mutating func write<Result>(
    _ nodes: (inout ProgramBuilder, Operand, DistributionRow.Parameters) -> Result
  ) -> Result {
    nodes(&builder, draw, parameters)
  }

  /// Adds an input with the axes of the draw, or with one of its own of another size.
  private mutating func input(_ name: String, _ numbers: [[Double]], rank: Int) -> Operand {
    let count = numbers[0].count
    let order = rank == 2 ? Int(Double(count).squareRoot().rounded()) : count
    let components = (0..<rank).map { index in
      if index < axes.count, builder.program[axes[index]].size == order { return axes[index] }
      axes.append(builder.axis("\(name)\(index)", size: order))
      return axes[axes.count - 1]
    }
    let value = builder.input(name, TensorType(.real, plate + components), role: .parameter)
    inputs.append(numbers.flatMap { $0 })
    values.append(value)
    return Operand(value, components: components)
  }
}

extension Family {
  fileprivate var drawRank: Int {
    [.dirichlet, .multivariateNormal, .multinomial].contains(self)
      ? 1 : [.wishart, .inverseWishart, .lkj].contains(self) ? 2 : 0
  }

  fileprivate func rank(of parameter: ParameterName) -> Int {
    switch parameter {
    case .probabilities, .logits, .cuts, .data: 1
    case .concentration: self == .dirichlet ? 1 : 0
    case .mean: self == .multivariateNormal ? 1 : 0
    case .covariance, .cholesky: 2
    case .precision: self == .multivariateNormal ? 2 : 0
    case .scale: self == .wishart || self == .inverseWishart ? 2 : 0
    case .sd, .variance, .degrees, .rate, .shape, .a, .b, .lower, .upper, .probability, .logit,
      .trials, .eta, .value, .bandwidth, .members, .rate1, .rate2:
      0
    }
  }
}
