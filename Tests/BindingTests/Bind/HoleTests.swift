import Diagnostics
import Semantics
import Syntax
import Testing

@testable import Binding

/// Missing data and the roles that admit it.
@Suite struct HoleTests {
  @Test func aHoleInObservedDataSaysWhatToWrite() {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let c = builder.index("c", in: "C", range(0, 9))
    builder.add(.observed, "y", [n], .member(builder.set(c)))
    var log = DiagnosticLog()
    let file = DataFile(name: "train.csv", bytes: Array("a,y\n1,3\n1,\n1,NA\n".utf8))
    let set = readData(file, log: &log)
    let bound = bind(
      builder.model, to: [set].compactMap { $0 }, options: BindingOptions(), log: &log)
    #expect(bound == nil)
    let error = log.diagnostics.first { $0.severity == .error }
    #expect(error?.code == .holeInData)
    #expect(error?.message == "column `y` has 2 empty rows, but `y[n]` is declared observed")
    #expect(error?.dataFile == "train.csv")
    #expect(
      error?.hint
        == "write `partial y[n]`; empty rows are then summed out (half-grey in the picture)")
  }

  @Test func aHoleInGivenDataHasItsOwnHint() {
    let result = outcome(ColumnTests.one(.real, .given), [("d.json", #"{"x": [1, null]}"#)])
    #expect(
      result.errors == [
        "`x` has 1 missing value, but `x[n]` is declared given"
          + " | what is given must be known; fill the holes, or give it a distribution and write"
          + " `partial x[n]`"
      ])
  }

  @Test func aPartialVariableHasAMask() {
    let result = outcome(ColumnTests.one(.bool, .partial), [("a.csv", "x\nyes\nNA\nno\n")])
    #expect(
      result.value("x")
        == BoundValue(
          shape: [3], storage: .booleans([true, false, false]), known: [true, false, true]))
    let whole = outcome(ColumnTests.one(.bool, .partial), [("a.csv", "x\nyes\nno\n")])
    #expect(whole.value("x")?.known == nil)
  }

  @Test func aHoleOfAnOptionalValueIsNone() {
    let result = outcome(ColumnTests.one(.optional(.real), .given), [("a.csv", "x\n1\nNA\n")])
    #expect(result.value("x")?.known == [true, false])
  }

  static func vectors(_ role: Role) -> TypedModel {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let d = builder.index("d", in: "D", kind: .axis)
    builder.add(role, "x", [n], .array(.real, over: [builder.set(d)]))
    return builder.model
  }

  @Test func aHoleOfAVectorCoversTheWholeValue() {
    let whole = outcome(Self.vectors(.partial), [("a.csv", "x.1,x.2\n1,2\n,\n")])
    #expect(
      whole.value("x")
        == BoundValue(shape: [2, 2], storage: .reals([1, 2, 0, 0]), known: [true, false]))
    let part = outcome(Self.vectors(.partial), [("a.csv", "x.1,x.2\n1,2\n3,\n")])
    #expect(
      part.errors == [
        "a.csv, row 2, column `x.2`: this component is missing, but others of the same `x[n]`"
          + " are not"
          + " | a hole covers the whole value; for holes per component give the component a plate"
      ])
  }

  /// `chain t in T; given y[t in first..3]; observed y[t in 4..last]`.
  static func autoregression(_ first: Role, _ rest: Role) -> TypedModel {
    var builder = ModelBuilder()
    let t = builder.index("t", in: "T", kind: .chain)
    let set = builder.set(t)
    let member = ValueType.member(set)
    builder.addParts(
      "y", [t], .real,
      [
        (
          first,
          [.range(BoundRange(lower: expression(.endpoint(set, .first), member), upper: number(3)))]
        ),
        (
          rest,
          [.range(BoundRange(lower: number(4), upper: expression(.endpoint(set, .last), member)))]
        ),
      ])
    return builder.model
  }

  @Test func partsOfAChainAreOneArray() {
    let json = #"{"T": 6, "y": [1, 2, 3, 4, 5, 6]}"#
    let result = outcome(Self.autoregression(.given, .observed), [("d.json", json)])
    #expect(result.value("y") == BoundValue(shape: [6], storage: .reals([1, 2, 3, 4, 5, 6])))
    #expect(result.size("T") == 6)
  }

  @Test func holesAreJudgedByThePartTheyAreIn() {
    let hole = ("d.json", #"{"y": [1, null, 3, 4, 5]}"#)
    #expect(
      outcome(Self.autoregression(.partial, .observed), [hole]).value("y")?.known
        == [true, false, true, true, true])
    #expect(
      outcome(Self.autoregression(.observed, .partial), [hole]).errors.first
        == "`y` has 1 missing value, but `y[t]` is declared observed | write `partial y[t]`;"
        + " empty rows are then summed out (half-grey in the picture)")
  }

  @Test func onlyTheKnownPartIsBound() {
    let rest = outcome(
      Self.autoregression(.latent, .observed), [("d.json", #"{"T": 5, "y": [4, 5]}"#)])
    #expect(rest.errors == [])
    #expect(rest.value("y") == BoundValue(shape: [2], starts: [3], storage: .reals([4, 5])))
    let derived = outcome(
      Self.autoregression(.latent, .observed), [("d.json", #"{"y": [4, 5]}"#)])
    #expect(derived.size("T") == 5)
  }

  @Test func oneMemberOfAChainNeedsNoDimension() {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let t = builder.index("t", in: "T", range(0, 1000), kind: .chain)
    let p = builder.index("p", in: "P", kind: .axis)
    builder.addParts(
      "x", [n, t], .array(.real, over: [builder.set(p)]),
      [(.latent, [.all, .last]), (.latent, [.all, .all]), (.observed, [.all, .at(0)])])
    let result = outcome(builder.model, [("d.json", #"{"x": [[1, 2, 3], [4, 5, 6]]}"#)])
    #expect(result.errors == [])
    #expect(
      result.value("x")
        == BoundValue(shape: [2, 1, 3], storage: .reals([1, 2, 3, 4, 5, 6])))
    #expect(result.size("N") == 2)
    #expect(result.size("P") == 3)
  }

  @Test func aPartOfTheWrongLengthIsNamed() {
    let json = ("d.json", #"{"T": 9, "y": [1, 2]}"#)
    #expect(
      outcome(Self.autoregression(.given, .latent), [json]).errors == [
        "`y` of d.json has 2 along `T`, but the part of `T` that is known has 3 members"
      ])
  }
}

@Suite struct HoleRenderingTests {
  @Test func theMessageShowsTheRoleAndTheFile() {
    let source = """
      model M {
        plate n in N
        axis c in C = 0..9
        observed y[n] : C ~ Categorical(fill(1/10, C))
      }
      """
    var log = DiagnosticLog()
    var sources = SourceMap()
    let file = sources.add(SourceFile(name: "nb.gm", bytes: Array(source.utf8)))
    let typed = check(parse(file, in: sources, log: &log), importing: { _ in nil }, log: &log)
    let table = DataFile(name: "train.csv", bytes: Array("label\n3\n\"\"\nNA\n".utf8))
    var options = BindingOptions()
    options.sources["y"] = DataSource("label")
    let sets = [readData(table, log: &log)].compactMap { $0 }
    for model in typed.models {
      #expect(bind(model, to: sets, options: options, log: &log) == nil)
    }
    #expect(
      log.diagnostics.rendered(in: sources, colour: false) == """
        error: column `label` has 2 empty rows, but `y[n]` is declared observed [E4]
          nb.gm:4:3, data: train.csv
          4 |   observed y[n] : C ~ Categorical(fill(1/10, C))
            |   ^^^^^^^^
          hint: write `partial y[n]`; empty rows are then summed out (half-grey in the picture)

        """)
  }
}
