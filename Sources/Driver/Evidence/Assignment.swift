/// The cheapest one-to-one assignment of rows to columns: for each row its column.
///
/// The Hungarian method with potentials, H. W. Kuhn (1955) in the form of J. Munkres (1957): n^3
/// steps. Among equally cheap ones the choice is arbitrary.
/// - Parameter costs: the costs of n rows and n columns, row after row.
func cheapestAssignment(_ costs: [Double], count n: Int) -> [Int] {
  // Row and column 0 are helpers; the row that holds column j is owners[j].
  var rowPrices = [Double](repeating: 0, count: n + 1)
  var columnPrices = rowPrices
  var owners = [Int](repeating: 0, count: n + 1)
  for row in 1..<max(n + 1, 1) {
    owners[0] = row
    var column = 0
    var slack = [Double](repeating: .infinity, count: n + 1)
    var previous = [Int](repeating: 0, count: n + 1)
    var isUsed = [Bool](repeating: false, count: n + 1)
    repeat {
      isUsed[column] = true
      let owner = owners[column]
      var (step, next) = (Double.infinity, 0)
      for candidate in 1...n where !isUsed[candidate] {
        let cost =
          costs[(owner - 1) * n + candidate - 1] - rowPrices[owner] - columnPrices[candidate]
        if cost < slack[candidate] { (slack[candidate], previous[candidate]) = (cost, column) }
        if slack[candidate] < step { (step, next) = (slack[candidate], candidate) }
      }
      for candidate in 0...n {
        if isUsed[candidate] {
          rowPrices[owners[candidate]] += step
          columnPrices[candidate] -= step
        } else {
          slack[candidate] -= step
        }
      }
      column = next
    } while owners[column] != 0
    while column != 0 {
      owners[column] = owners[previous[column]]
      column = previous[column]
    }
  }
  var result = [Int](repeating: 0, count: n)
  for column in 1..<max(n + 1, 1) { result[owners[column] - 1] = column - 1 }
  return result
}
