import Semantics
import TensorIR

/// A discrete variable that is summed out, or the one element of it at a fixed place.
///
/// `z` has the plates of its letters; `z[1]`, where it is read on its own, is a variable with one
/// plate less that must agree with the first element of `z`.
struct Hidden: Hashable, Comparable, Sendable {
  let variable: VariableID
  /// For each index, the position that it is fixed at; `nil` where it runs over its letter.
  var fixed: [Int?]

  static func < (a: Hidden, b: Hidden) -> Bool {
    if a.variable != b.variable { return a.variable < b.variable }
    return a.fixed.map { $0 ?? -1 }.lexicographicallyPrecedes(b.fixed.map { $0 ?? -1 })
  }
}

/// Where a variable is read along one of its indices.
enum Place: Hashable, Sendable {
  /// So far behind the position along a letter of the statement.
  case along(IndexID, offset: Int)
  case fixed(Int)
  /// A position that the data say, an integer.
  case value(ValueID)
}

/// One way in which a statement reads a hidden variable: its states lie along an axis of their own.
struct Reading: Hashable, Sendable {
  let hidden: Hidden
  /// For each index.
  var places: [Place]
}

/// The members that a statement or a table covers along one letter.
struct Coordinate: Hashable, Sendable {
  /// The axis along which they lie in their order; `nil` for one member.
  let axis: AxisID?
  let range: Range<Int>
}

extension Reading {
  /// How far behind each of the letters of its own declaration it looks, `nil` if it looks
  /// elsewhere.
  func offset(along slot: Int, of letters: [IndexID]) -> Int? {
    guard case .along(letters[slot], let offset) = places[slot] else { return nil }
    return offset
  }
}
