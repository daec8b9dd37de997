import Autodiff
import Objectives
import Semantics
import TensorIR

/// What a kernel of a library computes; the order is that of `gmc_model.h`.
enum LibraryKernel: String, CaseIterable, Sendable {
  /// The log density at coordinates.
  case density
  /// The log density and its gradient.
  case gradient
  /// The log density and the product of its Hessian with a vector.
  case product
  /// The constrained values of the parameters.
  case constrain
  /// The derived values.
  case derive
  /// The coordinates of constrained values.
  case unconstrain
}

/// A program of a library with the data that it reads.
struct LibraryProgram: Sendable {
  let kernel: LibraryKernel
  let program: TensorProgram
  let data: [InputID: Tensor]
  let origins: [InputID: DataOrigin]
}

extension LoweredDensity {
  /// The programs of a library, one for each kernel in their order.
  ///
  /// A density takes the coordinates, then the vector that a product wants, then a number that
  /// says whether the log Jacobian counts: 0 or 1.
  func libraryPrograms() -> [LibraryProgram] {
    LibraryKernel.allCases.map { kernel in
      let program: TensorProgram
      switch kernel {
      case .density: program = density { _, value, _ in [value] }
      case .gradient:
        program = density { builder, value, points in
          [value] + builder.gradient(of: value, withRespectTo: points)
        }
      case .product: program = productProgram()
      case .constrain: program = reporting { isBlock($0) }
      case .derive: program = reporting { !isBlock($0) }
      case .unconstrain:
        let values = Set(unconstraining.inputs.map(\.input))
        return LibraryProgram(
          kernel: kernel,
          program: unconstraining.program.with { values.contains($0) ? .parameter : .data }
            .pruned(),
          data: unconstraining.data, origins: unconstraining.origins)
      }
      return LibraryProgram(kernel: kernel, program: program, data: data, origins: origins)
    }
  }

  /// Whether a quantity is a parameter, rather than a value derived from parameters.
  func isBlock(_ quantity: Quantity) -> Bool {
    blocks.contains { $0.owner == .variable(quantity.variable) }
  }

  private func reporting(_ isWanted: (Quantity) -> Bool) -> TensorProgram {
    let outputs = zip(quantities, report.outputs).filter { isWanted($0.0) }.map(\.1)
    return ProgramBuilder(report).finish(outputs).pruned()
  }

  /// Makes outputs of the density, with its Jacobian where that is asked for at run time.
  private func density(
    _ outputs: (inout ProgramBuilder, ValueID, [ValueID]) -> [ValueID]
  ) -> TensorProgram {
    var builder = ProgramBuilder(parts)
    let points = blocks.map { builder.append(.input($0.input)) }
    let value = total(in: &builder)
    let values = outputs(&builder, value, points)
    return builder.finish(values.map { Output(name: "", value: $0) }).pruned()
  }

  private func productProgram() -> TensorProgram {
    var builder = ProgramBuilder(parts)
    let points = blocks.map { builder.append(.input($0.input)) }
    // Inputs are laid out as they are made: the vector lies before the number of the Jacobian.
    let directions = blocks.map {
      builder.input("v", parts[$0.input].type, role: .parameter)
    }
    let value = total(in: &builder)
    let products = builder.hessianVectorProduct(
      of: value, withRespectTo: points, along: directions)
    return builder.finish(([value] + products).map { Output(name: "", value: $0) }).pruned()
  }

  private func total(in builder: inout ProgramBuilder) -> ValueID {
    let number = builder.input("jacobian", TensorType(.real, []), role: .parameter)
    let (plain, stretch) = (parts.outputs[0].value, parts.outputs[1].value)
    let zero = builder.constant(0)
    let counts = builder.compare(.notEqual, number, zero)
    // Not a product: an infinite stretch that does not count must leave no NaN.
    return builder.add(plain, builder.select(counts, stretch, zero))
  }
}
