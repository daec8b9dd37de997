/// Returns a number with a fixed count of digits after the decimal point, ties to even.
///
/// A negative count rounds before the point and shows no point. Numbers that are not finite are
/// `inf`, `-inf` and `nan`.
public func fixed(_ value: Double, fractionDigits: Int) -> String {
  guard let exact = DecimalNumber(value) else { return nameOfNonFinite(value) }
  return fixed(exact.rounded(fractionDigits: fractionDigits), fractionDigits: fractionDigits)
}

/// Returns a number in scientific form with a count of significant digits, as in `1.23e-7`.
public func scientific(_ value: Double, significantDigits: Int) -> String {
  guard let exact = DecimalNumber(value) else { return nameOfNonFinite(value) }
  let count = max(significantDigits, 1)
  let number = exact.rounded(significantDigits: count)
  let power = number.digits.isEmpty ? 0 : number.exponent - 1
  let digits = text((0..<count).map { number.digit(ofPower: power - $0) })
  let mantissa = count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
  return "\(number.isNegative ? "-" : "")\(mantissa)e\(power)"
}

/// Returns a number with a count of significant digits, in the shorter of the two forms.
public func significant(_ value: Double, digits: Int) -> String {
  guard let exact = DecimalNumber(value) else { return nameOfNonFinite(value) }
  let number = exact.rounded(significantDigits: max(digits, 1))
  guard (-3...max(digits, 6)).contains(number.exponent) else {
    return scientific(value, significantDigits: digits)
  }
  return fixed(number, fractionDigits: max(digits - number.exponent, 0))
}

/// Returns an estimate with the digits that its standard error lets one trust.
///
/// The last digit shown is where the error has its first one; without an error there are four.
public func estimate(_ value: Double, error: Double) -> String {
  guard let exact = DecimalNumber(value), let size = DecimalNumber(error), error > 0 else {
    return significant(value, digits: 4)
  }
  let trusted = max(exact.exponent - size.exponent + 1, 1)
  // Beyond what rounding leaves of a sum, digits say nothing.
  guard trusted <= 10 else { return significant(value, digits: 4) }
  let fractionDigits = 1 - size.exponent
  if fractionDigits > 6 && exact.exponent < -3 || fractionDigits < -2 {
    return scientific(value, significantDigits: min(trusted, 15))
  }
  return fixed(value, fractionDigits: max(fractionDigits, 0))
}

private func nameOfNonFinite(_ value: Double) -> String {
  value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
}

private func fixed(_ number: DecimalNumber, fractionDigits: Int) -> String {
  let powers = (0..<max(number.exponent, 1)).reversed()
  let whole = (number.isNegative ? "-" : "") + text(powers.map { number.digit(ofPower: $0) })
  guard fractionDigits > 0 else { return whole }
  return whole + "." + text((1...fractionDigits).map { number.digit(ofPower: -$0) })
}

private func text(_ digits: [UInt8]) -> String {
  String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
}
