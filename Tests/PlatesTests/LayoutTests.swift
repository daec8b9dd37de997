import Testing

@testable import Plates

@Suite struct LayoutTests {
  @Test(arguments: Sketches.all) func figuresKeepEveryNodeInItsPlates(_ sketch: PlateDiagram) throws
  {
    let placed = try placed(sketch)
    #expect(placed.violations == [])
    #expect(placed.collisions == 0)
    #expect(placed.notes == [])
  }

  @Test(arguments: Sketches.all) func figuresDrawArrowsDown(_ sketch: PlateDiagram) throws {
    let placed = try placed(sketch)
    let chained = Set(sketch.chains.flatMap { $0.rows.joined() }.compactMap(\.self))
    for edge in sketch.edges where edge.style == .story && !chained.contains(edge.from) {
      let (from, to) = (placed.nodes[edge.from.index].center, placed.nodes[edge.to.index].center)
      #expect(from.y > to.y, "\(sketch[edge.from].name) -> \(sketch[edge.to].name)")
    }
  }

  @Test(arguments: Sketches.all) func linesRunThroughNoNode(_ sketch: PlateDiagram) throws {
    let placed = try placed(sketch)
    for (edge, route) in zip(sketch.edges, placed.routes) {
      for node in sketch.nodeIDs where node != edge.from && node != edge.to {
        let box = placed.nodes[node.index].box
        let hits = sampled(route.points).count { box.expanded(by: -3).distance(to: $0) < 0 }
        #expect(hits == 0, "\(sketch.name): \(edge) through \(sketch[node].name)")
      }
    }
  }

  @Test(arguments: Sketches.all) func labelsOverlapNothing(_ sketch: PlateDiagram) throws {
    let placed = try placed(sketch)
    let outside = zip(sketch.nodes, placed.nodes).compactMap { node, place in
      node.holdsLabel ? nil : place.label?.box
    }
    for box in outside + placed.plates.map(\.label.box) {
      for (node, place) in zip(sketch.nodes, placed.nodes) {
        #expect(!place.box.intersects(box), "\(sketch.name): \(node.name)")
      }
      #expect(outside.count { $0.intersects(box) } <= 1)
    }
  }

  @Test(arguments: Sketches.all) func arrowsEndAtTheShapes(_ sketch: PlateDiagram) throws {
    let placed = try placed(sketch)
    for (edge, route) in zip(sketch.edges, placed.routes) {
      let target = placed.nodes[edge.to.index]
      let end = route.tip ?? route.points.last ?? target.center
      let radius = max(target.box.width, target.box.height) / 2
      #expect(end.distance(to: target.center) < 1.5 * radius + 3)
      #expect((route.tip == nil) == (edge.style == .undirected))
    }
  }

  @Test func slicesOfAChainStandInColumns() throws {
    let placed = try placed(Sketches.hmm)
    let rows = Sketches.hmm.chains[0].rows
    for row in rows {
      let centers = row.compactMap { $0.map { placed.nodes[$0.index].center } }
      #expect(Set(centers.map(\.y)).count == 1)
      #expect(zip(centers, centers.dropFirst()).allSatisfy { $0.x < $1.x })
    }
    for (top, bottom) in zip(rows[0], rows[1]) {
      guard let top, let bottom else { continue }
      #expect(placed.nodes[top.index].center.x == placed.nodes[bottom.index].center.x)
    }
  }

  /// Of five points some three rise or fall, and the outer two hold the middle one in their box: so
  /// no picture has a rectangle for each pair alone.
  @Test func impossiblePlatesAreSplitAndNoted() throws {
    var diagram = PlateDiagram(name: "pairs")
    for i in 0..<5 {
      let label = MathText(tex: "v_\(i)")
      diagram.add(Node(name: "v\(i)", kind: .latent, shape: .whiteCircle, label: label))
    }
    for i in 0..<5 {
      for j in 0..<i {
        let members = [NodeID(j), NodeID(i)]
        diagram.add(Plate(name: "p\(j)\(i)", label: MathText(tex: "p"), members: members))
      }
    }
    let placed = try placed(diagram)
    #expect(!placed.notes.isEmpty)
    #expect(placed.violations == [])
    #expect(placed.diagram.plates.count == 10 + placed.notes.count)
    guard case .split(let name)? = placed.notes.first else { return }
    let halves = placed.diagram.plates.filter { $0.name == name || $0.name == name + "'" }
    #expect(halves.count == 2)
    #expect(Set(halves.map(\.label)).count == 1)
  }

  /// Two of three plates in pairs, and all three, have a common node.
  @Test func threePlatesCrossWithoutASplit() throws {
    let placed = try placed(Sketches.threeWay)
    let boxes = placed.plates.map(\.rectangle)
    #expect(boxes[0].intersects(boxes[1]) && boxes[1].intersects(boxes[2]))
    #expect(Set(boxes.map(\.minX)).count == 3)
    #expect(Set(boxes.map(\.minY)).count == 3)
  }

  @Test func layoutIsTheSameEveryTime() throws {
    for sketch in Sketches.all {
      #expect(try placed(sketch) == placed(sketch))
    }
  }

  @Test func anEmptyDiagramHasALayout() throws {
    let placed = try placed(PlateDiagram(name: "empty"))
    #expect(placed.bounds.width > 0)
    #expect(try svg(placed).contains("<svg"))
  }

  @Test func sharedBordersAreKeptApart() throws {
    let placed = try placed(Sketches.matrixFactorisation)
    let (a, b) = (placed.plates[0].rectangle, placed.plates[1].rectangle)
    for (x, y) in [(a.minX, b.minX), (a.maxX, b.maxX), (a.minY, b.minY), (a.maxY, b.maxY)] {
      #expect(abs(x - y) >= Metrics.stagger - 0.2)
    }
  }
}

@Suite struct AxisTests {
  @Test func orderRefusesACircle() {
    var order = PartialOrder(count: 70)
    let taken = [(3, 68), (68, 5), (5, 3), (4, 4), (5, 69)].map { order.insert($0, before: $1) }
    #expect(taken == [true, true, false, false, true])
    #expect(order.isBefore(3, 5) && order.isBefore(3, 69))
    #expect(!order.isBefore(5, 3) && !order.isBefore(4, 4))
  }

  @Test func gapsAreKeptAndTargetsNeared() {
    let gaps = [Gap(from: 0, to: 1, distance: 10), Gap(from: 1, to: 2, distance: 10)]
    let x = positions(keeping: gaps, near: [0, 0, 0], weights: [1, 1, 1])
    #expect(abs(x[0] + 10) < 0.1 && abs(x[1]) < 0.1 && abs(x[2] - 10) < 0.1)
    #expect(gaps.allSatisfy { x[$0.to] - x[$0.from] >= $0.distance - 1e-9 })
    let free = positions(keeping: gaps, near: [0, 30, 90], weights: [1, 1, 1])
    #expect(free == [0, 30, 90])
  }

  @Test func segmentsAreClipped() {
    let box = Rectangle(minX: 0, minY: 0, maxX: 10, maxY: 10)
    #expect(segment(Point(x: -5, y: 5), Point(x: 15, y: 6), meets: box))
    #expect(segment(Point(x: 2, y: 2), Point(x: 3, y: 3), meets: box))
    #expect(!segment(Point(x: -5, y: 5), Point(x: -1, y: 6), meets: box))
    #expect(!segment(Point(x: -5, y: 8), Point(x: 5, y: 18), meets: box))
  }

  @Test func aCurveKeepsItsShapeWhenCut() {
    let curve = Bezier(from: Point(x: 0, y: 0), to: Point(x: 100, y: 0), bend: 20)
    #expect(abs(curve.point(at: 0.5).y - 20) < 1e-9)
    let part = curve.part(from: 0.25, to: 0.75)
    #expect(part.point(at: 0).distance(to: curve.point(at: 0.25)) < 1e-9)
    #expect(part.point(at: 0.5).distance(to: curve.point(at: 0.5)) < 1e-9)
    #expect(part.point(at: 1).distance(to: curve.point(at: 0.75)) < 1e-9)
  }

  @Test func numbersAreWrittenShort() {
    #expect(decimal(12) == "12")
    #expect(decimal(-0.04) == "0")
    #expect(decimal(-1.25, places: 2) == "-1.25")
    #expect(decimal(0.05, places: 4) == "0.05")
    #expect(decimal(3.999, places: 2) == "4")
  }
}
