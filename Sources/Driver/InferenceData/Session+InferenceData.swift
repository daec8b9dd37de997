import Binding
import Diagnostics
import NetCDFBridge
import Objectives
import Semantics

extension Session {
  /// Writes a sample with its data as ArviZ's InferenceData.
  mutating func writeInferenceData(
    _ sample: Sample, of bound: BoundModel, _ chosen: ChosenModel, to path: String
  ) throws(CommandFailure) {
    var attributes = provenance(of: chosen)
    attributes += [
      NetCDFAttribute("sampling_time", .real(sample.seconds.warmup + sample.seconds.sampling)),
      NetCDFAttribute("tuning_steps", .integer(invocation.integer(.warmup) ?? 0)),
    ]
    if !sample.isComplete { attributes.append(NetCDFAttribute("incomplete", .integer(1))) }
    var root = NetCDFGroup(attributes: attributes)
    root.groups = [
      sample.posterior(), sample.statistics(),
      group("observed_data", bound.tables(of: [.observed, .partial])),
      group("constant_data", bound.tables(of: [.given, .hyper])),
    ].filter { !$0.variables.isEmpty }
    if let group = logLikelihood(of: sample, bound) { root.groups.append(group) }
    try write(root, to: path)
  }

  /// A group of tables.
  func group(_ name: String, _ tables: [LabelledTable]) -> NetCDFGroup {
    var group = DataGroup(name)
    for table in tables { group.add(table.name, over: table.axes, table.values) }
    return group.netCDF
  }

  /// Writes a file whose groups all say where they come from.
  func write(_ root: NetCDFGroup, to path: String) throws(CommandFailure) {
    var root = root
    for place in root.groups.indices where root.groups[place].attributes.isEmpty {
      root.groups[place].attributes = root.attributes
    }
    let bytes: [UInt8]
    do throws(NetCDFFailure) { bytes = try netCDF(root) } catch { throw .netCDF(error) }
    try write(bytes, to: path)
  }

  /// What ArviZ and a reader want to know of where draws come from.
  func provenance(of chosen: ChosenModel) -> [NetCDFAttribute] {
    let source = sources.files.first { $0.name == chosen.path }
    let text = source.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    return [
      NetCDFAttribute("created_at", .text(timeStamp())),
      NetCDFAttribute("inference_library", .text("gmc")),
      NetCDFAttribute("inference_library_version", .text(Help.version)),
      NetCDFAttribute("model_name", .text(chosen.model.name)),
      NetCDFAttribute("model_file", .text(chosen.path)),
      NetCDFAttribute("model_source", .text(text)),
      NetCDFAttribute("seed", .integer(seed)),
      NetCDFAttribute("command", .text(invocation.arguments.joined(separator: " "))),
    ]
  }
}

extension CommandFailure {
  static func netCDF(_ failure: NetCDFFailure) -> CommandFailure {
    switch failure {
    case .unavailable(let reason):
      .run("there is no netCDF here: \(reason)", hint: "install Debian's `libnetcdf19`")
    case .refused(let reason): .run("netCDF refuses: \(reason)", hint: nil)
    }
  }
}
