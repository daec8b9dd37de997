import Foundation
import Inference
import Reporting
import Testing

@testable import Driver

/// `--resume` and `--checkpoint`.
@Suite struct ResumeTests {
  /// The classifier of iris in batches, without what it says of epochs and rates.
  private func words(_ more: [String]) throws -> [String] {
    let command = try ModelsTests.command(of: "Models/deep/classifier.gm").words
    return command.prefix { $0 != "--epochs" } + ["--batch", "N=40", "--quiet"] + more
  }

  /// What a saved fit says of its point and of its training.
  private func saved(_ path: String) throws -> SavedTraining {
    let document = try #require(JSONValue(try readFile(path)))
    let record = try #require(document["training"])
    return try #require(SavedTraining(record, rule: .standardAdam))
  }

  @Test(arguments: ["f64", "f32"])
  func goesOnBitwise(_ precision: String) throws {
    try withTemporaryFolder { folder in
      func path(_ name: String) -> String { folder.appending(path: name).path }
      let first = try words(["--precision", precision, "--clip", "5"])
      let whole = gmc(first + ["--epochs", "8", "-o", path("whole.json")])
      #expect(whole.status == .done, "\(whole.messages)")
      let half = gmc(
        first + ["--epochs", "4", "-o", path("half.json"), "--checkpoint", "0s"])
      #expect(half.status == .done, "\(half.messages)")
      let rest = gmc(
        first + ["--epochs", "8", "--resume", path("half.json"), "-o", path("rest.json")])
      #expect(rest.status == .done, "\(rest.messages)")
      #expect(try saved(path("half.json")).state.epoch == 4)
      #expect(try saved(path("whole.json")) == saved(path("rest.json")))
      #expect(try saved(path("whole.json")).state.optimizer.stepCount == 24)
    }
  }

  /// The result is the best epoch on held-out rows, as if the run had ended there; and a run that
  /// stopped in between ends at the same.
  @Test func endsWhereHeldOutRowsAreBest() throws {
    try withTemporaryFolder { folder in
      func fit(_ name: String, _ more: String...) throws -> (training: SavedTraining, text: String)
      {
        let path = folder.appending(path: name).path
        let answer = gmc(
          try words(["--holdout", "0.3", "--rate", "0.3", "-o", path]).filter { $0 != "--quiet" }
            + more)
        #expect(answer.status == .done, "\(answer.messages)")
        return (try saved(path), answer.messages)
      }
      let whole = try fit("whole.json", "--epochs", "400", "--patience", "5")
      let best = try #require(whole.training.best)
      #expect(whole.training.state.epoch == best.epoch + 5)
      #expect(whole.text.contains("epochs on held-out rows is \(best.epoch): "))
      let short = try fit("short.json", "--epochs", "\(best.epoch)")
      #expect(short.training.best == nil)
      #expect(short.training.state.position == best.position)
      let document = try #require(
        JSONValue(try readFile(folder.appending(path: "whole.json").path)))
      let same = try #require(JSONValue(try readFile(folder.appending(path: "short.json").path)))
      #expect(document["weights"] != nil && document["weights"] == same["weights"])

      let half = folder.appending(path: "half.json").path
      _ = try fit("half.json", "--epochs", "\(best.epoch + 2)", "--patience", "5")
      let rest = try fit("rest.json", "--epochs", "400", "--patience", "5", "--resume", half)
      #expect(rest.training == whole.training)
      #expect(gmc(try words(["--patience", "5"])).messages.contains("needs rows to judge by"))
    }
  }

  @Test func whatCannotGoOnIsRefused() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "fit.json").path
      let few = ["--epochs", "2"]
      #expect(gmc(try words(few + ["-o", path])).status == .done)
      func message(_ more: String...) throws -> String {
        let answer = gmc(try words(few + more + ["--resume", path]))
        #expect(answer.status != .done)
        return answer.messages
      }
      #expect(try message("--seed", "2").contains("`--seed` was 1 and is 2"))
      #expect(try message("--method", "adamw").contains("`--method` was adam and is adamw"))
      #expect(try message("--method", "sgd").contains("of another `--method`"))
      #expect(try message("--precision", "f32").contains("`--precision` was f64 and is f32"))
      #expect(try message("--holdout", "0.2").contains("the data is not the one"))
      let document = try #require(JSONValue(try readFile(path)))
      guard case .object(let members) = document else { return }
      let bare = JSONValue.object(members.filter { $0.name != "training" })
      try writeFile(path, Array(bare.text().utf8))
      #expect(try message().contains("does not say how its training goes on"))
      try writeFile(path, Array("{".utf8))
      #expect(try message().contains("is no saved fit"))
    }
  }

  @Test func intervalsHaveUnits() throws {
    func message(_ more: String...) throws -> String { gmc(try words(more)).messages }
    #expect(try message("--checkpoint", "soon", "--epochs", "1").contains("is no time between"))
    #expect(try message("--checkpoint", "-1s", "--epochs", "1").contains("is no time between"))
    #expect(try message("--checkpoint", "2h", "--epochs", "1").contains("writes the file of `-o`"))
  }
}
