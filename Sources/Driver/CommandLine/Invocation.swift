/// A command line that has been understood.
struct Invocation: Sendable {
  /// What was given for one option.
  enum Value: Hashable, Sendable {
    case flag
    case text(String)
    case integer(Int)
    case real(Double)
  }

  let verb: Verb
  /// The words as they were given, for records.
  let arguments: [String]
  var operands: [String] = []
  var values: [Option: [Value]] = [:]

  /// Whether an option was given.
  func has(_ option: Option) -> Bool { values[option] != nil }

  /// The text of an option or of its default choice, if it has one.
  func text(_ option: Option) -> String? {
    if case .text(let text)? = values[option]?.last { return text }
    if case .choice(_, let name) = option.entry.kind { return name }
    return nil
  }

  /// The texts of an option in the order in which they were given.
  func texts(_ option: Option) -> [String] {
    (values[option] ?? []).compactMap { value in
      if case .text(let text) = value { text } else { nil }
    }
  }

  /// The number of an option or its default, if it has one.
  func integer(_ option: Option) -> Int? {
    if case .integer(let number)? = values[option]?.last { return number }
    if case .integer(let number, _) = option.entry.kind { return number }
    return nil
  }

  /// The number of an option or its default, if it has one.
  func real(_ option: Option) -> Double? {
    if case .real(let number)? = values[option]?.last { return number }
    if case .real(let number, _) = option.entry.kind { return number }
    return nil
  }
}

/// What a command line asks for.
enum Request: Sendable {
  case run(Invocation)
  case help(Verb?)
  case version
}

/// A command line that cannot be understood.
struct UsageError: Error, Equatable, Sendable {
  let message: String
  let hint: String

  init(_ message: String, hint: String) {
    self.message = message
    self.hint = hint
  }
}
