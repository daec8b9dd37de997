extension Session {
  /// `gmc check`: everything up to the typed model.
  mutating func check() {
    for path in invocation.operands { _ = load(path) }
  }
}
