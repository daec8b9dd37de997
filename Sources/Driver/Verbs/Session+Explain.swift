import Diagnostics

extension Session {
  /// `gmc explain CODE`: the page of a diagnostic; `gmc explain all` lists the codes.
  func explain() throws(CommandFailure) {
    let word = invocation.operands[0]
    let codes = Code.allCases
    if word == "all" {
      console.output(codes.map { $0.rawValue + "\n" }.joined())
      return
    }
    if let code = codes.first(where: { $0.rawValue.lowercased() == word.lowercased() }) {
      console.output(code.page.markdown(code: code.rawValue))
      return
    }
    let nearest = nearest(to: word, among: codes.map(\.rawValue))
    throw .usage(
      UsageError(
        "no diagnostic is called `\(word)`",
        hint: nearest.map { "did you mean `gmc explain \($0)`?" }
          ?? "one of " + codes.map(\.rawValue).joined(separator: " ")))
  }
}
