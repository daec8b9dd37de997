/// MacKay's picture of a family of hypotheses: above, the log evidence with its error bars and the
/// log likelihood of the best fit, whose distance is the Occam factor; below, the probabilities.
public struct EvidencePlot: Sendable {
  /// One hypothesis.
  public struct Point: Sendable {
    /// Where it stands along the horizontal axis.
    public let label: String
    /// Which line it is on; empty if there is one.
    public let series: String
    public let logEvidence: Double
    public let error: Double
    /// `nil` where the numbers are bounds.
    public let probability: Double?
    /// The log likelihood at the best fit, if it is known.
    public let bestFit: Double?

    /// Creates the point of a hypothesis.
    public init(
      label: String, series: String, logEvidence: Double, error: Double, probability: Double?,
      bestFit: Double?
    ) {
      self.label = label
      self.series = series
      self.logEvidence = logEvidence
      self.error = error
      self.probability = probability
      self.bestFit = bestFit
    }
  }

  private let title: String
  private let axis: String
  private let measure: String
  private let points: [Point]
  private let labels: [String]
  private let series: [String]

  private let width = 720.0
  private let left = 78.0
  private let right = 700.0
  private static let colours = [
    "#1f5fa8", "#c8553d", "#3f8f5f", "#8a5aa8", "#b08a1e", "#3a9aa8", "#777777", "#a83f6f",
  ]

  /// Creates the picture.
  ///
  /// - Parameters:
  ///   - axis: what the labels are values of.
  ///   - measure: what the upper numbers are.
  public init(title: String, axis: String, points: [Point], measure: String = "log p(D | h)") {
    self.measure = measure
    self.title = title
    self.axis = axis
    self.points = points
    var (labels, series): ([String], [String]) = ([], [])
    for point in points {
      if !labels.contains(point.label) { labels.append(point.label) }
      if !series.contains(point.series) { series.append(point.series) }
    }
    self.labels = labels
    self.series = series
  }

  /// The picture as an SVG file.
  public var svg: String {
    let hasProbabilities = points.contains { $0.probability != nil }
    let areLong = (labels.map(\.count).max() ?? 0) * labels.count > 80
    let legend = series.count > 1 ? 22.0 : 0
    let top = 46 + legend
    let (upperEnd, lowerStart) = (top + 250, top + 285)
    let lowerEnd = hasProbabilities ? lowerStart + 120 : upperEnd
    var svg = SVG(width: width, height: lowerEnd + (areLong ? 120 : 58))
    svg.text(title, at: ((left + right) / 2, 22), size: 15)
    drawLegend(&svg, at: 40)
    let values = points.flatMap {
      [$0.logEvidence - $0.error, $0.logEvidence + $0.error] + [$0.bestFit].compactMap(\.self)
    }
    let vertical = LinearScale(covering: values, from: upperEnd, to: top)
    drawFrame(&svg, vertical, title: measure)
    drawEvidences(&svg, vertical)
    if hasProbabilities {
      let most = points.compactMap(\.probability).max() ?? 1
      let scale = LinearScale(low: 0, high: max(most * 1.08, 1e-9), from: lowerEnd, to: lowerStart)
      drawFrame(&svg, scale, title: "p(h | D)")
      drawProbabilities(&svg, scale)
    }
    for (index, label) in labels.enumerated() {
      let x = place(index)
      svg.line((x, lowerEnd), (x, lowerEnd + 4), colour: "#444")
      if areLong {
        svg.text(label, at: (x + 4, lowerEnd + 14), anchor: .end, size: 11, turned: -35)
      } else {
        svg.text(label, at: (x, lowerEnd + 18))
      }
    }
    svg.text(axis, at: ((left + right) / 2, lowerEnd + (areLong ? 110 : 44)), size: 13)
    return svg.file
  }

  private func place(_ index: Int) -> Double {
    left + (Double(index) + 0.5) * (right - left) / Double(max(labels.count, 1))
  }

  private func colour(_ index: Int) -> String { Self.colours[index % Self.colours.count] }

  private func drawLegend(_ svg: inout SVG, at y: Double) {
    guard series.count > 1 else { return }
    let step = min(150, (right - left) / Double(series.count))
    for (index, name) in series.enumerated() {
      let x = left + Double(index) * step
      svg.line((x, y), (x + 18, y), colour: colour(index), width: 2)
      svg.text(name, at: (x + 23, y + 4), anchor: .start, size: 11)
    }
  }

  /// The frame of a panel with the ticks of its vertical axis.
  private func drawFrame(_ svg: inout SVG, _ scale: LinearScale, title: String) {
    for tick in scale.ticks {
      let y = scale.place(tick.value)
      svg.line((left, y), (right, y), colour: "#e6e6e6")
      svg.text(tick.label, at: (left - 7, y + 4), anchor: .end, size: 11)
    }
    svg.polyline(
      [(left, scale.end), (left, scale.start), (right, scale.start)], colour: "#444")
    svg.text(title, at: (18, (scale.start + scale.end) / 2), size: 13, turned: -90)
  }

  private func drawEvidences(_ svg: inout SVG, _ scale: LinearScale) {
    for (index, name) in series.enumerated() {
      let own = points.filter { $0.series == name }
      func x(_ point: Point) -> Double {
        place(labels.firstIndex(of: point.label) ?? 0) + offset(index)
      }
      let fits = own.compactMap { point in point.bestFit.map { (x(point), scale.place($0)) } }
      if fits.count > 1 {
        svg.polyline(fits, colour: colour(index), width: 1.2, dashes: "5 4")
      }
      let finite = own.filter(\.logEvidence.isFinite)
      svg.polyline(
        finite.map { (x($0), scale.place($0.logEvidence)) }, colour: colour(index), width: 1.6)
      for point in finite {
        let (middle, y) = (x(point), scale.place(point.logEvidence))
        let (low, high) = (
          scale.place(point.logEvidence - point.error),
          scale.place(point.logEvidence + point.error)
        )
        if abs(low - high) > 1 {
          svg.line((middle, low), (middle, high), colour: colour(index), width: 1.4)
          for end in [low, high] {
            svg.line((middle - 4, end), (middle + 4, end), colour: colour(index), width: 1.4)
          }
        }
        svg.circle((middle, y), radius: 3.4, colour: colour(index))
      }
    }
    guard points.contains(where: { $0.bestFit != nil }) else { return }
    svg.text(
      "dashed: log likelihood of the best fit; the gap is the log Occam factor",
      at: (right, scale.start + 18), anchor: .end, size: 11, colour: "#666")
  }

  /// A little apart, so that error bars of several lines do not cover each other.
  private func offset(_ index: Int) -> Double {
    let step = min(6, (right - left) / Double(max(labels.count * series.count, 1)) / 3)
    return (Double(index) - Double(series.count - 1) / 2) * step
  }

  private func drawProbabilities(_ svg: inout SVG, _ scale: LinearScale) {
    let slot = (right - left) / Double(max(labels.count, 1)) * 0.72
    let bar = min(46, slot / Double(max(series.count, 1)))
    for point in points {
      guard let probability = point.probability else { continue }
      let index = series.firstIndex(of: point.series) ?? 0
      let middle = place(labels.firstIndex(of: point.label) ?? 0)
      let x = middle + (Double(index) - Double(series.count) / 2) * bar
      let y = scale.place(probability)
      svg.rectangle(
        (x + 0.5, y), width: max(bar - 1, 0.5), height: scale.start - y, colour: colour(index))
    }
  }
}
