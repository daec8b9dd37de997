import NetCDFBridge

/// A dimension of a table in a file, with what its members are called.
struct LabelledAxis: Hashable, Sendable {
  let name: String
  let members: [String]

  init(_ name: String, _ members: [String]) {
    self.name = name
    self.members = members
  }

  /// Numbers from 0, as ArviZ counts chains and draws.
  init(_ name: String, count: Int) {
    self.init(name, (0..<count).map(String.init))
  }
}

/// A group of ArviZ's InferenceData while it is filled: tables that share labelled dimensions.
struct DataGroup {
  private(set) var netCDF: NetCDFGroup
  private var axes: [String: LabelledAxis] = [:]

  init(_ name: String) { netCDF = NetCDFGroup(name) }

  var isEmpty: Bool { netCDF.variables.isEmpty }

  /// Adds a table; its elements are row-major over the axes.
  mutating func add(_ name: String, over axes: [LabelledAxis], _ values: NetCDFVariable.Values) {
    // A variable of the name of a dimension would be taken for the names of its members.
    let name = ["chain", "draw"].contains(name) ? name + "_" : name
    var dimensions: [String] = []
    for (place, axis) in axes.enumerated() {
      dimensions.append(dimension(axis, notIn: dimensions, of: name, place))
    }
    netCDF.variables.append(NetCDFVariable(name, over: dimensions, values))
  }

  /// The name that an axis gets in the file: its own, if nothing else has it.
  private mutating func dimension(
    _ axis: LabelledAxis, notIn used: [String], of variable: String, _ place: Int
  ) -> String {
    let isChainOrDraw = ["chain", "draw"].contains(axis.name) && place >= 2
    for name in [axis.name, "\(axis.name)_2", "\(variable)_dim_\(place)"] {
      if axis.name.isEmpty && !name.hasPrefix(variable) { continue }
      if isChainOrDraw && name == axis.name { continue }
      if used.contains(name) || axes[name].map({ $0 != axis }) ?? false { continue }
      if axes[name] == nil { declare(name, axis) }
      return name
    }
    return axis.name
  }

  private mutating func declare(_ name: String, _ axis: LabelledAxis) {
    axes[name] = axis
    netCDF.dimensions.append(NetCDFGroup.Dimension(name, count: axis.members.count))
    let numbers = axis.members.compactMap { Int($0) }
    let values: NetCDFVariable.Values =
      numbers.count == axis.members.count ? .integers(numbers) : .texts(axis.members)
    netCDF.variables.append(NetCDFVariable(name, over: [name], values))
  }
}
