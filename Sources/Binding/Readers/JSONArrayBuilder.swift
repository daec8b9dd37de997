/// Collects the scalars of one JSON value and the lengths of its arrays.
struct JSONArrayBuilder {
  enum Unbuildable: Error { case unevenNesting, mixedValues }

  let name: String
  /// Integers are kept apart from reals until the first real.
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var texts: [String] = []
  private var booleans: [Bool] = []
  private var hasReals = false
  private var missing: [Int] = []
  private var count = 0
  /// The depth of the scalars, once one has been seen.
  private var leafDepth: Int?
  private var isUneven = false
  /// The lengths of the arrays at each depth, in order.
  private var lengths: [[Int]] = []
  /// A `null` where an array was expected: the element before which it stands, and its depth.
  private var nulls: [(position: Int, depth: Int)] = []

  init(name: String) { self.name = name }

  mutating func add(_ value: Int64, depth: Int) {
    place(at: depth)
    if hasReals { reals.append(Double(value)) } else { integers.append(value) }
  }

  mutating func add(_ value: Double, depth: Int) {
    place(at: depth)
    if !hasReals {
      hasReals = true
      reals = integers.map { Double($0) }
      integers = []
    }
    reals.append(value)
  }

  mutating func add(_ value: Bool, depth: Int) {
    place(at: depth)
    booleans.append(value)
  }

  mutating func add(_ text: String, depth: Int) {
    if let special = specialNumber(text) { return add(special, depth: depth) }
    place(at: depth)
    texts.append(text)
  }

  mutating func addNull(depth: Int) { nulls.append((count, depth)) }

  mutating func close(count: Int, depth: Int) {
    while lengths.count <= depth { lengths.append([]) }
    lengths[depth].append(count)
  }

  private mutating func place(at depth: Int) {
    if let leafDepth, leafDepth != depth { isUneven = true }
    leafDepth = depth
    count += 1
  }

  /// The array, or why there is none.
  consuming func build() throws(Unbuildable) -> DataArray {
    let rank = leafDepth ?? max(lengths.count, nulls.map(\.depth).max() ?? 0)
    guard !isUneven, lengths.count <= rank, nulls.allSatisfy({ $0.depth <= rank }) else {
      throw .unevenNesting
    }
    while lengths.count < rank { lengths.append([]) }
    try fillNulls(rank: rank)
    let values = try storage()
    var mask: [Bool]?
    if !missing.isEmpty {
      var flags = [Bool](repeating: false, count: values.count)
      for position in missing { flags[position] = true }
      mask = flags
    }
    let ragged = lengths.indices.filter { Set(lengths[$0]).count > 1 }
    return DataArray(
      name: name, shape: lengths.map { $0.max() ?? 0 }, storage: values,
      lengths: Dictionary(uniqueKeysWithValues: ragged.map { ($0, lengths[$0]) }), missing: mask)
  }

  /// Puts missing elements where a `null` stands, as many as the arrays beside it have.
  private mutating func fillNulls(rank: Int) throws(Unbuildable) {
    guard !nulls.isEmpty else { return }
    var source: [Int?] = []
    var next = 0
    for null in nulls {
      source.append(contentsOf: (next..<null.position).map { $0 })
      next = null.position
      var size = 1
      for depth in null.depth..<rank {
        // Only arrays that are all alike say how many elements are missing.
        guard let length = lengths[depth].first, lengths[depth].allSatisfy({ $0 == length }),
          source.count + size * length <= DataLimit.elements
        else { throw .unevenNesting }
        lengths[depth].append(contentsOf: repeatElement(length, count: size))
        size *= length
      }
      missing.append(contentsOf: source.count..<source.count + size)
      source.append(contentsOf: repeatElement(nil, count: size))
    }
    source.append(contentsOf: (next..<count).map { $0 })
    func spread<T>(_ values: [T], _ zero: T) -> [T] {
      values.isEmpty ? [] : source.map { $0.map { values[$0] } ?? zero }
    }
    guard
      [integers.count, reals.count, texts.count, booleans.count].allSatisfy({
        $0 == 0 || $0 == count
      })
    else { throw .mixedValues }
    // Where all is null the zeros are integers.
    integers = count == 0 ? source.map { _ in 0 } : spread(integers, 0)
    reals = spread(reals, 0)
    (texts, booleans) = (spread(texts, ""), spread(booleans, false))
    count = source.count
  }

  private func storage() throws(Unbuildable) -> DataArray.Storage {
    if count == 0 { return .integers([]) }
    if integers.count == count { return .integers(integers) }
    if reals.count == count { return .reals(reals) }
    if booleans.count == count { return .booleans(booleans) }
    if texts.count == count { return .texts(texts) }
    throw .mixedValues
  }
}
