/// One cubic Bézier curve.
struct Bezier {
  var a: Point
  var b: Point
  var c: Point
  var d: Point

  /// From `start` to `end`, deviating by `bend` to the left of the straight line in its middle.
  init(from start: Point, to end: Point, bend: Double) {
    let way = end - start
    let length = max(way.length, 1e-9)
    let normal = Point(x: -way.y / length, y: way.x / length)
    a = start
    d = end
    b = start + (1.0 / 3) * way + (4 * bend / 3) * normal
    c = start + (2.0 / 3) * way + (4 * bend / 3) * normal
  }

  init(_ a: Point, _ b: Point, _ c: Point, _ d: Point) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  func point(at t: Double) -> Point {
    let s = 1 - t
    return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d
  }

  /// The part between two parameters, by de Casteljau's construction.
  func part(from t0: Double, to t1: Double) -> Bezier {
    let right = split(at: t0).1
    return right.split(at: t0 < 1 ? (t1 - t0) / (1 - t0) : 1).0
  }

  private func split(at t: Double) -> (Bezier, Bezier) {
    func between(_ p: Point, _ q: Point) -> Point { (1 - t) * p + t * q }
    let (ab, bc, cd) = (between(a, b), between(b, c), between(c, d))
    let (abc, bcd) = (between(ab, bc), between(bc, cd))
    let middle = between(abc, bcd)
    return (Bezier(a, ab, abc, middle), Bezier(middle, bcd, cd, d))
  }

  var points: [Point] { [a, b, c, d] }
}

/// Points along joined cubic curves, with both ends.
func sampled(_ points: [Point], pieces: Int = 12) -> [Point] {
  guard let first = points.first else { return [] }
  var samples = [first]
  for start in stride(from: 0, to: points.count - 3, by: 3) {
    let curve = Bezier(points[start], points[start + 1], points[start + 2], points[start + 3])
    samples += (1...pieces).map { curve.point(at: Double($0) / Double(pieces)) }
  }
  return samples
}
