import Binding
import Diagnostics
import Inference
import NetCDFBridge
import Objectives
import Posterior
import Semantics
import TensorIR

extension Session {
  /// The log likelihood of each observation at each draw: what leave-one-out wants.
  ///
  /// `nil`, with a note, where p(data | latents) has no such terms or they would fill the disk.
  mutating func logLikelihood(of sample: Sample, _ bound: BoundModel) -> NetCDFGroup? {
    let before = log
    guard let likelihood = lowerLikelihood(bound, log: &log),
      let interpreter = try? Interpreter(likelihood.pointwise, data: likelihood.posterior.data)
    else {
      log = before
      note("no log likelihoods: p(data | latents) cannot be computed row by row")
      return nil
    }
    let drawCount = sample.draws.drawCount
    let elements = sample.chains.count * drawCount * likelihood.counts.reduce(0, +)
    guard elements <= Self.mostLogLikelihoods else {
      note("no log likelihoods: there would be \(elements) numbers")
      return nil
    }
    let outputs = likelihood.counts.indices
    let chains = parallelMap(sample.chains.count, threads: threadCount) { index in
      var interpreter = interpreter
      var values = [[Double]](repeating: [], count: outputs.count)
      for draw in 0..<drawCount {
        interpreter.run(sample.positions[index][draw])
        for output in outputs { values[output] += interpreter.output(output) }
      }
      return values
    }
    var group = DataGroup("log_likelihood")
    for output in outputs {
      let values = chains.flatMap { $0[output] }
      // What the prior shares with the joint may be left as a table of rounding errors.
      let isRest = outputs.count > 1 && values.allSatisfy { abs($0) < 1e-9 }
      if isRest { continue }
      let axes = bound.axes(ofOutput: output, in: likelihood.pointwise)
      group.add(
        bound.observedNames(over: axes.letters), over: sample.chainAndDraw + axes.labelled,
        .reals(values))
    }
    return group.netCDF
  }

  /// Half a gigabyte.
  private static let mostLogLikelihoods = 1 << 26
}

extension BoundModel {
  /// The letters of a program's output with the sets that they run over.
  fileprivate func axes(
    ofOutput output: Int, in program: TensorProgram
  ) -> (letters: [String], labelled: [LabelledAxis]) {
    let axes = program[program.outputs[output].value].type.axes.map { program[$0] }
    let labelled = axes.map { axis in
      let letter = model.indices.ids.first {
        model.indices[$0].isDeclared && model.indices[$0].name == axis.name
      }
      guard let letter else { return LabelledAxis(axis.name, count: axis.size) }
      let set = model.indices[letter].set
      // A part of a chain has no names of its own.
      guard sizes[set] == axis.size else { return LabelledAxis(axis.name, count: axis.size) }
      return LabelledAxis(
        model.indexSets[set].name, (0..<axis.size).map { memberName($0, of: set) })
    }
    return (axes.map(\.name), labelled)
  }

  /// The observed variables over some letters, joined.
  fileprivate func observedNames(over letters: [String]) -> String {
    let names = model.variables.ids.filter { id in
      let variable = model.variables[id]
      return variable.parts.contains { $0.role == .observed || $0.role == .partial }
        && Set(variable.indices.map { model.indices[$0].name }) == Set(letters)
    }.map { model.variables[$0].name }
    return names.isEmpty ? "observations" : names.joined(separator: "_")
  }
}
