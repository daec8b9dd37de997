import Objectives
import Reporting
import Semantics

extension Session {
  /// Where a fit starts: at the point of `--init`, and at random ones for `nil`.
  func startingPoints(of problem: Problem) throws(CommandFailure) -> [[Double]?] {
    let initial = try startingPoint(of: problem)
    return [initial] + Array(repeating: nil, count: startCount - 1)
  }

  /// How many starts a fit has.
  var startCount: Int { invocation.integer(.restarts) ?? (invocation.has(.initial) ? 1 : 10) }

  /// The coordinates of the point of `--init`, if there is one.
  func startingPoint(of problem: Problem) throws(CommandFailure) -> [Double]? {
    guard let path = invocation.text(.initial) else { return nil }
    let fit = try savedValues(path)
    let lowered = problem.lowered
    var values: [VariableID: [Double]] = [:]
    for block in lowered.blocks {
      guard let id = block.variable,
        let quantity = lowered.quantities.first(where: { $0.variable == id })
      else { continue }
      values[id] = try quantity.elementNames.map { name throws(CommandFailure) in
        guard let value = fit[name] else {
          throw .usage(
            UsageError(
              "`\(path)` has no value for `\(name)`",
              hint: "a fit of this model has all of them: `gmc fit … -o fit.json`"))
        }
        return value
      }
    }
    guard let point = lowered.coordinates(of: values), point.allSatisfy(\.isFinite) else {
      throw .usage(
        UsageError(
          "the values in `\(path)` are outside the domains of their variables",
          hint: "a `positive` is above zero, a `simplex` adds up to one, a `cov` is symmetric and "
            + "positive definite"))
    }
    return point
  }

  /// The named values of a fit that was saved as JSON.
  func savedValues(_ path: String) throws(CommandFailure) -> [String: Double] {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readFile(path)
    } catch {
      throw .usage(
        UsageError("cannot read `\(path)`: \(error.reason)", hint: "name a fit that was saved"))
    }
    guard let values = JSONValue(bytes).flatMap({ Fit.values(of: $0) }) else {
      throw .usage(
        UsageError("`\(path)` is no saved fit", hint: "`gmc fit … -o fit.json` writes one"))
    }
    return values
  }
}
