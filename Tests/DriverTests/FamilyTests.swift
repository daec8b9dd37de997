import Foundation
import Testing

@testable import Driver

/// Families: members trained side by side, blends between them, comparisons by held-out rows.
@Suite struct FamilyTests {
  static let model = """
    model NB {
      plate n in N
      plate d in D
      plate c in C
      latent   pi         : simplex(C) ~ Dirichlet(fill(2, C))
      latent   theta[c,d] : unit       ~ Beta(2, 2)
      group    w = pi, theta
      partial  y[n]       : C          ~ Categorical(pi)
      observed x[n,d]     : bool       ~ Bernoulli(theta[y[n], d])
    }
    """
  static let pair =
    model + """

      family Pair of NB {
        let L_G = log p(x, y | w)
        let L_D = log p(y | x, w)
        member generative     : maximize L_G + log p(w) over w
        member discriminative : maximize L_D + log p(w) over w
        member blend for lambda in {0, 0.5, 1} :
          maximize lambda * L_G + (1 - lambda) * L_D + log p(w) over w
        compare members by heldout log p(y | x, w)
      }
      """
  static let hybrid =
    model + """

      model Hybrid {
        use NB as NB
        hyper sigma : spread = 1
        latent   w_G  ~ NB(w)
        latent   w_D  ~ NB(w)
        tie      w_G, w_D within sigma
        observed x[n] ~ NB(x[n] | w = w_G)
        partial  y[n] ~ NB(y[n] | x[n], w = w_D)
        maximize log p(x, y, w_G, w_D) over w_G, w_D
        compare sigma in {0, 1, inf} by heldout log p(y | x, w_D)
      }
      """
  static let data = [
    "--data", ModelsTests.path("Models/data/pima_binary.csv"), "--bind",
    "x=npreg,glu,bp,skin,bmi,ped,age", "--bind", "y=type", "--quiet", "--json",
  ]

  struct Member {
    let name: String
    let objective: Double
    let parameters: [String: Double]
    let scores: [[String: Any]]
  }

  /// Runs a verb on a model text; the members by their names.
  static func members(
    _ verb: String, _ text: String, _ more: [String]
  ) throws -> [String: Member] {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let answer = gmc([verb, path] + more + data)
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let rows = try #require(json["members"] as? [[String: Any]])
      var result: [String: Member] = [:]
      for row in rows {
        let name = try #require(row["name"] as? String)
        #expect(row["converged"] as? Bool == true)
        var values: [String: Double] = [:]
        for parameter in try #require(row["parameters"] as? [[String: Any]]) {
          values[try #require(parameter["name"] as? String)] = parameter["value"] as? Double
        }
        result[name] = Member(
          name: name, objective: try #require(row["objective"] as? Double), parameters: values,
          scores: row["scores"] as? [[String: Any]] ?? [])
      }
      return result
    }
  }

  private func largestDifference(
    _ a: [String: Double], _ b: [String: Double], renaming: (String) -> String = { $0 }
  ) -> Double {
    a.reduce(0) { max($0, abs($1.value - (b[renaming($1.key)] ?? .infinity))) }
  }

  @Test func theEndsOfABlendAreTheTwoMembers() throws {
    let all = try Self.members("fit", Self.pair, ["--model", "Pair", "--restarts", "1"])
    #expect(all.count == 5)
    for (end, other) in [
      ("blend(lambda = 1)", "generative"), ("blend(lambda = 0)", "discriminative"),
    ] {
      let (a, b) = (try #require(all[end]), try #require(all[other]))
      #expect(abs(a.objective - b.objective) < 1e-8 * abs(b.objective))
      #expect(largestDifference(a.parameters, b.parameters) < 1e-4)
    }
    // The generative member is the mode of a Dirichlet posterior: 132 of 200 have no diabetes.
    let pi = try #require(all["generative"]?.parameters["pi[No]"])
    #expect(abs(pi - 133.0 / 202) < 1e-6)
  }

  @Test func aHybridLiesBetweenItsLimits() throws {
    let pair = try Self.members("fit", Self.pair, ["--model", "Pair", "--restarts", "1"])
    let compared = try Self.members(
      "compare", Self.hybrid.replacing("by heldout", with: "by"),
      ["--model", "Hybrid", "--restarts", "1"])
    let ends = [("sigma = 0", "generative"), ("sigma = inf", "discriminative")]
    for (end, other) in ends {
      let hybrid = try #require(compared[end]).parameters.filter { $0.key.hasPrefix("w_D.") }
      let member = try #require(pair[other])
      #expect(hybrid.count == member.parameters.count)
      let difference = largestDifference(hybrid, member.parameters) { String($0.dropFirst(4)) }
      #expect(difference < 1e-4)
    }
    let scores = ["sigma = 0", "sigma = 1", "sigma = inf"].compactMap {
      compared[$0]?.scores.first?["value"] as? Double
    }
    #expect(scores.count == 3 && scores == scores.sorted())
  }

  /// A member that is asked for alone is a fit like that of a model.
  @Test func heldOutRowsAreScoredOneByOne() throws {
    let score = try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try Self.pair.write(toFile: path, atomically: true, encoding: .utf8)
      let answer = gmc(
        ["fit", path, "--model", "Pair", "--member", "generative", "--holdout", "0.25"]
          + Self.data)
      let json = try #require(answer.json as? [String: Any])
      #expect((json["parameters"] as? [Any])?.count == 16)
      return try #require((json["scores"] as? [[String: Any]])?.first)
    }
    #expect(score["heldout"] as? Bool == true)
    #expect(score["rows"] as? Int == 50)
    let (value, mean) = (score["value"] as? Double ?? 0, score["row_mean"] as? Double ?? 0)
    #expect(abs(value - 50 * mean) < 1e-9)
    let (se, rowError) = (score["se"] as? Double ?? 0, score["row_se"] as? Double ?? 1)
    #expect(abs(se - 50 * rowError) < 1e-9)
  }

  /// Held-out scores are computed on the back end of the fit.
  @Test func scoresAreThoseOfBothBackEnds() throws {
    let more = ["--model", "Pair", "--restarts", "1", "--holdout", "0.5"]
    let native = try Self.members("fit", Self.pair, more + ["--backend", "native"])
    let reference = try Self.members("fit", Self.pair, more + ["--backend", "reference"])
    for (name, member) in native {
      let other = try #require(reference[name]?.scores.first)
      for key in ["value", "rows", "row_mean", "row_se"] {
        let mine = try #require(member.scores.first?[key] as? Double)
        let theirs = try #require(other[key] as? Double)
        // Fits end within 1e-6 or so of each other.
        #expect(abs(mine - theirs) < 1e-4 * max(1, abs(theirs)), "\(name) \(key)")
      }
    }
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let more = ["--model", "Pair", "--restarts", "2", "--holdout", "0.5"]
    let one = try Self.members("fit", Self.pair, more + ["--threads", "1"])
    let three = try Self.members("fit", Self.pair, more + ["--threads", "3"])
    for (name, member) in one {
      #expect(three[name]?.objective == member.objective)
      #expect(three[name]?.parameters == member.parameters)
    }
  }

  @Test func stagesGoOnFromEachOther() throws {
    let text = """
      model M {
        plate n in N
        param    a    : real
        param    b    : real
        observed x[n] : real ~ Normal(a, 1)
        observed y[n] : real ~ Normal(a + b, 1)
        maximize log p(x) over a then maximize log p(y) over b
      }
      """
    try withTemporaryFolder { folder in
      let (path, data) = (folder.appending(path: "m.gm").path, folder.appending(path: "d.csv").path)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      try "x,y\n1,5\n2,7\n".write(toFile: data, atomically: true, encoding: .utf8)
      let answer = gmc("fit", path, "--data", data, "--json", "--quiet")
      #expect(answer.status == .done, "\(answer.messages)")
      let json = try #require(answer.json as? [String: Any])
      let values = (json["parameters"] as? [[String: Any]])?.compactMap { $0["value"] as? Double }
      #expect(zip(values ?? [], [1.5, 4.5]).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect((json["stages"] as? [Any])?.count == 2)
    }
  }

  /// Steps of Adam lead each member where L-BFGS leads it.
  @Test func membersAreTrainedBySteps() throws {
    let more = ["--model", "Pair", "--holdout", "0.5", "--restarts", "1"]
    let climbs = try Self.members("fit", Self.pair, more + ["--method", "lbfgs"])
    let steps = try Self.members(
      "fit", Self.pair,
      more + ["--method", "adam", "--epochs", "1500", "--rate", "0.05", "--schedule", "cosine"])
    #expect(steps.count == climbs.count)
    for (name, member) in steps {
      let other = try #require(climbs[name])
      #expect(abs(member.objective - other.objective) < 1e-4 * abs(other.objective), "\(name)")
      let (mine, theirs) = (member.scores.first?["value"], other.scores.first?["value"])
      let difference = (mine as? Double ?? 0) - (theirs as? Double ?? .infinity)
      #expect(abs(difference) < 0.1, "\(name)")
    }
  }

  /// A member without a finite objective is named, and the other one has its row.
  @Test func oneMemberMayFail() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      let text = Self.pair.replacing(
        "maximize L_D + log p(w) over w", with: "maximize L_D + log(-norm2(pi)) over w")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let answer = gmc(
        ["fit", path, "--model", "Pair", "--holdout", "0.5", "--restarts", "1"] + Self.data)
      #expect(answer.status == .failed)
      #expect(answer.messages.contains("discriminative: no starting point has a finite objective"))
      #expect(answer.output.contains("\"generative\""))
    }
  }

  /// Rows without a label count neither as right nor as wrong.
  @Test func rowsWithoutLabelsAreNotScored() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      let text = Self.pair.replacing(
        "by heldout log p(y | x, w)",
        with: "by heldout mean n: (if log p(y[n] | x[n], w) > log(0.5) then 0 else 1)")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let lines = try String(
        contentsOfFile: ModelsTests.path("Models/data/pima_binary.csv"), encoding: .utf8
      ).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let label = try #require(lines[0].firstIndex(of: "type"))
      func score(_ hides: (Int) -> Bool) throws -> (answer: Captured, score: [String: Any]?) {
        let rows = lines.enumerated().map { index, cells in
          var cells = cells
          if index > 0, hides(index) { cells[label] = "" }
          return cells.joined(separator: ",")
        }
        let test = folder.appending(path: "t.csv").path
        try (rows.joined(separator: "\n") + "\n").write(
          toFile: test, atomically: true, encoding: .utf8)
        let answer = gmc(
          ["fit", path, "--model", "Pair", "--member", "generative", "--holdout", test]
            + Self.data)
        let scores = (answer.json as? [String: Any])?["scores"] as? [[String: Any]]
        return (answer, scores?.first)
      }
      let all = try #require(try score { _ in false }.score)
      let (odd, even) = (
        try #require(try score { $0 % 2 == 0 }.score), try #require(try score { $0 % 2 == 1 }.score)
      )
      let parts = [odd, even].map {
        ($0["value"] as? Double ?? .nan) * Double($0["rows"] as? Int ?? 0)
      }
      let whole = (all["value"] as? Double ?? 0) * Double(all["rows"] as? Int ?? 0)
      #expect(abs(parts[0] + parts[1] - whole) < 1e-9)
      let none = try score { _ in true }.answer
      #expect(none.status == .wrongInput)
      #expect(none.messages.contains("no row has a value of what"))
    }
  }

  @Test func membersWithoutLabelsAreWarnedOf() throws {
    try withTemporaryFolder { folder in
      let (path, data) = (folder.appending(path: "m.gm").path, folder.appending(path: "d.csv").path)
      let text = Self.pair.replacing("plate c in C", with: "plate c in C = 0..1")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      try "x.1,x.2,y\n0,1,\n1,1,\n1,0,\n".write(toFile: data, atomically: true, encoding: .utf8)
      let answer = gmc("fit", path, "--model", "Pair", "--data", data, "--restarts", "1")
      #expect(answer.messages.contains("warning: discriminative: no row has a value"))
      #expect(!answer.messages.contains("warning: generative: no row has a value"))
    }
  }

  @Test func aFamilyDoesNotGoOn() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try Self.pair.write(toFile: path, atomically: true, encoding: .utf8)
      let answer = gmc(["fit", path, "--model", "Pair", "--resume", "fit.json"] + Self.data)
      #expect(answer.status == .wrongUsage)
      #expect(answer.messages.contains("`--resume` is for a single objective"))
    }
  }

  @Test func heldOutScoresAreDrawn() throws {
    try withTemporaryFolder { folder in
      let (path, plot) = (folder.appending(path: "m.gm").path, folder.appending(path: "p.svg").path)
      try Self.pair.write(toFile: path, atomically: true, encoding: .utf8)
      let answer = gmc(
        ["compare", path, "--model", "Pair", "--holdout", "0.5", "--restarts", "1", "--plot", plot]
          + Self.data)
      #expect(answer.status == .done, "\(answer.messages)")
      let svg = try String(contentsOfFile: plot, encoding: .utf8)
      #expect(svg.hasPrefix("<svg ") && svg.contains("heldout log p(y | x, w)"))
    }
  }

  @Test func whatCannotBeComparedIsSaid() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "m.gm").path
      try Self.pair.write(toFile: path, atomically: true, encoding: .utf8)
      let without = gmc(["compare", path, "--model", "Pair"] + Self.data)
      #expect(without.status == .wrongUsage)
      #expect(without.messages.contains("--holdout 0.2"))
      let rest = gmc(["compare", path, "--model", "Pair", "--holdout", "abc"] + Self.data)
      #expect(rest.status == .wrongUsage)
      #expect(rest.messages.contains("neither a fraction nor a file"))
      let unknown = gmc(["fit", path, "--model", "Pair", "--member", "both"] + Self.data)
      #expect(unknown.status == .wrongUsage)
      #expect(unknown.messages.contains("it has generative, discriminative, blend"))
      // A member that gives no point to what the comparison reads.
      let partly = Self.pair.replacing(
        "maximize L_D + log p(w) over w\n", with: "maximize log p(y | pi) over pi\n")
      try partly.write(toFile: path, atomically: true, encoding: .utf8)
      let missing = gmc(
        ["fit", path, "--model", "Pair", "--holdout", "0.5", "--restarts", "1"] + Self.data)
      #expect(missing.status == .wrongInput)
      #expect(
        missing.messages.contains(
          "`discriminative` cannot be compared by this: `theta` has no value here"))
    }
  }
}
