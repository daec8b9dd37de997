/// The text of `gmc help` and `gmc help VERB`.
enum Help {
  static let version = "0.1.0"

  /// Returns the list of verbs.
  static func overview() -> String {
    let rows = Verb.allCases.map { ("\($0.rawValue) \($0.operands)", $0.summary) }
    return """
      gmc compiles plate notation: models in .gm files to pictures, objectives and answers.

      usage: gmc VERB FILE.gm [options]

      \(columns(rows))

      gmc help VERB lists the options of a verb; gmc --version prints the version.
      Results go to stdout or to -o, everything else to stderr. Exit status: 0 done, 1 the
      model or the data are wrong, 2 the command line is wrong, 3 the run failed, 70 internal.

      """
  }

  /// Returns the options of a verb, one line each.
  static func page(_ verb: Verb) -> String {
    let entries = verb.options.map(\.entry)
    let rows = entries.map { entry in
      let name = [entry.spelling, entry.placeholder].compactMap(\.self).joined(separator: " ")
      let mark = entry.isRepeatable ? ", repeatable" : ""
      return (name, "\(entry.help) (default: \(entry.defaultText)\(mark))")
    }
    let options = columns(rows + [("-h, --help", "print this (default: off)")])
    return """
      gmc \(verb.rawValue): \(verb.summary)

      usage: gmc \(verb.rawValue) \(verb.operands) [options]

      \(options)

      """
  }

  private static func columns(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      "  \(name)\(String(repeating: " ", count: width - name.count))  \(text)"
    }.joined(separator: "\n")
  }
}
