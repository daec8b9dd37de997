import Testing

@testable import Semantics

@Suite struct DomainTests {
  static let domains: [Domain] = [
    .real, .positive, .unit, .spread, .int, .nat, .bool, .point(2, isInteger: true), .point(-0.5),
    .point(0, isInteger: true), Domain(lower: -1, upper: 3), .nonNegative,
  ]

  /// Numbers that lie in a domain, its ends included where they belong to it.
  private func samples(_ d: Domain) -> [Double] {
    let low = d.lower.isFinite ? d.lower : -7
    let high = d.upper.isFinite ? d.upper : 7
    var result = [0.25, 0.5, 0.75].map { low + $0 * (high - low) }
    if d.isInteger { result = result.map { $0.rounded(.down) }.filter { low <= $0 } }
    if d.hasLower { result.append(low) }
    if d.hasUpper, d.upper.isFinite { result.append(high) }
    return result.filter { value in
      (d.lower < value || (d.lower == value && d.hasLower))
        && (value < d.upper || (value == d.upper && d.hasUpper))
    }
  }

  private func contains(_ d: Domain, _ value: Double) -> Bool {
    Domain.point(value, isInteger: value == value.rounded()).lies(in: d)
  }

  @Test func arithmeticStaysInsideTheComputedDomain() {
    for a in Self.domains {
      for b in Self.domains {
        for x in samples(a) {
          for y in samples(b) {
            #expect(contains(a + b, x + y), "\(x) + \(y)")
            #expect(contains(a - b, x - y), "\(x) - \(y)")
            #expect(contains(a * b, x * y), "\(x) * \(y)")
            if y != 0 { #expect(contains(a / b, x / y), "\(x) / \(y)") }
            #expect(contains(a.hull(b), x) && contains(a.hull(b), y))
          }
        }
      }
    }
  }

  @Test func signsFollowFromTypes() {
    #expect((Domain.positive * .positive).type == .positive)
    #expect((Domain.positive + .positive).type == .positive)
    #expect((Domain.point(1, isInteger: true) / .positive).type == .positive)
    #expect((Domain.unit * .unit).type == .unit)
    #expect((Domain.point(1, isInteger: true) - .unit).type == .unit)
    #expect((Domain.nat + .nat).type == .nat)
    #expect((-Domain.positive).type == .real)
    #expect(Domain.power(.positive, .point(2, isInteger: true)).type == .positive)
    #expect(Domain.power(.real, .point(2, isInteger: true)) == .nonNegative)
    #expect(Domain.power(.unit, .positive).type == .unit)
  }

  @Test func disjointDomainsShareNoNumber() {
    #expect(Domain.point(-1).isDisjoint(from: .positive))
    #expect(Domain.point(0).isDisjoint(from: .positive))
    #expect(!Domain.point(0).isDisjoint(from: .nonNegative))
    #expect(!Domain.real.isDisjoint(from: .unit))
    #expect(!Domain.spread.isDisjoint(from: .positive))
  }
}
