/// The text form: a line for each axis, input, node and output, in the order of their identities.
///
///     axis n = 272
///     input x : real[n:272] data
///     %0 : real[n:272] = input x
///     %1 : real = sum %0 over [n]
///     output total = %1
///
/// Names that are not words are written in quotes, after `#` and the identity that stands for
/// them; names that occur twice have the identity as a suffix, as in `n#4`. A number after `@` is
/// the origin of a node. The body of a loop stands in braces behind the first of its results.
extension TensorProgram: CustomStringConvertible {
  /// The text form.
  public var description: String {
    ProgramWriter(self).lines().map { $0 + "\n" }.joined()
  }

  /// A type as it stands in the text form.
  func text(_ type: TensorType) -> String {
    TypeWriter(axes: axes, labels: axes.map(\.name).labels).text(type)
  }
}

/// Writes types with the labels of their axes.
struct TypeWriter {
  let axes: [Axis]
  let labels: [String]

  func text(_ type: TensorType) -> String {
    if type.axes.isEmpty { return type.element.rawValue }
    let axes = type.axes.map { axis in
      self.axes.indices.contains(Int(axis.index))
        ? "\(labels[Int(axis.index)]):\(self.axes[Int(axis.index)].size)" : "#\(axis.index):?"
    }
    return "\(type.element.rawValue)[\(axes.joined(separator: ", "))]"
  }
}

extension [String] {
  /// What stands for each name of a table.
  var labels: [String] {
    var counts: [String: Int] = [:]
    for name in self { counts[name, default: 0] += 1 }
    return enumerated().map { index, name in
      !name.isWord ? "#\(index)" : counts[name] == 1 ? name : "\(name)#\(index)"
    }
  }
}

extension String {
  /// True iff it needs no quotes: ASCII letters, digits and underscores, no digit first.
  var isWord: Bool {
    guard let first = utf8.first, first.isWordByte, !first.isDigitByte else { return false }
    return utf8.allSatisfy(\.isWordByte)
  }

  /// The text as it stands where only words may: itself, or in quotes.
  var wordOrQuoted: String { isWord ? self : quoted }

  /// The text in quotes.
  var quoted: String {
    let escaped = unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}

extension UInt8 {
  var isDigitByte: Bool { self >= 0x30 && self <= 0x39 }

  var isWordByte: Bool {
    isDigitByte || self == 0x5F || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A)
  }
}
