import TensorIR

/// Evaluates structural ops one element at a time, straight from their definitions.
struct Naive {
  typealias Place = [AxisID: Int]

  let program: TensorProgram
  let point: [[Double]]

  /// All places over some axes, row-major.
  func places(_ axes: [AxisID]) -> [Place] {
    axes.reduce([[:]]) { places, axis in
      places.flatMap { place in
        (0..<program[axis].size).map { index in place.merging([axis: index]) { $1 } }
      }
    }
  }

  func values(_ value: ValueID) -> [Double] {
    places(program[value].type.axes).map { element(value, $0) }
  }

  /// One element; the place may have further axes.
  func element(_ value: ValueID, _ place: Place) -> Double {
    let type = program[value].type
    switch program[value].op {
    case .input(let input):
      let index = type.axes.reduce(0) { $0 * program[$1].size + place[$1, default: 0] }
      return point[Int(input.index)][index]
    case .constant(let number): return number
    case .position(let axis): return Double(place[axis, default: 0])
    case .unary(.square, let x): return element(x, place) * element(x, place)
    case .binary(.add, let x, let y): return element(x, place) + element(y, place)
    case .binary(.modulo, let x, let y):
      let (a, b) = (element(x, place), element(y, place))
      return a - b * (a / b).rounded(.down)
    case .binary(_, let x, let y): return element(x, place) * element(y, place)
    case .cast(let x, _), .broadcast(let x, _): return element(x, place)
    case .rename(let x, let from, let to):
      return element(x, place.merging([from: place[to, default: 0]]) { $1 })
    case .reduce(let reduction, let x, let over):
      let elements = places(over).map { element(x, place.merging($0) { $1 }) }
      return reduction == .sum
        ? elements.reduce(0, +) : elements.reduce(-.infinity) { max($0, $1) }
    case .contract(let x, let y, let over):
      return places(over).map { extra in
        let full = place.merging(extra) { $1 }
        return element(x, full) * element(y, full)
      }.reduce(0, +)
    case .cumulativeSum(let x, let axis, let exclusive, let reversed):
      let here = place[axis, default: 0]
      return (0..<program[axis].size).filter { index in
        (index == here && !exclusive) || (reversed ? index > here : index < here)
      }.map { element(x, place.merging([axis: $0]) { $1 }) }.reduce(0, +)
    case .gather(let x, let axis, let at):
      let index = Int(element(at, place))
      guard (0..<program[axis].size).contains(index) else { return 0 }
      return element(x, place.merging([axis: index]) { $1 })
    case .scatterAdd(let x, let axis, let at, let over):
      return places(over).map { place.merging($0) { $1 } }
        .filter { Int(element(at, $0)) == place[axis] }.map { element(x, $0) }.reduce(0, +)
    default: preconditionFailure("not a structural op")
    }
  }
}
