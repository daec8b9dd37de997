/// The shape of an array seen with the axes of a variable, whose lengths may be known; `nil` when
/// it
/// does not fit.
///
/// Trailing dimensions are read as one, so images fill an axis of pixels; dimensions of length 1
/// may
/// be left out, and so may the last one of a table's column.
func matchedShape(_ array: DataArray, lengths: [Int?], isTable: Bool) -> [Int]? {
  let shape = array.shape
  let fits = zip(shape, lengths).allSatisfy { $1 == nil || $0 == $1 }
  if shape.count == lengths.count, fits || !array.lengths.isEmpty { return shape }
  guard array.lengths.isEmpty else { return nil }
  if let merged = merged(shape, lengths) { return merged }
  // As many dimensions of length 1 as are wanted are put back, the last ones first.
  let absent = lengths.indices.reversed().filter { lengths[$0] == 1 }
  for count in 0...absent.count {
    let left = Set(absent.prefix(count))
    let present = lengths.indices.filter { !left.contains($0) }
    guard var result = merged(shape, present.map { lengths[$0] }) else { continue }
    for axis in left.sorted() { result.insert(1, at: axis) }
    return result
  }
  if isTable, shape.count == lengths.count - 1, lengths.last == .some(nil) { return shape + [1] }
  return shape.count == lengths.count ? shape : nil
}

/// The shape with its trailing dimensions read as one, when it then has the known lengths.
private func merged(_ shape: [Int], _ lengths: [Int?]) -> [Int]? {
  guard shape.count >= lengths.count else { return nil }
  guard let last = lengths.last else { return shape.allSatisfy { $0 == 1 } ? [] : nil }
  let kept = lengths.count - 1
  let rest = shape[kept...].reduce(1, *)
  let isMeant = last == rest || shape.count == lengths.count || kept > 0 && last == nil
  // A column vector is a vector.
  guard isMeant || shape[(kept + 1)...].allSatisfy({ $0 == 1 }) else { return nil }
  let result = shape[..<kept] + [rest]
  return zip(result, lengths).allSatisfy { $1 == nil || $0 == $1 } ? Array(result) : nil
}
