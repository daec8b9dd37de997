import Semantics

/// An option that names something of the model.
enum NamingOption: String {
  case bind = "--bind"
  case binarise = "--binarise"
  case scale = "--scale"
  case standardise = "--standardise"
  case set = "--set"
  case size = "--size"
}

extension Binder {
  /// Checks that every name in the options is one of the model.
  mutating func checkOptions() {
    let variables = model.variables.rows.map(\.name)
    let known = model.variables.rows.filter { needsData($0) }.map(\.name)
    let hypers = model.variables.rows.filter { $0.isHyper }.map(\.name)
    let sets = model.indexSets.rows.map(\.name).filter { !$0.isEmpty }
    let listed = model.indexSets.rows.filter { $0.extent == .fromData }.map(\.name)
    let bound = options.sources.keys.filter { !listed.contains($0) }
    check(bound.sorted(), .bind, among: known, all: variables)
    check(options.binarised.keys.sorted(), .binarise, among: known, all: variables)
    check(options.scales.keys.sorted(), .scale, among: known, all: variables)
    check(options.standardised.sorted(), .standardise, among: known, all: variables)
    check(options.settings.keys.sorted(), .set, among: hypers, all: variables)
    check(options.sizes.keys.sorted(), .size, among: sets, all: sets)
  }

  private mutating func check(
    _ names: [String], _ option: NamingOption, among valid: [String], all: [String]
  ) {
    for name in names where !valid.contains(name) {
      report(.wrongName(name, option: option, valid: valid, isInModel: all.contains(name)))
    }
  }
}
