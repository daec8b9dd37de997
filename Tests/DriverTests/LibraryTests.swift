import Foundation
import Objectives
import Testing

@testable import Driver

/// Whether machine code can be made here.
let hasNativeCode = Backend.missingCompiler == nil

/// `gmc compile --emit library`: what the library says is what this process says.
@Suite(.enabled(if: hasNativeCode)) struct LibraryTests {
  static let symbols = [
    "bs_model_construct", "bs_model_destruct", "bs_free_error_msg", "bs_name", "bs_model_info",
    "bs_param_names", "bs_param_unc_names", "bs_param_num", "bs_param_unc_num",
    "bs_param_constrain", "bs_param_unconstrain", "bs_param_unconstrain_json",
    "bs_param_initialize", "bs_log_density", "bs_log_density_gradient", "bs_log_density_hessian",
    "bs_log_density_hessian_vector_product", "bs_rng_construct", "bs_rng_destruct",
    "bs_set_print_callback", "bs_major_version", "bs_minor_version", "bs_patch_version",
  ]

  @Test func everySymbolIsThere() throws {
    let library = try LibraryModel.eightSchools.library()
    for symbol in Self.symbols { #expect(library.address(symbol) != nil, "\(symbol)") }
    #expect(library.address("gm_this_model") == nil)
    #expect(library.address("gm_gradient_run") == nil)
  }

  @Test func itSaysWhatItIs() throws {
    let model = try BridgeModel(LibraryModel.eightSchools.library())
    #expect(model.name == "EightSchools")
    #expect(model.information.contains("gmc \(Help.version)"))
    #expect(model.information.contains("STAN_THREADS=true"))
  }

  @Test(arguments: LibraryModel.all) func densitiesAgree(_ made: LibraryModel) throws {
    let (model, lowered) = (try BridgeModel(made.library()), try made.lowered())
    let x = lowered.point
    for jacobian in [true, false] {
      let expected = try lowered.density(x, jacobian: jacobian)
      #expect(distance([try model.density(x, jacobian: jacobian)], [expected]) < 1e-12)
      #expect(distance([try model.gradient(x, jacobian: jacobian).value], [expected]) < 1e-12)
    }
  }

  @Test(arguments: LibraryModel.all) func gradientsAgree(_ made: LibraryModel) throws {
    let (model, lowered) = (try BridgeModel(made.library()), try made.lowered())
    let x = lowered.point
    // An objective is asked for without the Jacobian, a posterior with it.
    let isObjective = model.information.contains("the model's objective")
    let found = try model.gradient(x, jacobian: !isObjective).slopes
    #expect(distance(found, try lowered.gradient(x)) < 1e-11)
  }

  @Test(arguments: LibraryModel.all, [true, false])
  func hessiansAreDifferencesOfGradients(_ made: LibraryModel, jacobian: Bool) throws {
    let model = try BridgeModel(made.library())
    let x = try made.lowered().point
    let (value, slopes, rows) = try model.hessian(x, jacobian: jacobian)
    #expect(try model.gradient(x, jacobian: jacobian) == (value, slopes))
    for i in x.indices {
      var (left, right) = (x, x)
      left[i] -= 1e-5
      right[i] += 1e-5
      let (before, after) = (
        try model.gradient(left, jacobian: jacobian).slopes,
        try model.gradient(right, jacobian: jacobian).slopes
      )
      let differences = zip(before, after).map { ($1 - $0) / 2e-5 }
      #expect(distance(rows[i], differences) < 1e-6)
      for j in x.indices { #expect(rows[i][j] == rows[j][i]) }
    }
  }

  @Test func aProductIsThatOfTheHessian() throws {
    let model = try BridgeModel(LibraryModel.mixture.library())
    let x = try LibraryModel.mixture.lowered().point
    let v = x.indices.map { cos(Double($0)) }
    let rows = try model.hessian(x).rows
    let expected = rows.map { zip($0, v).reduce(0) { $0 + $1.0 * $1.1 } }
    let (value, product) = try model.product(x, v)
    #expect(distance([value], [try model.density(x)]) < 1e-13)
    #expect(distance(product, expected) < 1e-12)
  }

  @Test(arguments: LibraryModel.all) func constrainedValuesAgree(_ made: LibraryModel) throws {
    let (model, lowered) = (try BridgeModel(made.library()), try made.lowered())
    let x = lowered.point
    let names = model.names(derived: true)
    let values = try model.constrain(x, derived: true)
    let expected = try lowered.reported(x)
    #expect(Set(names) == Set(expected.keys))
    #expect(distance(values, names.map { expected[$0] ?? .nan }) < 1e-13)
    let plain = try model.constrain(x)
    #expect(plain == Array(values.prefix(plain.count)))
    #expect(model.names(derived: false) == Array(names.prefix(plain.count)))
  }

  @Test(arguments: LibraryModel.all) func coordinatesComeBack(_ made: LibraryModel) throws {
    let model = try BridgeModel(made.library())
    let x = try made.lowered().point
    #expect(distance(try model.unconstrain(model.constrain(x)), x) < 1e-12)
    #expect(model.coordinateNames.count == x.count)
    #expect(Set(model.coordinateNames).count == x.count)
  }

  @Test func theFirstSubscriptRunsFastest() throws {
    let model = try BridgeModel(LibraryModel.mixture.library())
    let names = model.names(derived: false)
    #expect(names.prefix(6) == ["pi.1", "pi.2", "mu.1.1", "mu.2.1", "mu.1.2", "mu.2.2"])
    #expect(
      names.dropFirst(6).prefix(4) == [
        "Sigma.1.1.1", "Sigma.2.1.1", "Sigma.1.2.1", "Sigma.2.2.1",
      ])
    #expect(model.coordinateNames.contains("Sigma.2.3"))
  }

  @Test func aPointIsReadFromJSON() throws {
    let model = try BridgeModel(LibraryModel.mixture.library())
    let json = """
      {"mu": [[2, 55], [4.5, 80]], "pi": [0.3, 0.7],
       "Sigma": [[[0.1, 0.2], [0.2, 30]], [[0.2, -0.5], [-0.5, 40]]], "other": {"a": [1, "b"]}}
      """
    let values = try model.constrain(model.unconstrain(json: json))
    let expected = [0.3, 0.7, 2, 4.5, 55, 80, 0.1, 0.2, 0.2, -0.5, 0.2, -0.5, 30, 40]
    #expect(distance(values, expected) < 1e-12)
  }

  @Test func valuesOutsideOfADomainAreRefused() throws {
    let model = try BridgeModel(LibraryModel.mixture.library())
    func message(pi: String, sigma: String) -> String? {
      let json = """
        {"mu": [[2, 55], [4.5, 80]], "pi": \(pi),
         "Sigma": [[[0.1, 0.2], [0.2, 30]], [[0.2, \(sigma)], [-0.5, 40]]]}
        """
      let failure = #expect(throws: BridgeFailure.self) { try model.unconstrain(json: json) }
      return failure?.message
    }
    func outside(_ name: String) -> String { "the values of `\(name)` are outside of its domain" }
    #expect(message(pi: "[0.3, 0.8]", sigma: "-0.5") == outside("pi"))
    #expect(message(pi: "[1.3, -0.3]", sigma: "-0.5") == outside("pi"))
    #expect(message(pi: "[0.3, 0.7]", sigma: "0.5") == outside("Sigma"))
  }

  @Test func firstPointsKeepWhatIsGiven() throws {
    let model = try BridgeModel(LibraryModel.eightSchools.library())
    let free = try model.firstPoint(seed: 1, radius: 1)
    #expect(free.allSatisfy { abs($0) <= 1 })
    #expect(try model.firstPoint(seed: 1, radius: 1) == free)
    #expect(try model.firstPoint(seed: 2, radius: 1) != free)
    let given = try model.constrain(model.firstPoint(#"{"tau": 2.5}"#, seed: 1))
    #expect(abs(given[1] - 2.5) < 1e-14)
    let failure = #expect(throws: BridgeFailure.self) {
      try model.firstPoint(#"{"tau": -1}"#, seed: 1)
    }
    #expect(failure?.message == "the values of `tau` are outside of its domain")
  }

  /// Every call of each thread gives what a thread alone is given.
  @Test func threadsDoNotDisturbEachOther() throws {
    let model = try BridgeModel(LibraryModel.mixture.library())
    let start = try LibraryModel.mixture.lowered().point
    @Sendable func work(_ seed: Int) throws -> [Double] {
      try (0..<200).flatMap { step in
        let x = start.map { $0 + 0.01 * sin(Double(seed * 1000 + step)) }
        let (value, slopes) = try model.gradient(x, jacobian: step % 2 == 0)
        return [value] + slopes + (try model.constrain(x))
          + (step % 20 == 0 ? try model.hessian(x).rows.flatMap(\.self) : [])
      }
    }
    let alone = try (0..<4).map { try work($0) }
    let together = parallelMap(4, threads: 4) { index in try? work(index) }
    #expect(together == alone)
  }
}
