import Foundation
import Testing

@testable import Driver

/// Held-out rows that do not go with what is trained on.
@Suite struct HeldOutDataTests {
  /// Fits a classifier of the classes `set` to some rows and judges it by others.
  private func fit(
    classes set: String, training: String, heldOut: String?, _ more: String...
  ) throws -> Captured {
    let text = """
      model M {
        plate n in N
        plate c in C\(set)
        latent   m[c] : real ~ Normal(0, 1)
        partial  y[n] : C    ~ Uniform(C)
        observed x[n] : real ~ Normal(m[y[n]], 1)
      }
      family Pair of M {
        member generative     : maximize log p(x, y, m) over m
        member discriminative : maximize log p(y | x, m) + log p(m) over m
        compare members by heldout log p(y | x, m)
      }
      """
    return try withTemporaryFolder { folder in
      func write(_ text: String, _ name: String) throws -> String {
        let path = folder.appending(path: name).path
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
      }
      let rest = try heldOut.map { ["--holdout", try write($0, "test.csv")] } ?? []
      return gmc(
        [
          "fit", try write(text, "m.gm"), "--model", "Pair", "--restarts", "1", "--data",
          try write(training, "train.csv"),
        ] + rest + more)
    }
  }

  private let rows = "x,y\n0.5,0\n1.5,1\n0.7,0\n"

  @Test func aClassWithoutTrainingRowsIsWarnedOf() throws {
    let answer = try fit(classes: " = 0..2", training: rows, heldOut: "x,y\n0,0\n1,2\n2,2\n")
    #expect(answer.status == .done, "\(answer.messages)")
    let warning = "no training row has `2` of `y`, but 2 held-out rows have"
    // Once for both members.
    #expect(answer.messages.ranges(of: warning).count == 1, "\(answer.messages)")
    let alone = try fit(classes: " = 0..3", training: rows, heldOut: nil)
    #expect(alone.messages.contains("warning: no training row has `2` and `3` of `y`"))
    let whole = try fit(classes: " = 0..1", training: rows, heldOut: rows)
    #expect(!whole.messages.contains("no training row"), "\(whole.messages)")
  }

  @Test func aClassThatTheTrainingRowsDoNotNameIsNamed() throws {
    let answer = try fit(
      classes: "", training: "x,y\n0.5,cat\n1.5,dog\n", heldOut: "x,y\n0,cat\n1,cow\n")
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("`cow` is not a member of C (`cat` and `dog`)"))
    #expect(answer.messages.contains("no training row has it"), "\(answer.messages)")
  }

  @Test func noRowsAreNamed() throws {
    let answer = try fit(classes: " = 0..1", training: rows, heldOut: "x,y\n")
    #expect(answer.status == .wrongInput)
    #expect(answer.messages.contains("the file has no rows"), "\(answer.messages)")
  }
}
