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
/// the origin of a node.
extension TensorProgram: CustomStringConvertible {
  /// The text form.
  public var description: String {
    var lines: [String] = []
    let axisLabels = labels(axes.map(\.name))
    let inputLabels = labels(inputs.map(\.name))
    func text(_ type: TensorType) -> String { self.text(type, axisLabels) }
    for (label, axis) in zip(axisLabels, axes) {
      lines.append("axis \(declaration(label, axis.name)) = \(axis.size)")
    }
    for (label, input) in zip(inputLabels, inputs) {
      let label = declaration(label, input.name)
      lines.append("input \(label) : \(text(input.type)) \(input.role.rawValue)")
    }
    let writer = OpWriter(axes: axisLabels, inputs: inputLabels)
    for (index, node) in nodes.enumerated() {
      let origin = node.origin.map { " @\($0.index)" } ?? ""
      lines.append("%\(index) : \(text(node.type)) = \(writer.text(node.op))\(origin)")
    }
    for output in outputs {
      let name = output.name.isWord ? output.name : quoted(output.name)
      lines.append("output \(name) = %\(output.value.index)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A type as it stands in the text form.
  func text(_ type: TensorType) -> String { text(type, labels(axes.map(\.name))) }

  private func text(_ type: TensorType, _ labels: [String]) -> String {
    if type.axes.isEmpty { return type.element.rawValue }
    let axes = type.axes.map { axis in
      self.axes.indices.contains(Int(axis.index))
        ? "\(labels[Int(axis.index)]):\(self[axis].size)" : "#\(axis.index):?"
    }
    return "\(type.element.rawValue)[\(axes.joined(separator: ", "))]"
  }

  private func declaration(_ label: String, _ name: String) -> String {
    name.isWord ? label : "\(label) \(quoted(name))"
  }

  /// What stands for each name of a table.
  private func labels(_ names: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    return names.enumerated().map { index, name in
      !name.isWord ? "#\(index)" : counts[name] == 1 ? name : "\(name)#\(index)"
    }
  }

  private func quoted(_ name: String) -> String {
    let escaped = name.unicodeScalars.map { scalar in
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

extension String {
  /// True iff it needs no quotes: ASCII letters, digits and underscores, no digit first.
  var isWord: Bool {
    guard let first = utf8.first, first.isWordByte, !first.isDigitByte else { return false }
    return utf8.allSatisfy(\.isWordByte)
  }
}

extension UInt8 {
  var isDigitByte: Bool { self >= 0x30 && self <= 0x39 }

  var isWordByte: Bool {
    isDigitByte || self == 0x5F || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A)
  }
}
