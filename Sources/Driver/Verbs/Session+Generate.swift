extension Session {
  /// `gmc generate`
  mutating func generate() throws(CommandFailure) {}
  mutating func query() throws(CommandFailure) {}
  mutating func compile() throws(CommandFailure) {}
}
