import Foundation
import Posterior
import Testing

@testable import Reporting

@Suite struct JSONTests {
  private let tree: JSONValue = [
    "name": "a\"b\\c\n\u{1}\u{e9}\u{1F600}", "list": [1, 2.5, true, .null, []],
    "none": .number(.nan), "empty": .object([]), "big": 1e300,
  ]

  @Test func compactTextIsOneLine() {
    #expect(
      tree.text()
        == #"{"name":"a\"b\\c\n\u0001é😀","list":[1,2.5,true,null,[]],"#
        + #""none":null,"empty":{},"big":1e+300}"#)
  }

  @Test func indentedTextHasOneItemOnEachLine() {
    let value: JSONValue = ["a": [1, 2], "b": .object([])]
    #expect(value.text(.indented) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}")
  }

  @Test(arguments: [JSONValue.Layout.compact, .indented])
  func otherReadersReadItBack(_ layout: JSONValue.Layout) throws {
    let data = Data(tree.text(layout).utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["name"] as? String == "a\"b\\c\n\u{1}\u{e9}\u{1F600}")
    #expect(object["big"] as? Double == 1e300)
    #expect((object["list"] as? [Any])?.count == 5)
  }

  @Test func numbersReadBackExactly() throws {
    let values = [
      0.1, -1.0 / 3, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 1e-5,
      1.2345678901234568e17, -0.0,
    ]
    let text = JSONValue.array(values.map(JSONValue.number)).text()
    let back = try JSONDecoder().decode([Double].self, from: Data(text.utf8))
    #expect(back == values)
  }

  @Test func summaryHasTheMembersOfTheCommandLine() throws {
    let draws = ScalarDraws(chains: [[1, 2, 4, 3, 5, 2], [2, 3, 1, 5, 4, 2]])
    let summary = ParameterSummary(name: "mu", draws: draws, probabilities: [0.025, 0.5])
    guard case .object(let members) = JSONValue(summary) else {
      Issue.record("a summary is an object")
      return
    }
    #expect(
      members.map(\.name) == [
        "name", "mean", "sd", "mcse_mean", "mcse_sd", "q2.5", "q50", "rhat", "ess_bulk",
        "ess_tail",
      ])
    #expect(members[1].value == .number(summary.mean))
  }
}
