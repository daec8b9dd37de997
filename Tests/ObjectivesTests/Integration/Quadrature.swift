import Backends
import Foundation
import TensorIR

@testable import Objectives

extension LoweredDensity {
  /// The log of the integral of the density over all coordinates, by the trapezoid rule after
  /// u = c + s sinh(t) around the mode c with the curvature's scale s in each coordinate.
  ///
  /// The rule converges exponentially for smooth integrands that decay at both ends.
  func integrated(nodes: Int) throws -> Double {
    var density = try Interpreter(program, data: data)
    func value(_ u: [Double]) -> Double {
      density.run(u)
      let value = density.scalar(0)
      return value.isNaN ? -.infinity : value
    }
    let (centre, scale) = peak(of: value)
    let reach = 4.2
    let step = 2 * reach / Double(nodes - 1)
    let grid = (0..<nodes).map { -reach + Double($0) * step }
    var terms: [Double] = []
    var index = [Int](repeating: 0, count: dimension)
    while true {
      var u = centre
      var weight = 0.0
      for (i, node) in index.enumerated() {
        u[i] += scale[i] * sinh(grid[node])
        weight += log(scale[i] * cosh(grid[node]) * step)
      }
      terms.append(value(u) + weight)
      guard let next = index.firstIndex(where: { $0 < nodes - 1 }) else { break }
      for lower in 0..<next { index[lower] = 0 }
      index[next] += 1
    }
    let largest = terms.max() ?? 0
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) })
  }

  /// The mode by Newton steps in one coordinate after another, and the scale of each.
  private func peak(of value: ([Double]) -> Double) -> (centre: [Double], scale: [Double]) {
    var centre = [Double](repeating: 0, count: dimension)
    var scale = [Double](repeating: 1, count: dimension)
    for _ in 0..<60 {
      for i in centre.indices {
        func along(_ d: Double) -> Double {
          var u = centre
          u[i] += d
          return value(u)
        }
        let h = 1e-3 * max(1, scale[i])
        let (below, here, above) = (along(-h), along(0), along(h))
        let bend = (above - 2 * here + below) / (h * h)
        let slope = (above - below) / (2 * h)
        scale[i] = bend < 0 ? 1 / (-bend).squareRoot() : 1
        var move = bend < 0 ? -slope / bend : slope.sign == .minus ? -1 : 1
        while abs(move) > 1e-12, !(along(move) > here) { move /= 2 }
        if along(move) > here { centre[i] += move }
      }
    }
    return (centre, scale)
  }
}
