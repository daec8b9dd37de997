/// A group of a netCDF-4 file, or the file itself: its root group.
public struct NetCDFGroup: Equatable, Sendable {
  public var name: String
  public var attributes: [NetCDFAttribute]
  /// The dimensions that the group declares; groups inside see them too.
  public var dimensions: [Dimension]
  public var variables: [NetCDFVariable]
  public var groups: [NetCDFGroup]

  /// A dimension with its length.
  public struct Dimension: Hashable, Sendable {
    public let name: String
    public let count: Int

    public init(_ name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// Creates a group; the root's name is empty.
  public init(
    _ name: String = "", attributes: [NetCDFAttribute] = [], dimensions: [Dimension] = [],
    variables: [NetCDFVariable] = [], groups: [NetCDFGroup] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.dimensions = dimensions
    self.variables = variables
    self.groups = groups
  }

  /// The group inside with a name, if there is one.
  public func group(_ name: String) -> NetCDFGroup? { groups.first { $0.name == name } }

  /// The variable with a name, if there is one.
  public func variable(_ name: String) -> NetCDFVariable? { variables.first { $0.name == name } }

  /// The attribute with a name, if there is one.
  public func attribute(_ name: String) -> NetCDFAttribute.Value? {
    attributes.first { $0.name == name }?.value
  }

  /// The length of a dimension that the group declares, if it does.
  public func count(along dimension: String) -> Int? {
    dimensions.first { $0.name == dimension }?.count
  }
}

/// A named array over dimensions.
public struct NetCDFVariable: Equatable, Sendable {
  public let name: String
  /// The names of its dimensions, outermost first.
  public let dimensions: [String]
  public let values: Values

  /// Elements, row-major.
  public enum Values: Equatable, Sendable {
    case reals([Double])
    case integers([Int])
    /// Bytes with the attribute by which xarray knows truth values.
    case booleans([Bool])
    case texts([String])

    public var count: Int {
      switch self {
      case .reals(let values): values.count
      case .integers(let values): values.count
      case .booleans(let values): values.count
      case .texts(let values): values.count
      }
    }

    /// The elements as numbers; `nil` for texts.
    public var numbers: [Double]? {
      switch self {
      case .reals(let values): values
      case .integers(let values): values.map(Double.init)
      case .booleans(let values): values.map { $0 ? 1 : 0 }
      case .texts: nil
      }
    }
  }

  public init(_ name: String, over dimensions: [String], _ values: Values) {
    self.name = name
    self.dimensions = dimensions
    self.values = values
  }
}

/// A named remark.
public struct NetCDFAttribute: Equatable, Sendable {
  public let name: String
  public let value: Value

  public enum Value: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case real(Double)
  }

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// Why a file cannot be made or read.
public enum NetCDFFailure: Error, Equatable, Sendable {
  /// The library is not there; the text is the system's reason.
  case unavailable(String)
  /// The library refused; the text is its own.
  case refused(String)
}
