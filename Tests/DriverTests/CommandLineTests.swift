import Testing

@testable import Driver

@Suite struct CommandLineTests {
  @Test func optionsTakeTheirValueEitherWay() throws {
    let request = try parseCommandLine([
      "sample", "m.gm", "--chains=2", "--draws", "50", "--seed", "7",
    ])
    guard case .run(let invocation) = request else {
      Issue.record("no invocation")
      return
    }
    #expect(invocation.verb == .sample)
    #expect(invocation.operands == ["m.gm"])
    #expect(invocation.integer(.chainCount) == 2)
    #expect(invocation.integer(.draws) == 50)
    #expect(invocation.integer(.seed) == 7)
    #expect(invocation.integer(.warmup) == 1000)
    #expect(invocation.real(.targetAccept) == 0.8)
    #expect(invocation.text(.metric) == "diag")
  }

  @Test func repeatableOptionsKeepTheirOrder() throws {
    let request = try parseCommandLine(["fit", "m.gm", "--bind", "x=a,b", "--bind=y=c"])
    guard case .run(let invocation) = request else {
      Issue.record("no invocation")
      return
    }
    #expect(invocation.texts(.bind) == ["x=a,b", "y=c"])
  }

  @Test(arguments: [
    (["smaple", "m.gm"], "unknown verb `smaple`", "did you mean `gmc sample`?"),
    (["sample", "m.gm", "--chain", "2"], "no option `--chain`", "did you mean `--chains`?"),
    (["sample", "m.gm", "--seed", "many"], "`--seed` cannot be `many`", "a whole number from 0"),
    (["sample", "m.gm", "--seed"], "`--seed` needs a value", "--seed N"),
    (["sample", "m.gm", "--draws", "0"], "`--draws` cannot be `0`", "from 1"),
    (["sample", "m.gm", "--metric", "round"], "`--metric` cannot be `round`", "diag|dense"),
    (["sample", "m.gm", "--quiet=yes"], "`--quiet` takes no value", "progress"),
    (["fit", "m.gm", "--json", "--json"], "`--json` is given twice", "keep one"),
    (["check"], "`gmc check` needs FILE...", "gmc check FILE... [options]"),
    (["fit", "a.gm", "b.gm"], "`b.gm` is one operand too many", "gmc fit FILE [options]"),
    (["compile", "a.gm", "--bogus-option"], "no option `--bogus-option`", "`gmc help compile`"),
    (["--json", "check"], "`--json` stands before a verb", "gmc VERB"),
    (["lsp"], "unknown verb `lsp`", "`gmc help` lists the verbs"),
  ])
  func mistakesNameTheWayOut(_ arguments: [String], _ message: String, _ hint: String) {
    let answer = gmc(arguments)
    #expect(answer.status == .wrongUsage)
    #expect(answer.output == "")
    #expect(answer.messages.contains(message))
    #expect(answer.messages.contains(hint))
  }

  @Test func helpIsFoundAnywhere() {
    let page = gmc("help", "sample")
    #expect(page.status == .done)
    #expect(page.output.contains("--target-accept X"))
    #expect(gmc("sample", "--help").output == page.output)
    #expect(gmc("sample", "m.gm", "--draws", "-h").output == page.output)
    #expect(gmc("--help", "sample").output == page.output)
    #expect(gmc().output == gmc("help").output)
    #expect(gmc("help", "smaple").status == .wrongUsage)
    #expect(gmc("--version").output.hasPrefix("gmc "))
  }

  @Test(arguments: Verb.allCases) func everyOptionHasOneLineAndItsDefault(_ verb: Verb) {
    let lines = gmc("help", verb.rawValue).output.split(separator: "\n")
    for option in verb.options {
      let entry = option.entry
      let hits = lines.filter { $0.hasPrefix("  \(entry.spelling) ") }
      #expect(hits.count == 1)
      #expect(hits.first?.contains("(default: \(entry.defaultText)") == true)
    }
    #expect(Set(verb.options.map(\.entry.spelling)).count == verb.options.count)
    #expect(gmc("help").output.contains(verb.summary))
  }
}
