@testable import Plates

/// A small generator of random numbers that is the same everywhere.
struct Lehmer: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) ^ (state << 31)
  }
}

/// A random story: 3 to 11 nodes in 1 to 4 plates, arrows from earlier to later nodes.
func randomDiagram(seed: UInt64) -> PlateDiagram {
  var random = Lehmer(seed: seed)
  var diagram = PlateDiagram(name: "random\(seed)")
  let count = Int.random(in: 3...11, using: &random)
  let shapes: [Node.Shape] = [.whiteCircle, .whiteCircle, .greyCircle, .dot, .bare]
  for i in 0..<count {
    let shape = shapes.randomElement(using: &random) ?? .whiteCircle
    let label = MathText([.init("v"), .init("\(i)", .upright, .sub)])
    diagram.add(Node(name: "v\(i)", kind: .latent, shape: shape, label: label))
  }
  for p in 0..<Int.random(in: 1...4, using: &random) {
    let members = diagram.nodeIDs.filter { _ in Double.random(in: 0..<1, using: &random) < 0.4 }
    guard !members.isEmpty else { continue }
    let label = MathText([.init("p\(p)"), .init(" = 1..P", .upright)])
    diagram.add(Plate(name: "p\(p)", label: label, members: members))
  }
  for j in 1..<count {
    for i in 0..<j where Double.random(in: 0..<1, using: &random) < 1.5 / Double(j) {
      diagram.edges.append(Edge(from: NodeID(i), to: NodeID(j), style: .story))
    }
  }
  return diagram
}

/// A layout without Graphviz: ranks by the longest path, nodes of a rank in their order.
func layeredPlacement(_ source: String) -> String {
  var names: [String] = []
  var edges: [(String, String)] = []
  for line in source.split(separator: "\n") {
    let words = line.split(separator: " ").map { $0.filter { $0 != ";" } }
    if words.count > 2, words[1] == "->" {
      edges.append((words[0], words[2]))
    } else if words.count > 1, words[1].hasPrefix("[width") {
      names.append(words[0])
    }
  }
  var rank = Dictionary(uniqueKeysWithValues: names.map { ($0, 0) })
  for _ in names {
    for (a, b) in edges { rank[b] = max(rank[b] ?? 0, (rank[a] ?? 0) + 1) }
  }
  var filled: [Int: Int] = [:]
  return names.map { name in
    let row = rank[name] ?? 0
    let column = filled[row, default: 0]
    filled[row] = column + 1
    return "node \(name) \(Double(column) + 0.3 * Double(row % 2)) \(Double(20 - row)) 1 1"
  }.joined(separator: "\n")
}

/// What breaks the meaning of plates: a node outside a plate of its own, or one in another's.
private func violations(
  _ diagram: PlateDiagram, _ boxes: [Rectangle], _ plates: [Rectangle]
) -> [String] {
  zip(diagram.plates, plates).flatMap { plate, rectangle in
    zip(diagram.nodeIDs, boxes).compactMap { node, box -> String? in
      if plate.members.contains(node) {
        return rectangle.contains(box) ? nil : "\(diagram[node].name) has left \(plate.name)"
      }
      return rectangle.intersects(box) ? "\(diagram[node].name) is in \(plate.name)" : nil
    }
  }
}

extension StandingDiagram {
  var violations: [String] {
    let boxes = zip(diagram.nodes, arrangement.centers).map { $0.shapeExtent.rectangle(at: $1) }
    return PlatesTests.violations(diagram, boxes, arrangement.plates)
  }
}

extension PlacedDiagram {
  var violations: [String] {
    PlatesTests.violations(diagram, nodes.map(\.box), plates.map(\.rectangle))
  }

  /// Pairs of nodes that overlap.
  var collisions: Int {
    nodes.indices.reduce(0) { sum, i in
      sum + nodes[..<i].count { $0.box.intersects(nodes[i].box) }
    }
  }
}
