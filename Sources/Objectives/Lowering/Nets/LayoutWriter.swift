import Semantics
import TensorIR

/// Adds the layers of a net to its layout, from the input on.
struct LayoutWriter {
  /// A value that goes into the next layer that takes it.
  struct Entering {
    let axes: [AxisID]
    /// How many numbers of it a number of the layer is a sum of.
    let fan: Int
  }

  var layout = NetLayout()
  /// The values on their way, the first of which has gone through layers.
  var entering: [Entering] = []
  /// How the heads of an `upconv` read the image that is on its way to them.
  var toHead: Windows?
  let body: NetBody
  let function: Function

  init(_ body: NetBody, _ function: Function) {
    self.body = body
    self.function = function
  }

  /// The name of the axis of what the next layer gives.
  var nextName: String { "\(function.name).\(layout.hidden.count + 1)" }

  /// How many numbers a number of a layer that takes all is a sum of.
  var fan: Int { entering.reduce(0) { $0 + $1.fan } }

  /// Adds a layer that takes all there is.
  mutating func addLayer(_ columns: [AxisID], _ program: TensorProgram) {
    let suffix = "\(layout.hidden.count + 1)"
    let width = program.count(columns)
    let layer = layer(
      suffix, entering.map(\.axes), columns, startSpread(fan, width), isHidden: true, program)
    layout.hidden.append(.layer(layer))
    entering = [Entering(axes: columns, fan: width)]
  }

  /// Adds two layers whose result is added to what they take, which has one axis.
  mutating func addResidual(through inner: AxisID, _ program: TensorProgram) {
    let outer = entering.map(\.axes)
    let width = program[inner].size
    let number = layout.hidden.count + 1
    let first = layer(
      "\(number)a", outer, [inner], startSpread(width, width), isHidden: true, program)
    // At the start a block changes little of what goes through it.
    let spread = StartSpread(1 / Double(max(width, 1)).squareRoot() / 2)
    let second = layer(
      "\(number)b", [[inner]], outer.joined().map { $0 }, spread, isHidden: false, program)
    layout.hidden.append(.residual(first, second))
  }

  /// Adds a convolution of the image that is the first of the values.
  mutating func addConvolution(
    _ windows: Windows, channels: AxisID, _ program: TensorProgram
  ) {
    guard let image = entering.first else { return }
    let rows = windows.rows(of: image.axes)
    let fan = windows.terms * program.count(rows.dropLast())
    let layer = layer(
      "\(layout.hidden.count + 1)", [rows], [channels],
      startSpread(fan, windows.terms * program[channels].size), isHidden: true,
      windows: windows, program)
    layout.hidden.append(.layer(layer))
    entering[0] = Entering(axes: layer.outputs, fan: program.count(layer.outputs))
  }

  mutating func addHead(
    _ suffix: String, _ columns: [AxisID], _ start: StartSpread, _ program: TensorProgram
  ) {
    layout.heads.append(
      layer(suffix, entering.map(\.axes), columns, start, isHidden: false, program))
  }

  /// Adds a head that gives an image.
  mutating func addHead(
    _ suffix: String, through windows: Windows, _ program: TensorProgram
  ) {
    guard let image = entering.first else { return }
    let rows = windows.rows(of: image.axes)
    let fan = windows.terms * program.count(rows.dropLast())
    layout.heads.append(
      layer(
        suffix, [rows], [], StartSpread((2 / Double(fan + windows.terms)).squareRoot()),
        isHidden: false, windows: windows, program))
  }

  func startSpread(_ fanIn: Int, _ fanOut: Int) -> StartSpread {
    StartSpread(body.activation.startDeviation(fanIn: fanIn, fanOut: fanOut))
  }

  private mutating func layer(
    _ suffix: String, _ rows: [[AxisID]], _ columns: [AxisID], _ start: StartSpread,
    isHidden: Bool, windows: Windows? = nil, _ program: TensorProgram
  ) -> NetLayout.Layer {
    let matrices = rows.enumerated().map { slot, axes in
      let part = rows.count == 1 ? "" : ".\(slot + 1)"
      return add("w\(suffix)\(part)", axes + columns, start, program)
    }
    let biases = add("b\(suffix)", columns, StartSpread(0), program)
    var norm: NetLayout.Norm?
    if isHidden, body.normalisation == .layer {
      let gains = add("g\(suffix)", columns, StartSpread(0), program)
      let shifts = add("s\(suffix)", columns, StartSpread(0), program)
      norm = NetLayout.Norm(gains: gains, shifts: shifts)
    }
    return NetLayout.Layer(
      matrices: matrices, biases: biases,
      outputs: (windows.map { [$0.positions] } ?? []) + columns, windows: windows, norm: norm)
  }

  private mutating func add(
    _ name: String, _ axes: [AxisID], _ start: StartSpread, _ program: TensorProgram
  ) -> Int {
    layout.tensors.append(
      NetLayout.Tensor(
        name: name, axes: axes, offset: layout.count, count: program.count(axes),
        start: start))
    return layout.tensors.count - 1
  }
}
