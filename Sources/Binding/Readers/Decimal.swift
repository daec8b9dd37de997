/// Reads a decimal number from UTF-8 text, correctly rounded; `nil` for anything else.
///
/// Short numbers are an integer below 2^53 times or over a power of ten up to 10^22, which is one
/// exact rounding (Clinger 1990); the rest goes through the standard library.
func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  var scanner = DecimalScanner(text)
  guard scanner.scan() else { return nil }
  if scanner.isExact {
    let mantissa = Double(scanner.mantissa)
    let power = scanner.exponent
    let magnitude = power < 0 ? mantissa / powersOfTen[-power] : mantissa * powersOfTen[power]
    return scanner.isNegative ? -magnitude : magnitude
  }
  return Double(String(decoding: text, as: UTF8.self))
}

/// Reads a decimal number, `inf`, `-inf` or `nan`; `nil` for anything else.
func decimal(_ text: String) -> Double? {
  var text = text
  if let special = specialNumber(text) { return special }
  return text.withUTF8 { decimal($0) }
}

/// The numbers that are words, as R, Python and Stan write them.
func specialNumber(_ text: String) -> Double? {
  switch text {
  case "inf", "Inf", "+Inf", "Infinity", "+Infinity", "+inf": .infinity
  case "-inf", "-Inf", "-Infinity": -.infinity
  case "nan", "NaN": .nan
  default: nil
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/// The parts of `-12.5e3`.
private struct DecimalScanner {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0
  var isNegative = false
  var mantissa: UInt64 = 0
  var exponent = 0
  /// Digits that went into the mantissa, leading zeros aside.
  var digits = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isExact: Bool { digits <= 19 && mantissa <= 1 << 53 && abs(exponent) <= 22 }

  mutating func scan() -> Bool {
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
      isNegative = next == UInt8(ascii: "-")
      position += 1
    }
    let whole = scanDigits(fraction: false)
    var fraction = 0
    if next == UInt8(ascii: ".") {
      position += 1
      fraction = scanDigits(fraction: true)
    }
    guard whole + fraction > 0, scanExponent() else { return false }
    return position == text.count
  }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func scanDigits(fraction: Bool) -> Int {
    let start = position
    while position < text.count, case let digit = text[position] &- 0x30, digit < 10 {
      if digits < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if fraction { exponent -= 1 }
      }
      if mantissa > 0 { digits += 1 }
      position += 1
    }
    return position - start
  }

  private mutating func scanExponent() -> Bool {
    guard next == UInt8(ascii: "e") || next == UInt8(ascii: "E") else { return true }
    position += 1
    var isNegativePower = false
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
      isNegativePower = next == UInt8(ascii: "-")
      position += 1
    }
    let start = position
    var power = 0
    while position < text.count, case let digit = text[position] &- 0x30, digit < 10 {
      power = min(power * 10 + Int(digit), 100_000)
      position += 1
    }
    exponent += isNegativePower ? -power : power
    return position > start
  }
}
