import Testing

@testable import Binding

@Suite struct DelimitedTests {
  @Test func columnsTakeTheNarrowestKind() throws {
    let set = try #require(read("a,b,c\n1,0.5,x\n-2,1e3,y\n", as: "t.csv").set)
    #expect(set.format == .csv)
    #expect(set.array("a")?.storage == .integers([1, -2]))
    #expect(set.array("b")?.storage == .reals([0.5, 1000]))
    #expect(set.array("c")?.storage == .texts(["x", "y"]))
    #expect(set.array("a")?.shape == [2])
  }

  @Test func emptyAndNAAreMissing() throws {
    let set = try #require(read("a,b\n1,NA\n,\"NA\"\n", as: "t.csv").set)
    #expect(set.array("a")?.missing == [false, true])
    #expect(set.array("b")?.missing == [true, false])
    #expect(set.array("b")?.storage == .texts(["", "NA"]))
  }

  @Test func quotesMayHoldDelimitersQuotesAndLineBreaks() throws {
    let set = try #require(read("a,b\r\n\"x, \"\"y\"\"\r\nz\",2\r\n", as: "t.csv").set)
    #expect(set.array("a")?.storage == .texts(["x, \"y\"\r\nz"]))
    #expect(set.array("b")?.storage == .integers([2]))
  }

  @Test func byteOrderMarkAndSpacesAreNoPartOfNames() throws {
    let set = try #require(read("\u{FEFF}a , b\n1 , 2\n", as: "t.csv").set)
    #expect(set.arrays.map(\.name) == ["a", "b"])
    #expect(set.array("b")?.storage == .integers([2]))
  }

  @Test func aTabIsTheDelimiterOfTSV() throws {
    let set = try #require(read("a\tb\n1\t\n", as: "t.tsv").set)
    #expect(set.format == .tsv)
    #expect(set.array("b")?.missing == [true])
    #expect(read("a\tb\n1\t2\n", as: "noextension").set?.format == .tsv)
  }

  @Test func rowNamesOfRMayLackAHeader() throws {
    let set = try #require(read("\"x\",\"y\"\n\"1\",3,4\n\"2\",5,6\n", as: "t.csv").set)
    #expect(set.arrays.map(\.name) == ["", "x", "y"])
    #expect(set.array("y")?.storage == .integers([4, 6]))
    let unnamed = try #require(read("\"\",\"x\"\n\"a\",1\n", as: "t.csv").set)
    #expect(unnamed.array("x")?.storage == .integers([1]))
  }

  @Test func blankLinesAreNoRowsButInOneColumnMissing() throws {
    #expect(read("a,b\n\n1,2\n\n", as: "t.csv").set?.array("a")?.shape == [1])
    let column = try #require(read("a\n1\n\n3\n\n", as: "t.csv").set?.array("a"))
    #expect(column.missing == [false, true, false])
  }

  @Test func numbersAreCorrectlyRounded() throws {
    let texts = [
      "0.1", "1.7976931348623157e308", "4.9e-324", "123456789012345678901234567890",
      "9007199254740993", "2.2250738585072014e-308", "0.30000000000000004", "1e22", "1e23", "-0.0",
      "00012.50", ".5", "5.", "+3.25", "1234567890.123456789",
    ]
    for text in texts {
      let expected = try #require(Double(text))
      #expect(decimal(text)?.bitPattern == expected.bitPattern, "\(text)")
    }
    for text in ["", "-", ".", "1e", "1.2.3", "0x10", "1 2", "e5", "--1", "1_000", "١"] {
      #expect(decimal(text) == nil, "\(text)")
    }
  }

  @Test func integersBeyond64BitsAreReals() throws {
    let set = try #require(read("a,b\n9223372036854775807,9223372036854775808\n", as: "t.csv").set)
    #expect(set.array("a")?.storage == .integers([.max]))
    #expect(set.array("b")?.storage == .reals([9223372036854775808]))
  }

  @Test func malformedTablesNameTheLine() {
    #expect(complaint("", as: "t.csv") == "cannot read t.csv: it is empty")
    #expect(complaint("\n\n", as: "t.csv") == "cannot read t.csv: it is empty")
    #expect(
      complaint("a,b\n1,2\n3\n", as: "t.csv")
        == "cannot read t.csv, line 3: 1 cell, but the header has 2")
    #expect(
      complaint("a,b\n1,2\n3,4,5\n", as: "t.csv")
        == "cannot read t.csv, line 3: 3 cells, but the header has 2"
        + " | put a text that has the delimiter in quotes")
    #expect(
      complaint("a,b\n1,\"2\n3,4\n", as: "t.csv")
        == "cannot read t.csv, line 2: a quote is never closed")
    #expect(
      complaint("a,b\n1,\"2\"x\n", as: "t.csv")
        == "cannot read t.csv, line 2: text follows a closing quote"
        + " | write a quote inside quotes twice")
    #expect(
      complaint("a,b\n1,2\0\n", as: "t.csv")
        == "cannot read t.csv, line 2: a NUL byte is no text")
    #expect(
      complaint("a,b,a\n1,2,3\n", as: "t.csv")
        == "cannot read t.csv: it has `a` twice | give every column its own name")
    #expect(
      complaint("1,2\n3,4\n", as: "t.csv")
        == "cannot read t.csv, line 1: `1` is a number where a column name is wanted"
        + " | begin the file with a line of column names")
  }
}
