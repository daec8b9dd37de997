extension Printer {
  mutating func type(_ type: TypeExpression, _ gap: Gap = .space) {
    path(type.path, gap)
    if !type.arguments.isEmpty {
      emit(.leftParenthesis, .none)
      list(type.arguments) { $0.expression($1, $2) }
      emit(.rightParenthesis, .none)
    }
    shape(type.shape)
    if type.isOptional { emit(.optional, .none) }
  }

  mutating func path(_ path: Path, _ gap: Gap = .space) {
    for (index, name) in path.names.enumerated() {
      if index > 0 { emit(.dot, .none) }
      emit(name, index > 0 ? .none : gap)
    }
  }

  private mutating func shape(_ shape: [Dimension]) {
    guard !shape.isEmpty else { return }
    emit(.power, .none)
    guard shape.count > 1 || isNext(.leftParenthesis) else { return dimension(shape[0], .none) }
    emit(.leftParenthesis, .none)
    list(shape) { $0.dimension($1, $2) }
    emit(.rightParenthesis, .none)
  }

  private mutating func dimension(_ dimension: Dimension, _ gap: Gap) {
    switch dimension.kind {
    case .number(_, let text): emit(text, gap)
    case .path(let path, let argument):
      self.path(path, gap)
      guard let argument else { return }
      emit(.leftParenthesis, .none)
      self.path(argument, .none)
      emit(.rightParenthesis, .none)
    }
  }

  mutating func distribution(_ distribution: DistributionExpression, _ gap: Gap = .space) {
    path(distribution.callee, gap)
    arguments(distribution.arguments)
    shape(distribution.shape)
    let truncatesFirst = source?.isNext(.truncated) ?? false
    if truncatesFirst { truncation(distribution.truncation) }
    if distribution.isOrdered { emit("ordered") }
    if !truncatesFirst { truncation(distribution.truncation) }
  }

  private mutating func truncation(_ truncation: Truncation?) {
    guard let truncation else { return }
    emit("truncated")
    emit(.leftParenthesis)
    expression(truncation.lower, .none)
    emit(.comma, .none)
    expression(truncation.upper)
    emit(.rightParenthesis, .none)
  }

  mutating func extent(_ extent: Extent) {
    switch extent.kind {
    case .names(let names):
      emit(.leftBrace)
      list(names) { $0.emit($1, $2) }
      emit(.rightBrace, .none)
    case .size(let size): compact(size, .space)
    case .range(let lower, let upper): range(lower, upper)
    }
  }

  mutating func label(_ label: StringLiteral?) {
    guard let label else { return }
    emit("as")
    emit("\"\(label.text)\"")
  }
}
