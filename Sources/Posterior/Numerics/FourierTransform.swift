import ScalarMath

/// The discrete Fourier transform of a length that is a power of two, in place.
///
/// Cooley and Tukey: an algorithm for the machine calculation of complex Fourier series (1965).
/// It is made once for all series of a length, since its sines and cosines take longer than it.
struct FourierTransform: Sendable {
  /// The number of points.
  let count: Int
  /// For each half = 1, 2, 4, … the cosines of 0, -pi / half, -2 pi / half, …, from half - 1 on.
  private let cosines: [Double]
  private let sines: [Double]

  /// Creates the transform of the least power of two that is not below `minimum`.
  init(atLeast minimum: Int) {
    var count = 1
    while count < minimum { count *= 2 }
    self.count = count
    let half = count / 2
    let angles = (0..<half).map { -2 * .pi * Double($0) / Double(count) }
    let (c, s) = (angles.map { Double.cos($0) }, angles.map { Double.sin($0) })
    var (cosines, sines): ([Double], [Double]) = ([], [])
    var size = 1
    while size <= half {
      for index in 0..<size {
        cosines.append(c[index * (half / size)])
        sines.append(s[index * (half / size)])
      }
      size *= 2
    }
    (self.cosines, self.sines) = (cosines, sines)
  }

  /// Replaces x = real + i imaginary by X with X[k] = sum over j of x[j] exp(-2 pi i j k / count).
  ///
  /// - Precondition: both arrays have `count` elements.
  func apply(_ real: inout [Double], _ imaginary: inout [Double]) {
    scatter(&real, &imaginary)
    reverseBits(&real, &imaginary)
  }

  /// The same with the results in another order: X[k] at the place that has the digits of k in
  /// reverse.
  ///
  /// - Precondition: both arrays have `count` elements.
  func scatter(_ real: inout [Double], _ imaginary: inout [Double]) {
    withPlanes(&real, &imaginary) { planes in
      var half = count / 2
      while half > 0 {
        for block in stride(from: 0, to: count, by: 2 * half) {
          planes.separate(at: block, half: half)
        }
        half /= 2
      }
    }
  }

  /// The transform of points that lie in the order in which `scatter` leaves them, with results in
  /// their natural order.
  ///
  /// - Precondition: both arrays have `count` elements.
  func gather(_ real: inout [Double], _ imaginary: inout [Double]) {
    withPlanes(&real, &imaginary) { planes in
      var half = 1
      while half < count {
        for block in stride(from: 0, to: count, by: 2 * half) {
          planes.combine(at: block, half: half)
        }
        half *= 2
      }
    }
  }

  private func withPlanes(
    _ real: inout [Double], _ imaginary: inout [Double], _ body: (Planes) -> Void
  ) {
    precondition(real.count == count && imaginary.count == count)
    real.withUnsafeMutableBufferPointer { real in
      imaginary.withUnsafeMutableBufferPointer { imaginary in
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in
            guard let real = real.baseAddress, let imaginary = imaginary.baseAddress,
              let cosines = cosines.baseAddress, let sines = sines.baseAddress
            else { return }
            body(Planes(real: real, imaginary: imaginary, cosines: cosines, sines: sines))
          }
        }
      }
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

/// The real and imaginary parts of a series in the middle of a transform, and the roots of one.
private struct Planes {
  let real: UnsafeMutablePointer<Double>
  let imaginary: UnsafeMutablePointer<Double>
  let cosines: UnsafePointer<Double>
  let sines: UnsafePointer<Double>

  /// Replaces neighbouring halves a, b of a block by a + b and (a - b) w.
  func separate(at block: Int, half: Int) {
    let (c, s) = (cosines + (half - 1), sines + (half - 1))
    let (re, im) = (real + block, imaginary + block)
    var offset = 0
    while offset + 4 <= half {
      let (a, b) = (re.four(offset), re.four(offset + half))
      let (p, q) = (im.four(offset), im.four(offset + half))
      let (c, s) = (c.four(offset), s.four(offset))
      let (d, e) = (a - b, p - q)
      re.setFour(offset, a + b)
      im.setFour(offset, p + q)
      re.setFour(offset + half, d * c - e * s)
      im.setFour(offset + half, d * s + e * c)
      offset += 4
    }
    while offset < half {
      let (d, e) = (re[offset] - re[offset + half], im[offset] - im[offset + half])
      re[offset] += re[offset + half]
      im[offset] += im[offset + half]
      re[offset + half] = d * c[offset] - e * s[offset]
      im[offset + half] = d * s[offset] + e * c[offset]
      offset += 1
    }
  }

  /// Replaces neighbouring halves a, b of a block by a + w b and a - w b.
  func combine(at block: Int, half: Int) {
    let (c, s) = (cosines + (half - 1), sines + (half - 1))
    let (re, im) = (real + block, imaginary + block)
    var offset = 0
    while offset + 4 <= half {
      let (b, q) = (re.four(offset + half), im.four(offset + half))
      let (c, s) = (c.four(offset), s.four(offset))
      let (d, e) = (b * c - q * s, b * s + q * c)
      let (a, p) = (re.four(offset), im.four(offset))
      re.setFour(offset, a + d)
      im.setFour(offset, p + e)
      re.setFour(offset + half, a - d)
      im.setFour(offset + half, p - e)
      offset += 4
    }
    while offset < half {
      let (b, q) = (re[offset + half], im[offset + half])
      let (d, e) = (b * c[offset] - q * s[offset], b * s[offset] + q * c[offset])
      re[offset + half] = re[offset] - d
      im[offset + half] = im[offset] - e
      re[offset] += d
      im[offset] += e
      offset += 1
    }
  }
}
