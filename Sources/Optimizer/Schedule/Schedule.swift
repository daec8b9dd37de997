public import TensorIR

/// A tensor program as loops: what is stored where, and in which order it is computed.
public struct Schedule: Sendable {
  /// The program whose values are computed.
  public let program: TensorProgram
  /// The widths of the machine that the loops are made for.
  public let target: ScheduleTarget
  /// The arrays that are made once for a data set.
  public internal(set) var sources: [DataSource] = []
  /// Values that are the same for all data: embedded in the code.
  public internal(set) var constants: [ValueID] = []
  /// Where values lie; those that are not here are computed where they are read.
  public internal(set) var storages: [ValueID: Storage] = [:]
  /// The local arrays of groups: numbers of bytes, by the number in `Place.local`.
  public internal(set) var localBytes: [Int] = []
  /// The passes over the data, in order.
  public internal(set) var groups: [Group] = []
  /// The loops within the program, by the first of their results.
  public internal(set) var scans: [ValueID: ScanSchedule] = [:]
  /// The working memory of one evaluation, in bytes.
  public internal(set) var frameBytes = 0
}

extension Schedule {
  /// Roughly how long the code of a pass is beside that of others: a statement is the longer the
  /// more loops it is nested in.
  public func codeSize(of group: Group) -> Int {
    group.statements.reduce(0) { size, statement in
      let body = scans[statement.value]?.schedule
      let steps = body.map { body in body.groups.reduce(0) { $0 + body.codeSize(of: $1) } }
      return size + 2 + statement.axes.count * statement.axes.count + (steps ?? 0)
    }
  }
}

/// What a schedule must know of the machine and of the run.
public struct ScheduleTarget: Hashable, Sendable {
  /// The number of reals in a vector register.
  public let lanes: Int
  /// How many bits reals have.
  public let precision: Precision
  /// Whether large products of matrices may be left to BLAS.
  public let hasBLAS: Bool
  /// How the parameters of a run lie in memory.
  public let parameters: StoredElement
  /// How the outputs lie in memory.
  public let results: StoredElement

  /// Creates a target.
  public init(
    lanes: Int, precision: Precision, hasBLAS: Bool = false, parameters: StoredElement = .f64,
    results: StoredElement = .f64
  ) {
    self.lanes = lanes
    self.parameters = parameters
    self.results = results
    self.precision = precision
    self.hasBLAS = hasBLAS
  }

  /// How reals are stored.
  public var real: StoredElement {
    switch precision {
    case .f64: .f64
    case .f32: .f32
    }
  }
}

/// An array that the kernel reads and that is made once for a data set.
public enum DataSource: Hashable, Sendable {
  /// The data of an input where they lie, row-major.
  case input(InputID)
  /// A value that depends on data alone, computed once.
  case prepared(ValueID)
}

/// Where a value lies.
public struct Storage: Hashable, Sendable {
  /// The kinds of memory.
  public enum Place: Hashable, Sendable {
    /// From a position of the vector of parameters on.
    case parameters(Int)
    /// The array with this position in `Schedule.sources`.
    case data(Int)
    /// The value with this position in `Schedule.constants`.
    case constant(Int)
    /// From a byte of the working memory on.
    case frame(Int)
    /// The array with this number in `Schedule.localBytes`, which lives during one group.
    case local(Int)
    /// The memory that the caller gives for an output, row-major.
    case result(Int)
  }
  /// The memory.
  public let place: Place
  /// How its elements lie in memory.
  public let element: StoredElement
  /// How far apart, in elements, neighbours along each axis are.
  public let strides: [AxisID: Int]
  /// The axis along which only one tile is there.
  public let tileAxis: AxisID?
  /// True iff whole vectors may be read and written along the innermost axis.
  public let isPadded: Bool

  /// Creates a storage.
  public init(
    place: Place, element: StoredElement, strides: [AxisID: Int], tileAxis: AxisID?,
    isPadded: Bool
  ) {
    self.place = place
    self.element = element
    self.strides = strides
    self.tileAxis = tileAxis
    self.isPadded = isPadded
  }
}

/// Statements that run in one pass.
public struct Group: Sendable {
  /// The size of the axis whose tiles the pass visits, 0 for a pass without tiles.
  public let size: Int
  /// The number of members in a tile.
  public internal(set) var tile = 0
  /// Into how many stretches of tiles the pass is cut, whatever the number of threads; each has
  /// sums of its own, which are added in order.
  public internal(set) var chunks = 1
  /// In the order in which they run.
  public internal(set) var statements: [Statement] = []

  /// True iff the pass visits tiles.
  public var isTiled: Bool { size > 0 }
  /// The number of whole tiles.
  public var wholeTiles: Int { isTiled ? size / tile : 1 }
  /// The members of the last, shorter tile; 0 if there is none.
  public var rest: Int { isTiled ? size % tile : 0 }
}

/// What computes one value, or writes one output.
public struct Statement: Hashable, Sendable {
  /// Whose memory it fills.
  public enum Target: Hashable, Sendable {
    case value(ValueID)
    case output(Int)
  }
  /// The value that is computed or written.
  public let value: ValueID
  /// Where it goes.
  public let target: Target
  /// The loops: all axes that are visited.
  public let axes: [AxisID]
  /// Those of the axes that the result does not have.
  public let reduced: [AxisID]
  /// The axis whose tiles the group visits.
  public internal(set) var tileAxis: AxisID?
  /// The axis whose neighbours make up a vector.
  public internal(set) var vectorAxis: AxisID?
  /// Roughly the cost of one element, in additions.
  public internal(set) var weight = 0
  /// Set if BLAS does it.
  public internal(set) var product: MatrixProduct?

  /// True iff tiles add to one result.
  public var accumulates: Bool { tileAxis.map { reduced.contains($0) } ?? false }
}
