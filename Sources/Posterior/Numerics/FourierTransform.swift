import ScalarMath

/// The discrete Fourier transform of a length that is a power of two, in place.
///
/// Cooley and Tukey: an algorithm for the machine calculation of complex Fourier series (1965).
struct FourierTransform {
  /// The number of points.
  let count: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// Creates the transform of the least power of two that is not below `minimum`.
  init(atLeast minimum: Int) {
    var count = 1
    while count < minimum { count *= 2 }
    self.count = count
    let angles = (0..<max(count / 2, 1)).map { -2 * .pi * Double($0) / Double(count) }
    cosines = angles.map { .cos($0) }
    sines = angles.map { .sin($0) }
  }

  /// Replaces x = real + i imaginary by X with X[k] = sum over j of x[j] exp(-2 pi i j k / count).
  ///
  /// - Precondition: both arrays have `count` elements.
  func apply(_ real: inout [Double], _ imaginary: inout [Double]) {
    precondition(real.count == count && imaginary.count == count)
    reverseBits(&real, &imaginary)
    var half = 1
    while half < count {
      let stride = count / (2 * half)
      for block in Swift.stride(from: 0, to: count, by: 2 * half) {
        for offset in 0..<half {
          let (c, s) = (cosines[offset * stride], sines[offset * stride])
          let (low, high) = (block + offset, block + offset + half)
          let re = real[high] * c - imaginary[high] * s
          let im = real[high] * s + imaginary[high] * c
          (real[high], imaginary[high]) = (real[low] - re, imaginary[low] - im)
          (real[low], imaginary[low]) = (real[low] + re, imaginary[low] + im)
        }
      }
      half *= 2
    }
  }

  /// Moves each point to the place whose binary digits are its own in reverse.
  private func reverseBits(_ real: inout [Double], _ imaginary: inout [Double]) {
    var mirrored = 0
    for index in 1..<max(count, 1) {
      var bit = count >> 1
      while mirrored & bit != 0 {
        mirrored ^= bit
        bit >>= 1
      }
      mirrored |= bit
      if index < mirrored {
        real.swapAt(index, mirrored)
        imaginary.swapAt(index, mirrored)
      }
    }
  }
}
