import Semantics
import Testing

@testable import Binding

/// Ragged sets and tables in long format.
@Suite struct RaggedTests {
  /// `plate d in Docs; plate i in Words of d; axis V; observed w[d,i] : V`.
  static func documents(_ role: Role = .observed, _ vocabulary: IndexSet.Extent = range(1, 9))
    -> TypedModel
  {
    var builder = ModelBuilder()
    let d = builder.index("d", in: "Docs")
    let i = builder.index("i", in: "Words", of: [d])
    let v = builder.index("v", in: "V", vocabulary, kind: .axis)
    builder.add(role, "w", [d, i], .member(builder.set(v)))
    return builder.model
  }

  @Test func nestedArraysArePaddedWithZeros() {
    let result = outcome(Self.documents(), [("d.json", #"{"w": [[3, 4, 5], [6], []]}"#)])
    #expect(result.errors == [])
    #expect(result.ragged("Words") == [3, 1, 0])
    #expect(result.size("Words") == 3)
    #expect(result.size("Docs") == 3)
    #expect(result.value("w")?.shape == [3, 3])
    #expect(result.value("w")?.storage == .integers([2, 3, 4, 5, 0, 0, 0, 0, 0]))
  }

  @Test func aTableInLongFormatIsRagged() throws {
    let table = "doc,word\nb,3\na,4\nb,5\n"
    let result = try outcome(Self.documents(), [("w.csv", table)]) {
      try $0.addBinding("w=w.csv:doc,word")
    }
    #expect(result.errors == [])
    #expect(result.names("Docs") == ["a", "b"])
    #expect(result.ragged("Words") == [1, 2])
    #expect(result.value("w")?.storage == .integers([3, 0, 2, 4]))
    let placed = try outcome(
      Self.documents(), [("w.csv", "doc,pos,word\nb,2,3\na,1,4\nb,1,5\n")]
    ) { try $0.addBinding("w=w.csv:doc,pos,word") }
    #expect(placed.value("w")?.storage == .integers([3, 0, 4, 2]))
  }

  @Test func wordsMayBeTexts() throws {
    let result = try outcome(
      Self.documents(.observed, .fromData), [("w.csv", "doc,word\n1,tea\n2,milk\n1,milk\n")]
    ) { try $0.addBinding("w=w.csv:doc,word") }
    #expect(result.names("V") == ["milk", "tea"])
    #expect(result.names("Docs") == nil)
    #expect(result.value("w")?.storage == .integers([1, 0, 0, 0]))
  }

  @Test func trailingHolesOfObservedRowsEndThem() {
    let table = "w.1,w.2,w.3\n1,2,\n3,,\n"
    let result = outcome(Self.documents(), [("w.csv", table)])
    #expect(result.errors == [])
    #expect(result.ragged("Words") == [2, 1])
    #expect(
      outcome(Self.documents(), [("w.csv", "w.1,w.2,w.3\n1,,2\n3,,\n")]).errors.first?
        .hasPrefix("columns `w.1`, `w.2` and `w.3` have 1 empty row") == true)
  }

  @Test func aMaskEndsWithTheRow() {
    let result = outcome(Self.documents(.partial), [("d.json", #"{"w": [[3, null], [6]]}"#)])
    #expect(result.value("w")?.known == [true, false, true, false])
  }

  @Test func raggedArraysMustAgree() {
    var builder = ModelBuilder()
    let s = builder.index("s", in: "S")
    let t = builder.index("t", in: "T", kind: .chain, of: [s])
    builder.add(.observed, "x", [s, t])
    builder.add(.observed, "y", [s, t])
    let json = ("d.json", #"{"x": [[1, 2], [3]], "y": [[1], [2]]}"#)
    #expect(
      outcome(builder.model, [json]).errors == [
        "`y` of d.json has 1 in row 1 where `T` has 2 elsewhere"
      ])
    let padded = ("d.json", #"{"x": [[1, 2], [3]], "y": [[4, 5], [6, null]]}"#)
    let result = outcome(builder.model, [padded])
    #expect(result.errors == [])
    // What lies beyond the end of a row is no hole.
    #expect(result.value("y") == BoundValue(shape: [2, 2], storage: .reals([4, 5, 6, 0])))
  }

  @Test func rowsOfDifferentLengthWantARaggedSet() {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let d = builder.index("d", in: "D")
    builder.add(.observed, "x", [n, d])
    #expect(
      outcome(builder.model, [("d.json", #"{"x": [[1, 2], [3]]}"#)]).errors == [
        "`x` of d.json has rows of 2 and of 1, but `D` has one size"
          + " | rows of different length want a set declared with `of`"
      ])
  }

  /// `plate i in Users; plate j in Films; partial r[i,j] : real`.
  static func ratings(_ role: Role) -> TypedModel {
    var builder = ModelBuilder()
    let i = builder.index("i", in: "Users")
    let j = builder.index("j", in: "Films")
    builder.add(role, "r", [i, j])
    return builder.model
  }

  @Test func crossingPlatesBindInLongFormat() throws {
    let file = ("r.csv", "user,film,rating\nann,10,5\nbob,30,1\nann,30,2\n")
    let result = try outcome(Self.ratings(.partial), [file]) {
      try $0.addBinding("r=r.csv:user,film,rating")
    }
    #expect(result.errors == [])
    #expect(result.names("Users") == ["ann", "bob"])
    #expect(result.names("Films") == ["10", "30"])
    #expect(
      result.value("r")
        == BoundValue(
          shape: [2, 2], storage: .reals([5, 2, 0, 1]), known: [true, true, false, true]))
    let observed = try outcome(Self.ratings(.observed), [file]) {
      try $0.addBinding("r=r.csv:user,film,rating")
    }
    #expect(
      observed.errors == [
        "column `rating` has 1 missing value, but `r[i,j]` is declared observed"
          + " | write `partial r[i,j]`; empty rows are then summed out (half-grey in the picture)"
      ])
  }

  @Test func aRepeatedElementNamesBothRows() throws {
    let result = try outcome(
      Self.ratings(.partial), [("r.csv", "u,f,r\n1,1,5\n2,1,4\n1,1,3\n")]
    ) { try $0.addBinding("r=r.csv:u,f,r") }
    #expect(result.errors == ["r.csv: rows 1 and 3 are the same element of `r[i,j]`"])
  }

  @Test func aBadIndexNamesItsRow() throws {
    let file = ("r.csv", "u,f,r\n1,1,5\n3,1,4\n")
    let result = try outcome(Self.ratings(.partial), [file]) {
      try $0.addBinding("r=r.csv:u,f,r")
      try $0.addSize("Users=2")
    }
    #expect(
      result.errors == ["r.csv, row 2, column `u`: `3` is not a member of Users (1..2)"])
    let hole = try outcome(Self.ratings(.partial), [("r.csv", "u,f,r\n1,1,5\n,1,4\n")]) {
      try $0.addBinding("r=r.csv:u,f,r")
    }
    #expect(hole.errors == ["r.csv, row 2, column `u`: an index is missing"])
  }

  @Test func paddingHasALimit() {
    let rows = "[" + String(repeating: "1,", count: 200_000) + "1]"
    let empty = String(repeating: ",[]", count: 20_000)
    let result = outcome(Self.documents(), [("d.json", "{\"w\": [\(rows)\(empty)]}")])
    #expect(
      result.errors == [
        "`w` of d.json would fill 20001 x 200001 elements, more than can be held"
      ])
  }
}
