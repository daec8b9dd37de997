import Binding
import Diagnostics
import Semantics

extension Session {
  /// Reads the data of the command line and matches it to a model.
  mutating func bound(
    _ chosen: ChosenModel, adding overrides: BindingOptions = BindingOptions()
  ) throws(CommandFailure) -> BoundModel {
    try bound(chosen, try bindingOptions(startingFrom: overrides))
  }

  private mutating func bound(
    _ chosen: ChosenModel, _ options: BindingOptions
  ) throws(CommandFailure) -> BoundModel {
    let data = try dataSets(dataFiles(of: chosen, options))
    let bound = Binding.bind(chosen.model, to: data, options: options, log: &log)
    try stopOnError()
    guard let bound else { throw .fault("binding failed without a diagnostic") }
    return bound
  }

  /// The data to train on, and the rows that `--holdout` keeps apart, if it is given.
  mutating func boundAndHeldOut(
    _ chosen: ChosenModel, adding overrides: BindingOptions = BindingOptions()
  ) throws(CommandFailure) -> (training: BoundModel, heldOut: BoundModel?) {
    var (training, heldOut) = try dataAndHeldOut(chosen, adding: overrides)
    training.weights = try carriedWeights(of: chosen.model)
    heldOut?.weights = training.weights
    warnOfUnseenMembers(in: training, heldOut: heldOut, log: &log)
    return (training, heldOut)
  }

  private mutating func dataAndHeldOut(
    _ chosen: ChosenModel, adding overrides: BindingOptions
  ) throws(CommandFailure) -> (training: BoundModel, heldOut: BoundModel?) {
    var options = try bindingOptions(startingFrom: overrides)
    guard let wanted = invocation.text(.holdout) else { return (try bound(chosen, options), nil) }
    if let fraction = Double(wanted) {
      let keptLabels = options.keptLabels
      options.keptLabels = nil
      let all = try bound(chosen, options)
      let parts = holdOut(
        fraction, of: all, keepingLabels: keptLabels, seed: UInt64(seed), log: &log)
      guard let parts else { throw .diagnosed }
      return (parts.training, parts.heldOut)
    }
    guard fileExists(wanted) else {
      throw .usage(
        UsageError(
          "`--holdout \(wanted)` is neither a fraction nor a file that is there",
          hint: "`--holdout 0.2` keeps a fifth of the data apart; `--holdout FILE` reads others"))
    }
    let training = try bound(chosen, options)
    let data = try dataSets([wanted])
    let heldOut = bindHeldOut(
      chosen.model, to: data, training: training, options: options, log: &log)
    guard let heldOut else { throw .diagnosed }
    return (training, heldOut)
  }

  /// Reads files, each once in a session.
  private mutating func dataSets(_ paths: [String]) throws(CommandFailure) -> [DataSet] {
    for path in paths where readDataSets[path] == nil {
      readDataSets[path] = try readDataSet(path)
    }
    try stopOnError()
    return paths.compactMap { readDataSets[$0] }
  }

  /// The files of `--data`, then those of `--bind x=FILE`, then those that the model names.
  private func dataFiles(of chosen: ChosenModel, _ options: BindingOptions) -> [String] {
    var paths = invocation.texts(.data)
    for source in options.sources.values.sorted(by: { $0.text < $1.text }) {
      if let path = source.fileCandidates.first(where: { fileExists($0) && !isDirectory($0) }) {
        paths.append(path)
      }
    }
    paths += dataFileNames(of: chosen.model).map { FilePath.relative($0, to: chosen.path) }
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }

  private mutating func readDataSet(_ path: String) throws(CommandFailure) -> DataSet? {
    do throws(FileError) {
      return readData(try readDataFile(path), log: &log)
    } catch {
      log.insert(.unreadableDataFile(error))
      return nil
    }
  }

  /// What the command line says of how data are bound.
  func bindingOptions(
    startingFrom initial: BindingOptions = BindingOptions()
  ) throws(CommandFailure) -> BindingOptions {
    var options = initial
    do throws(OptionFailure) {
      for text in invocation.texts(.bind) { try options.addBinding(text) }
      for text in invocation.texts(.size) { try options.addSize(text) }
      for text in invocation.texts(.set) { try options.addSetting(text) }
      for text in invocation.texts(.binarise) { try options.addBinarisation(text) }
      for text in invocation.texts(.scale) { try options.addScale(text) }
      for text in invocation.texts(.standardise) { options.addStandardisation(text) }
    } catch {
      throw .usage(UsageError(error.message, hint: "`gmc help \(invocation.verb.rawValue)`"))
    }
    options.keptLabels = invocation.integer(.keepLabels)
    options.seed = UInt64(seed)
    return options
  }

  /// The seed of everything random.
  var seed: Int { invocation.integer(.seed) ?? 1 }

  /// How many threads may work.
  var threadCount: Int { threadShare ?? invocation.integer(.threads) ?? processorCount() }
}
