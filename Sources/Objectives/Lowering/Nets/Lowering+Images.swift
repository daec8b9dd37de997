import Diagnostics
import Semantics
import TensorIR

/// The layers of nets that read or give images.
extension Lowering {
  /// One convolution for each number of `channels`, of the first input.
  mutating func addConvolutions(to writer: inout LayoutWriter) throws(LoweringFailure) {
    guard let image = writer.entering.first, let pixels = image.axes.first, image.axes.count == 1
    else { throw fail(.noImage("what enters a `conv`", at: writer.function.span)) }
    let channels = try numbers("channels", of: writer.body) ?? [16]
    var images = [Image(pixels: pixels, grid: try grid(of: pixels, writer))]
    let stride = try windowSizes(of: writer.body).stride
    for depth in channels.indices {
      images.append(newImage(images[depth].grid.thinned(by: stride), depth + 1, writer))
    }
    let windows = try allWindows(images, isTransposed: false, writer)
    for (windows, count) in zip(windows, channels) {
      writer.addConvolution(windows, channels: newChannels(count, writer), builder.program)
    }
  }

  /// A small image of as many channels as the first number of `channels` says, and transposed
  /// convolutions to the others; the heads are one more.
  mutating func addTransposed(to writer: inout LayoutWriter) throws(LoweringFailure) {
    let channels = try numbers("channels", of: writer.body) ?? [16]
    guard let first = writer.function.result.heads.first, let last = try valueAxes(first.type).last
    else { throw fail(.noImage("what an `upconv` gives", at: writer.function.span)) }
    var images = [Image(pixels: last, grid: try grid(of: last, writer))]
    let stride = try windowSizes(of: writer.body).stride
    for depth in channels.indices {
      images.insert(newImage(images[0].grid.thinned(by: stride), depth + 1, writer), at: 0)
    }
    var windows = try allWindows(images, isTransposed: true, writer)
    writer.toHead = windows.removeLast()
    writer.addLayer([images[0].pixels, newChannels(channels[0], writer)], builder.program)
    for (windows, count) in zip(windows, channels.dropFirst()) {
      writer.addConvolution(windows, channels: newChannels(count, writer), builder.program)
    }
  }

  /// A transposed convolution to the image that a head gives.
  mutating func addImageHead(
    _ suffix: String, _ columns: [AxisID], to writer: inout LayoutWriter
  ) throws(LoweringFailure) {
    guard columns.count == 1, let windows = writer.toHead else {
      throw fail(.noImage("what an `upconv` gives", at: writer.function.span))
    }
    let grid = try grid(of: columns[0], writer)
    guard grid == windows.to else {
      throw fail(
        .imageShape(
          grid.count, width: windows.to.width, height: windows.to.height,
          at: writer.function.span))
    }
    writer.addHead(suffix, through: windows.giving(columns[0]), builder.program)
  }

  /// Pixels along an axis.
  private struct Image {
    let pixels: AxisID
    let grid: Grid
  }

  private mutating func newImage(_ grid: Grid, _ depth: Int, _ writer: LayoutWriter) -> Image {
    Image(
      pixels: builder.axis("\(writer.function.name).pixel\(depth)", size: grid.count), grid: grid)
  }

  private mutating func newChannels(_ count: Int, _ writer: LayoutWriter) -> AxisID {
    builder.axis("\(writer.nextName).channel", size: count)
  }

  /// What lies between each image and the next.
  ///
  /// Their axes, and those of the images, are made before any channels: so the channels lie side by
  /// side within each place of a window, and windows within pixels, as products of matrices want.
  private mutating func allWindows(
    _ images: [Image], isTransposed: Bool, _ writer: LayoutWriter
  ) throws(LoweringFailure) -> [Windows] {
    let (kernel, stride) = try windowSizes(of: writer.body)
    return zip(images, images.dropFirst()).enumerated().map { depth, pair in
      Windows(
        pixels: pair.0.pixels,
        window: builder.axis("\(writer.function.name).window\(depth + 1)", size: kernel * kernel),
        positions: pair.1.pixels, from: pair.0.grid, to: pair.1.grid, kernel: kernel,
        stride: stride, isTransposed: isTransposed)
    }
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
