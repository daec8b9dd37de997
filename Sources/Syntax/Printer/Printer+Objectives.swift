extension Printer {
  mutating func objective(_ objective: ObjectiveDeclaration) {
    for (index, stage) in objective.stages.enumerated() {
      if index > 0 { emit("then") }
      emit(stage.direction.rawValue)
      expression(stage.value)
      if let over = stage.over {
        emit("over")
        list(over, .space) { $0.path($1, $2) }
      }
      estimator(stage.estimator)
    }
  }

  private mutating func estimator(_ estimator: EstimatorExpression?) {
    guard let estimator else { return }
    emit("using")
    emit(estimator.name)
    if let arguments = estimator.arguments { self.arguments(arguments) }
  }

  mutating func compare(_ comparison: CompareDeclaration) {
    emit("compare")
    switch comparison.subject {
    case .members: emit("members")
    case .grids(let grids): list(grids, .space) { $0.grid($1, $2) }
    }
    emit("by")
    if comparison.isHeldOut { emit("heldout") }
    expression(comparison.value)
    estimator(comparison.estimator)
  }

  mutating func member(_ member: MemberDeclaration) {
    emit("member")
    emit(member.name)
    if member.grids.isEmpty {
      align(as: .member)
      mark(.definition)
    } else {
      emit("for")
      list(member.grids, .space) { $0.grid($1, $2) }
    }
    emit(.colon)
    objective(member.objective)
  }

  private mutating func grid(_ grid: Grid, _ gap: Gap) {
    emit(grid.name, gap)
    emit("in")
    switch grid.values {
    case .listed(let values):
      emit(.leftBrace)
      list(values) { $0.expression($1, $2) }
      emit(.rightBrace, .none)
    case .range(let lower, let upper, step: let step):
      range(lower, upper)
      guard let step else { return }
      emit("step")
      compact(step, .space)
    }
  }
}
