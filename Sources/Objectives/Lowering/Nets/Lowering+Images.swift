import Diagnostics
import Semantics
import TensorIR

/// The layers of nets that read or give images.
extension Lowering {
  /// One convolution for each number of `channels`, of the first input.
  mutating func addConvolutions(to writer: inout LayoutWriter) throws(LoweringFailure) {
    let body = writer.body
    let (kernel, stride) = try windowSizes(of: body)
    guard let image = writer.entering.first, let pixels = image.axes.first, image.axes.count == 1
    else { throw fail(.noImage("what enters a `conv`", at: writer.function.span)) }
    var grid = try grid(of: pixels, writer)
    var read = pixels
    for channels in try numbers("channels", of: body) ?? [16] {
      let next = grid.thinned(by: stride)
      let windows = windows(
        reading: read, grid, giving: next, named: writer.nextName, kernel, stride,
        isTransposed: false)
      let axis = builder.axis("\(writer.nextName).channel", size: channels)
      let before = writer.entering[0].axes.count > 1 ? count([writer.entering[0].axes[1]]) : 1
      writer.addConvolution(
        windows, channels: axis, fan: kernel * kernel * before, builder.program)
      (grid, read) = (next, windows.positions)
    }
  }

  /// A small image of as many channels as the first number of `channels` says, and transposed
  /// convolutions to the others; the heads are one more.
  mutating func addTransposed(to writer: inout LayoutWriter) throws(LoweringFailure) {
    let body = writer.body
    let (kernel, stride) = try windowSizes(of: body)
    let channels = try numbers("channels", of: body) ?? [16]
    guard let first = writer.function.result.heads.first, let last = try valueAxes(first.type).last
    else { throw fail(.noImage("what an `upconv` gives", at: writer.function.span)) }
    var grids = [try grid(of: last, writer)]
    for _ in channels { grids.append(grids[grids.count - 1].thinned(by: stride)) }
    let smallest = grids.removeLast()
    var read = builder.axis("\(writer.nextName).pixel", size: smallest.count)
    writer.addLayer(
      [read, builder.axis("\(writer.nextName).channel", size: channels[0])],
      builder.program)
    var grid = smallest
    for (before, count) in zip(channels, channels.dropFirst()) {
      let next = grids.removeLast()
      let windows = windows(
        reading: read, grid, giving: next, named: writer.nextName, kernel, stride,
        isTransposed: true)
      let axis = builder.axis("\(writer.nextName).channel", size: count)
      writer.addConvolution(
        windows, channels: axis, fan: windows.terms * before, builder.program)
      (grid, read) = (next, windows.positions)
    }
    writer.smallImage = grid
  }

  /// A transposed convolution to the image that a head gives.
  mutating func addImageHead(
    _ suffix: String, _ columns: [AxisID], to writer: inout LayoutWriter
  ) throws(LoweringFailure) {
    let (kernel, stride) = try windowSizes(of: writer.body)
    guard columns.count == 1, let small = writer.smallImage, let image = writer.entering.first
    else { throw fail(.noImage("what an `upconv` gives", at: writer.function.span)) }
    let next = try grid(of: columns[0], writer)
    guard next.thinned(by: stride) == small else {
      throw fail(
        .imageShape(next.count, width: nil, height: nil, at: writer.function.span))
    }
    let windows = Windows(
      pixels: image.axes[0], window: builder.axis("window", size: kernel * kernel),
      positions: columns[0], from: small, to: next, kernel: kernel, stride: stride,
      isTransposed: true)
    let fan = windows.terms * count([image.axes[1]])
    writer.addHead(
      suffix, [], StartSpread((2 / Double(fan + 1)).squareRoot()), windows: windows, builder.program
    )
  }

  private mutating func windows(
    reading pixels: AxisID, _ from: Grid, giving to: Grid, named name: String, _ kernel: Int,
    _ stride: Int, isTransposed: Bool
  ) -> Windows {
    Windows(
      pixels: pixels, window: builder.axis("\(name).window", size: kernel * kernel),
      positions: builder.axis("\(name).pixel", size: to.count), from: from, to: to,
      kernel: kernel, stride: stride, isTransposed: isTransposed)
  }

  private mutating func windowSizes(
    of body: NetBody
  ) throws(LoweringFailure) -> (kernel: Int, stride: Int) {
    (try number("kernel", of: body) ?? 3, try number("stride", of: body) ?? 2)
  }

  /// The rectangle that an axis of pixels is: as the options say, or a square.
  private mutating func grid(
    of axis: AxisID, _ writer: LayoutWriter
  ) throws(LoweringFailure) -> Grid {
    let pixels = builder.program[axis].size
    let width = try number("width", of: writer.body)
    let height = try number("height", of: writer.body)
    let side = Int(Double(pixels).squareRoot().rounded())
    let grid = Grid(
      width: width ?? height.map { pixels / max($0, 1) } ?? side,
      height: height ?? width.map { pixels / max($0, 1) } ?? side)
    guard grid.count == pixels else {
      throw fail(
        .imageShape(pixels, width: width, height: height, at: writer.function.span))
    }
    return grid
  }
}

extension Windows {
  /// The axes of the matrix for an image with these axes: its channels, then the window.
  func rows(of image: [AxisID]) -> [AxisID] { image.filter { $0 != pixels } + [window] }

  /// How many places of a window lie on pixels, about.
  var terms: Int {
    let all = kernel * kernel
    return isTransposed ? max(1, all / (stride * stride)) : all
  }
}
