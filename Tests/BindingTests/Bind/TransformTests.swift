import Diagnostics
import Semantics
import Testing

@testable import Binding

/// `--scale`, `--standardise`, `--binarise`, `--keep-labels` and `--holdout`.
@Suite struct TransformTests {
  static let table = ("a.csv", "x.1,x.2,t\n1,10,0.5\n2,20,0.4\n3,60,0.9\n")

  @Test func standardisingTakesEachComponentToMean0AndDeviation1() throws {
    let result = try outcome(ColumnTests.regression(), [Self.table]) { options throws in
      options.addStandardisation("x")
    }
    let id = result.model.variables.ids[0]
    let moments = try #require(result.bound?.standardisations[id])
    #expect(moments.means == [2, 30])
    // The sample deviation of 10, 20, 60 is sqrt(1400 / 2).
    #expect(abs(moments.deviations[1] - 26.457513110645905) < 1e-13)
    guard case .reals(let values)? = result.value("x")?.storage else {
      Issue.record("x is not real")
      return
    }
    #expect(values[0] == -1 && values[2] == 0 && values[4] == 1)
    #expect(abs(values[5] - 30 / 26.457513110645905) < 1e-14)
  }

  @Test func aConstantColumnCannotBeStandardised() throws {
    let result = outcome(ColumnTests.regression(), [("a.csv", "x.1,x.2,t\n1,5,1\n2,5,1\n")]) {
      $0.addStandardisation("x")
    }
    #expect(result.errors == ["`--standardise`: column `x.2` of a.csv does not vary"])
  }

  @Test func scalingMultiplies() throws {
    let result = try outcome(ColumnTests.regression(), [Self.table]) { try $0.addScale("t=1/2") }
    #expect(result.value("t")?.storage == .reals([0.25, 0.2, 0.45]))
  }

  @Test func binarisingIsTrueFromOneHalf() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    builder.add(.observed, "t", [n], .bool)
    let result = try outcome(builder.model, [Self.table]) { try $0.addBinarisation("t") }
    #expect(result.value("t")?.storage == .booleans([true, false, true]))
  }

  @Test func stochasticPixelsFollowTheirProbabilities() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    builder.add(.observed, "t", [n], .bool)
    let cells = String(repeating: "0.3\n", count: 4000)
    func draws(seed: UInt64) throws -> [Bool] {
      let result = try outcome(builder.model, [("a.csv", "t\n" + cells)]) {
        try $0.addBinarisation("t=stochastic")
        $0.seed = seed
      }
      guard case .booleans(let values)? = result.value("t")?.storage else { return [] }
      return values
    }
    let first = try draws(seed: 1)
    // Five standard errors of a proportion: 5 sqrt(0.3 · 0.7 / 4000) = 0.036.
    #expect(abs(Double(first.count { $0 }) / 4000 - 0.3) < 0.036)
    #expect(try draws(seed: 1) == first)
    #expect(try draws(seed: 2) != first)
    let wrong = try outcome(builder.model, [("a.csv", "t\n0.5\n7\n")]) {
      try $0.addBinarisation("t=stochastic")
    }
    #expect(
      wrong.errors == [
        "`--binarise t=stochastic`: column `t` of a.csv has 7, which is no probability"
          + " | bring it into the unit interval, as with `--scale t=1/255`"
      ])
  }

  /// `plate n in N; axis C = 0..2; partial y[n] : C; observed x[n] : real`.
  static func classes() -> TypedModel {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let c = builder.index("c", in: "C", range(0, 2), kind: .axis)
    builder.add(.partial, "y", [n], .member(builder.set(c)))
    builder.add(.observed, "x", [n])
    return builder.model
  }

  static let labelled: (name: String, text: String) = (
    "a.csv", "x,y\n" + (0..<90).map { "\($0),\($0 < 60 ? 0 : $0 < 80 ? 1 : 2)\n" }.joined()
  )

  @Test func keptLabelsAreBalancedOverClasses() throws {
    func kept(_ count: Int, seed: UInt64 = 1) throws -> BoundValue {
      let result = outcome(Self.classes(), [Self.labelled]) {
        $0.keptLabels = count
        $0.seed = seed
      }
      return try #require(result.value("y"))
    }
    func counts(_ value: BoundValue) -> [Int] {
      guard case .integers(let classes) = value.storage, let known = value.known else { return [] }
      return (0..<3).map { c in zip(classes, known).count { $0 == c && $1 } }
    }
    #expect(counts(try kept(9)) == [3, 3, 3])
    #expect(counts(try kept(10)).sorted() == [3, 3, 4])
    // The class of 10 is used up, the others go on.
    #expect(counts(try kept(50)).sorted() == [10, 20, 20])
    #expect(try kept(9) == kept(9))
    #expect(try kept(9).known != kept(9, seed: 2).known)
  }

  @Test func labelsThatAreNotThereCannotBeKept() {
    let many = outcome(Self.classes(), [Self.labelled]) { $0.keptLabels = 91 }
    #expect(many.errors == ["`--keep-labels 91`: `y[n]` has only 90 labels"])
    let none = outcome(ColumnTests.one(), [("a.csv", "x\n1\n")]) { $0.keptLabels = 1 }
    #expect(none.errors == ["`--keep-labels`: no `partial` variable has classes"])
  }

  @Test func holdingOutSplitsEveryVariableOfThePlate() throws {
    let bound = try #require(outcome(Self.classes(), [Self.labelled]).bound)
    var log = DiagnosticLog()
    let split = try #require(holdOut(0.2, of: bound, seed: 1, log: &log))
    let model = bound.model
    let (n, x, y) = (model.indexSets.ids[0], model.variables.ids[1], model.variables.ids[0])
    #expect(split.training.sizes[n] == 72)
    #expect(split.heldOut.sizes[n] == 18)
    func reals(_ part: BoundModel) -> [Double] {
      guard case .reals(let values)? = part.values[x]?.storage else { return [] }
      return values
    }
    #expect(
      Set(reals(split.training)).union(reals(split.heldOut)) == Set((0..<90).map { Double($0) }))
    #expect(reals(split.training).count == 72)
    for part in [split.training, split.heldOut] {
      guard case .integers(let classes)? = part.values[y]?.storage else { continue }
      #expect(classes == reals(part).map { $0 < 60 ? 0 : $0 < 80 ? 1 : 2 })
    }
  }

  /// What `--standardise` takes away is that of the rows that are trained on, as with a file of
  /// held-out rows.
  @Test func heldOutRowsAreStandardisedByTheOthers() throws {
    let bound = try #require(
      outcome(Self.classes(), [Self.labelled]) { $0.standardised = ["x"] }.bound)
    var log = DiagnosticLog()
    let split = try #require(holdOut(0.2, of: bound, seed: 1, log: &log))
    let x = bound.model.variables.ids[1]
    let (training, heldOut) = (
      try #require(split.training.values[x]?.numbers),
      try #require(split.heldOut.values[x]?.numbers)
    )
    let mean = training.reduce(0, +) / 72
    let variance = training.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 71
    #expect(abs(mean) < 1e-12 && abs(variance - 1) < 1e-12)
    // The numbers of the file are 0 to 89, in either part.
    let moments = try #require(split.training.standardisations[x])
    #expect(split.heldOut.standardisations[x] == moments)
    let whole = (training + heldOut).map { $0 * moments.deviations[0] + moments.means[0] }
    #expect(zip(whole.sorted(), 0..<90).allSatisfy { abs($0 - Double($1)) < 1e-9 })
  }

  @Test func holdingOutSelectsRaggedRows() throws {
    let json = ("d.json", #"{"w": [[1], [2, 2], [3, 3, 3], [4]]}"#)
    let bound = try #require(outcome(RaggedTests.documents(), [json]).bound)
    var log = DiagnosticLog()
    let split = try #require(holdOut(0.5, of: bound, seed: 3, log: &log))
    let words = bound.model.indexSets.ids[1]
    let w = bound.model.variables.ids[0]
    let sizes = [0: 1, 1: 2, 2: 3, 3: 1]
    for part in [split.training, split.heldOut] {
      guard case .integers(let values)? = part.values[w]?.storage else { continue }
      let first = [Int(values[0]), Int(values[3])]
      #expect(part.raggedSizes[words] == first.map { sizes[$0] ?? 0 })
    }
  }

  @Test func aFractionMustLeaveBothParts() throws {
    let bound = try #require(outcome(Self.classes(), [Self.labelled]).bound)
    for fraction in [0, 1, 0.001, -1, 2, .infinity, .nan] {
      var log = DiagnosticLog()
      #expect(holdOut(fraction, of: bound, seed: 1, log: &log) == nil)
      #expect(
        log.diagnostics.map(text) == [
          "`--holdout \(shortest(fraction))`: this splits the 90 members of `N` into none and all"
            + " | give a fraction between 0 and 1, as in `--holdout 0.2`"
        ])
    }
    let single = try #require(
      outcome(HoleTests.autoregression(.given, .observed), [("d.json", #"{"y": [1, 2, 3, 4]}"#)])
        .bound)
    var log = DiagnosticLog()
    #expect(holdOut(0.5, of: single, seed: 1, log: &log) == nil)
    #expect(
      log.diagnostics.map(text) == [
        "`--holdout`: no plate of `M` has rows that can be held out"
      ])
  }

  @Test func heldOutRowsFollowTheTrainingData() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let g = builder.index("g", in: "G")
    builder.add(.given, "x", [n])
    builder.add(.given, "group", [n], .member(builder.set(g)))
    builder.add(.observed, "t", [n])
    let training = outcome(builder.model, [("a.csv", "x,group,t\n1,b,1\n3,a,2\n5,c,3\n")]) {
      $0.addStandardisation("x")
    }
    func held(_ text: String) throws -> Outcome {
      var log = DiagnosticLog()
      var options = BindingOptions()
      options.addStandardisation("x")
      let file = DataFile(name: "b.csv", bytes: Array(text.utf8))
      let bound = bindHeldOut(
        builder.model, to: [try #require(readData(file, log: &log))],
        training: try #require(training.bound), options: options, log: &log)
      return Outcome(
        bound: bound, model: builder.model, errors: log.diagnostics.map(Self.message), notes: [])
    }
    let result = try held("x,group,t\n7,c,4\n")
    #expect(result.errors == [])
    #expect(result.size("N") == 1)
    #expect(result.size("G") == 3)
    #expect(result.value("x")?.storage == .reals([2]))
    #expect(result.value("group")?.storage == .integers([2]))
    #expect(
      try held("x,group,t\n7,d,4\n").errors == [
        "b.csv, row 1, column `group`: `d` is not a member of G (`a`, `b` and `c`) | no training row "
          + "has it; train on some that do, or declare the members of `G`"
      ])
  }

  private static func message(_ diagnostic: Diagnostic) -> String { text(diagnostic) }
}
