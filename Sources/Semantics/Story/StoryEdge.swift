import Diagnostics
import Syntax

/// One reading of a variable in a statement of the story or of a guide.
struct StoryEdge {
  /// How far along a chain it looks.
  enum Step: Equatable {
    /// At the same element, or at no fixed distance.
    case here
    case back(Int)
    case ahead(Int)
    /// At a place of its own, `first` or a number.
    case elsewhere
  }

  let reader: VariableID
  let part: Int
  let read: VariableID
  /// For each chain letter of the left-hand side that the subscripts step along.
  let steps: [(letter: IndexID, step: Step)]
  /// The argument or the value that it stands in.
  let place: SourceSpan
  /// The reading itself.
  let expression: TypedExpression

  /// Whether the reading is of an earlier or later element of a chain.
  var isStepped: Bool {
    steps.contains { row in
      switch row.step {
      case .back, .ahead: true
      case .here, .elsewhere: false
      }
    }
  }
}

/// A left-hand side with the expressions on its right.
struct StoryStatement {
  let variable: VariableID
  let part: Int
  let letters: [IndexID]
  let regions: [Variable.Region]
  let expressions: [TypedExpression]
  /// Whether it is an unnormalised density, a function of the variable itself.
  var isEnergy = false
  let span: SourceSpan
}

extension TypedModel {
  /// The statements about the variables of the story, abbreviations included.
  var storyStatements: [StoryStatement] {
    variables.ids.flatMap { id in
      let variable = variables[id]
      return variable.parts.enumerated().compactMap { position, part -> StoryStatement? in
        guard let expressions = part.definition.expressions else { return nil }
        return StoryStatement(
          variable: id, part: position, letters: variable.indices, regions: part.region,
          expressions: expressions, isEnergy: part.definition.isEnergy, span: part.span)
      }
    }
  }

  /// Everything that a statement reads, element by element.
  func edges(of statement: StoryStatement) -> [StoryEdge] {
    var result: [StoryEdge] = []
    for e in statement.expressions {
      e.forEach { inner in
        switch inner.kind {
        case .variable(let id, let subscripts):
          if statement.isEnergy, id == statement.variable { return }
          result.append(
            StoryEdge(
              reader: statement.variable, part: statement.part, read: id,
              steps: steps(of: subscripts, from: statement.letters), place: e.span,
              expression: inner))
        case .apply(let function, _, _):
          for id in variablesReadWhole(by: function) {
            result.append(
              StoryEdge(
                reader: statement.variable, part: statement.part, read: id, steps: [],
                place: e.span, expression: inner))
          }
        default: break
        }
      }
    }
    return result
  }

  /// The variables that a function's body reads without its own parameters as subscripts.
  private func variablesReadWhole(by function: FunctionID) -> [VariableID] {
    var result: [VariableID] = []
    for e in functions[function].expressions {
      e.forEach { inner in
        guard case .variable(let id, let subscripts) = inner.kind else { return }
        var hasLocal = false
        for place in subscripts {
          place.forEach { if case .local = $0.kind { hasLocal = true } }
        }
        if !hasLocal { result.append(id) }
      }
    }
    return result
  }

  private func steps(
    of subscripts: [TypedExpression], from letters: [IndexID]
  ) -> [(letter: IndexID, step: StoryEdge.Step)] {
    subscripts.compactMap { place in
      for letter in letters {
        if case .chain = indexSets[indices[letter].set].kind,
          let step = step(of: place, from: letter)
        {
          return (letter, step)
        }
      }
      return nil
    }
  }

  /// How far a subscript is from a letter; `nil` if it has nothing to do with its chain.
  func step(of place: TypedExpression, from letter: IndexID) -> StoryEdge.Step? {
    let set = indices[letter].set
    switch place.kind {
    case .index(letter): return .here
    case .index(let other):
      guard indices[other].set == set, let range = indices[other].range else { return nil }
      if case .back(let distance)? = step(of: range.upper, from: letter) { return .back(distance) }
      if case .ahead(let distance)? = step(of: range.lower, from: letter) {
        return .ahead(distance)
      }
      return nil
    case .binary(let op, let base, let distance):
      guard op == .add || op == .subtract, case .index(letter) = base.kind else { return nil }
      // A distance that is no literal is one at least: `y[t-k]`.
      let value = constant(distance) ?? 1
      let steps = op == .add ? value : -value
      if steps == 0 { return .here }
      let size = Int(min(abs(steps), 1e9))
      return steps < 0 ? .back(size) : .ahead(size)
    case .endpoint(set, _), .number: return .elsewhere
    default: return nil
    }
  }
}

extension Variable.Definition {
  /// The expressions of a statement; `nil` if it has none of its own.
  var expressions: [TypedExpression]? {
    switch self {
    case .none, .jointFactor: nil
    case .distribution(let distribution): distribution.children
    case .expression(let e): [e]
    }
  }
}
