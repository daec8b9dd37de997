extension BindingOptions {
  /// Reads `x=COLUMN`, `x=a,b`, `x=pixel*`, `x=FILE` or `x=FILE:user,film,rating`.
  public mutating func addBinding(_ text: String) throws(OptionFailure) {
    let (name, value) = try pair(text, option: "--bind", example: "x=COLUMN")
    sources[name] = DataSource(value)
  }

  /// Reads `K=5`.
  public mutating func addSize(_ text: String) throws(OptionFailure) {
    let (name, value) = try pair(text, option: "--size", example: "K=5")
    guard let size = Int(value), (0...DataLimit.dimension).contains(size) else {
      throw OptionFailure("`--size \(text)`: a size is a whole number, as in `--size K=5`")
    }
    sizes[name] = size
  }

  /// Reads `alpha=0.1`, `m0=0,1` or `start=cat`; what it means is the type of the hyper.
  public mutating func addSetting(_ text: String) throws(OptionFailure) {
    let (name, value) = try pair(text, option: "--set", example: "alpha=0.1")
    settings[name] = value
  }

  /// Reads `x`, `x=stochastic` or `x=dynamic`.
  public mutating func addBinarisation(_ text: String) throws(OptionFailure) {
    guard let equals = text.firstIndex(of: "=") else {
      binarised[text] = .threshold
      return
    }
    let kind: Binarisation
    switch text[text.index(after: equals)...] {
    case "stochastic": kind = .stochastic
    case "dynamic": kind = .dynamic
    default:
      throw OptionFailure(
        "`--binarise \(text)`: write `--binarise x`, `x=stochastic` or `x=dynamic`")
    }
    binarised[String(text[..<equals])] = kind
  }

  /// Reads `x=1/255`.
  public mutating func addScale(_ text: String) throws(OptionFailure) {
    let (name, value) = try pair(text, option: "--scale", example: "x=1/255")
    guard let factor = ratio(value), factor.isFinite else {
      throw OptionFailure("`--scale \(text)`: a scale is a number, as in `--scale x=1/255`")
    }
    scales[name] = factor
  }

  /// Reads `x`.
  public mutating func addStandardisation(_ text: String) { standardised.insert(text) }

  private func pair(
    _ text: String, option: String, example: String
  ) throws(OptionFailure) -> (String, String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex,
      text.index(after: equals) < text.endIndex
    else { throw OptionFailure("`\(option) \(text)`: write `\(option) \(example)`") }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}

/// Reads `0.5`, `1/255` or `inf`.
func ratio(_ text: String) -> Double? {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    .map { decimal(String($0)) }
  switch parts.count {
  case 1: return parts[0]
  case 2:
    guard let numerator = parts[0], let denominator = parts[1] else { return nil }
    return numerator / denominator
  default: return nil
  }
}
