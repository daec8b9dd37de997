import TensorIR

/// The coefficients of a variable's elements, gathered from where terms read them.
extension Expander {
  /// The sum over a term's bound axes of its coefficient, put at the sites that it reads.
  ///
  /// - Parameter targets: for each site, the axis of the result that it is a position along; a
  ///   site along its own target stays.
  mutating func collected(_ term: Term, _ targets: [(site: Site, axis: AxisID)]) -> ValueID {
    var value = term.coefficient
    var open = term.bound
    var moved: [AxisID: AxisID] = [:]
    var computed: [(at: ValueID, axis: AxisID)] = []
    for (site, target) in targets {
      switch site {
      case .along(target): continue
      case .along(let own):
        if let earlier = moved[own] {
          let isSame = builder.indicator(
            .equal, builder.position(earlier), builder.position(target))
          value = builder.multiply(value, isSame)
        } else if open.contains(own) {
          value = builder.renameFactors(value, from: own, to: target)
          open.remove(own)
          moved[own] = target
        } else {
          computed.append((builder.position(own), target))
        }
      case .at(let at): computed.append((at, target))
      }
    }
    for (own, target) in moved {
      computed = computed.map { at, axis in
        guard builder.type(at).axes.contains(own) else { return (at, axis) }
        return (builder.rename(at, from: own, to: target), axis)
      }
    }
    while let (at, axis) = computed.popLast() {
      let later = Set(computed.flatMap { builder.type($0.at).axes })
      let own = Set(builder.type(value).axes + builder.type(at).axes)
      let over = open.intersection(own).subtracting(later).sorted()
      let wide = builder.spread(value, along: over)
      value = builder.append(.scatterAdd(wide, axis: axis, at: at, over: over))
      open.subtract(over)
    }
    return builder.sumOfFactors(value, over: open)
  }

  /// The sum over terms of the coefficients of one statistic over the axes of the variable.
  mutating func coefficient(
    of statistic: Statistic, in terms: [Term], along axes: [AxisID]
  ) -> ValueID {
    var total = builder.constant(0)
    for term in terms {
      guard term.atoms.count == 1, term.atoms[0].statistic == statistic else { continue }
      let part = collected(term, Array(zip(term.atoms[0].sites, axes)))
      total = builder.add(total, part)
    }
    return total
  }

  /// The sum of the terms without the variable.
  mutating func constant(of terms: [Term]) -> ValueID {
    terms.filter(\.isConstant).reduce(builder.constant(0)) {
      builder.add($0, $1.coefficient)
    }
  }

  /// The number if it is positive, elsewhere NaN: an integral that does not exist.
  mutating func properOrNothing(_ x: ValueID) -> ValueID {
    let isProper = builder.compare(.less, builder.constant(0), x)
    return builder.select(isProper, x, builder.constant(.nan))
  }
}
