import Diagnostics
import Syntax
import Testing

/// Bytes with the offset of the first that is not text.
private let bytesThatAreNoText: [([UInt8], Int32)] = [
  ([0x6D, 0x00, 0x6E], 1), ([0xFF], 0), ([0x23, 0xF6, 0x0A], 1), ([0xC3], 0),
  ([0x61, 0xE2, 0x82], 1), ([0xED, 0xA0, 0x80], 0), ([0xC0, 0xAF], 0), ([0x20, 0x1B], 1),
  ([0xF4, 0x90, 0x80, 0x80], 0),
]

/// Texts that no one would write, and texts that something has damaged.
@Suite struct RobustnessTests {
  private func inModel(_ statement: String) -> String { "model M {\n  \(statement)\n}\n" }

  private func deep(_ opening: String, _ closing: String = "") -> String {
    inModel(
      "x = " + String(repeating: opening, count: 10_000) + "a"
        + String(repeating: closing, count: 10_000))
  }

  @Test(arguments: [
    ("(", ")"), ("(", ""), ("[", "]"), ("f(", ")"), ("-", ""), ("not ", ""), ("a^", ""),
    ("if a then b else ", ""), ("if ", ""), ("sum k: ", ""), ("expect z ~ p(): ", ""),
    ("known(", ")"), ("a[", "]"),
  ])
  func deepNestingIsOneError(opening: String, closing: String) {
    let parsed = Parsed(deep(opening, closing))
    #expect(parsed.diagnostics.map(\.code) == [.tooDeep])
    #expect(parsed.diagnostics.first?.hint == "name a part of it with `let`")
  }

  @Test(arguments: ["a + ", "a and ", "a * ", "a[i] + "])
  func endlessChainsOfOperatorsAreOneError(link: String) {
    #expect(Parsed(deep(link)).diagnostics.map(\.code) == [.tooDeep])
  }

  @Test func endlessChainsOfSuffixesAreOneError() {
    for suffix in ["[i]", "(i)", ".i"] {
      let text = inModel("x = a" + String(repeating: suffix, count: 10_000))
      #expect(Parsed(text).diagnostics.map(\.code) == [.tooDeep])
    }
  }

  @Test func whatIsNotTooDeepIsRead() {
    let nested = String(repeating: "(", count: 80) + "a" + String(repeating: ")", count: 80)
    #expect(Parsed(inModel("x = \(nested)")).diagnostics == [])
    let sum = String(repeating: "a + ", count: 300) + "a"
    expectRoundTrip(inModel("x = \(sum)"), isSentence: true)
    let wide = Array(repeating: "a", count: 5_000).joined(separator: ", ")
    #expect(Parsed(inModel("x = f(\(wide))")).diagnostics == [])
  }

  @Test(arguments: bytesThatAreNoText)
  func bytesThatAreNoTextAreOneError(bytes: [UInt8], offset: Int32) {
    let parsed = Parsed(bytes: bytes)
    #expect(parsed.diagnostics.map(\.code) == [.invalidText])
    #expect(parsed.diagnostics.first?.span?.start == offset)
    #expect(parsed.diagnostics.first?.hint == "save the file with the encoding UTF-8")
    #expect(parsed.tree.statements.map(\.kind) == [.unreadable])
  }

  @Test(arguments: ["", "\n", " \t ", "# only a comment", "\u{FEFF}", ";;\n;", "## doc\n"])
  func aFileWithoutStatementsIsEmpty(text: String) {
    let parsed = Parsed(text)
    #expect(parsed.diagnostics == [])
    #expect(parsed.tree.statements.isEmpty)
  }

  @Test func windowsLineEndsAndAByteOrderMarkAreAccepted() {
    let parsed = Parsed("\u{FEFF}model M {\r\n  plate n in N\r\n}\r\n")
    #expect(parsed.diagnostics == [])
    #expect(format(parsed.file, in: parsed.sources) == "model M {\n  plate n in N\n}\n")
  }

  @Test func everyPrefixOfAModelHasAtMostOneError() {
    let bytes = Array(tour.utf8)
    for end in bytes.indices {
      let parsed = Parsed(bytes: Array(bytes[..<end]))
      #expect(parsed.errors.count <= 1, "\(parsed.rendered)")
    }
  }

  @Test func aFloodOfErrorsEndsWithANote() {
    let parsed = Parsed(String(repeating: "plate n N\n", count: 1000))
    #expect(parsed.errors.count == 20)
    #expect(parsed.diagnostics.count == 21)
    #expect(parsed.diagnostics.last?.code == .tooManyErrors)
    #expect(parsed.diagnostics.last?.severity == .note)
    #expect(parsed.diagnostics.last?.span == parsed.errors.last?.span)
    let nineteen = Parsed(String(repeating: "plate n N\n", count: 19))
    #expect(nineteen.diagnostics.count == 19)
    let characters = Parsed(String(repeating: "$ a ", count: 1000))
    #expect(characters.errors.count == 20)
    #expect(characters.diagnostics.last?.code == .tooManyErrors)
  }

  @Test func errorsDoNotHideTheStatementsAroundThem() {
    let parsed = Parsed(
      inModel("plate n in N\n  latent x ~ 3\n  latent y : real ~ Normal(a b)\n  hyper c = 1"))
    #expect(parsed.errors.count == 2)
    guard case .model(let model) = parsed.tree.statements[0].kind else {
      Issue.record("no model")
      return
    }
    #expect(model.body.count == 4)
    #expect(model.body[2].kind == .unreadable)
    #expect(model.body[3].kind != .unreadable)
  }

  @Test func randomTextNeverStopsTheParser() {
    var random = SeededGenerator(seed: 5)
    let pieces = [
      "(", ")", "[", "]", "{", "}", ",", ";", ":", "~", "=", "|", "..", ".", "+", "-", "^", "\n",
      "\n", " ", "\"", "`", "#", "1", "a", "log ", "sum n", "model M {\n", "latent ", "guide q {",
      "in ", "if ", "then ", "else ", "not ", "\u{3B1}", "\u{201C}", "$", "maximize ", "expect ",
    ]
    for _ in 0..<1500 {
      let count = Int.random(in: 1...60, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let parsed = Parsed(text)
      #expect(parsed.errors.count <= 20)
      if parsed.diagnostics.isEmpty { expectRoundTrip(text, isSentence: true) }
      _ = parsed.tree.outline.text
      _ = parsed.tree.text
    }
  }

  @Test func damagedBytesNeverStopTheParser() {
    var random = SeededGenerator(seed: 6)
    let model = Array(tour.utf8)
    for _ in 0..<300 {
      var bytes = model
      for _ in 0..<4 {
        let index = Int.random(in: bytes.indices, using: &random)
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
      let parsed = Parsed(bytes: bytes)
      #expect(parsed.errors.count <= 20)
    }
  }

  @Test func aLongFileIsReadInLinearTime() {
    func seconds(_ lines: Int) -> Double {
      let text = inModel(
        (0..<lines).map { "latent a\($0) : real ~ Normal(mu[z[n]], s)" }.joined(separator: "\n"))
      let bytes = Array(text.utf8)
      let time = ContinuousClock().measure { _ = Parsed(bytes: bytes) }
      return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    }
    let short = seconds(300)
    let long = seconds(2_400)
    #expect(long < 40 * short + 0.2)
  }
}

/// A small model with something of everything.
let tour = """
  axis Pixels = 784
  type Image = real^Pixels
  ## A tour of the language
  model Tour {
    plate n in N
    chain t in T of n = 0..10
    axis  c in C = {cat, dog}
    hyper alpha : positive = 0.1 as "\\alpha"
    net f(x : Image) -> (mu : real^C, s : positive^C) = mlp(x, hidden = [16])
    flow g(z : Image) -> Image {
      (a, b) = halves(z)
      return join(a, b * exp(a))
    }
    param w : real^(C, C)
    latent z[n,first] : C ~ Categorical(fill(1/2, C))
    latent z[n,t] : C ~ Categorical(softmax(w[z[n,t-1]]))
    latent mu ~ Normal(0, 2)^C ordered truncated (0, inf)
    given y[t in first..5] : real
    observed x[n] : Image, partial l[n] : C? ~ exp(f(x[n]).mu[l[n]])
    tie a, b within alpha
    factor exp(-norm2(mu))
    guide q { z[n,t] ~ Categorical(probs = f(x[n]).s) }
    maximize elbo(q) + (mean n where known(l[n]): log q(l[n] | x[n]; w)) over f, w
      using sgld(step = 1) then minimize norm2(w)
    compare alpha in {0, 1} by heldout log p(x | w = 3, mu) using laplace
  }

  """
