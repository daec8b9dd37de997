extension Session {
  /// `gmc generate`
  mutating func generate() throws(CommandFailure) {}
  mutating func query() throws(CommandFailure) {}
  func drawPlates(of chosen: ChosenModel, to path: String) throws(CommandFailure) {}
}
