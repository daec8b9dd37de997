import Semantics
import Syntax
import Testing

@testable import Binding

/// Hypers, and sets whose extent depends on them.
@Suite struct HyperTests {
  static let file = ("a.csv", "y\n1\n2\n")

  /// `hyper deg : nat = 9; axis m in M = 0..deg; observed y[n]`.
  static func polynomial(_ definition: Variable.Definition = .expression(number(9))) -> TypedModel {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let deg = builder.add(.hyper, "deg", [], .nat, definition)
    _ = builder.index(
      "m", in: "M", .range(lower: number(0), upper: expression(.variable(deg, []), .nat)),
      kind: .axis)
    builder.add(.observed, "y", [n])
    return builder.model
  }

  @Test func aDefaultGivesAnExtent() throws {
    let result = outcome(Self.polynomial(), [Self.file])
    #expect(result.size("M") == 10)
    #expect(result.value("deg")?.storage == .integers([9]))
    #expect(result.bound?.memberName(0, of: result.model.indexSets.ids[1]) == "0")
    let other = try outcome(Self.polynomial(), [Self.file]) { try $0.addSetting("deg=3") }
    #expect(other.size("M") == 4)
  }

  @Test func aSettingIsCheckedAgainstItsType() throws {
    func errors(_ setting: String) throws -> [String] {
      try outcome(Self.polynomial(), [Self.file]) { try $0.addSetting(setting) }.errors
    }
    #expect(
      try errors("deg=nine") == [
        "`--set deg=nine`: this is no value of `deg`"
          + " | write a number, or a list as in `--set m=0,1`"
      ])
    #expect(try errors("deg=1,2").first?.hasPrefix("`--set deg=1,2`") == true)
    #expect(
      try errors("deg=2.5").first == "this is no whole number, or lies outside its array")
  }

  @Test func aHyperOutsideItsTypeIsRefused() throws {
    var builder = ModelBuilder()
    builder.add(.hyper, "alpha", [], .positive, .expression(number(0.1)))
    #expect(
      try outcome(builder.model, []) { try $0.addSetting("alpha=-1") }.errors == [
        "hyper `alpha`: `-1` is not a positive number"
      ])
  }

  @Test func aHyperWithoutDefaultNeedsAValue() throws {
    var builder = ModelBuilder()
    builder.add(.hyper, "alpha", [], .positive)
    #expect(
      outcome(builder.model, []).errors == [
        "hyper `alpha` has no value | give it one with `--set alpha=1`, or a default in the model"
      ])
    let fromData = outcome(builder.model, [("d.json", #"{"alpha": 2}"#)])
    #expect(fromData.value("alpha")?.storage == .reals([2]))
    #expect(outcome(builder.model, []) { $0.gridded = ["alpha"] }.errors == [])
    #expect(
      outcome(Self.polynomial(.none), [Self.file]) { $0.gridded = ["deg"] }.errors == [])
    #expect(
      outcome(Self.polynomial(.none), [Self.file]).errors.first
        == "hyper `deg` has no value | give it one with `--set deg=1`, or a default in the model")
  }

  @Test func hypersMayBeArraysOverSetsOfTheData() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let d = builder.index("d", in: "D", kind: .axis)
    let set = builder.set(d)
    let vector = ValueType.array(.real, over: [set])
    builder.add(
      .hyper, "m0", [], vector,
      .expression(expression(.call(.fill, [number(3), expression(.indexSet(set))]), vector)))
    builder.add(
      .hyper, "scale", [d], .real,
      .expression(
        expression(.binary(.power, expression(.index(d), .int), number(2)))))
    builder.add(.observed, "x", [n], vector)
    let file = ("a.csv", "x.1,x.2\n1,2\n")
    let result = outcome(builder.model, [file])
    #expect(result.errors == [])
    #expect(result.value("m0") == BoundValue(shape: [2], storage: .reals([3, 3])))
    #expect(result.value("scale")?.storage == .reals([1, 4]))
    #expect(
      try outcome(builder.model, [file]) { try $0.addSetting("m0=[1, 1/2]") }.value("m0")?.storage
        == .reals([1, 0.5]))
    #expect(
      try outcome(builder.model, [file]) { try $0.addSetting("m0=1,2,3") }.errors == [
        "hyper `m0` has 3 values, but `m0` is 2 values"
      ])
  }

  @Test func membersAndTruthValuesMayBeSet() throws {
    var builder = ModelBuilder()
    let c = builder.index("c", in: "C", .names(["cat", "dog"]))
    builder.add(.hyper, "start", [], .member(builder.set(c)))
    builder.add(.hyper, "on", [], .bool, .expression(expression(.boolean(false), .bool)))
    builder.add(.hyper, "s", [], .spread)
    let result = try outcome(builder.model, []) {
      try $0.addSetting("start=dog")
      try $0.addSetting("on=yes")
      try $0.addSetting("s=inf")
    }
    #expect(result.errors == [])
    #expect(result.value("start")?.storage == .integers([1]))
    #expect(result.value("on")?.storage == .booleans([true]))
    #expect(result.value("s")?.storage == .reals([.infinity]))
  }

  @Test func aGivenThatExpectBindsNeedsNoData() {
    var builder = ModelBuilder()
    let lambda = builder.add(.given, "lambda", [], .real)
    let distribution = Distribution(
      kind: .family(.normal, [.mean: number(0), .sd: number(1)]), copies: [], lifted: [],
      isOrdered: false, truncation: nil, type: .real, span: ModelBuilder.span)
    let draw = ExpectationDraw(target: .variable(lambda), distribution: distribution)
    builder.model.objectives = [
      Objective(
        stages: [
          Objective.Stage(
            direction: .maximize, value: expression(.expectation([draw], number(1))), over: [],
            estimator: nil, span: ModelBuilder.span)
        ], span: ModelBuilder.span)
    ]
    let result = outcome(builder.model, [])
    #expect(result.errors == [])
    #expect(result.value("lambda") == nil)
  }

  @Test func extentsThatCannotBeComputedSayWhy() {
    func errors(_ extent: TypedExpression, _ add: (inout ModelBuilder) -> Void = { _ in })
      -> [String]
    {
      var builder = ModelBuilder()
      add(&builder)
      _ = builder.index("k", in: "K", .size(extent))
      return outcome(builder.model, []).errors
    }
    #expect(errors(number(-1)) == ["this is no whole number, or lies outside its array"])
    #expect(
      errors(expression(.variable(VariableID(index: 0), [])), { $0.add(.parameter, "w") }) == [
        "`w` has no value before anything is fitted | use a number or a hyper"
      ])
    let ring = expression(.call(.size, [expression(.indexSet(IndexSetID(index: 0)))]))
    #expect(errors(ring) == ["this value needs itself"])
    let many = expression(
      .call(.fill, [number(1), expression(.indexSet(IndexSetID(index: 0)))]))
    #expect(
      errors(
        expression(.call(.sum, [many])),
        { _ = $0.index("i", in: "I", .size(number(2_000_000_000))) })
        == ["this has more elements than can be held"])
    let net = expression(.call(.cholesky, [number(1)]))
    #expect(errors(net) == ["this cannot be computed before anything is fitted"])
  }
}
