import Binding
import Semantics

/// What stands in place of draws.
extension Session {
  /// The story with the values of `--given y=3` everywhere; with `--given y=0..9` one story for
  /// each of them.
  func givenVariants(of bound: BoundModel) throws(CommandFailure) -> [BoundModel] {
    var variants = [bound]
    for text in invocation.texts(.givenValue) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let id = variable(parts[0], of: bound) else { throw .noGiven(text) }
      var next: [BoundModel] = []
      for value in Self.values(in: parts[1]) {
        guard let value = bound.constant(value, for: id) else { throw .noGiven(text) }
        for var variant in variants {
          variant.values[id] = value
          next.append(variant)
        }
      }
      variants = next
    }
    let isOneSet =
      invocation.has(.testQuantity) || invocation.text(.output)?.hasSuffix(".nc") == true
    if variants.count > 1, isOneSet {
      throw .usage(
        UsageError(
          "`--given` has several values where draws are to be those of one story",
          hint: "give one value, or write them with `-o draws.json` or `-o draws.png`"))
    }
    return variants
  }

  /// The variables of `--mean x`.
  func averagedVariables(of bound: BoundModel) throws(CommandFailure) -> Set<VariableID> {
    var result: Set<VariableID> = []
    for name in invocation.texts(.meanOf) {
      guard let id = variable(name, of: bound), bound.model.variables[id].isRandom else {
        throw .usage(
          UsageError(
            "`--mean \(name)` is no random variable of `\(bound.model.name)`",
            hint: "as in `--mean x`"))
      }
      result.insert(id)
    }
    return result
  }

  private func variable(_ name: String, of bound: BoundModel) -> VariableID? {
    bound.model.variables.ids.first {
      bound.model.variables[$0].name == name && bound.model.variables[$0].guide == nil
    }
  }

  /// `0..9` as the numbers from 0 to 9; anything else as it is.
  private static func values(in text: String) -> [String] {
    let ends = text.split(separator: ".", omittingEmptySubsequences: false)
    guard ends.count == 3, ends[1].isEmpty, let first = Int(ends[0]), let last = Int(ends[2]),
      first <= last, last - first < 1000
    else { return [text] }
    return (first...last).map(String.init)
  }
}

extension CommandFailure {
  fileprivate static func noGiven(_ text: String) -> Self {
    .usage(
      UsageError(
        "`--given \(text)` is no value of a variable", hint: "as in `--given y=3`, in its type"))
  }
}
