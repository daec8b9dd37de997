/// A block that statements stand in.
enum Block: CaseIterable, Hashable {
  case model, family, guide, net, flow

  var noun: String {
    switch self {
    case .model: "model"
    case .family: "family"
    case .guide: "guide"
    case .net: "net"
    case .flow: "flow"
    }
  }

  /// True iff a statement with this head may stand in the block.
  func contains(_ word: StatementWord) -> Bool { word.blocks.contains(self) }
}

extension StatementWord {
  /// The blocks whose statements it may head.
  var blocks: [Block] {
    switch self {
    case .import, .model, .family: []
    case .type, .plate, .chain, .axis, .net, .flow: [.model, .guide]
    case .let: [.model, .family, .guide]
    case .param: [.model, .guide]
    case .use, .group, .hyper, .given, .observed, .partial, .latent, .factor, .tie, .guide,
      .maximize, .minimize:
      [.model]
    case .compare: [.model, .family]
    case .member: [.family]
    case .return: [.net, .flow]
    }
  }

  /// True iff it may head a statement outside all blocks.
  var belongsToFile: Bool {
    switch self {
    case .import, .model, .family, .type, .plate, .chain, .axis, .net, .flow, .let: true
    case .use, .group, .hyper, .param, .given, .observed, .partial, .latent, .factor, .tie,
      .guide, .maximize, .minimize, .compare, .member, .return:
      false
    }
  }

  /// True iff it may head a statement in a block, or outside all blocks.
  func isAllowed(in block: Block?) -> Bool { block.map { $0.contains(self) } ?? belongsToFile }
}
