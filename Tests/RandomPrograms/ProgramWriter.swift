import TensorIR

/// What writers of random programs have in common: axes, inputs, indices, conditions.
struct ProgramWriter {
  var b = ProgramBuilder()
  var numbers: Numbers
  var axes: [AxisID] = []
  var data: [InputID: Tensor] = [:]
  var point: [Double] = []
  var reals: [Term] = []
  var integers: [ValueID] = []
  var booleans: [ValueID] = []
  let isWild: Bool

  /// Two axes of one small size.
  private var squareAxes: [AxisID] = []
  /// The rows, the inner axis and the columns of a product of matrices, if the program has one.
  private(set) var productAxes: [AxisID] = []

  /// The largest number of elements of a value.
  var largestCount = 6000

  init(seed: UInt64, isWild: Bool) {
    numbers = Numbers(seed: seed)
    self.isWild = isWild
    addAxes()
    addInputs()
  }

  private mutating func addAxes() {
    var sizes: [Int] = []
    let kind = numbers.integer(0...19)
    let long =
      kind == 0 ? numbers.pick(Lengths.huge) : kind < 14 ? numbers.pick(Lengths.long) : 0
    if kind == 0 { largestCount = 21_000 }
    if long > 0 { sizes.append(long) }
    if long > 0, long < 300, numbers.chance(2) {
      sizes.append(long)
      if long <= 130, numbers.chance(2) { largestCount = 17_000 }
    }
    let hasProduct = kind >= 17
    if hasProduct { largestCount = 17_000 }
    let order = numbers.integer(1...5)
    sizes += [order, order]
    for _ in 0..<numbers.integer(1...2) { sizes.append(numbers.pick(Lengths.short)) }
    if numbers.chance(25) { sizes.append(0) }
    sizes.shuffle(using: &numbers)
    axes = sizes.enumerated().map { b.axis("a\($0.offset)", size: $0.element) }
    squareAxes = Array(axes.filter { size($0) == order }.prefix(2))
    guard hasProduct else { return }
    productAxes = ["r", "i", "c"].shuffled(using: &numbers).map { name in
      b.axis(name, size: numbers.pick(Lengths.matrix))
    }
    axes += productAxes
  }

  func size(_ axis: AxisID) -> Int { b.program[axis].size }

  func count(_ axes: some Sequence<AxisID>) -> Int { axes.reduce(1) { $0 * size($1) } }

  /// Axes for a value that is not too large.
  mutating func someAxes() -> [AxisID] {
    var chosen: [AxisID] = []
    let hasLong = !numbers.chance(4)
    for axis in axes.shuffled(using: &numbers)
    where isLong(axis) ? hasLong : numbers.chance(2) {
      let isRoom = count(chosen) * max(1, size(axis)) <= largestCount
      if chosen.count < 3, isRoom { chosen.append(axis) }
    }
    return chosen.sorted()
  }

  func isLong(_ axis: AxisID) -> Bool { size(axis) >= 63 }

  func fits(_ axes: some Sequence<AxisID>) -> Bool { count(axes) <= largestCount }

  /// True iff what has all axes of both is not too large.
  func fit(_ x: ValueID, _ y: ValueID) -> Bool {
    fits(Set(b.type(x).axes).union(b.type(y).axes))
  }

  private mutating func addInputs() {
    for _ in 0..<numbers.integer(1...3) { addParameter(someAxes()) }
    if numbers.chance(2) { addParameter(squareAxes) }
    if productAxes.count == 3 {
      addParameter([productAxes[0], productAxes[1]])
      addParameter([productAxes[1], productAxes[2]])
    }
    for number in 0..<numbers.integer(1...4) { addData("d\(number)") }
    let axis = numbers.pick(axes)
    let table = (0..<size(axis)).map { _ in numbers.short(-2...2) }
    reals.append(Term(value: b.append(.table(table, along: axis)), bound: 2, error: 0))
    reals.append(Term(value: b.constant(numbers.short(-2...2)), bound: 2, error: 0))
    integers.append(b.position(numbers.pick(axes)))
    addFlags()
  }

  private mutating func addParameter(_ axes: [AxisID]) {
    let value = b.input("p\(reals.count)", TensorType(.real, axes), role: .parameter)
    let count = count(axes)
    point += isWild ? Elements.wild(count, &numbers) : Elements.reals(count, &numbers)
    reals.append(Term(value: value, bound: 3, error: 0))
  }

  private mutating func addData(_ name: String) {
    let axes = someAxes()
    let sizes = axes.map { size($0) }
    let count = count(axes)
    let element: ElementType = numbers.pick([.real, .real, .integer, .boolean])
    let value = b.input(name, TensorType(element, axes), role: .data)
    let input = InputID(index: Int32(b.program.inputs.count - 1))
    let whole = Elements.integers(count, &numbers)
    let stored: Tensor =
      switch numbers.integer(0...2) {
      case 0: Tensor(whole, sizes: sizes)
      case 1: Tensor(whole.map { Int32($0) }, sizes: sizes)
      default: Tensor(whole.map { UInt8(max(0, $0)) }, sizes: sizes)
      }
    switch element {
    case .real:
      if numbers.chance(3) {
        data[input] = stored
        let small = b.multiply(value, b.constant(0.015625))
        reals.append(Term(value: small, bound: 3, error: 0))
      } else {
        let numbers =
          isWild ? Elements.wild(count, &numbers) : Elements.reals(count, &numbers)
        data[input] = Tensor(numbers, sizes: sizes)
        reals.append(Term(value: value, bound: 3, error: 0))
      }
    case .integer:
      data[input] = stored
      integers.append(value)
    case .boolean:
      data[input] = Tensor(whole.map { $0 > 1 }, sizes: sizes)
      booleans.append(value)
    }
  }

  private mutating func addFlags() {
    let exact = reals.filter { $0.error == 0 }
    let (x, y) = (numbers.pick(exact).value, numbers.pick(exact).value)
    if fit(x, y) { booleans.append(b.compare(numbers.pick(Comparison.allCases), x, y)) }
    booleans.append(b.compare(.less, numbers.pick(integers), numbers.pick(integers)))
  }

  // MARK: integers and booleans

  /// Writes another integer.
  mutating func addInteger() {
    let (x, y) = (numbers.pick(integers), numbers.pick(integers))
    switch numbers.integer(0...8) {
    case 0, 1:
      let f = numbers.pick(Binary.allCases.filter(\.hasIntegers))
      if fit(x, y) { integers.append(b.binary(f, x, y)) }
    case 2: integers.append(b.cast(numbers.pick(booleans), to: .integer))
    case 3:
      let exact = numbers.pick(reals.filter { $0.error == 0 }).value
      integers.append(b.cast(b.multiply(exact, b.constant(4)), to: .integer))
    case 4:
      let c = numbers.pick(booleans)
      if fit(x, y), fits(Set(b.type(c).axes + b.type(x).axes + b.type(y).axes)) {
        integers.append(b.select(c, x, y))
      }
    case 5:
      let over = b.type(x).axes.filter { _ in numbers.chance(2) }
      let how = numbers.pick([Reduction.sum, .product, .maximum, .minimum])
      integers.append(b.append(.reduce(how, x, over: over)))
    case 6:
      if let axis = b.type(x).axes.randomElement(using: &numbers) {
        integers.append(cumulative(x, axis))
      }
    case 7: if let value = gathered(x) { integers.append(value) }
    default: if let value = scattered(x) { integers.append(value) }
    }
  }

  /// Writes another boolean.
  mutating func addBoolean() {
    let (x, y) = (numbers.pick(booleans), numbers.pick(booleans))
    switch numbers.integer(0...7) {
    case 0: if fit(x, y) { booleans.append(b.append(.logical(.and, x, y))) }
    case 1: if fit(x, y) { booleans.append(b.append(.logical(.or, x, y))) }
    case 2: booleans.append(b.append(.not(x)))
    case 3:
      let (i, j) = (numbers.pick(integers), numbers.pick(integers))
      if fit(i, j) { booleans.append(b.compare(numbers.pick(Comparison.allCases), i, j)) }
    case 4:
      let exact = reals.filter { $0.error == 0 }
      let (i, j) = (numbers.pick(exact).value, numbers.pick(exact).value)
      if fit(i, j) { booleans.append(b.compare(numbers.pick(Comparison.allCases), i, j)) }
    case 5:
      let c = numbers.pick(booleans)
      if fits(Set(b.type(c).axes + b.type(x).axes + b.type(y).axes)) {
        booleans.append(b.select(c, x, y))
      }
    case 6: if let value = gathered(x) { booleans.append(value) }
    default:
      let exact = numbers.pick(reals.filter { $0.error == 0 }).value
      booleans.append(
        b.cast(numbers.chance(2) ? exact : numbers.pick(integers), to: .boolean))
    }
  }

  // MARK: axes

  mutating func cumulative(_ x: ValueID, _ axis: AxisID) -> ValueID {
    b.append(
      .cumulativeSum(
        x, along: axis, exclusive: numbers.chance(2), reversed: numbers.chance(2)))
  }

  /// Elements of a value at positions some of which lie outside.
  mutating func gathered(_ x: ValueID) -> ValueID? {
    let own = b.type(x).axes
    guard let axis = own.randomElement(using: &numbers) else { return nil }
    for at in integers.shuffled(using: &numbers) where !b.type(at).axes.contains(axis) {
      guard fits(Set(own.filter { $0 != axis } + b.type(at).axes)) else { continue }
      return b.gather(x, axis: axis, at: at)
    }
    return nil
  }

  /// A value added up at positions some of which lie outside.
  mutating func scattered(_ x: ValueID) -> ValueID? {
    let own = b.type(x).axes
    for at in integers.shuffled(using: &numbers) {
      let all = Set(own + b.type(at).axes)
      let free = axes.filter { !all.contains($0) }
      guard fits(all), let axis = free.randomElement(using: &numbers) else { continue }
      let over = all.sorted().filter { isLong($0) || numbers.chance(2) }
      guard fits(all.subtracting(over).union([axis])) else { continue }
      return b.append(.scatterAdd(x, axis: axis, at: at, over: over))
    }
    return nil
  }

  /// The value with another axis in place of one, if there is one of the same size.
  mutating func renamed(_ x: ValueID) -> ValueID? {
    let own = b.type(x).axes
    for from in own.shuffled(using: &numbers) {
      for to in axes where !own.contains(to) && size(to) == size(from) {
        return b.rename(x, from: from, to: to)
      }
    }
    return nil
  }

  mutating func repeated(_ x: ValueID) -> ValueID? {
    let own = b.type(x).axes
    for axis in axes.shuffled(using: &numbers) where !own.contains(axis) && fits(own + [axis]) {
      return b.append(.broadcast(x, along: [axis]))
    }
    return nil
  }

  /// The identity times a number, along two axes.
  mutating func diagonal(_ row: AxisID, _ column: AxisID, _ number: Double) -> ValueID {
    let isDiagonal = b.compare(.equal, b.position(row), b.position(column))
    return b.multiply(b.constant(number), b.cast(isDiagonal, to: .real))
  }

  /// Two axes of one size among those of a value.
  mutating func square(_ x: ValueID) -> (row: AxisID, column: AxisID)? {
    let own = b.type(x).axes.filter { size($0) <= 5 }.shuffled(using: &numbers)
    for row in own {
      if let column = own.first(where: { $0 != row && size($0) == size(row) }) {
        return (row, column)
      }
    }
    return nil
  }
}
