import Foundation
import NetCDFBridge
import Testing

@testable import Driver

/// Samples as others read them.
@Suite(.enabled(if: netCDFUnavailability() == nil, "netCDF's library is not here"))
struct InferenceDataTests {
  /// Ragged rows, names, repeated sets, holes: what a table can have.
  private static let model = """
    model Story {
      plate n in N
      plate k in K = {low, high}
      axis  D = 2
      latent   mu[k] : real^D ~ Normal(0, 10)^D
      latent   S     : cov(D) ~ InvWishart(5, eye(D))
      given    g[n]  : K
      partial  w[n]  : real   ~ Normal(0, 1)
      observed x[n]  : real^D ~ MvNormal(mu[g[n]], S)
    }
    """
  private static let data = """
    {"g": ["low", "high", "high"], "w": [0.5, null, -1.5],
     "x": [[1, 2], [-1, 0.5], [0, 3]]}
    """

  /// Runs the sampler on the story above and gives the folder of the results to the body.
  static func sampled<Result>(_ body: (URL, Captured) throws -> Result) throws -> Result {
    try withTemporaryFolder { folder in
      let (model, data) = (folder.appending(path: "m.gm"), folder.appending(path: "d.json"))
      try Self.model.write(to: model, atomically: true, encoding: .utf8)
      try Self.data.write(to: data, atomically: true, encoding: .utf8)
      let common = ["sample", model.path, "--data", data.path, "--chains", "2"]
      let run = ["--warmup", "300", "--draws", "200", "--quiet", "--json", "-o"]
      let csv = gmc(common + run + [folder.appending(path: "fit.csv").path])
      #expect(csv.status == .done, "\(csv.messages)")
      let answer = gmc(common + run + [folder.appending(path: "fit.nc").path])
      #expect(answer.status == .done, "\(answer.messages)")
      return try body(folder, answer)
    }
  }

  @Test func groupsAreReadBack() throws {
    try Self.sampled { folder, answer in
      let bytes = try Data(contentsOf: folder.appending(path: "fit.nc"))
      let root = try readNetCDF(Array(bytes))
      #expect(root.attribute("inference_library") == .text("gmc"))
      #expect(root.attribute("seed") == .integer(1))
      #expect(root.attribute("model_source") == .text(Self.model))
      let posterior = try #require(root.group("posterior"))
      let mu = try #require(posterior.variable("mu"))
      #expect(mu.dimensions == ["chain", "draw", "K", "D"])
      #expect(posterior.variable("S")?.dimensions == ["chain", "draw", "D", "D_2"])
      #expect(posterior.variable("K")?.values == .texts(["low", "high"]))
      let data = try #require(root.group("observed_data"))
      #expect(data.variable("x")?.values == .reals([1, 2, -1, 0.5, 0, 3]))
      let w = try #require(data.variable("w")?.values.numbers)
      #expect(w[0] == 0.5 && w[1].isNaN && w[2] == -1.5)
      #expect(
        root.group("constant_data")?.variable("g")?.values == .texts(["low", "high", "high"]))
      let statistics = try #require(root.group("sample_stats"))
      for name in ["lp", "acceptance_rate", "step_size", "tree_depth", "n_steps", "energy"] {
        #expect(statistics.variable(name)?.dimensions == ["chain", "draw"], "\(name)")
      }
      // The same draws as those that the summary is of.
      let rows = try #require((answer.json as? [String: Any])?["parameters"] as? [[String: Any]])
      let draws = try #require(mu.values.numbers)
      for (place, name) in ["mu[low,1]", "mu[low,2]", "mu[high,1]", "mu[high,2]"].enumerated() {
        let row = try #require(rows.first { $0["name"] as? String == name })
        let values = stride(from: place, to: draws.count, by: 4).map { draws[$0] }
        #expect(values.count == 400)
        let mean = values.reduce(0, +) / 400
        #expect(abs(mean - (row["mean"] as? Double ?? .nan)) < 1e-9)
      }
    }
  }

  /// log N(y; mu, 2) of each observation, computed here from the draws of mu.
  @Test func logLikelihoodsAreThoseOfTheDraws() throws {
    try withTemporaryFolder { folder in
      let model = folder.appending(path: "m.gm")
      let text = """
        model M {
          plate n in N
          latent   mu   : real ~ Normal(0, 1)
          observed y[n] : real ~ Normal(mu, 2)
        }
        """
      try text.write(to: model, atomically: true, encoding: .utf8)
      let data = folder.appending(path: "d.json")
      try "{\"y\": [1, -2, 4]}".write(to: data, atomically: true, encoding: .utf8)
      let fit = folder.appending(path: "fit.nc")
      let answer = gmc(
        "sample", model.path, "--data", data.path, "--warmup", "100", "--draws", "20", "--chains",
        "2", "--quiet", "-o", fit.path)
      #expect(answer.status == .done, "\(answer.messages)")
      let root = try readNetCDF(Array(try Data(contentsOf: fit)))
      let mu = try #require(root.group("posterior")?.variable("mu")?.values.numbers)
      let table = try #require(root.group("log_likelihood")?.variable("y"))
      #expect(table.dimensions == ["chain", "draw", "N"])
      let values = try #require(table.values.numbers)
      #expect(values.count == 120)
      for (place, value) in values.enumerated() {
        let z = ([1, -2, 4][place % 3] - mu[place / 3]) / 2
        let expected = -z * z / 2 - log(2) - log(2 * Double.pi) / 2
        #expect(abs(value - expected) < 1e-12)
      }
    }
  }

  @Test func columnsOfStanCSVRunFirstSubscriptFirst() {
    let columns = StanCSV.columns("A", shape: [2, 3])
    #expect(columns.map(\.name) == ["A.1.1", "A.2.1", "A.1.2", "A.2.2", "A.1.3", "A.2.3"])
    #expect(columns.map(\.place) == [0, 3, 1, 4, 2, 5])
    #expect(StanCSV.columns("a", shape: []).map(\.name) == ["a"])
  }

  /// A Python that has ArviZ: `GMC_PYTHON`, the system's, or a virtual environment in `~/.cache`.
  private static let python: String? = {
    let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
    let names = [
      ProcessInfo.processInfo.environment["GMC_PYTHON"], "/usr/bin/python3",
      home + "/.cache/arviz-env/bin/python",
    ]
    return names.compactMap(\.self).first { run($0, ["-c", "import arviz"]) != nil }
  }()

  /// What a program prints; nil unless it ends well.
  private static func run(_ program: String, _ arguments: [String]) -> Data? {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? output : nil
  }

  @Test func arviZAndCmdStanPyReadTheSame() throws {
    guard let python = Self.python else {
      print("skipped: no Python here has ArviZ; `pip install arviz h5netcdf`, or set GMC_PYTHON")
      return
    }
    try Self.sampled { folder, answer in
      let script = packageFolder.appending(path: "Tests/DriverTests/arviz/summaries.py").path
      let files = ["fit.nc", "fit-1.csv", "fit-2.csv"].map { folder.appending(path: $0).path }
      let output = try #require(Self.run(python, [script] + files))
      let read = try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
      let rows = try #require((answer.json as? [String: Any])?["parameters"] as? [[String: Any]])
      let table = try #require(read["summary"] as? [String: [String: Double]])
      #expect(table.count == rows.count)
      let keys = [
        "mean": "mean", "sd": "sd", "r_hat": "rhat", "ess_bulk": "ess_bulk",
        "ess_tail": "ess_tail",
      ]
      for row in rows {
        let name = try #require(row["name"] as? String)
        // ArviZ puts a space behind the comma.
        let theirs = try #require(table[name.replacingOccurrences(of: ",", with: ", ")])
        for (key, own) in keys {
          let (a, b) = (theirs[key] ?? .nan, row[own] as? Double ?? .nan)
          #expect(abs(a - b) < 1e-6 * max(1, abs(a)), "\(name) \(key): \(a) there, \(b) here")
        }
      }
      let groups = try #require(read["groups"] as? [String: [String]])
      #expect(groups["observed_data"] == ["w", "x"] && groups["constant_data"] == ["g"])
      #expect(read["diverging"] as? String == "bool")
      #expect((read["loo"] as? Double)?.isFinite == true)
      let means = try #require((read["csv"] as? [String: Any])?["mu"] as? [[Double]])
      let mu = rows.prefix(4).compactMap { $0["mean"] as? Double }
      for (a, b) in zip(means.joined(), mu) { #expect(abs(a - b) < 1e-9) }
      if let stan = read["cmdstanpy"] as? [String: Any] {
        let means = try #require(stan["mu"] as? [[Double]])
        for (a, b) in zip(means.joined(), mu) { #expect(abs(a - b) < 1e-9) }
      }
    }
  }
}
