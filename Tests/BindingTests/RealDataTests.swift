import Semantics
import Testing

@testable import Binding

/// Real models with real data, where they are at hand.
@Suite(.enabled(if: Shared.folder != nil, Shared.isAbsent))
struct RealDataTests {
  @Test(arguments: [
    ("arK", "arK", ["T": 200, "K": 5]),
    ("blr", "sblrc", ["N": 100, "D": 5]),
    ("blr", "sblri", ["N": 100, "D": 5]),
    ("eight_schools", "eight_schools", ["J": 8]),
    ("gp_regr", "gp_pois_regr", ["N": 11]),
    ("hmm_drive_0", "bball_drive_event_0", ["N": 416, "K": 2]),
    ("hmm_example", "hmm_example", ["N": 100, "K": 2]),
    ("kidscore_momhsiq", "kidiq", ["N": 434, "B": 3]),
    ("logearn_interaction", "earnings", ["N": 1192, "B": 4]),
    ("logmesquite_logvash", "mesquite", ["N": 46, "B": 6]),
    ("low_dim_gauss_mix", "low_dim_gauss_mix", ["N": 1000, "K": 2]),
    ("nes", "nes1972", ["N": 1330, "B": 9]),
    ("nes", "nes2000", ["N": 476, "B": 9]),
  ])
  func posteriorsBindWithoutOptions(model: String, data: String, sizes: [String: Int]) throws {
    let models = try Shared.models("posteriordb/\(model).gm").models
    let result = outcome(
      try #require(models.first), data: [try Shared.data("posteriordb/\(data).json")]
    ) { _ in }
    #expect(result.errors == [])
    for (set, size) in sizes { #expect(result.size(set) == size, "\(set)") }
  }

  @Test func oldFaithfulBindsToAMixture() throws {
    let models = try Shared.models("06_gmm.gm").models
    let plane = try #require(models.first { $0.name == "GMM2" })
    let result = try outcome(plane, data: [try Shared.data("classic/old_faithful.csv")]) {
      try $0.addBinding("x=eruptions,waiting")
    }
    #expect(result.errors == [])
    #expect(result.value("x")?.shape == [272, 2])
    #expect(result.value("m0")?.storage == .reals([0, 0]))
    let line = try #require(models.first { $0.name == "GMM1" })
    let column = outcome(line, data: [try Shared.data("classic/galaxies_scaled.csv")]) { _ in }
    #expect(column.value("x")?.shape == [82])
  }

  @Test func textsOfRealTablesAreMembersAndTruthValues() throws {
    let iris = try model(
      """
      model Iris {
        plate n in N
        axis c in C
        axis D = 4
        observed y[n] : C ~ Categorical(fill(1/3, C))
        given x[n] : real^D
      }
      """)
    let flowers = try outcome(iris, data: [try Shared.data("classic/iris.csv")]) {
      try $0.addBinding("y=Species")
      try $0.addBinding("x=Sepal.Length,Sepal.Width,Petal.Length,Petal.Width")
    }
    #expect(flowers.errors == [])
    #expect(flowers.names("C") == ["setosa", "versicolor", "virginica"])
    #expect(flowers.value("x")?.shape == [150, 4])
    let pima = try model(
      """
      model Pima {
        plate n in N
        given glu[n] : positive
        observed type[n] : bool ~ Bernoulli(0.3)
      }
      """)
    let women = outcome(pima, data: [try Shared.data("classic/pima_tr.csv")]) { _ in }
    #expect(women.errors == [])
    guard case .booleans(let types)? = women.value("type")?.storage else {
      Issue.record("type is no truth value")
      return
    }
    #expect(types.count == 200 && types.count { $0 } == 68)
    #expect(women.notes.count == 1)
  }

  @Test func everyClassicTableIsRead() throws {
    let names = ["airpassengers", "bioassay", "cars", "coal", "mtcars", "sleep", "turtles"]
    for name in names {
      #expect(read(try Shared.data("classic/\(name).csv")).messages == [], "\(name)")
    }
  }

  @Test func mnistBindsAsBytesAndLabels() throws {
    let result = try outcome(
      try model(
        """
        model Digits {
          plate n in N
          axis c in C = 0..9
          axis Pixels = 784
          partial y[n] : C ~ Categorical(fill(1/10, C))
          observed x[n] : unit^Pixels ~ Uniform(0, 1)^Pixels
        }
        """),
      data: [
        try Shared.data("mnist/t10k-images-idx3-ubyte.gz"),
        try Shared.data("mnist/t10k-labels-idx1-ubyte.gz"),
      ]
    ) {
      try $0.addBinding("x=t10k-images-idx3-ubyte.gz")
      try $0.addBinding("y=t10k-labels-idx1-ubyte.gz")
      $0.keptLabels = 100
    }
    #expect(result.errors == [])
    #expect(result.value("x")?.shape == [10000, 784])
    guard case .bytes(let pixels, let scale)? = result.value("x")?.storage,
      case .integers(let labels)? = result.value("y")?.storage
    else {
      Issue.record("pixels are no bytes")
      return
    }
    #expect(scale == 1.0 / 255)
    #expect(pixels.count == 7_840_000)
    #expect(labels.prefix(5) == [7, 2, 1, 0, 4])
    #expect(result.value("y")?.known?.count { $0 } == 100)
  }

  @Test func everyModelWithoutDataSaysWhatItNeeds() throws {
    let names = [
      "01_linear_regression", "02_logistic_regression", "03_naive_bayes", "04_pair_and_blend",
      "05_hybrid", "06_gmm", "07_hmm", "08_vae", "09_m2", "10_m1_plus_m2", "11_ebm_jem",
      "12_hypernetwork", "13_mixture_of_experts", "14_flow", "15_gan", "16_diffusion",
      "17_denoising_ae", "18_lda", "19_matrix_factorisation", "20_model_selection",
    ]
    for name in names {
      let file = try Shared.models(name + ".gm")
      for model in file.models + file.families.map(\.model) {
        let result = outcome(model, [])
        #expect(result.bound == nil && !result.errors.isEmpty, "\(name) \(model.name)")
        #expect(
          result.errors.allSatisfy { $0.contains("needs data") || $0.contains("size of") },
          "\(name): \(result.errors)")
      }
    }
  }

  @Test func sequencesOfDifferentLengthBindToTheHiddenMarkovModel() throws {
    let model = try #require(try Shared.models("07_hmm.gm").models.first)
    let result = outcome(
      model,
      [("d.json", #"{"x": [[1, 6, 2], [3]], "z": [[1, null, null], [3]]}"#)])
    #expect(result.errors == [])
    #expect(result.ragged("T") == [3, 1])
    #expect(result.value("x")?.storage == .integers([0, 5, 1, 2, 0, 0]))
    #expect(result.value("z")?.known == [true, false, false, true, false, false])
    #expect(result.value("z")?.storage == .integers([0, 0, 0, 2, 0, 0]))
    let unlabelled = outcome(model, [("d.json", #"{"x": [[1, 6, 2], [3]]}"#)])
    #expect(unlabelled.errors == [])
    #expect(
      unlabelled.value("z")
        == BoundValue(
          shape: [2, 3], storage: .integers(Array(repeating: 0, count: 6)),
          known: Array(repeating: false, count: 6)))
  }

  @Test func imagesBindToNaiveBayesAndDiffusion() throws {
    let images = try Shared.data("mnist/t10k-images-idx3-ubyte.gz")
    let labels = try Shared.data("mnist/t10k-labels-idx1-ubyte.gz")
    let bayes = try #require(try Shared.models("03_naive_bayes.gm").models.first)
    let digits = try outcome(bayes, data: [images, labels]) {
      try $0.addBinding("x=t10k-images-idx3-ubyte.gz")
      try $0.addBinding("y=t10k-labels-idx1-ubyte.gz")
      try $0.addBinarisation("x")
    }
    #expect(digits.errors == [])
    #expect(digits.size("D") == 784)
    let models = try Shared.models("16_diffusion.gm").models
    let noise = try #require(models.first { $0.name == "DDPM" })
    let result = try outcome(noise, data: [images]) {
      try $0.addBinding("x=t10k-images-idx3-ubyte.gz")
    }
    #expect(result.errors == [])
    #expect(result.value("x")?.shape == [10000, 1, 784])
    #expect(result.value("x")?.starts == [0, 0, 0])
  }

  @Test func aGivenThatOnlyExpectDrawsNeedsNoData() throws {
    let model = try #require(try Shared.models("17_denoising_ae.gm").models.first)
    let zeros = Array(repeating: "0", count: 784).joined(separator: ",")
    let result = outcome(model, [("d.json", "{\"x\": [[\(zeros)]]}")])
    #expect(result.errors == [])
    #expect(result.value("xt") == nil)
    #expect(result.value("s")?.storage == .reals([0.3]))
  }
}
