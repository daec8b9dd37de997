import Foundation
import Testing

@testable import Driver

@Suite struct SampleTests {
  static let words = [
    "sample", ModelsTests.path("Models/hierarchical/eight_schools.gm"), "--data",
    ModelsTests.path("Models/data/eight_schools.json"), "--warmup", "150", "--draws", "100",
    "--quiet",
  ]

  @Test func jsonHasWhatIsPromised() throws {
    let answer = gmc(Self.words + ["--json", "--chains", "2"])
    #expect(answer.status == .done)
    let json = try #require(answer.json as? [String: Any])
    let rows = try #require(json["parameters"] as? [[String: Any]])
    let names = rows.compactMap { $0["name"] as? String }
    #expect(names == ["mu", "tau"] + (1...8).map { "eta[\($0)]" } + (1...8).map { "theta[\($0)]" })
    for key in ["mean", "sd", "mcse_mean", "q5", "q50", "q95", "rhat", "ess_bulk", "ess_tail"] {
      #expect(rows.allSatisfy { ($0[key] as? Double)?.isFinite == true }, "\(key)")
    }
    #expect(json["divergences"] is Int)
    #expect(json["max_depth_hits"] is Int)
    #expect((json["ebfmi"] as? [Double])?.count == 2)
    let seconds = try #require(json["seconds"] as? [String: Double])
    #expect(Set(seconds.keys) == ["compile", "warmup", "sampling"])
    #expect((json["gradients"] as? Int ?? 0) > 500)
    #expect(json["incomplete"] == nil)
  }

  /// Four chains of a second on two threads take two seconds, however long each phase of them is.
  @Test func secondsAddUpToTheTimeOfAllChains() {
    let seconds = Sample.Seconds(
      compile: 9, chains: 2, warmup: [0.5, 0.7, 0.8, 1], sampling: [0.5, 0.3, 0.2, 0])
    #expect(abs(seconds.warmup - 1.5) < 1e-12 && abs(seconds.sampling - 0.5) < 1e-12)
    let none = Sample.Seconds(compile: 9, chains: 0, warmup: [], sampling: [])
    #expect(none.warmup == 0 && none.sampling == 0)
  }

  @Test func drawsDependOnTheSeedAlone() throws {
    func parameters(_ more: String...) -> String {
      let text = gmc(Self.words + ["--json"] + more).output
      return String(text.prefix { $0 != "]" })
    }
    let one = parameters("--threads", "1")
    #expect(one == parameters("--threads", "3"))
    #expect(one != parameters("--seed", "2"))
  }

  @Test func chainsAreWrittenAsStanCSV() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "fit.csv").path
      #expect(gmc(Self.words + ["--chains", "2", "--exclude", "eta", "-o", path]).status == .done)
      for chain in 1...2 {
        let file = folder.appending(path: "fit-\(chain).csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
          .filter { !$0.hasPrefix("#") }
        #expect(lines.count == 101)
        #expect(
          lines[0].hasPrefix(
            "lp__,accept_stat__,stepsize__,treedepth__,n_leapfrog__,divergent__,energy__,mu,tau,"
              + "theta.1,"))
        #expect(lines.allSatisfy { $0.split(separator: ",").count == 17 })
      }
      let chains = folder.appending(path: "chains/").path + "/"
      #expect(gmc(Self.words + ["--chains", "1", "-o", chains]).status == .done)
      #expect(FileManager.default.fileExists(atPath: chains + "chain-1.csv"))
    }
  }

  @Test func wrongOutputsAreRefusedBeforeTheRun() {
    #expect(gmc(Self.words + ["-o", "fit.xlsx"]).status == .wrongUsage)
  }

  @Test func savedPointsStartTheChains() throws {
    let model = ModelsTests.path("Models/mixtures/old_faithful.gm")
    let data = ModelsTests.path("Models/data/old_faithful.csv")
    let common = ["--data", data, "--bind", "x=eruptions,waiting", "--quiet"]
    try withTemporaryFolder { folder in
      let fit = folder.appending(path: "fit.json").path
      #expect(gmc(["fit", model, "-o", fit, "--restarts", "1"] + common).status == .done)
      let run = ["--init", fit, "--chains", "1", "--warmup", "20", "--draws", "20", "--json"]
      let answer = gmc(["sample", model] + common + run)
      #expect(answer.status == .done, "\(answer.messages)")
      let other = gmc(Self.words + ["--init", fit])
      #expect(other.status == .wrongUsage)
      #expect(other.messages.contains("has no value for `tau`"))
    }
  }
}
