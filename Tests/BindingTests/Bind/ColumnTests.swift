import Diagnostics
import Semantics
import Testing

@testable import Binding

/// Which column is which variable.
@Suite struct ColumnTests {
  /// `plate n in N; axis D; observed x[n] : real^D; observed t[n] : real`.
  static func regression(_ size: IndexSet.Extent = .fromData) -> TypedModel {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    let d = builder.index("d", in: "D", size, kind: .axis)
    builder.add(.given, "x", [n], .array(.real, over: [builder.set(d)]))
    builder.add(.observed, "t", [n])
    return builder.model
  }

  static func one(_ type: ValueType = .real, _ role: Role = .observed) -> TypedModel {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    builder.add(role, "x", [n], type)
    return builder.model
  }

  @Test func numberedColumnsFormAVector() {
    for header in ["x.1,t,x.2", "\"x[1]\",t,\"x[2]\"", "x.0,t,x.1"] {
      let result = outcome(Self.regression(), [("a.csv", header + "\n1,5,2\n3,6,4\n")])
      #expect(result.errors == [])
      #expect(
        result.value("x") == BoundValue(shape: [2, 2], storage: .reals([1, 2, 3, 4])))
      #expect(result.value("t") == BoundValue(shape: [2], storage: .reals([5, 6])))
      #expect(result.size("N") == 2)
      #expect(result.size("D") == 2)
    }
  }

  @Test func columnsAreBoundByNameListAndPattern() throws {
    let table = "eruptions,waiting,pixel1,pixel2\n1,2,3,4\n"
    for (bind, values) in [("eruptions,waiting", [1.0, 2]), ("pixel*", [3, 4])] {
      let result = try outcome(Self.regression(), [("a.csv", table)]) {
        try $0.addBinding("x=" + bind)
        try $0.addBinding("t=waiting")
      }
      #expect(result.value("x")?.storage == .reals(values))
      #expect(result.value("t")?.storage == .reals([2]))
    }
  }

  @Test func filesAreBoundWholeOrByColumn() throws {
    let labels = DataFile(name: "dir/labels.csv", bytes: Array("a,b\n7,8\n".utf8))
    let matrix = try fixture("c_f8.npy")
    let result = try outcome(Self.regression(), data: [matrix, labels]) {
      try $0.addBinding("x=c_f8.npy")
      try $0.addBinding("t=dir/labels.csv:b")
      $0.sizes = [:]
    }
    #expect(
      result.errors == [
        "`N` has 3 members by `c_f8` of c_f8.npy, but 1 by column `b` of dir/labels.csv"
      ])
  }

  @Test func fromNamesTheFile() {
    var builder = ModelBuilder()
    let n = builder.index("n", in: "N")
    builder.add(.observed, "x", [n], .real, from: "b.csv")
    let files = [("a.csv", "x\n1\n"), ("dir/b.csv", "x,y\n2,3\n")]
    #expect(outcome(builder.model, files).value("x")?.storage == .reals([2]))
    #expect(
      outcome(builder.model, [files[0]]).errors == ["the file `b.csv` is not there"])
    #expect(dataFileNames(of: builder.model) == ["b.csv"])
  }

  @Test func fileCandidatesAreThePrefixesBeforeColons() {
    #expect(DataSource("a:b.csv:x,y").fileCandidates == ["a:b.csv:x,y", "a:b.csv", "a"])
    #expect(DataSource("waiting").fileCandidates == ["waiting"])
  }

  @Test func missingDataNameWhatIsThere() throws {
    let file = ("a.csv", "xs,y\n1,2\n")
    #expect(
      outcome(Self.one(), [file]).errors == [
        "no data for `x[n]`: a.csv has `xs` and `y` | did you mean `--bind x=xs`?"
      ])
    #expect(
      outcome(Self.one(), [("a.csv", "height,weight\n1,2\n")]).errors == [
        "no data for `x[n]`: a.csv has `height` and `weight`"
          + " | say where it is with `--bind x=COLUMN`"
      ])
    #expect(
      outcome(Self.one(), []).errors == ["`x[n]` needs data | give a file with `--data FILE`"])
    let misspelt = try outcome(Self.one(), [file]) { try $0.addBinding("x=xt") }
    #expect(misspelt.errors == ["a.csv has no `xt` | did you mean `xs`?"])
    let absent = try outcome(Self.one(), [file]) { try $0.addBinding("x=height") }
    #expect(absent.errors == ["a.csv has no `height` | there is `xs` and `y`"])
  }

  @Test func theSameNameInTwoFilesIsAmbiguous() {
    #expect(
      outcome(Self.one(), [("a.csv", "x\n1\n"), ("b.csv", "x\n2\n")]).errors == [
        "a.csv and b.csv each have `x` | choose one with `--bind x=a.csv:x`"
      ])
  }

  @Test func unusedColumnsAreANote() {
    let result = outcome(Self.one(), [("a.csv", "\"\",rownames,x,y,z\n1,1,1,2,3\n")])
    #expect(result.notes == ["columns `y` and `z` of a.csv are not used"])
    #expect(result.errors == [])
  }

  @Test func aPartialVariableWithoutDataIsANote() {
    let result = outcome(Self.one(.bool, .partial), [("a.csv", "xs\n1\n")])
    #expect(
      result.notes.contains(
        "no data for `x[n]`: all of it is missing | did you mean `--bind x=xs`?"))
  }

  @Test func unequalColumnsAreRefused() throws {
    let json = ("d.json", #"{"a": [1, 2], "b": [1], "t": [1, 2]}"#)
    let result = try outcome(Self.regression(), [json]) { try $0.addBinding("x=a,b") }
    #expect(result.errors == ["`a` and `b` of d.json are no columns of equal length"])
  }

  @Test func optionsForUnknownNamesAreRefused() throws {
    let file = ("a.csv", "x\n1\n")
    func errors(_ configure: (inout BindingOptions) throws -> Void) rethrows -> [String] {
      try outcome(Self.one(), [file], configure).errors
    }
    #expect(
      try errors { try $0.addBinding("xx=x") } == [
        "`--bind xx`: the model has no variable `xx` | it has `x`"
      ])
    #expect(
      try errors { try $0.addSize("K=2") } == [
        "`--size K`: the model has no set `K` | it has `N`"
      ])
    #expect(
      try errors { try $0.addSetting("x=2") } == ["`--set x`: `x` is no hyper"])
    #expect(
      try errors { try $0.addSetting("alpha=2") } == [
        "`--set alpha`: the model has no hyper `alpha`"
      ])
  }

  @Test func unreadableOptionsSayHowToWriteThem() {
    func message(_ add: (inout BindingOptions) throws -> Void) -> String? {
      var options = BindingOptions()
      do { try add(&options) } catch { return (error as? OptionFailure)?.message }
      return nil
    }
    #expect(message { try $0.addBinding("x") } == "`--bind x`: write `--bind x=COLUMN`")
    #expect(
      message { try $0.addSize("K=many") }
        == "`--size K=many`: a size is a whole number, as in `--size K=5`")
    #expect(
      message { try $0.addScale("x=big") }
        == "`--scale x=big`: a scale is a number, as in `--scale x=1/255`")
    #expect(
      message { try $0.addBinarisation("x=maybe") }
        == "`--binarise x=maybe`: write `--binarise x`, `x=stochastic` or `x=dynamic`")
    #expect(message { try $0.addScale("x=1/255") } == nil)
  }
}
