import TensorIR

/// Sums and axes as the rules need them.
///
/// A derivative may lack axes of what it belongs to: it is constant along them.
extension ProgramBuilder {
  /// The sum of x y over axes, where an operand without an axis is constant along it; no product
  /// of the full size is made.
  mutating func sumOfProduct(_ x: ValueID, _ y: ValueID, over axes: Set<AxisID>) -> ValueID {
    let (ours, theirs) = (Set(type(x).axes), Set(type(y).axes))
    let left = sum(x, over: axes.subtracting(theirs).intersection(ours).sorted())
    let right = sum(y, over: axes.subtracting(ours).intersection(theirs).sorted())
    let shared = axes.intersection(ours).intersection(theirs)
    let product =
      shared.isEmpty ? multiply(left, right) : contract(left, right, over: shared.sorted())
    return sum(product, over: axes.subtracting(ours).subtracting(theirs).sorted())
  }

  /// The value repeated along axes that it does not have.
  mutating func widen(_ x: ValueID, along axes: some Sequence<AxisID>) -> ValueID {
    widen(x, to: TensorType(type(x).element, axes))
  }

  /// The value with a new name for an axis, if it has that.
  mutating func renameIfPresent(_ x: ValueID, from: AxisID, to: AxisID) -> ValueID {
    type(x).axes.contains(from) ? rename(x, from: from, to: to) : x
  }

  /// An axis of the same size that none of the values has.
  mutating func twin(of axis: AxisID, besides values: [ValueID], _ others: AxisID...) -> AxisID {
    let name = program[axis].name + "_"
    let size = program[axis].size
    let used = Set(values.flatMap { type($0).axes } + others + [axis])
    let known = program.axes.indices.lazy.map { AxisID(index: Int32($0)) }.first {
      program[$0].name == name && program[$0].size == size && !used.contains($0)
    }
    return known ?? self.axis(name, size: size)
  }

  /// 1 where the positions along two axes satisfy a relation, 0 elsewhere.
  mutating func indicator(_ relation: Comparison, _ i: AxisID, _ j: AxisID) -> ValueID {
    let (left, right) = (position(i), position(j))
    let holds = compare(relation, left, right)
    return cast(holds, to: .real)
  }

  /// The matrix with its rows and columns exchanged.
  mutating func transpose(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> ValueID {
    let other = twin(of: row, besides: [m], column)
    let moved = rename(m, from: row, to: other)
    let half = rename(moved, from: column, to: row)
    return rename(half, from: other, to: column)
  }
}
