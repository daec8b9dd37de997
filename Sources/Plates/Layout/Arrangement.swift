/// Where the nodes and plates stand.
struct Arrangement {
  var centers: [Point]
  var plates: [Rectangle]
}

/// How much of the first placement an arrangement insists on.
struct Strictness {
  /// Nodes of one rank stay on one height.
  var sharesRanks: Bool
  /// Parents stay above their children.
  var keepsArrowsDown: Bool
  /// Plates without a common member do not overlap.
  var separatesPlates: Bool

  /// From the most pleasing to the most easily satisfied.
  static let ladder = [
    Strictness(sharesRanks: true, keepsArrowsDown: true, separatesPlates: true),
    Strictness(sharesRanks: false, keepsArrowsDown: true, separatesPlates: true),
    Strictness(sharesRanks: false, keepsArrowsDown: false, separatesPlates: true),
    Strictness(sharesRanks: false, keepsArrowsDown: true, separatesPlates: false),
    Strictness(sharesRanks: false, keepsArrowsDown: false, separatesPlates: false),
  ]
}
