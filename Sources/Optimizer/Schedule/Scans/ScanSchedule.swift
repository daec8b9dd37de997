public import TensorIR

/// How a loop runs: its body is scheduled like a small program of its own, of passes without tiles
/// that are done at every step.
///
/// Its values lie in local arrays. What it reads of the program around it, and what that keeps of
/// every step, lies in memory that starts elsewhere at each step: such arrays have a number in
/// `Schedule.localBytes` too, and no bytes.
public struct ScanSchedule: Sendable {
  /// The loop.
  public let scan: Scan
  /// The body.
  public internal(set) var schedule: Schedule
  /// The axis whose members go through the loop by themselves: all steps are done for as many of
  /// them as a vector has lanes, then for the next. Nil if they take each step together.
  public internal(set) var batch: AxisID?
  /// Where the body reads its inputs.
  public internal(set) var inputs: [ScanInput] = []
  /// The results that are written at every step, by the number of the array of the body.
  public internal(set) var results: [Int: ValueID] = [:]
  /// What is done after the statements of a step, in order: values are kept, and carries go to
  /// where the next step reads them.
  public internal(set) var moves: [ScanMove] = []
  /// What is done after the last step.
  public internal(set) var final: [ScanMove] = []
}

/// An input of the body of a loop.
public struct ScanInput: Sendable {
  /// When it is there.
  public enum Kind: Sendable {
    case carry, slice, shared
  }
  /// When it is there.
  public let kind: Kind
  /// The memory of the value around the loop; nil if that is copied from where it is computed.
  public let memory: Storage?
  /// Copies it to where the body reads it; a value around the loop, at one step.
  public let move: ScanMove
}

/// A copy of a value to a place.
public struct ScanMove: Sendable {
  /// What is copied.
  public enum Source: Sendable {
    case value(ValueID)
    case memory(Storage)
  }
  /// What is copied.
  public let source: Source
  /// Where it goes.
  public let target: Storage
  /// What its elements are.
  public let element: ElementType
  /// The loops of the copy.
  public let loops: Statement
}

extension Storage {
  /// The same layout in another memory.
  public func moved(to place: Place) -> Storage {
    Storage(
      place: place, element: element, strides: strides, tileAxis: tileAxis, isPadded: isPadded)
  }

  /// The same memory read along other axes.
  func with(strides: [AxisID: Int]) -> Storage {
    Storage(
      place: place, element: element, strides: strides, tileAxis: tileAxis, isPadded: false)
  }
}
