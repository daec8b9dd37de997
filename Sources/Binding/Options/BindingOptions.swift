/// How the user wants data bound: what `--bind`, `--size`, `--set` and their kin say.
public struct BindingOptions: Hashable, Sendable {
  /// What `--binarise` does to a value v.
  public enum Binarisation: String, Sendable {
    /// True from 0.5.
    case threshold
    /// True with probability v: drawn once.
    case stochastic
    /// The same, drawn anew at each step of a training in batches.
    case dynamic
  }

  /// By variable, what stands right of `=` in `--bind`; by index set, the list of its members.
  public var sources: [String: DataSource] = [:]
  /// By index set, its size.
  public var sizes: [String: Int] = [:]
  /// By hyper, its value as written.
  public var settings: [String: String] = [:]
  public var binarised: [String: Binarisation] = [:]
  /// By variable, what its values are multiplied with.
  public var scales: [String: Double] = [:]
  /// Variables to shift and scale to mean 0 and sample standard deviation 1, each component.
  public var standardised: Set<String> = []
  /// How many labels of the `partial` variable stay known, balanced over its classes.
  public var keptLabels: Int?
  /// The hypers that get their values later, from a grid.
  public var gridded: Set<String> = []
  /// Where the randomness of labels kept, rows held out and stochastic pixels comes from.
  public var seed: UInt64 = 1

  public init() {}
}

/// The right side of `--bind x=…`: a file, `FILE:COLUMNS`, or columns of any file.
public struct DataSource: Hashable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }

  /// The prefixes that may be the name of a file; the caller reads those that exist.
  public var fileCandidates: [String] {
    [text] + text.indices.reversed().filter { text[$0] == ":" }.map { String(text[..<$0]) }
  }
}

/// Why an option cannot be read; the message is a phrase for the user.
public struct OptionFailure: Error, Hashable, Sendable {
  public let message: String

  public init(_ message: String) { self.message = message }
}
