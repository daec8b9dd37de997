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
  private var axes: [AxisID] = []

  init(_ family: Family, _ parameters: [ParameterName: [Double]], at draw: [Double]) {
    self.draw = Operand(ValueID(index: 0))
    self.draw = input("x", draw, rank: family.drawRank)
    for (name, numbers) in parameters.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      self.parameters[name] = input(name.rawValue, numbers, rank: family.rank(of: name))
    }
  }

  /// Writes nodes, for instance a density.
  mutating func write(
    _ nodes: (inout ProgramBuilder, Operand, DistributionRow.Parameters) -> ValueID
  ) -> ValueID {
    nodes(&builder, draw, parameters)
  }

  /// Adds an input with the axes of the draw, or with one of its own of another size.
  private mutating func input(_ name: String, _ numbers: [Double], rank: Int) -> Operand {
    let order = rank == 2 ? Int(Double(numbers.count).squareRoot().rounded()) : numbers.count
    let components = (0..<rank).map { index in
      if index < axes.count, builder.program[axes[index]].size == order { return axes[index] }
      axes.append(builder.axis("\(name)\(index)", size: order))
      return axes[axes.count - 1]
    }
    let value = builder.input(name, TensorType(.real, components), role: .parameter)
    inputs.append(numbers)
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
