import TensorIR

/// A rectangle of pixels that lie row by row along one axis.
struct Grid: Hashable, Sendable {
  let width, height: Int

  var count: Int { width * height }

  /// The grid of every so many-th pixel, from the first on.
  func thinned(by stride: Int) -> Grid {
    Grid(width: (width + stride - 1) / stride, height: (height + stride - 1) / stride)
  }
}

/// Which pixels each pixel of a convolution's result is a sum over.
///
/// Pixel r of the result reads those at s r + w - m, where s is the stride, w runs over the window
/// and m is its middle, so that the result has every s-th pixel of what is read. Transposed, what
/// is read and what is given change places: pixel r of the result reads every q with s q + w - m
/// = r. Outside the image there is 0.
struct Windows: Hashable, Sendable {
  /// The pixels that are read, the places of a window, the pixels of the result.
  let pixels, window, positions: AxisID
  let from, to: Grid
  let kernel, stride: Int
  let isTransposed: Bool
}

extension Windows {
  /// The axes of the matrix for an image with these axes: its channels, then the window.
  func rows(of image: [AxisID]) -> [AxisID] { image.filter { $0 != pixels } + [window] }

  /// How many places of a window lie on pixels, about.
  var terms: Int {
    let all = kernel * kernel
    return isTransposed ? max(1, all / (stride * stride)) : all
  }

  /// The same with the result along another axis.
  func giving(_ positions: AxisID) -> Windows {
    Windows(
      pixels: pixels, window: window, positions: positions, from: from, to: to, kernel: kernel,
      stride: stride, isTransposed: isTransposed)
  }
}

extension ProgramBuilder {
  /// The pixel that each place of each window reads, -1 outside the image.
  mutating func places(of windows: Windows) -> ValueID {
    let sides = Grid(width: windows.kernel, height: windows.kernel)
    let (x, hasX) = coordinate(windows, windows.from.width, windows.to, sides) { $1 % $0.width }
    let (y, hasY) = coordinate(windows, windows.from.height, windows.to, sides) { $1 / $0.width }
    let place = add(multiply(y, constant(Double(windows.from.width))), x)
    let isInside = append(.logical(.and, hasX, hasY))
    return cast(select(isInside, place, constant(-1)), to: .integer)
  }

  /// One coordinate of what is read, and whether it lies in the image.
  private mutating func coordinate(
    _ windows: Windows, _ size: Int, _ to: Grid, _ sides: Grid, _ part: (Grid, Int) -> Int
  ) -> (value: ValueID, isInside: ValueID) {
    let middle = (windows.kernel - 1) / 2
    let stride = windows.stride
    func table(_ grid: Grid, along axis: AxisID, _ number: (Int) -> Int) -> ValueID {
      let numbers = (0..<grid.count).map { Double(number(part(grid, $0))) }
      return append(.table(numbers, along: axis))
    }
    guard windows.isTransposed else {
      let start = table(to, along: windows.positions) { stride * $0 - middle }
      let place = table(sides, along: windows.window) { $0 }
      let sum = add(start, place)
      return (sum, isInside(sum, size))
    }
    let start = table(to, along: windows.positions) { $0 + middle }
    let place = table(sides, along: windows.window) { $0 }
    let quotient = multiply(subtract(start, place), constant(1 / Double(stride)))
    let whole = unary(.round, quotient)
    // Exact: the distance of a multiple of 1/s from a whole number is 0 or at least 1/s.
    let distance = unary(.absolute, subtract(quotient, whole))
    let isWhole = compare(.less, distance, constant(0.5 / Double(stride)))
    return (whole, append(.logical(.and, isWhole, isInside(whole, size))))
  }

  private mutating func isInside(_ x: ValueID, _ size: Int) -> ValueID {
    let isAbove = compare(.lessOrEqual, constant(0), x)
    let isBelow = compare(.less, x, constant(Double(size)))
    return append(.logical(.and, isAbove, isBelow))
  }
}
