public import TensorIR

/// A program that no one has thought of, with data and a point to run it at.
public struct RandomProgram: Sendable {
  /// The program; its outputs are named after what makes them.
  public let program: TensorProgram
  /// The data of its data inputs.
  public let data: [InputID: Tensor]
  /// Where to run it.
  public let point: [Double]
  /// How far the outputs may be from one another.
  public let bounds: [Bound]
  /// What the program was made from.
  public let seed: UInt64

  /// Puts a program together.
  public init(
    program: TensorProgram, data: [InputID: Tensor], point: [Double], bounds: [Bound],
    seed: UInt64
  ) {
    self.program = program
    self.data = data
    self.point = point
    self.bounds = bounds
    self.seed = seed
  }

  /// How close two results of one output must be.
  public enum Bound: Hashable, Sendable {
    /// Equal, whatever the precision.
    case exact
    /// Rounding errors of at most so many units of the numbers that have the size 1.
    case units(Double)
    /// A part of the size of the number itself.
    case relative
    /// A part of the size of the number itself, or of 1 if that is larger.
    case moderate
    /// A part of the number at the same place of another output, the sum of absolute terms.
    case scale(output: Int)
    /// Not compared: the scale of another output.
    case none
  }
}

/// The lengths of the axes of a program.
enum Lengths {
  /// Shorter than a tile: below, at and above the numbers of lanes.
  static let short = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17]
  /// Around the limits at which the scheduler cuts axes, whole tiles or not.
  static let long = [63, 127, 128, 129, 130, 255, 256, 257, 300, 384, 513, 1000, 1024, 1031]
  /// Such that a product of two matrices is more work than its start.
  static let matrix = [31, 40, 48, 64, 130]
  /// So long that a pass is cut into stretches.
  static let huge = [6000, 10_007]
}

/// One value, and what is known of it.
struct Term {
  var value: ValueID
  /// All elements lie between -bound and bound.
  var bound: Double
  /// How many units in the last place of 1 rounding can have moved it; 0 if it is exact.
  var error: Double
}

/// Fixed elements of each kind of input.
enum Elements {
  static func reals(_ count: Int, _ numbers: inout Numbers) -> [Double] {
    (0..<count).map { _ in numbers.short(-2...2) }
  }

  static let special: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0x1p50, -0x1p50, 0x1p-50, -0x1p-50, 0.5, -0.5,
  ]

  /// Some of the elements NaN, infinite, zero of either sign, large or tiny.
  static func wild(_ count: Int, _ numbers: inout Numbers) -> [Double] {
    let rarity = numbers.pick([2, 5, 40, 400, 100_000])
    let kinds = numbers.chance(2) ? special : Array(special.dropFirst(numbers.integer(1...7)))
    return (0..<count).map { _ in
      numbers.chance(rarity) ? numbers.pick(kinds) : numbers.short(-3...3)
    }
  }

  static func integers(_ count: Int, _ numbers: inout Numbers) -> [Int] {
    let top = numbers.pick([4, 12, 140])
    return (0..<count).map { _ in numbers.integer(-3...top) }
  }
}
