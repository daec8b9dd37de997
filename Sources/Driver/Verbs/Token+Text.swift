import Syntax

extension Token.Kind {
  /// What kind of token it is, as `--print tokens` says it.
  var label: String {
    switch self {
    case .name: "name"
    case .quotedName: "quoted name"
    case .number: "number"
    case .string: "string"
    case .reserved: "reserved"
    case .punctuation: "mark"
    case .lineBreak: "line break"
    case .endOfFile: "end"
    }
  }
}
