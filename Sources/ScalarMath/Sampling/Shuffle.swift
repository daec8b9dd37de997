/// The elements in an order that is drawn (Fisher and Yates).
public func shuffled(_ elements: [Int], random: inout RandomStream) -> [Int] {
  var result = elements
  for i in stride(from: result.count - 1, to: 0, by: -1) {
    result.swapAt(i, min(i, Int(random.uniform() * Double(i + 1))))
  }
  return result
}
