import Diagnostics
import Objectives
import Reporting

/// A member of a family with what its training ended at.
struct TrainedMember: Sendable {
  /// The value of one comparison there.
  struct Score: Sendable {
    /// `log p(y | x, w)`.
    let text: String
    let isHeldOut: Bool
    /// Whether it is the log probability of data given nothing that was trained: an evidence.
    let isEvidence: Bool
    let value: RowwiseValue

    /// What the rows say of the spread of the total; `nil` where there are none.
    var standardError: Double? {
      guard let rows = value.rows, let spread = deviation(of: rows) else { return nil }
      let root = Double(rows.count).squareRoot()
      return value.combination == .sum ? spread * root : spread / root
    }

    /// The total for each row, and the standard error of this mean.
    var perRow: (mean: Double, error: Double)? {
      guard let rows = value.rows, let spread = deviation(of: rows) else { return nil }
      let count = Double(rows.count)
      return (rows.reduce(0, +) / count, spread / count.squareRoot())
    }

    /// The mean difference from another member's rows, which are the same, and its error.
    func difference(from other: Score) -> (mean: Double, error: Double)? {
      guard let mine = value.rows, let theirs = other.value.rows, mine.count == theirs.count
      else { return nil }
      let differences = zip(mine, theirs).map { $0 - $1 }
      guard let spread = deviation(of: differences) else { return nil }
      let count = Double(mine.count)
      return (differences.reduce(0, +) / count, spread / count.squareRoot())
    }
  }

  let member: FamilyMember
  let training: Training
  var scores: [Score]

  /// The fit with its scores.
  var fit: Fit {
    var fit = training.fit
    fit.scores = scores
    return fit
  }

  /// The result as `--json` prints it.
  var json: JSONValue {
    let settings = member.settings.map {
      JSONValue.Member($0.hyper, Double($0.value).map { .number($0) } ?? .string($0.value))
    }
    return .object(
      [.init("name", .string(member.name)), .init("settings", .object(settings))]
        + fit.json())
  }
}

extension TrainedMember.Score {
  /// `heldout log p(y | x, w) = -27.8, per row -0.46 ± 0.08`.
  var line: String {
    let rows = perRow.map {
      ", per row \(estimate($0.mean, error: $0.error)) ± \(significant($0.error, digits: 2))"
    }
    return (isHeldOut ? "heldout " : "") + "\(text) = \(significant(value.total, digits: 7))"
      + (rows ?? "")
  }

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("by", .string(text)), .init("heldout", .boolean(isHeldOut)),
      .init("value", .number(value.total)),
    ]
    if let rows = value.rows { members.append(.init("rows", .integer(rows.count))) }
    if let error = standardError { members.append(.init("se", .number(error))) }
    if let perRow {
      members.append(.init("row_mean", .number(perRow.mean)))
      members.append(.init("row_se", .number(perRow.error)))
    }
    return .object(members)
  }
}

/// The sample standard deviation; `nil` for fewer than two numbers.
private func deviation(of numbers: [Double]) -> Double? {
  guard numbers.count > 1 else { return nil }
  let mean = numbers.reduce(0, +) / Double(numbers.count)
  let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(numbers.count - 1)).squareRoot()
}
