import Semantics

/// The improper uniform density 1 on the declared type; nothing can be drawn from it.
extension DistributionRow {
  static let flat = DistributionRow(
    .flat, [],
    logDensity: { $0.constant(0) },
    draw: nil)
}
