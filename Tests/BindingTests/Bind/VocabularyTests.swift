import Semantics
import Testing

@testable import Binding

/// Members listed in a file of their own.
@Suite struct VocabularyTests {
  static let words = ("w.csv", "doc,word\n1,tea\n1,milk\n2,tea\n")

  static func bound(_ vocabulary: (String, String), _ bind: String) throws -> Outcome {
    try outcome(RaggedTests.documents(.observed, .fromData), [words, vocabulary]) {
      try $0.addBinding("w=w.csv:doc,word")
      try $0.addBinding("V=" + bind)
    }
  }

  @Test func aVocabularyGivesMembersInItsOrder() throws {
    for bind in ["v.csv", "v.csv:term", "term"] {
      let result = try Self.bound(("v.csv", "term\ntea\nwine\nmilk\n"), bind)
      #expect(result.errors == [])
      #expect(result.names("V") == ["tea", "wine", "milk"])
      #expect(result.value("w")?.storage == .integers([0, 2, 0, 0]))
    }
  }

  @Test func aWordOutsideTheVocabularyIsNamed() throws {
    #expect(
      try Self.bound(("v.csv", "term\ntea\nwine\n"), "v.csv").errors == [
        "w.csv, row 2, column `word`: `milk` is not a member of V (`tea` and `wine`)"
      ])
  }

  @Test func aVocabularyHasNoWordTwice() throws {
    #expect(
      try Self.bound(("v.csv", "term\ntea\ntea\n"), "v.csv").errors == [
        "v.csv, row 2: `tea` is a member of `V` already"
      ])
    #expect(
      try Self.bound(("v.csv", "term\ntea\n"), "words").errors == [
        "the data has no `words` | did you mean `word`?"
      ])
  }
}
