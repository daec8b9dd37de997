import Binding
import Diagnostics
import Objectives
import Optimizer
import Semantics
import Syntax
import TensorIR

extension Session {
  /// `gmc compile`: the picture, the objective, or a stage on the way.
  mutating func compile() throws(CommandFailure) {
    let stage = try printedStage()
    switch stage {
    case .tokens: return try printTokens()
    case .tree: return try printTree()
    case .model, .program, .gradient, .optimised, .llvm, .asm, nil: break
    }
    let emission = try askedEmission()
    let chosen = try chooseModel()
    if let path = invocation.text(.plate) { try drawPlates(of: chosen, to: path) }
    if let path = invocation.text(.objective) { try writeObjective(of: chosen, to: path) }
    switch stage {
    case .model: console.output(chosen.model.text)
    case .program: console.output(try lowered(chosen).program.description)
    case .gradient: console.output(try lowered(chosen).gradientProgram().description)
    case .optimised:
      let program = try lowered(chosen).nativeGradientProgram(in: precision)
      console.output(optimize(program).description)
    case .llvm, .asm:
      console.output(try code(of: try lowered(chosen), chosen, asAssembly: stage == .asm))
    case .tokens, .tree: break
    case nil:
      if invocation.has(.time) {
        try time(try lowered(chosen))
      } else if !invocation.has(.plate), !invocation.has(.objective), emission == nil {
        _ = try lowered(chosen)
        note("`\(chosen.model.name)` compiles; `--plate`, `--objective` and `--print` show how")
      }
    }
    if let emission { try emit(emission, chosen) }
  }

  private func printedStage() throws(CommandFailure) -> Stage? {
    guard let name = invocation.text(.print) else { return nil }
    if let stage = Stage(rawValue: name) { return stage }
    let names = Stage.allCases.map(\.rawValue)
    throw .usage(
      UsageError(
        "there is no stage `\(name)` to print",
        hint: nearest(to: name, among: names).map { "did you mean `--print \($0)`?" }
          ?? "one of \(names.joined(separator: ", "))"))
  }

  private mutating func printTokens() throws(CommandFailure) {
    guard let id = readSource(invocation.operands[0]) else { throw .diagnosed }
    guard let list = tokens(of: id, in: sources, log: &log) else { throw .diagnosed }
    for token in list.tokens {
      let place = sources[id].position(of: token.start)
      let text = sources[id].text(of: SourceSpan(file: id, start: token.start, end: token.end))
      console.output("\(place.line):\(place.column) \(token.kind.label) \(text)\n")
    }
  }

  private mutating func printTree() throws(CommandFailure) {
    guard let id = readSource(invocation.operands[0]) else { throw .diagnosed }
    console.output(parse(id, in: sources, log: &log).outline.text)
  }

  /// The objective of a model that has one, otherwise its posterior, with data or sizes bound.
  private mutating func lowered(_ chosen: ChosenModel) throws(CommandFailure) -> LoweredDensity {
    try lowered(try boundOrSized(chosen), of: chosen)
  }

  /// - Parameter keepsNumbersOpen: whether the program must hold for other data.
  mutating func lowered(
    _ bound: BoundModel, of chosen: ChosenModel, keepsNumbersOpen: Bool = false
  ) throws(CommandFailure) -> LoweredDensity {
    let stage = chosen.objectives.isEmpty ? nil : chosen.stage(log: &log)
    try stopOnError()
    let lowered =
      if let stage {
        lowerObjective(bound, stage: stage, keepsNumbersOpen: keepsNumbersOpen, log: &log)
      } else {
        lowerPosterior(bound, keepsNumbersOpen: keepsNumbersOpen, log: &log)
      }
    guard let lowered else { throw .diagnosed }
    return lowered
  }

  /// Whether the command has data, rather than sizes alone.
  func hasData(for chosen: ChosenModel) -> Bool {
    invocation.has(.data) || invocation.has(.bind) || !dataFileNames(of: chosen.model).isEmpty
  }

  /// The model with its data or, without any, with zeros of the sizes that are known: the program
  /// is the same for all data of those sizes.
  mutating func boundOrSized(_ chosen: ChosenModel) throws(CommandFailure) -> BoundModel {
    if hasData(for: chosen) { return try bound(chosen) }
    let roles: Set<Role> = [.observed, .partial, .given]
    let open = ChosenModel(
      model: chosen.model.withoutData(of: roles), objectives: [], path: chosen.path)
    let sized = try bound(open)
    var values = sized.values
    let model = chosen.model.statingMembers()
    for id in model.variables.ids where values[id] == nil {
      let variable = model.variables[id]
      guard variable.guide == nil, variable.parts.contains(where: { roles.contains($0.role) })
      else { continue }
      values[id] = sized.constant("0", for: id) ?? sized.firstMember(for: id)
    }
    return BoundModel(
      model: model, sizes: sized.sizes, raggedSizes: sized.raggedSizes,
      firstMembers: sized.firstMembers, memberNames: sized.memberNames, values: values)
  }

  /// The derivation as Markdown or LaTeX.
  private mutating func writeObjective(
    of chosen: ChosenModel, to path: String
  ) throws(CommandFailure) {
    let stage = chosen.objectives.isEmpty ? nil : chosen.stage(log: &log)
    try stopOnError()
    switch FilePath.ending(of: path) {
    case "tex":
      let text = derivation(of: chosen.model, stage: stage, notation: .latex).latex
      try write(text, to: path)
    case "md":
      let text = derivation(of: chosen.model, stage: stage, notation: .latex).markdown
      try write(text, to: path)
    default:
      guard path == "-" else {
        throw .usage(
          UsageError(
            "an objective cannot be written to `\(path)`",
            hint: "`--objective OUT.md`, `.tex` or `-`"))
      }
      let text = derivation(of: chosen.model, stage: stage, notation: .plain).markdown
      try write(text, to: path)
    }
  }
}
