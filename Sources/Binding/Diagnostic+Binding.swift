import Diagnostics
import Semantics

// Every message about the match of data with a model.

extension Diagnostic {
  // MARK: Options

  static func wrongName(
    _ name: String, option: NamingOption, valid: [String], isInModel: Bool
  ) -> Diagnostic {
    let reason =
      switch option {
      case .set: isInModel ? "`\(name)` is no hyper" : "the model has no hyper `\(name)`"
      case .size: "the model has no set `\(name)`"
      case .bind, .binarise, .scale, .standardise:
        isInModel ? "`\(name)` takes no data" : "the model has no variable `\(name)`"
      }
    let hint = nearest(to: name, among: valid).map { "did you mean `\($0)`?" }
    return Diagnostic(
      .badOption, "`\(option.rawValue) \(name)`: \(reason)", at: nil,
      hint: hint ?? (valid.isEmpty ? nil : "it has \(list(valid.map { "`\($0)`" }))"))
  }

  static func unreadableSetting(_ name: String, _ text: String) -> Diagnostic {
    Diagnostic(
      .badOption, "`--set \(name)=\(text)`: this is no value of `\(name)`", at: nil,
      hint: "write a number, or a list as in `--set m=0,1`")
  }

  static func noLabelsToKeep(_ candidates: [String]) -> Diagnostic {
    Diagnostic(
      .badOption,
      candidates.isEmpty
        ? "`--keep-labels`: no `partial` variable has classes"
        : "`--keep-labels`: which one of \(list(candidates.map { "`\($0)`" })) is meant?",
      at: nil)
  }

  static func tooFewLabels(
    _ variable: String, kept: Int, known: Int, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badOption, "`--keep-labels \(kept)`: `\(variable)` has only \(counted(known, "label"))",
      at: span)
  }

  static func cannotStandardise(
    _ title: String, file: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badOption, "`--standardise`: \(title) of \(file) does not vary", at: span, dataFile: file)
  }

  static func constantTrainingRows(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .badOption, "`--standardise \(name)`: it does not vary over the rows that are trained on",
      at: span, hint: "hold out fewer rows, or others with `--seed`")
  }

  static func cannotDrawPixel(
    _ title: String, file: String, value: String, name: String,
    kind: BindingOptions.Binarisation, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badOption,
      "`--binarise \(name)=\(kind.rawValue)`: \(title) of \(file) \(have(title)) \(value),"
        + " which is no probability",
      at: span, hint: "bring it into the unit interval, as with `--scale \(name)=1/255`",
      dataFile: file)
  }

  // MARK: Columns

  static func missingData(
    _ variable: String, name: String, files: [String], columns: [String], at span: SourceSpan
  ) -> Diagnostic {
    guard !files.isEmpty else {
      return Diagnostic(
        .missingData, "`\(variable)` needs data", at: span, hint: "give a file with `--data FILE`")
    }
    let quoted = columns.map { "`\($0)`" }
    let has = columns.isEmpty ? "nothing" : list(quoted)
    return Diagnostic(
      .missingData,
      "no data for `\(variable)`: \(list(files)) \(files.count == 1 ? "has" : "have") \(has)",
      at: span, hint: bindingHint(name, columns))
  }

  static func missingColumn(
    _ column: String, in file: String?, columns: [String], at span: SourceSpan
  ) -> Diagnostic {
    let nearby = nearest(to: column, among: columns).map { "did you mean `\($0)`?" }
    let has = columns.isEmpty ? nil : "there is \(list(columns.map { "`\($0)`" }))"
    return Diagnostic(
      .missingData, "\(file ?? "the data") has no `\(column)`", at: span, hint: nearby ?? has,
      dataFile: file)
  }

  static func missingFile(_ file: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.missingData, "the file `\(file)` is not there", at: span)
  }

  /// A partial variable of which nothing is known: no error, but it should be meant.
  static func allMissing(
    _ variable: String, name: String, columns: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .missingData, "no data for `\(variable)`: all of it is missing", at: span,
      hint: nearest(to: name, among: columns).map { "did you mean `--bind \(name)=\($0)`?" },
      severity: .note)
  }

  private static func bindingHint(_ name: String, _ columns: [String]) -> String {
    if let column = nearest(to: name, among: columns) {
      return "did you mean `--bind \(name)=\(column)`?"
    }
    return "say where it is with `--bind \(name)=COLUMN`"
  }

  static func ambiguousData(
    _ name: String, files: [String], at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .missingData, "\(list(files)) each have `\(name)`", at: span,
      hint: "choose one with `--bind \(name)=\(files[0]):\(name)`")
  }

  static func unequalColumns(
    _ columns: [String], in file: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch, "\(list(columns.map { "`\($0)`" })) of \(file) are no columns of equal length",
      at: span, dataFile: file)
  }

  static func unusedData(_ names: [String], file: String, isTable: Bool) -> Diagnostic {
    let noun = isTable ? (names.count == 1 ? "column " : "columns ") : ""
    return Diagnostic(
      .unusedData,
      "\(noun)\(list(names.map { "`\($0)`" })) of \(file) \(names.count == 1 ? "is" : "are")"
        + " not used",
      at: nil, severity: .note)
  }

  // MARK: Values

  /// E4, with the fix.
  static func holeInData(
    _ title: String, file: String, count: Int, isTable: Bool, isLong: Bool, variable: String,
    name: String, role: Role, at span: SourceSpan
  ) -> Diagnostic {
    let noun = isTable && !isLong ? "empty row" : "missing value"
    let hint =
      role == .observed
      ? "write `partial \(variable)`; empty rows are then summed out (half-grey in the picture)"
      : "what is given must be known; fill the holes, or give it a distribution and write"
        + " `partial \(variable)`"
    return Diagnostic(
      .holeInData,
      "\(title) \(have(title)) \(counted(count, noun)), "
        + "but `\(variable)` is declared \(role.rawValue)",
      at: span, hint: hint, dataFile: file)
  }

  static func partialHole(
    _ place: String, variable: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badValue,
      "\(place): this component is missing, but others of the same `\(variable)` are not",
      at: span,
      hint: "a hole covers the whole value; for holes per component give the component a plate")
  }

  static func badValue(
    _ place: String, value: String, others: Int, wanted: String, hint: String?,
    at span: SourceSpan
  ) -> Diagnostic {
    let more = others == 0 ? "" : " (and \(others) more)"
    let isNaN = value == "nan" || value == "NaN"
    return Diagnostic(
      .badValue, "\(place): `\(value)` is not \(wanted)\(more)", at: span,
      hint: isNaN ? "leave a missing value empty, or write NA (in JSON null)" : hint)
  }

  static func badStructure(_ place: String, _ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(.badValue, "\(place): \(reason)", at: span)
  }

  static func badIndexValue(
    _ file: String, column: String, row: Int, value: String?, set: String, at span: SourceSpan
  ) -> Diagnostic {
    let reason = value.map { "`\($0)` is not \(set)" } ?? "an index is missing"
    return Diagnostic(
      .badValue, "\(file), row \(row), column `\(column)`: \(reason)", at: span)
  }

  static func repeatedMember(
    _ set: String, _ name: String, row: Int, file: String
  ) -> Diagnostic {
    Diagnostic(
      .badValue, "\(file), row \(row): `\(name)` is a member of `\(set)` already", at: nil,
      dataFile: file)
  }

  static func repeatedRow(
    _ file: String, first: Int, second: Int, variable: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badValue, "\(file): rows \(first) and \(second) are the same element of `\(variable)`",
      at: span, dataFile: file)
  }

  // MARK: Sizes

  static func sizesDisagree(
    _ set: String, _ first: Binder.SizeEvidence, _ other: Binder.SizeEvidence, at span: SourceSpan
  ) -> Diagnostic {
    let name = set.isEmpty ? "a dimension" : "`\(set)`"
    return Diagnostic(
      .sizeMismatch,
      "\(name) has \(counted(first.size, "member")) by \(first.source),"
        + " but \(other.size) by \(other.source)",
      at: span, dataFile: other.file ?? first.file)
  }

  static func wrongRank(
    _ title: String, file: String, found: [Int], isTable: Bool, variable: String,
    sets: [String], at span: SourceSpan
  ) -> Diagnostic {
    let wanted =
      sets.isEmpty
      ? "one value" : "one value for each of \(list(sets.map { $0.isEmpty ? "a dimension" : $0 }))"
    let has =
      found.isEmpty
      ? "is one value"
      : isTable && found.count == 1
        ? "\(have(title)) \(counted(found[0], "row"))"
        : "\(have(title)) the shape \(found.map(String.init).joined(separator: " x "))"
    let name = variable.prefix { $0 != "[" }
    return Diagnostic(
      .sizeMismatch, "\(title) of \(file) \(has), but `\(variable)` is \(wanted)", at: span,
      hint: isTable && sets.count == 2
        ? "bind several columns, as in `--bind \(name)=a,b` or `--bind \(name)=pixel*`" : nil,
      dataFile: file)
  }

  static func wrongShape(
    _ title: String, file: String?, found: [Int], wanted: [Int], variable: String,
    at span: SourceSpan
  ) -> Diagnostic {
    func text(_ shape: [Int]) -> String {
      shape.isEmpty ? "one value" : shape.map(String.init).joined(separator: " x ") + " values"
    }
    return Diagnostic(
      .sizeMismatch, "\(title) \(have(title)) \(text(found)), but `\(variable)` is \(text(wanted))",
      at: span,
      dataFile: file)
  }

  static func wrongPartLength(
    _ title: String, file: String, found: Int, wanted: Int, set: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch,
      "\(title) of \(file) \(have(title)) \(found) along `\(set)`, "
        + "but the part of `\(set)` that is known has"
        + " \(counted(wanted, "member"))",
      at: span, dataFile: file)
  }

  static func wrongMemberCount(
    _ set: String, _ title: String, file: String, found: Int,
    evidence: Binder.SizeEvidence?, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch,
      "\(title) of \(file) \(have(title)) \(counted(found, "different value")), but `\(set)` has"
        + " \(counted(evidence?.size ?? 0, "member")) by \(evidence?.source ?? "the model")",
      at: span, dataFile: file)
  }

  static func notRagged(
    _ title: String, file: String, set: String, lengths: [Int], at span: SourceSpan
  ) -> Diagnostic {
    let first = lengths[0]
    let other = lengths.first { $0 != first } ?? first
    return Diagnostic(
      .sizeMismatch,
      "\(title) of \(file) \(have(title)) rows of \(first) and of \(other), "
        + "but `\(set)` has one size",
      at: span, hint: "rows of different length want a set declared with `of`", dataFile: file)
  }

  static func raggedSizesDisagree(
    _ set: String, _ title: String, file: String, row: Int, found: Int, known: Int,
    at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .sizeMismatch,
      "\(title) of \(file) \(have(title)) \(found) in row \(row) "
        + "where `\(set)` has \(known) elsewhere",
      at: span, dataFile: file)
  }

  static func paddingTooLarge(_ title: String, file: String, shape: [Int]) -> Diagnostic {
    Diagnostic(
      .sizeMismatch,
      "\(title) of \(file) would fill \(shape.map(String.init).joined(separator: " x ")) elements,"
        + " more than can be held",
      at: nil, dataFile: file)
  }

  static func missingSize(_ set: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingSize, "the size of `\(set)` is not known: no array has it as a dimension", at: span,
      hint: "give it with `--size \(set)=10`")
  }

  static func badSize(
    _ set: String, file: String, value: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      .badValue, "\(file): `\(set)` is the size of a set, but \(value) is no size", at: span,
      dataFile: file)
  }

  static func foundMembers(
    _ set: String, _ names: [String], _ title: String, file: String, isCounted: Bool
  ) -> Diagnostic {
    Diagnostic(
      .missingSize,
      "the members of `\(set)` are the \(counted(names.count, "value")) of \(title) of \(file):"
        + " \(list(names))",
      at: nil,
      hint: isCounted ? nil : "`--size \(set)=\(names.count)` makes them 1..\(names.count)",
      severity: .note)
  }

  // MARK: Constants

  static func unsetHyper(_ variable: String, name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .missingData, "hyper `\(variable)` has no value", at: span,
      hint: "give it one with `--set \(name)=1`, or a default in the model")
  }

  static func noConstant(
    _ reason: NotConstant, at span: SourceSpan, in model: TypedModel
  ) -> Diagnostic {
    switch reason {
    case .variable(let id) where model.variables[id].isHyper:
      .unsetHyper(model.variables[id].name, name: model.variables[id].name, at: span)
    case .variable(let id):
      Diagnostic(
        .missingSize, "`\(model.variables[id].name)` has no value before anything is fitted",
        at: span, hint: "use a number or a hyper")
    case .size(let set): .missingSize(model.indexSets[set].name, at: span)
    case .circular(let place):
      Diagnostic(.missingSize, "this value needs itself", at: place)
    case .shape(let place):
      Diagnostic(.missingSize, "this is no whole number, or lies outside its array", at: place)
    case .tooLarge(let place):
      Diagnostic(.missingSize, "this has more elements than can be held", at: place)
    case .notComputable(let place):
      Diagnostic(.missingSize, "this cannot be computed before anything is fitted", at: place)
    }
  }
}

/// The verb for what messages call an array or several columns.
private func have(_ title: String) -> String { title.hasPrefix("columns") ? "have" : "has" }
