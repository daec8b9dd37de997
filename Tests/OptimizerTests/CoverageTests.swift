import RandomPrograms
import TensorIR
import Testing

@testable import Optimizer

/// The random programs on which back ends are compared must take every path of the scheduler.
@Suite struct CoverageTests {
  /// What occurs in some schedules.
  private func features(_ schedule: Schedule) -> Set<String> {
    var found: Set<String> = []
    for source in schedule.sources {
      if case .input(let input) = source {
        let element = schedule.program[input].type.element
        found.insert("\(element.rawValue) in place")
      } else {
        found.insert("prepared")
      }
    }
    if !schedule.constants.isEmpty { found.insert("constant") }
    if schedule.groups.filter(\.isTiled).count > 1 { found.insert("several tiled passes") }
    if schedule.groups.contains(where: \.isTiled), schedule.groups.first?.isTiled == false {
      found.insert("a pass before the tiles")
    }
    for group in schedule.groups {
      if group.isTiled {
        found.insert(group.wholeTiles > 1 ? "many tiles" : "one tile")
        if group.rest > 0 { found.insert("a tile left over") }
        if group.tile % schedule.target.lanes > 0 { found.insert("tiles of part vectors") }
      }
      if group.chunks > 1 {
        found.insert("stretches")
        if group.statements.contains(where: \.accumulates) { found.insert("sums of stretches") }
      }
      for statement in group.statements { found.formUnion(features(statement, schedule)) }
    }
    for scan in schedule.scans.values { found.formUnion(features(scan)) }
    return found
  }

  private func features(_ scan: ScanSchedule) -> Set<String> {
    var found: Set<String> = []
    for group in scan.schedule.groups {
      for statement in group.statements { found.formUnion(features(statement, scan.schedule)) }
    }
    if !scan.results.isEmpty { found.insert("a loop that keeps values") }
    if let batch = scan.batch {
      let (size, lanes) = (scan.schedule.program[batch].size, scan.schedule.target.lanes)
      found.insert("a loop in parts")
      if size % lanes > 0 { found.insert("a loop with a part left over") }
      if size >= 2 * lanes { found.insert("a loop in several whole parts") }
    }
    let carries = scan.inputs.filter { if case .carry = $0.kind { true } else { false } }
    let copied = carries.filter { carry in
      scan.moves.contains { $0.target.place == carry.move.target.place }
    }
    if !copied.isEmpty { found.insert("a carry that is copied") }
    if copied.count < carries.count { found.insert("a carry that changes in place") }
    for move in scan.moves {
      if case .memory = move.source { found.insert("carries that change places") }
    }
    return found
  }

  private func features(_ statement: Statement, _ schedule: Schedule) -> Set<String> {
    guard case .value(let value) = statement.target else {
      let type = schedule.program[statement.value].type
      return ["output \(type.element.rawValue)"]
    }
    var found: Set<String> = []
    let op = schedule.program[value].op
    let kind = "\(op)".prefix { $0 != "(" }
    let vectors =
      switch statement.vectorAxis {
      case nil: "scalars"
      case let axis? where statement.reduced.contains(axis): "vectors of terms"
      default: "vectors of results"
      }
    found.insert("\(kind) by \(vectors)")
    if statement.product != nil {
      found.insert(statement.accumulates ? "product over tiles" : "product")
    }
    if statement.accumulates { found.insert("\(kind) over tiles by \(vectors)") }
    switch schedule.storages[value]?.place {
    case .local: found.insert(statement.tileAxis == nil ? "local" : "local tile")
    case .frame where statement.tileAxis != nil && !statement.accumulates:
      found.insert("a value that escapes its pass")
    case .frame, .parameters, .data, .constant, .result, nil: break
    }
    return found
  }

  @Test func randomProgramsTakeEveryPath() {
    var found: Set<String> = []
    for seed in 0..<600 as Range<UInt64> {
      for sample in [
        RandomProgram.tame(seed: seed), .wild(seed: seed, isNarrow: false),
      ] {
        let schedule = schedule(
          optimize(sample.program), elements: sample.data.mapValues(\.stored),
          target: ScheduleTarget(lanes: [2, 4, 8][Int(seed % 3)], precision: .f64, hasBLAS: true))
        found.formUnion(features(schedule))
      }
    }
    let wanted: Set<String> = [
      "real in place", "integer in place", "boolean in place", "prepared", "constant",
      "several tiled passes", "a pass before the tiles", "many tiles", "one tile",
      "a tile left over", "tiles of part vectors", "stretches", "sums of stretches",
      "output real", "output integer", "output boolean", "local", "local tile",
      "a value that escapes its pass",
      "reduce by scalars", "reduce by vectors of terms", "reduce by vectors of results",
      "reduce over tiles by vectors of terms", "reduce over tiles by vectors of results",
      "contract by scalars", "contract by vectors of terms", "contract by vectors of results",
      "contract over tiles by vectors of terms", "contract over tiles by vectors of results",
      "scatterAdd by scalars", "scatterAdd by vectors of results",
      "scatterAdd over tiles by scalars", "scatterAdd over tiles by vectors of results",
      "cumulativeSum by scalars", "cumulativeSum by vectors of results",
      "cholesky by scalars", "cholesky by vectors of results", "solveTriangular by scalars",
      "solveTriangular by vectors of results", "solve by scalars", "determinant by scalars",
      "logAbsDeterminant by scalars", "product", "product over tiles", "unary by scalars",
      "unary by vectors of results", "scan by scalars", "a carry that changes in place",
      "a carry that is copied", "carries that change places", "a loop that keeps values",
      "a loop in parts", "a loop in several whole parts", "a loop with a part left over",
    ]
    #expect(wanted.subtracting(found).sorted() == [])
  }
}
