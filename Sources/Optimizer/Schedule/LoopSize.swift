public import TensorIR

extension TensorProgram {
  /// The number of elements that the longest loops of a value visit, `Int.max` if there are too
  /// many to count.
  ///
  /// A program whose loops are longer than `longestLoop` has no schedule.
  public var loopSize: Int {
    nodes.indices.reduce(0) { longest, index in
      let axes = loops(of: ValueID(index: Int32(index))).all
      var size = max(longest, saturatingCount(axes), saturatingCount(nodes[index].type.axes))
      if case .scan(let scan, _) = nodes[index].op {
        size = max(size, scan.body.program.loopSize)
      }
      return size
    }
  }

  /// More elements than this fit no memory, and no one waits for them.
  public static let longestLoop = 1 << 46

  private func saturatingCount(_ axes: [AxisID]) -> Int {
    if axes.contains(where: { self[$0].size == 0 }) { return 0 }
    return axes.reduce(1) { count, axis in
      let (product, overflow) = count.multipliedReportingOverflow(by: self[axis].size)
      return overflow ? .max : product
    }
  }
}
