/// A finite number as decimal digits: 0.d1d2d3... times ten to the power `exponent`.
///
/// Invariant: `digits` has no zero at its ends; it is empty for zero.
struct DecimalNumber: Equatable {
  private(set) var isNegative: Bool
  private(set) var digits: [UInt8]
  private(set) var exponent: Int

  /// Creates the shortest decimal number that reads back as `value`, or nil unless it is finite.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value.sign == .minus && value != 0
    digits = []
    exponent = 0
    var hasPoint = false
    var text = Array(value.magnitude.description.utf8)[...]
    while let byte = text.popFirst() {
      switch byte {
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "e"):
        exponent += Int(String(decoding: text, as: UTF8.self)) ?? 0
        text = []
      default:
        digits.append(byte - UInt8(ascii: "0"))
        if !hasPoint { exponent += 1 }
      }
    }
    normalise()
  }

  /// Returns the number rounded to digits after the decimal point, ties to even.
  ///
  /// A negative count rounds before the point: -2 to hundreds.
  func rounded(fractionDigits: Int) -> DecimalNumber {
    let kept = exponent + fractionDigits
    guard kept < digits.count else { return self }
    var copy = self
    guard kept >= 0 else { return DecimalNumber.zero }
    copy.digits = Array(digits[..<kept])
    if roundsUp(after: kept) { copy.increment(kept) }
    copy.normalise()
    return copy
  }

  /// Returns the number rounded to significant digits, ties to even.
  func rounded(significantDigits: Int) -> DecimalNumber {
    rounded(fractionDigits: significantDigits - exponent)
  }

  /// Returns the digit that counts the given power of ten.
  func digit(ofPower power: Int) -> UInt8 {
    let index = exponent - 1 - power
    return digits.indices.contains(index) ? digits[index] : 0
  }

  private static let zero = DecimalNumber()

  private init() {
    isNegative = false
    digits = []
    exponent = 0
  }

  private func roundsUp(after kept: Int) -> Bool {
    if digits[kept] != 5 || kept + 1 < digits.count { return digits[kept] >= 5 }
    return kept > 0 && digits[kept - 1] % 2 == 1
  }

  /// Adds one to the last of the digits, of which there are `count`.
  private mutating func increment(_ count: Int) {
    var place = count - 1
    while place >= 0 && digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      exponent += 1
    }
  }

  private mutating func normalise() {
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { self = .zero }
  }
}
