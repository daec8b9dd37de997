extension Binder {
  /// Notes, file by file, the arrays that nothing was bound to; names of rows are not worth one.
  mutating func noteUnused() {
    for i in data.indices {
      let unused = data[i].arrays.map(\.name).filter {
        !used[i].contains($0) && !$0.isEmpty && $0 != "rownames"
      }
      guard !unused.isEmpty else { continue }
      report(.unusedData(unused, file: data[i].name, isTable: data[i].isTable))
    }
  }
}
