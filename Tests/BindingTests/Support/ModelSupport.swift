import Diagnostics
import Semantics
import Syntax

@testable import Binding

/// Builds small typed models without a source file.
struct ModelBuilder {
  var model = TypedModel(name: "M", documentation: nil, span: span)
  static let span = SourceSpan(file: FileID(index: 0), start: 0, end: 1)

  /// Declares a set with a letter.
  mutating func index(
    _ letter: String, in name: String, _ extent: IndexSet.Extent = .fromData,
    kind: IndexSet.Kind = .plate, of parents: [IndexID] = []
  ) -> IndexID {
    let set = model.indexSets.add(
      IndexSet(
        name: name, kind: kind, extent: extent, parents: parents, label: nil, isShared: false,
        span: Self.span))
    return letterAdded(letter, set)
  }

  mutating func letterAdded(_ letter: String, _ set: IndexSetID) -> IndexID {
    model.indices.add(
      Index(name: letter, set: set, range: nil, isDeclared: true, span: Self.span))
  }

  func set(_ index: IndexID) -> IndexSetID { model.indices[index].set }

  /// Declares a variable with one part for each role and region.
  @discardableResult
  mutating func add(
    _ role: Role, _ name: String, _ indices: [IndexID] = [], _ type: ValueType = .real,
    _ definition: Variable.Definition = .none, from source: String? = nil
  ) -> VariableID {
    addParts(name, indices, type, [(role, indices.map { _ in .all })], definition, from: source)
  }

  @discardableResult
  mutating func addParts(
    _ name: String, _ indices: [IndexID], _ type: ValueType,
    _ parts: [(Role, [Variable.Region])], _ definition: Variable.Definition = .none,
    from source: String? = nil
  ) -> VariableID {
    model.variables.add(
      Variable(
        name: name, indices: indices, type: type,
        parts: parts.map {
          Variable.Part(
            role: $0.0, region: $0.1, definition: definition, source: source, span: Self.span)
        },
        label: nil, documentation: nil, isShared: false, guide: nil, span: Self.span))
  }
}

/// A typed expression at no particular place.
func expression(_ kind: TypedExpression.Kind, _ type: ValueType = .real) -> TypedExpression {
  TypedExpression(kind, type, at: ModelBuilder.span)
}

func number(_ value: Double) -> TypedExpression { expression(.number(value)) }

/// The members `lower..upper`.
func range(_ lower: Double, _ upper: Double) -> IndexSet.Extent {
  .range(lower: number(lower), upper: number(upper))
}

/// What came of binding a model to data.
struct Outcome {
  let bound: BoundModel?
  let model: TypedModel
  /// Errors as `message | hint`.
  let errors: [String]
  let notes: [String]

  /// The values of a variable of that name.
  func value(_ name: String) -> BoundValue? {
    model.variables.ids.first { model.variables[$0].name == name }.flatMap { bound?.values[$0] }
  }

  func size(_ set: String) -> Int? {
    model.indexSets.ids.first { model.indexSets[$0].name == set }.flatMap { bound?.sizes[$0] }
  }

  func names(_ set: String) -> [String]? {
    model.indexSets.ids.first { model.indexSets[$0].name == set }
      .flatMap { bound?.memberNames[$0] }
  }

  func ragged(_ set: String) -> [Int]? {
    model.indexSets.ids.first { model.indexSets[$0].name == set }
      .flatMap { bound?.raggedSizes[$0] }
  }
}

/// Reads texts as data files and binds a model to them.
func outcome(_ model: TypedModel, _ files: [(name: String, text: String)]) -> Outcome {
  outcome(model, files) { _ in }
}

func outcome(
  _ model: TypedModel, _ files: [(name: String, text: String)],
  _ configure: (inout BindingOptions) throws -> Void
) rethrows -> Outcome {
  let data = files.map { DataFile(name: $0.name, bytes: Array($0.text.utf8)) }
  return try outcome(model, data: data, configure)
}

func outcome(
  _ model: TypedModel, data: [DataFile], _ configure: (inout BindingOptions) throws -> Void
) rethrows -> Outcome {
  var log = DiagnosticLog()
  var options = BindingOptions()
  try configure(&options)
  let sets = data.compactMap { readData($0, log: &log) }
  let bound =
    sets.count == data.count ? bind(model, to: sets, options: options, log: &log) : nil
  return Outcome(
    bound: bound, model: model,
    errors: log.diagnostics.filter { $0.severity == .error }.map(text),
    notes: log.diagnostics.filter { $0.severity == .note }.map(text))
}
