import Semantics
import Testing

@testable import Binding

/// Where sizes come from, and what happens when they disagree.
@Suite struct SizeTests {
  @Test func arraysThatDisagreeAreBothNamed() {
    let result = outcome(
      ColumnTests.regression(), [("d.json", #"{"x": [[1], [2], [3]], "t": [1, 2]}"#)])
    #expect(
      result.errors == ["`N` has 3 members by `x` of d.json, but 2 by `t` of d.json"])
  }

  @Test func aScalarWithTheNameOfASetIsItsSize() {
    let json = #"{"N": 2, "D": 1, "x": [[1], [2]], "t": [1, 2]}"#
    #expect(outcome(ColumnTests.regression(), [("d.json", json)]).errors == [])
    let wrong = #"{"N": 3, "x": [[1], [2]], "t": [1, 2]}"#
    #expect(
      outcome(ColumnTests.regression(), [("d.json", wrong)]).errors == [
        "`N` has 3 members by `N` of d.json, but 2 by `x` of d.json"
      ])
    let text = #"{"N": 2.5, "x": [[1], [2]], "t": [1, 2]}"#
    #expect(
      outcome(ColumnTests.regression(), [("d.json", text)]).errors == [
        "d.json: `N` is the size of a set, but 2.5 is no size"
      ])
  }

  @Test func declaredSizesAreChecked() throws {
    let model = ColumnTests.regression(.size(number(3)))
    #expect(
      outcome(model, [("d.json", #"{"x": [[1, 2]], "t": [1]}"#)]).errors == [
        "`D` has 3 members by the model, but 2 by `x` of d.json"
      ])
    #expect(
      try outcome(model, [("d.json", #"{"x": [[1, 2, 3]], "t": [1]}"#)]) {
        try $0.addSize("D=4")
      }.errors == ["`D` has 3 members by the model, but 4 by `--size D=4`"])
  }

  @Test func aSetWithoutAnySizeAsksForIt() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let k = builder.index("k", in: "K")
    builder.add(.observed, "y", [n])
    builder.add(.latent, "mu", [k])
    let file = ("a.csv", "y\n1\n")
    #expect(
      outcome(builder.model, [file]).errors == [
        "the size of `K` is not known: no array has it as a dimension"
          + " | give it with `--size K=10`"
      ])
    #expect(try outcome(builder.model, [file]) { try $0.addSize("K=4") }.size("K") == 4)
  }

  @Test func trailingDimensionsFillOneAxis() {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let p = builder.index("p", in: "P", .size(number(4)), kind: .axis)
    builder.add(.observed, "x", [n], .array(.real, over: [builder.set(p)]))
    let result = outcome(builder.model, [("d.json", #"{"x": [[[1, 2], [3, 4]]]}"#)])
    #expect(result.value("x") == BoundValue(shape: [1, 4], storage: .reals([1, 2, 3, 4])))
  }

  @Test func aColumnOfNumbersIsAVectorOfOne() {
    let result = outcome(ColumnTests.regression(), [("a.csv", "x,t\n1,2\n3,4\n")])
    #expect(result.value("x")?.shape == [2, 1])
    #expect(result.size("D") == 1)
  }

  @Test func aColumnIsNoNumber() {
    var builder = ModelBuilder()
    builder.add(.given, "a", [], .real)
    #expect(outcome(builder.model, [("a.csv", "a\n1\n")]).value("a")?.storage == .reals([1]))
    #expect(
      outcome(builder.model, [("a.csv", "a\n1\n2\n")]).errors == [
        "column `a` of a.csv has 2 rows, but `a` is one value"
      ])
  }

  @Test func shapesThatDoNotFitAreNamed() {
    let model = ColumnTests.regression(.size(number(2)))
    #expect(
      outcome(model, [("a.csv", "x,t\n1,2\n3,4\n")]).errors == [
        "column `x` of a.csv has 2 rows, but `x[n]` is one value for each of N and D"
          + " | bind several columns, as in `--bind x=a,b` or `--bind x=pixel*`"
      ])
    #expect(
      outcome(model, [("d.json", #"{"x": 1, "t": [[1, 2], [3, 4]]}"#)]).errors == [
        "`x` of d.json is one value, but `x[n]` is one value for each of N and D",
        "`t` of d.json has the shape 2 x 2, but `t[n]` is one value for each of N",
      ])
  }

  @Test func membersMustBeAsManyAsTheSizeSays() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let g = builder.index("g", in: "G")
    builder.add(.given, "group", [n], .member(builder.set(g)))
    builder.add(.given, "income", [g])
    let files = [("a.csv", "group\nx\ny\nx\n"), ("b.csv", "income\n1\n2\n3\n")]
    #expect(
      outcome(builder.model, files).errors == [
        "column `group` of a.csv has 2 different values, but `G` has 3 members"
          + " by column `income` of b.csv"
      ])
  }
}
