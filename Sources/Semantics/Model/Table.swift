/// The identity of one row of a table.
public protocol TableID: Hashable, Comparable, Sendable {
  var index: Int32 { get }
  init(index: Int32)
}

extension TableID {
  public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// Rows that only their own kind of identity can select.
public struct Table<ID: TableID, Element: Sendable>: Sendable {
  public private(set) var rows: [Element] = []

  public init() {}

  /// Adds a row and returns its identity.
  @discardableResult
  public mutating func add(_ row: Element) -> ID {
    rows.append(row)
    return ID(index: Int32(rows.count - 1))
  }

  public subscript(id: ID) -> Element {
    get { rows[Int(id.index)] }
    set { rows[Int(id.index)] = newValue }
  }

  public var ids: [ID] { rows.indices.map { ID(index: Int32($0)) } }
  public var count: Int { rows.count }
}

extension Table: Equatable where Element: Equatable {}
extension Table: Hashable where Element: Hashable {}

public struct IndexSetID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct IndexID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct VariableID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct FunctionID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct LocalID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct GroupID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct GuideID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}

public struct UseID: TableID {
  public let index: Int32
  public init(index: Int32) { self.index = index }
}
