/// A number or an array of numbers, row-major; truth values are 0 and 1, members their numbers.
struct Constant: Hashable {
  var shape: [Int]
  var values: [Double]

  init(_ value: Double) {
    shape = []
    values = [value]
  }

  init(shape: [Int], values: [Double]) {
    self.shape = shape
    self.values = values
  }

  /// The value of a number; `nil` for an array.
  var number: Double? { shape.isEmpty ? values[0] : nil }

  func map(_ transform: (Double) -> Double) -> Constant {
    Constant(shape: shape, values: values.map(transform))
  }

  /// Combines equal shapes element by element, or a number with every element.
  func combine(_ other: Constant, _ operation: (Double, Double) -> Double) -> Constant? {
    if let number = other.number { return map { operation($0, number) } }
    if let number { return other.map { operation(number, $0) } }
    guard shape == other.shape else { return nil }
    return Constant(
      shape: shape, values: zip(values, other.values).map { operation($0, $1) })
  }

  /// The sub-array at leading positions; `nil` outside.
  func element(at positions: [Int]) -> Constant? {
    guard positions.count <= shape.count else { return nil }
    var offset = 0
    for (extent, position) in zip(shape, positions) {
      guard (0..<extent).contains(position) else { return nil }
      offset = offset * extent + position
    }
    let rest = Array(shape.dropFirst(positions.count))
    let size = rest.reduce(1, *)
    return Constant(shape: rest, values: Array(values[offset * size..<(offset + 1) * size]))
  }

  /// Sums over the last dimension of the left and the first of the right.
  func contract(_ other: Constant) -> Constant? {
    guard let inner = shape.last, other.shape.first == inner else { return nil }
    let (rows, columns) = (shape.dropLast().reduce(1, *), other.shape.dropFirst().reduce(1, *))
    var result = [Double](repeating: 0, count: rows * columns)
    for i in 0..<rows {
      for k in 0..<inner {
        for j in 0..<columns {
          result[i * columns + j] += values[i * inner + k] * other.values[k * columns + j]
        }
      }
    }
    return Constant(shape: shape.dropLast() + other.shape.dropFirst(), values: result)
  }
}
