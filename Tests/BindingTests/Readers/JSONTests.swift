import Testing

@testable import Binding

@Suite struct JSONTests {
  @Test func scalarsAndNestedArraysAreRowMajor() throws {
    let text = """
      {"N": 3, "x": [[1, 2.5], [3, 4], [5, 6e1]], "k": [1, 2, 3], "ok": [true, false], "s": "a"}
      """
    let set = try #require(read(text, as: "d.json").set)
    #expect(set.array("N") == DataArray(name: "N", shape: [], storage: .integers([3])))
    #expect(
      set.array("x")
        == DataArray(name: "x", shape: [3, 2], storage: .reals([1, 2.5, 3, 4, 5, 60])))
    #expect(set.array("k")?.storage == .integers([1, 2, 3]))
    #expect(set.array("ok")?.storage == .booleans([true, false]))
    #expect(set.array("s")?.storage == .texts(["a"]))
  }

  @Test func nullIsMissingAlsoForAWholeRow() throws {
    let set = try #require(
      read(#"{"a": [1, null, 3], "b": [[1, 2], null, [5, 6]], "c": [null]}"#, as: "d.json").set)
    #expect(set.array("a")?.missing == [false, true, false])
    #expect(set.array("a")?.storage == .integers([1, 0, 3]))
    #expect(set.array("b")?.shape == [3, 2])
    #expect(set.array("b")?.missing == [false, false, true, true, false, false])
    #expect(set.array("b")?.storage == .integers([1, 2, 0, 0, 5, 6]))
    #expect(set.array("c")?.missing == [true])
    #expect(set.array("c")?.shape == [1])
  }

  @Test func stansSpecialNumbersAreReals() throws {
    let set = try #require(
      read(#"{"a": ["Inf", "-Inf", 1, "Infinity"], "b": [NaN, "NaN"]}"#, as: "d.json").set)
    #expect(set.array("a")?.storage == .reals([.infinity, -.infinity, 1, .infinity]))
    #expect(set.array("b")?.missing == nil)
  }

  @Test func rowsMayDifferInLength() throws {
    let set = try #require(read(#"{"w": [[1, 2, 3], [4], []]}"#, as: "d.json").set)
    let array = try #require(set.array("w"))
    #expect(array.shape == [3, 3])
    #expect(array.lengths == [1: [3, 1, 0]])
    #expect(array.storage == .integers([1, 2, 3, 4]))
  }

  @Test func textThatBeginsWithABraceIsJSON() {
    #expect(read(" {\"a\": 1}", as: "data").set?.format == .json)
  }

  @Test func escapesInNamesAreRead() throws {
    let set = try #require(read(#"{"a\"b\\": 1}"#, as: "d.json").set)
    #expect(set.arrays.map(\.name) == ["a\"b\\"])
  }

  @Test func malformedTextsNameTheLine() {
    let deep = "{\"x\": " + String(repeating: "[", count: 100_000)
    #expect(
      complaint(deep, as: "d.json")
        == "cannot read d.json, line 1: `x` nests arrays more than 32 deep")
    #expect(
      complaint("{\"a\": 1,\n\"b\" 2}", as: "d.json")
        == "cannot read d.json, line 2: `:` is wanted here")
    #expect(
      complaint("[1, 2]", as: "d.json") == "cannot read d.json, line 1: `{` is wanted here")
    #expect(
      complaint("{\"a\": [1, 2", as: "d.json")
        == "cannot read d.json, line 1: `,` or `]` is wanted here")
    #expect(
      complaint("{\"a\": 1", as: "d.json")
        == "cannot read d.json, line 1: `,` or `}` is wanted here")
    #expect(
      complaint("{\"a\": 1x}", as: "d.json")
        == "cannot read d.json, line 1: a value is wanted here")
    #expect(
      complaint("{a: 1}", as: "d.json")
        == "cannot read d.json, line 1: a name in quotes is wanted here")
    #expect(
      complaint("{\"a", as: "d.json")
        == "cannot read d.json, line 1: a closing quote is wanted here")
    #expect(
      complaint("{\"a\": 1} 2", as: "d.json")
        == "cannot read d.json, line 1: the end of the file is wanted here")
    #expect(
      complaint("{\"a\": {\"b\": 1}}", as: "d.json")
        == "cannot read d.json, line 1: `a` holds an object"
        + " | a value is a number or an array of them")
    #expect(
      complaint("{\"a\": [1, [2]]}", as: "d.json")
        == "cannot read d.json, line 1: `a` has numbers and arrays side by side")
    #expect(
      complaint("{\"a\": [1, true]}", as: "d.json")
        == "cannot read d.json, line 1: `a` mixes numbers with texts or truth values")
    #expect(
      complaint("{\"a\": 1, \"a\": 2}", as: "d.json")
        == "cannot read d.json: it has `a` twice | give every column its own name")
    #expect(
      complaint(#"{"a\u0041": 1}"#, as: "d.json")
        == "cannot read d.json, line 1: this escape in a string cannot be read"
        + " | write the character itself")
  }
}
