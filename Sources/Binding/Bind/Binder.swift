import Diagnostics
import Semantics

/// What is found out while a model meets its data; its steps are extensions, one file each.
struct Binder {
  let model: TypedModel
  let data: [DataSet]
  let options: BindingOptions
  /// The model that these data must agree with in members and sizes: they are held-out rows of it.
  let reference: Reference?
  var evaluator: ConstantEvaluator
  var log: DiagnosticLog
  var hasFailed = false
  var inputs: [Input] = []
  var bound: BoundModel
  /// Where each size is known from, the weightiest first.
  var evidence: [IndexSetID: [SizeEvidence]] = [:]
  /// The position of each named member.
  var positions: [IndexSetID: [String: Int]] = [:]
  /// The arrays that something was bound to, by data set.
  var used: [Set<String>]

  struct Reference {
    let training: BoundModel
    /// The plate whose rows these are.
    let plate: IndexSetID
  }

  struct SizeEvidence {
    let size: Int
    /// What says so: ``column `y` of a.csv``.
    let source: String
    let file: String?
  }

  init(
    model: TypedModel, data: [DataSet], options: BindingOptions, reference: Reference?,
    log: DiagnosticLog
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.reference = reference
    self.log = log
    evaluator = ConstantEvaluator(model: model)
    bound = BoundModel(model: model)
    used = data.map { _ in [] }
  }

  mutating func report(_ diagnostic: Diagnostic) {
    log.insert(diagnostic)
    if diagnostic.severity == .error { hasFailed = true }
  }

  /// Runs the steps in order; each relies on what those before it have found.
  mutating func run() -> BoundModel? {
    checkOptions()
    readSettings()
    locateInputs()
    let steps: [(inout Binder) -> Void] = [
      { $0.collectSizes() },
      { $0.nameMembers() },
      { $0.arrangeInputs() },
      { $0.checkSizes() },
      { $0.bindValues() },
      { $0.bindHypers() },
    ]
    for step in steps {
      guard !hasFailed else { return nil }
      step(&self)
    }
    noteUnused()
    return hasFailed ? nil : bound
  }
}

extension Binder {
  /// Whether a variable takes values from the data.
  func needsData(_ variable: Variable) -> Bool {
    variable.guide == nil && variable.parts.contains { $0.role.isKnown }
  }

  /// `x[n,d]`, as messages call a variable.
  func text(_ id: VariableID) -> String {
    let row = model.variables[id]
    if row.indices.isEmpty { return row.name }
    return row.name + "[" + row.indices.map { model.indices[$0].name }.joined(separator: ",") + "]"
  }

  /// The axes of a variable's values: its indices, then the components of its type.
  mutating func axes(of id: VariableID) -> [Axis] {
    let row = model.variables[id]
    var axes: [Axis] = []
    for (i, index) in row.indices.enumerated() {
      let set = model.indices[index].set
      axes.append(Axis(set: set, isIndex: true, coverage: coverage(of: row, axis: i, set: set)))
    }
    return axes + row.type.componentSets.map { Axis(set: $0, isIndex: false, coverage: .all) }
  }

  /// The size of a set where it is known by now.
  mutating func knownSize(_ set: IndexSetID) -> Int? {
    do throws(NotConstant) { return try evaluator.size(of: set) } catch { return nil }
  }
}

extension Role {
  /// Whether its values come with the data.
  var isKnown: Bool {
    switch self {
    case .observed, .partial, .given: true
    case .latent, .hyper, .parameter, .deterministic, .abbreviation: false
    }
  }
}
