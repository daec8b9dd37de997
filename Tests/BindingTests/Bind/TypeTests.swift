import Semantics
import Testing

@testable import Binding

/// Values against the declared type.
@Suite struct TypeTests {
  static func column(_ type: ValueType, _ cells: [String]) -> Outcome {
    outcome(ColumnTests.one(type), [("a.csv", "x\n" + cells.joined(separator: "\n") + "\n")])
  }

  @Test func everyElementTypeHasItsStorage() {
    #expect(Self.column(.real, ["1", "2.5"]).value("x")?.storage == .reals([1, 2.5]))
    #expect(Self.column(.int, ["-1", "2.0"]).value("x")?.storage == .integers([-1, 2]))
    #expect(Self.column(.nat, ["0", "7"]).value("x")?.storage == .integers([0, 7]))
    for cells in [["yes", "no"], ["true", "FALSE"], ["1", "0"], ["Yes", "No"]] {
      #expect(Self.column(.bool, cells).value("x")?.storage == .booleans([true, false]))
    }
    #expect(Self.column(.spread, ["0", "inf"]).value("x")?.storage == .reals([0, .infinity]))
  }

  @Test(arguments: [
    (
      ValueType.real, ["1", "abc", "x"],
      "row 2, column `x`: `abc` is not a real number (and 1 more)"
    ),
    (.real, ["1", "inf"], "row 2, column `x`: `inf` is not a real number"),
    (
      .real, ["nan"],
      "row 1, column `x`: `nan` is not a real number"
        + " | leave a missing value empty, or write NA (in JSON null)"
    ),
    (.positive, ["1", "0"], "row 2, column `x`: `0` is not a positive number"),
    (.unit, ["0", "1", "1.5"], "row 3, column `x`: `1.5` is not in the unit interval"),
    (.int, ["1", "2.5"], "row 2, column `x`: `2.5` is not an integer"),
    (.int, ["3000000000"], "row 1, column `x`: `3000000000` is not an integer"),
    (.nat, ["-1"], "row 1, column `x`: `-1` is not a whole number from 0 on"),
    (
      .interval(lower: number(2), upper: expression(.infinity)), ["3", "1"],
      "row 2, column `x`: `1` is not in [2, inf]"
    ),
    (
      .bool, ["0", "2"],
      "row 2, column `x`: `2` is not a truth value (yes/no, true/false, 0/1)"
        + " | `--binarise x` makes what is at least 0.5 true"
    ),
  ])
  func valuesOutsideTheTypeNameRowColumnAndValue(
    type: ValueType, cells: [String], message: String
  ) {
    #expect(Self.column(type, cells).errors == ["a.csv, " + message])
  }

  @Test func valuesInArraysAreNamedByTheirSubscripts() {
    let model = ColumnTests.regression()
    let result = outcome(model, [("d.json", #"{"x": [[1, 2], [3, "a"]], "t": [1, 2]}"#)])
    #expect(
      result.errors == ["cannot read d.json, line 1: `x` mixes numbers with texts or truth values"])
    let infinite = outcome(model, [("d.json", #"{"x": [[1, 2], [3, "Inf"]], "t": [1, 2]}"#)])
    #expect(infinite.errors == ["d.json, `x[2,2]`: `inf` is not a real number"])
  }

  @Test func membersAreMatchedByValueOrName() {
    for (extent, cells, expected) in [
      (range(0, 9), ["9", "0"], [9, 0]), (range(1, 3), ["3", "1"], [2, 0]),
      (.names(["cat", "dog"]), ["dog", "cat"], [1, 0]), (.size(number(4)), ["4", "1"], [3, 0]),
    ] as [(IndexSet.Extent, [String], [Int32])] {
      let result = Self.members(extent, cells)
      #expect(result.value("y")?.storage == .integers(expected))
    }
    #expect(
      Self.members(range(0, 9), ["3", "10"]).errors == [
        "a.csv, row 2, column `y`: `10` is not a member of C (0..9)"
      ])
    #expect(
      Self.members(.names(["cat", "dog"]), ["cow"]).errors == [
        "a.csv, row 1, column `y`: `cow` is not a member of C (`cat` and `dog`)"
      ])
  }

  static func members(_ extent: IndexSet.Extent, _ cells: [String]) -> Outcome {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let c = builder.index("c", in: "C", extent)
    builder.add(.observed, "y", [n], .member(builder.set(c)))
    return outcome(builder.model, [("a.csv", "y\n" + cells.joined(separator: "\n") + "\n")])
  }

  @Test func textsGiveTheirSortedValuesAsMembers() {
    let result = Self.members(.fromData, ["setosa", "virginica", "setosa", "iris"])
    #expect(result.names("C") == ["iris", "setosa", "virginica"])
    #expect(result.size("C") == 3)
    #expect(result.value("y")?.storage == .integers([1, 2, 1, 0]))
  }

  @Test func integersWithoutASizeGiveTheirValuesAsMembers() {
    let counted = Self.members(.fromData, ["2", "1", "3"])
    #expect(counted.names("C") == nil)
    #expect(counted.value("y")?.storage == .integers([1, 0, 2]))
    let sparse = Self.members(.fromData, ["20", "5", "20"])
    #expect(sparse.names("C") == ["5", "20"])
    #expect(
      sparse.notes == [
        "the members of `C` are the 2 values of column `y` of a.csv: 5 and 20"
          + " | `--size C=2` makes them 1..2"
      ])
  }

  @Test func aSizeOptionMakesMembersNumbers() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let v = builder.index("v", in: "V", kind: .axis)
    builder.add(.observed, "w", [n], .member(builder.set(v)))
    let file = ("a.csv", "w\n20\n5\n")
    let result = try outcome(builder.model, [file]) { try $0.addSize("V=30") }
    #expect(result.size("V") == 30)
    #expect(result.value("w")?.storage == .integers([19, 4]))
    #expect(
      try outcome(builder.model, [file]) { try $0.addSize("V=10") }.errors == [
        "a.csv, row 1, column `w`: `20` is not a member of V (1..10)"
      ])
  }

  @Test func bytesOfAUnitAreOver255() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let p = builder.index("p", in: "Pixels", .size(number(4)), kind: .axis)
    let pixels = builder.set(p)
    func model(_ type: ValueType) -> TypedModel {
      var copy = builder
      copy.add(.observed, "x", [n], .array(type, over: [pixels]))
      return copy.model
    }
    let images = try fixture("images-idx3-ubyte.gz")
    func bound(_ type: ValueType, _ add: (inout BindingOptions) throws -> Void = { _ in }) throws
      -> Outcome
    {
      try outcome(model(type), data: [images]) {
        try $0.addBinding("x=images-idx3-ubyte.gz")
        try add(&$0)
      }
    }
    let unit = try bound(.unit)
    #expect(unit.size("N") == 3)
    #expect(
      unit.value("x")
        == BoundValue(shape: [3, 4], storage: .bytes(Array(0..<12), scale: 1.0 / 255)))
    #expect(try bound(.real).value("x")?.storage == .bytes(Array(0..<12), scale: 1))
    #expect(
      try bound(.real) { try $0.addScale("x=1/2") }.value("x")?.storage
        == .bytes(Array(0..<12), scale: 0.5))
    #expect(
      try bound(.bool).errors == [
        "images-idx3-ubyte.gz, `images-idx3-ubyte[1,2,1]`: `2` is not a truth value"
          + " (yes/no, true/false, 0/1) (and 9 more)"
          + " | `--binarise x` makes what is at least 0.5 true"
      ])
    #expect(
      try bound(.bool) {
        try $0.addScale("x=1/12")
        try $0.addBinarisation("x")
      }.value("x")?.storage == .booleans((0..<12).map { $0 >= 6 }))
  }

  @Test func labelFilesBindToMembers() throws {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let c = builder.index("c", in: "C", range(0, 2))
    builder.add(.partial, "y", [n], .member(builder.set(c)))
    let result = try outcome(builder.model, data: [try fixture("labels-idx1-ubyte")]) {
      try $0.addBinding("y=labels-idx1-ubyte")
    }
    #expect(result.value("y") == BoundValue(shape: [3], storage: .integers([2, 0, 1])))
  }

  @Test(arguments: [
    ("simplex", "[0.5, 0.4]", "`v`: the probabilities add up to 0.9, not to 1"),
    ("ordered", "[2, 1]", "`v`: the values do not increase"),
    ("cov", "[[1, 2], [3, 1]]", "`v[1,1]`: the matrix is not symmetric"),
    ("cov", "[[1, 2], [2, 1]]", "`v[1,1]`: the matrix is not positive definite"),
    ("corr", "[[2, 0], [0, 1]]", "`v[1,1]`: the diagonal of a correlation matrix is 1"),
    ("chol", "[[1, 1], [0, 1]]", "`v[1,1]`: a Cholesky factor is zero above the diagonal"),
    ("chol", "[[-1, 0], [0, 1]]", "`v[1,1]`: the diagonal of a Cholesky factor is positive"),
    (
      "cholcorr", "[[1, 0], [1, 1]]",
      "`v[1,1]`: the rows of the Cholesky factor of a correlation matrix have length 1"
    ),
  ])
  func structuredValuesAreChecked(kind: String, value: String, message: String) {
    var builder = ModelBuilder()
    let k = builder.index("k", in: "K", kind: .axis)
    let set = builder.set(k)
    let types: [String: ValueType] = [
      "simplex": .simplex(set), "ordered": .ordered(set), "cov": .covariance(set),
      "corr": .correlation(set), "chol": .choleskyFactor(set),
      "cholcorr": .choleskyCorrelation(set),
    ]
    builder.add(.given, "v", [], types[kind] ?? .real)
    let result = outcome(builder.model, [("d.json", "{\"v\": \(value)}")])
    let place = message.hasPrefix("`v`") ? "`v[1]`" + message.dropFirst(3) : message
    #expect(result.errors == ["d.json, " + place])
  }

  @Test func structuredValuesThatHoldAreBound() {
    var builder = ModelBuilder()
    let k = builder.index("k", in: "K", kind: .axis)
    let set = builder.set(k)
    builder.add(.given, "a", [], .covariance(set))
    builder.add(.given, "b", [], .simplex(set))
    builder.add(.given, "c", [], .choleskyCorrelation(set))
    let result = outcome(
      builder.model,
      [("d.json", #"{"a": [[2, 1], [1, 2]], "b": [0.25, 0.75], "c": [[1, 0], [0.6, 0.8]]}"#)])
    #expect(result.errors == [])
    #expect(result.value("a")?.shape == [2, 2])
    #expect(result.size("K") == 2)
  }
}
