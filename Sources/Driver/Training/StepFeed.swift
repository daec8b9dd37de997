import Binding
import Inference
import Objectives
import ScalarMath
import Semantics
import TensorIR

/// Puts what is given anew at each step behind the coordinates of a point: the rows of a batch, and
/// noise.
struct StepFeed: Sendable {
  /// Where one input gets its values from.
  private enum Source: Sendable {
    case data(RowReader)
    case positions
    case noise(NoiseInput)
  }
  /// A part of an input that one thread fills: a block of noise, or rows at some places.
  private struct Piece: Sendable {
    let source: Source
    /// Where the input begins, and how many numbers it has.
    let offset, count: Int
    let range: Range<Int>
  }
  private let pieces: [Piece]
  /// The numbers of all inputs.
  let count: Int
  private let stream: RandomStream

  /// - Parameter stream: what the noise is drawn from.
  /// - Returns: `nil` if the data of an input cannot be read row by row.
  init?(_ lowered: LoweredDensity, _ bound: BoundModel, stream: RandomStream) {
    var pieces: [Piece] = []
    var end = 0
    for id in lowered.stepInputs {
      let (offset, count) = (end, lowered.program.count(lowered.program[id].type))
      func add(_ source: Source, _ places: Int, each: Int) {
        for start in stride(from: 0, to: places, by: each) {
          let range = start..<min(places, start + each)
          pieces.append(Piece(source: source, offset: offset, count: count, range: range))
        }
      }
      if let noise = lowered.noise.first(where: { $0.input == id }) {
        add(.noise(noise), noise.blockCount, each: 1)
      } else if let batch = lowered.batch,
        let input = batch.inputs.first(where: { $0.input == id })
      {
        guard let source = Self.source(of: input, bound) else { return nil }
        let size = batch.batch.size
        add(source, size, each: max(1, size * Self.pieceLength / max(1, count)))
      }
      end += count
    }
    self.pieces = pieces
    count = end
    self.stream = stream
  }

  /// About how many numbers of rows a piece has.
  private static var pieceLength: Int { 1 << 14 }

  private static func source(of input: BatchInput, _ bound: BoundModel) -> Source? {
    switch input.origin {
    case .values(let id, let strides):
      bound.values[id].flatMap { RowReader($0, slot: input.slot, strides: strides) }
        .map { .data($0) }
    case .known(let id, let strides):
      bound.values[id].flatMap { RowReader(knownOf: $0, slot: input.slot, strides: strides) }
        .map { .data($0) }
    case .rows: .positions
    case .sizes, .weights, .noise: nil
    }
  }

  /// The number of pieces, which may be filled in any order.
  var pieceCount: Int { pieces.count }

  /// Writes one piece of the values of a step, without allocating.
  ///
  /// - Parameter memory: that of all inputs, `count` numbers.
  func fill<Scalar: StepScalar>(
    _ memory: UnsafeMutablePointer<Scalar>, piece number: Int, rows: [Int], step: Int
  ) {
    let piece = pieces[number]
    let target = UnsafeMutableBufferPointer(start: memory + piece.offset, count: piece.count)
    switch piece.source {
    case .data(let reader):
      Scalar.read(
        reader, rows, piece.range, into: target,
        drawingFrom: stream.stream("rows").stream(piece.offset).stream(step))
    case .positions: for place in piece.range { target[place] = Scalar(rows[place]) }
    case .noise(let noise):
      Scalar.draw(
        noise, into: target, block: piece.range.lowerBound, step: step, stream: stream)
    }
  }

  /// Writes all values of a step.
  func fill<Scalar: StepScalar>(_ memory: inout MutableSpan<Scalar>, rows: [Int], step: Int) {
    memory.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return }
      for piece in pieces.indices { fill(start, piece: piece, rows: rows, step: step) }
    }
  }
}

/// A feed whose pieces are filled by several threads; one step at a time.
final class SharedFeed<Scalar: StepScalar>: @unchecked Sendable {
  private let feed: StepFeed
  // Written before the pieces are shared out, which are all done before they are written again.
  private var memory: UnsafeMutablePointer<Scalar>?
  private var rows: [Int] = []
  private var step = 0

  init(_ feed: StepFeed) { self.feed = feed }

  var count: Int { feed.count }

  /// The work is cut into so many shares at most.
  private var shareCount: Int { min(1 << 12, feed.pieceCount) }

  /// What does a share: made once, so that giving it out allocates nothing.
  private lazy var body: @Sendable (Int) -> Void = { [unowned self] share in
    guard let memory else { return }
    let (count, shares) = (feed.pieceCount, shareCount)
    for piece in share * count / shares..<(share + 1) * count / shares {
      feed.fill(memory, piece: piece, rows: rows, step: step)
    }
  }

  /// Writes the values of a step from an offset on.
  func fill(
    _ x: inout MutableSpan<Scalar>, at offset: Int, rows: [Int], step: Int,
    _ share: (_ count: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void
  ) {
    precondition(offset + feed.count <= x.count, "room for the values of a step")
    x.withUnsafeMutableBufferPointer { x in
      guard let start = x.baseAddress else { return }
      (memory, self.rows, self.step) = (start + offset, rows, step)
      share(shareCount, body)
      // The sampler writes its rows in place again.
      (memory, self.rows) = (nil, [])
    }
  }
}
