import Semantics

/// What an expression depends on, and where on a chain it stands.
struct Reference: Hashable {
  enum Target: Hashable {
    case variable(VariableID)
    case net(FunctionID)
  }

  /// A member of a chain, seen from the statement's own.
  enum Place: Hashable {
    case offset(Int)
    /// Several offsets, as in `y[t-k]`; the farthest if it is known.
    case lags(farthest: Int?, isForward: Bool)
    case first
    case last
    case at(Int)
    case whole
  }

  let target: Target
  /// One for each subscript on a chain.
  var places: [IndexSetID: Place] = [:]
}

extension Reference.Place {
  /// The place of what is read at `self` inside something that is itself read at `outer`.
  func seen(through outer: Self) -> Self {
    switch (self, outer) {
    case (.offset(let a), .offset(let b)): .offset(a + b)
    case (.offset, _): outer
    case (.lags, _), (.first, _), (.last, _), (.at, _), (.whole, _): self
    }
  }
}
