import ZlibBridge

/// A picture in shades of grey, 0 black and 255 white, row by row from the top.
struct GreyImage: Equatable, Sendable {
  let width: Int
  let height: Int
  private(set) var pixels: [UInt8]

  init(width: Int, height: Int, background: UInt8) {
    (self.width, self.height) = (width, height)
    pixels = Array(repeating: background, count: width * height)
  }

  subscript(row: Int, column: Int) -> UInt8 {
    get { pixels[row * width + column] }
    set { pixels[row * width + column] = newValue }
  }

  /// The file in the PNG format (ISO/IEC 15948), 8 bits a pixel; `nil` if there is no memory.
  var png: [UInt8]? {
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for row in 0..<height {
      rows.append(0)  // no filter
      rows += pixels[row * width..<(row + 1) * width]
    }
    guard let compressed = deflate(rows) else { return nil }
    let header = UInt32(width).bytes + UInt32(height).bytes + [8, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", compressed) + chunk("IEND", [])
  }

  private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return UInt32(content.count).bytes + body + checksum(body).bytes
  }
}

extension UInt32 {
  /// The most significant byte first.
  fileprivate var bytes: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) }
  }
}
