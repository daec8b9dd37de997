/// Returns the candidate that a misspelt word most likely stands for.
///
/// Apart from case it differs in at most a third of its letters (at least one, at most three
/// insertions, deletions,
/// replacements or swaps of neighbours). `nil` if
/// no candidate is that near; the first of equally near ones wins.
public func nearest(
  to word: String, among candidates: some Sequence<String>
) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars)
  guard wanted.count <= 40 else { return nil }
  let limit = min(3, max(1, wanted.count / 3))
  var best: (text: String, distance: Int)?
  for candidate in candidates where candidate != word {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard abs(letters.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, letters)
    if distance <= limit, distance < max(letters.count, 1), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.text
}

/// Returns the number of insertions, deletions, replacements and swaps of neighbours between `a`
/// and `b` (optimal string alignment distance).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
      var least = min(replaced, last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        least = min(least, beforeLast[j - 1] + 1)
      }
      row.append(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
