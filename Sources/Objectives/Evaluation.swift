import Binding
import Semantics
public import TensorIR

/// A program for values of what is bound, with the point at which to run it.
///
/// Points and weights that the model was fitted to are its parameters, so that a back end treats it
/// as one that is run often: nothing but data is prepared.
public struct Evaluation: Sendable {
  public let program: TensorProgram
  /// The values of the inputs that are data.
  public let data: [InputID: Tensor]
  /// The values of those that are parameters, one after the other.
  public let point: [Double]
  /// How many numbers it makes on its way.
  public let work: Int
}

extension Lowering {
  /// For evaluations: all values are there, and numbers are inputs, as arrays are.
  init(evaluating bound: BoundModel) {
    self.init(
      bound, assignments: bound.values.mapValues { _ in .data }, keepsNumbersOpen: true)
  }

  /// Reals that are to be computed, each along a batch.
  func evaluation(of outputs: [Output]) -> Evaluation {
    let open = builder.finish(outputs)
    let program = open.with { input in isPoint(input, open[input]) ? .parameter : .data }
    var point: [Double] = []
    for index in program.inputs.indices where program.inputs[index].role == .parameter {
      point += data[InputID(index: Int32(index))]?.reals ?? []
    }
    return Evaluation(
      program: program, data: data, point: point,
      work: program.nodes.reduce(0) { $0 + program.count($1.type) })
  }

  private func isPoint(_ id: InputID, _ input: Input) -> Bool {
    guard input.type.element == .real else { return false }
    switch origins[id] {
    case .weights: return true
    case .values(let variable, _):
      return model.variables[variable].parts.contains {
        $0.role == .latent || $0.role == .parameter
      }
    case .known, .sizes, .noise, .rows, nil: return false
    }
  }

  /// The values of a number at every element of a batch.
  mutating func output(_ name: String, _ value: ValueID, over batch: [AxisID]) -> Output {
    let missing = batch.filter { !has(value, $0) }
    let whole = missing.isEmpty ? value : builder.append(.broadcast(value, along: missing.sorted()))
    return Output(name: name, value: builder.cast(whole, to: .real))
  }
}
