import Binding
import Semantics

/// Drawn values of a variable as pictures side by side.
struct ImageGrid: Sendable {
  private let height: Int
  private let width: Int
  private let columns: Int
  /// The numbers of all pictures, those of one row of the grid after those of the other.
  private let pictures: [ArraySlice<Double>]

  /// How far pictures are apart.
  private static let gap = 2
  /// Pictures are enlarged until they have so many points a side.
  private static let leastSide = 56

  /// Sets out the pictures of data sets: one set nearly square, several a column each.
  ///
  /// - Returns: `nil` if no variable of the story has elements that are pictures: two dimensions,
  ///   or one whose size is a square of at least 4 x 4.
  init?(_ sets: [BoundModel]) {
    guard let first = sets.first, let (id, height, width) = first.picture else { return nil }
    (self.height, self.width) = (height, width)
    var bySet: [[ArraySlice<Double>]] = []
    for set in sets {
      guard let numbers = set.values[id]?.numbers else { return nil }
      bySet.append(
        stride(from: 0, to: numbers.count, by: height * width).map {
          numbers[$0..<$0 + height * width]
        })
    }
    let rows = bySet[0].count
    if bySet.count == 1 {
      columns = Int(Double(rows).squareRoot().rounded(.up))
      pictures = bySet[0]
    } else {
      columns = bySet.count
      pictures = (0..<rows).flatMap { row in bySet.map { $0[row] } }
    }
  }

  /// Numbers between 0 and 1 are shades from black to white; others are from least to greatest.
  var image: GreyImage {
    let zoom = max(1, (Self.leastSide - 1) / max(height, width) + 1)
    let (tall, wide) = (height * zoom + Self.gap, width * zoom + Self.gap)
    let rows = (pictures.count + columns - 1) / max(columns, 1)
    var image = GreyImage(
      width: max(columns * wide - Self.gap, 1), height: max(rows * tall - Self.gap, 1),
      background: 96)
    let finite = pictures.flatMap { $0 }.filter(\.isFinite)
    let (least, greatest) = (min(finite.min() ?? 0, 0), max(finite.max() ?? 1, 1))
    for (place, picture) in pictures.enumerated() {
      let (top, left) = (place / columns * tall, place % columns * wide)
      for row in 0..<height * zoom {
        for column in 0..<width * zoom {
          let number = picture[picture.startIndex + row / zoom * width + column / zoom]
          let share = (number - least) / (greatest - least)
          image[top + row, left + column] = share.isFinite ? UInt8((255 * share).rounded()) : 0
        }
      }
    }
    return image
  }
}

extension BoundModel {
  /// The variable whose elements are the largest pictures, and their height and width.
  fileprivate var picture: (id: VariableID, height: Int, width: Int)? {
    let found = model.variables.ids.compactMap { id -> (VariableID, Int, Int)? in
      let variable = model.variables[id]
      guard variable.isRandom, variable.guide == nil, variable.type.memberSet == nil,
        let value = values[id]
      else { return nil }
      var shape = value.shape.dropFirst(variable.indices.isEmpty ? 0 : 1)
      if shape.count == 3, shape.last == 1 { shape.removeLast() }
      guard let last = shape.last, shape.allSatisfy({ $0 > 1 }) else { return nil }
      if shape.count == 2 { return (id, shape[shape.startIndex], last) }
      let side = Int(Double(last).squareRoot().rounded())
      return shape.count == 1 && side >= 4 && side * side == last ? (id, side, side) : nil
    }
    return found.max { $0.1 * $0.2 < $1.1 * $1.2 }
  }
}
