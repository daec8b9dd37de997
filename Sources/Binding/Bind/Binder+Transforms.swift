import ScalarMath
import Semantics

// `--scale`, `--standardise` and `--binarise`, in this order; nothing else changes data.

extension Binder {
  mutating func transformed(_ input: Input) -> Input {
    var input = input
    let name = model.variables[input.variable].name
    if let scale = options.scales[name], !input.array.storage.isBytes {
      input.array.storage = input.array.storage.mapNumbers { $0 * scale }
    }
    if options.standardised.contains(name) { standardise(&input) }
    if let kind = options.binarised[name] { binarise(&input, kind, name: name) }
    return input
  }

  // MARK: Standardise

  /// Takes each component, over all rows, to mean 0 and sample standard deviation 1.
  private mutating func standardise(_ input: inout Input) {
    let factor = input.scale ?? 1
    let array = input.array
    let scaled = array.storage.isBytes ? array.storage.mapNumbers { $0 * factor } : array.storage
    guard let values = scaled.numbers else { return }
    let rows = array.shape.first ?? 1
    let width = array.lengths.isEmpty && rows > 0 ? max(1, values.count / rows) : 1
    guard let moments = moments(input, values: values, width: width) else { return }
    bound.standardisations[input.variable] = moments
    input.array.storage = .reals(moments.standardised(values))
    input.scale = nil
  }

  private mutating func moments(
    _ input: Input, values: [Double], width: Int
  ) -> Standardisation? {
    if let known = reference?.training.standardisations[input.variable] {
      return known.means.count == width ? known : nil
    }
    let moments = Standardisation(of: values, width: width) { !input.array.isMissing($0) }
    guard let constant = moments.firstConstant() else { return moments }
    report(
      .cannotStandardise(
        input.columns.isEmpty ? input.title : "column `\(input.columns[constant])`",
        file: input.file, at: model.variables[input.variable].span))
    return nil
  }

  // MARK: Binarise

  private mutating func binarise(
    _ input: inout Input, _ kind: BindingOptions.Binarisation, name: String
  ) {
    if case .bytes(let bytes) = input.array.storage, kind == .threshold {
      let scale = input.scale ?? 1.0 / 255
      let table = (0...255).map { Double($0) * scale >= 0.5 }
      input.array.storage = .booleans(bytes.map { table[Int($0)] })
    } else if let values = unitValues(input) {
      switch kind {
      case .threshold: input.array.storage = .booleans(values.map { $0 >= 0.5 })
      case .stochastic, .dynamic:
        if let bad = values.firstIndex(where: { !(0...1).contains($0) }) {
          report(
            .cannotDrawPixel(
              input.title, file: input.file, value: shortest(values[bad]), name: name,
              kind: kind, at: model.variables[input.variable].span))
          return
        }
        var random = RandomStream(seed: options.seed).stream("binarise").stream(name)
        input.array.storage = .booleans(values.map { random.uniform() < $0 })
        if kind == .dynamic { input.chances = values.map { Float($0) } }
      }
    }
    input.scale = nil
  }

  /// The numbers of an array, bytes over 255; `nil` where there are texts.
  private func unitValues(_ input: Input) -> [Double]? {
    let array = input.array
    let numbers =
      array.storage.isBytes
      ? array.storage.mapNumbers { $0 * (input.scale ?? 1.0 / 255) } : array.storage
    return numbers.numbers
  }
}

extension DataArray.Storage {
  var isBytes: Bool {
    if case .bytes = self { true } else { false }
  }

  /// All elements as numbers; `nil` for texts.
  var numbers: [Double]? {
    switch self {
    case .reals(let values): values
    case .integers(let values): values.map { Double($0) }
    case .booleans(let values): values.map { $0 ? 1 : 0 }
    case .bytes(let values): values.map { Double($0) }
    case .texts: nil
    }
  }

  /// The elements after a function of numbers; texts stay as they are.
  func mapNumbers(_ transform: (Double) -> Double) -> DataArray.Storage {
    numbers.map { .reals($0.map(transform)) } ?? self
  }
}
