import TensorIR
import Testing

/// Writes random structural ops over random axes.
private struct RandomLayout {
  var random: Choices
  var values: [ValueID] = []
  var axes: [AxisID] = []

  mutating func some(_ axes: [AxisID]) -> [AxisID] { axes.filter { _ in random.flip() } }

  mutating func step(_ b: inout ProgramBuilder) -> ValueID {
    let (x, y) = (random.pick(values), random.pick(values))
    let own = b.type(x).axes
    switch random.next(below: 9) {
    case 0: return b.add(x, y)
    case 1: return b.multiply(x, y)
    case 2: return b.reduce(.sum, x, over: some(own))
    case 3: return b.reduce(.maximum, x, over: some(own))
    case 4:
      let theirs = b.type(y).axes
      return b.append(.contract(x, y, over: some(own.filter { theirs.contains($0) })))
    case 5:
      guard let axis = own.first else { return x }
      return b.append(
        .cumulativeSum(x, along: axis, exclusive: random.flip(), reversed: random.flip()))
    case 6:
      let at = index(&b)
      guard let axis = own.first(where: { !b.type(at).axes.contains($0) }) else { return x }
      return b.gather(x, axis: axis, at: at)
    case 7:
      let at = index(&b)
      let all = Set(own + b.type(at).axes).sorted()
      guard let axis = axes.first(where: { !all.contains($0) }) else { return x }
      return b.append(.scatterAdd(x, axis: axis, at: at, over: some(all)))
    default:
      let free = axes.filter { !own.contains($0) }
      for from in own.reversed() {
        for to in free where b.program[from].size == b.program[to].size {
          return b.rename(x, from: from, to: to)
        }
      }
      return b.append(.broadcast(x, along: Array(free.prefix(1))))
    }
  }

  private mutating func index(_ b: inout ProgramBuilder) -> ValueID {
    var at = b.constant(Double(random.next(below: 3)) - 1)
    for axis in some(axes) { at = b.add(at, b.cast(b.position(axis), to: .real)) }
    return b.cast(b.binary(.modulo, at, b.constant(4)), to: .integer)
  }
}

@Suite struct LayoutTests {
  @Test(arguments: 0..<200)
  func randomProgramsAgreeWithTheDefinitions(_ seed: Int) throws {
    var b = ProgramBuilder()
    var layout = RandomLayout(random: Choices(seed: UInt64(seed)))
    layout.axes = [3, 2, 3, 1, 2].map { b.axis("a", size: $0) }
    var point: [[Double]] = []
    for name in ["x", "y", "z"] {
      let value = b.parameter(name, layout.some(layout.axes))
      layout.values.append(value)
      let count = b.program.count(b.type(value))
      point.append((0..<count).map { _ in Double(layout.random.next(below: 7)) - 3 })
    }
    for _ in 0..<6 { layout.values.append(layout.step(&b)) }
    let program = b.finish(layout.values.map { Output(name: "y", value: $0) }).pruned()
    #expect(program.firstViolation() == nil)
    let naive = Naive(program: program, point: point)
    var interpreter = try Interpreter(program, data: [:])
    interpreter.run(Array(point.joined()))
    for (index, output) in program.outputs.enumerated() {
      #expect(interpreter.output(index) == naive.values(output.value), "\(program)")
    }
  }

  @Test func largeContractionsAgreeWithLoops() throws {
    let (n, k, m) = (37, 29, 41)
    var b = ProgramBuilder()
    let axes = [n, k, m].map { b.axis("a", size: $0) }
    let x = b.parameter("x", [axes[0], axes[1]])
    let y = b.parameter("y", [axes[1], axes[2]])
    let products = [
      b.contract(x, y, over: [axes[1]]),
      b.contract(x, b.rename(y, from: axes[1], to: axes[1]), over: [axes[1]]),
      b.sum(b.sum(b.multiply(x, y), over: [axes[1]]), over: [axes[0]]),
    ]
    let program = b.finish(products.map { Output(name: "y", value: $0) })
    let point = (0..<(n * k + k * m)).map { Double($0 * 7919 % 13) - 6 }
    var expected = [Double](repeating: 0, count: n * m)
    for i in 0..<n {
      for j in 0..<k {
        for l in 0..<m { expected[i * m + l] += point[i * k + j] * point[n * k + j * m + l] }
      }
    }
    #expect(try evaluate(program, at: point) == expected)
    #expect(try evaluate(program, at: point, output: 1) == expected)
    let columns = (0..<m).map { l in (0..<n).map { expected[$0 * m + l] }.reduce(0, +) }
    #expect(try evaluate(program, at: point, output: 2) == columns)
  }
}

/// Fixed pseudo-random choices (SplitMix64).
struct Choices: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func next(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
  mutating func flip() -> Bool { Bool.random(using: &self) }
  mutating func pick<T>(_ items: [T]) -> T { items[next(below: items.count)] }
}
