import LLVMBridge
import TensorIR

/// Numbers that change while code runs.
extension GroupEmitter {
  /// A number, or a vector, that changes in loops; LLVM keeps it in a register.
  struct Slot {
    let address: Value
    let kind: Kind
    let lanes: Int
  }

  func slot(lanes: Int, _ element: ElementType) -> Slot {
    let kind = builder.vector(kind(element), lanes)
    return Slot(
      address: builder.alloca(kind, alignment: 64), kind: kind, lanes: lanes)
  }

  func set(_ slot: Slot, _ x: Value) { builder.store(x, slot.address, alignment: 64) }

  func get(_ slot: Slot) -> Value {
    builder.load(slot.kind, slot.address, alignment: 64, isInvariant: false)
  }

  // MARK: totals of reductions

  /// What the terms of a reduction have come to.
  ///
  /// Of an extreme of reals it is noted apart whether a term was NaN: so the next term waits for
  /// one instruction only.
  struct Total {
    let sum: Slot
    let isBroken: Slot?
  }

  func total(lanes: Int, _ rule: ReductionRule) -> Total {
    Total(
      sum: slot(lanes: lanes, rule.element),
      isBroken: rule.isExtremeOfReals ? slot(lanes: lanes, .boolean) : nil)
  }

  /// Starts with what there is.
  func begin(_ total: Total, _ x: Value) {
    set(total.sum, x)
    if let isBroken = total.isBroken { set(isBroken, builder.compare(.uno, x, x)) }
  }

  /// Takes one more term, as wide as the total.
  func add(_ term: Value, to total: Total, _ rule: ReductionRule) {
    let before = get(total.sum)
    guard let isBroken = total.isBroken else {
      return set(total.sum, combine(rule, before, term))
    }
    set(isBroken, builder.or(get(isBroken), builder.compare(.uno, term, term)))
    let isBetter =
      rule.reduction == .maximum
      ? builder.compare(.ogt, before, term) : builder.compare(.olt, before, term)
    set(total.sum, builder.select(isBetter, before, term))
  }

  func get(_ total: Total) -> Value {
    let x = get(total.sum)
    guard let isBroken = total.isBroken else { return x }
    return builder.select(get(isBroken), builder.real(.nan, total.sum.kind), x)
  }
}

extension ReductionRule {
  fileprivate var isExtremeOfReals: Bool {
    element == .real && (reduction == .maximum || reduction == .minimum)
  }
}
