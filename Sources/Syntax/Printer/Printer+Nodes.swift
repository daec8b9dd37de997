extension Printer {
  mutating func node(_ node: NodeDeclaration) {
    for (index, part) in node.parts.enumerated() {
      if index > 0 { emit(.comma, .none) }
      if let role = part.role, part.roleSpan != nil || index == 0 {
        emit(role.rawValue)
        if index == 0 { mark(.name) }
      }
      declarator(part.declarator)
    }
    if node.parts.count == 1, let role = node.parts[0].role {
      let isTyped = node.parts[0].declarator.type != nil
      align(as: role == .hyper ? .hyper : .node(isTyped: isTyped))
    }
    switch node.definition {
    case .distribution(let distribution):
      if node.parts.count == 1 { mark(.definition) }
      emit(.tilde)
      self.distribution(distribution)
    case .expression(let value):
      if node.parts.count == 1, node.parts[0].role != .hyper { mark(.definition) }
      emit(.assign)
      expression(value)
    case nil: break
    }
    if let source = node.source {
      emit("from")
      emit("\"\(source.text)\"")
    }
    label(node.label)
  }

  mutating func declarator(_ declarator: Declarator) {
    emit(declarator.name)
    leftIndices(declarator.indices)
    guard let type = declarator.type else { return }
    mark(.type)
    emit(.colon)
    self.type(type)
  }

  mutating func leftIndices(_ indices: [LeftIndex]) {
    guard !indices.isEmpty else { return }
    let gap: Gap = indices.allSatisfy(\.isOneElement) ? .none : .space
    emit(.leftBracket, .none)
    for (index, left) in indices.enumerated() {
      if index > 0 { emit(.comma, .none) }
      leftIndex(left, index > 0 ? gap : .none)
    }
    emit(.rightBracket, .none)
  }

  private mutating func leftIndex(_ index: LeftIndex, _ gap: Gap) {
    switch index.kind {
    case .letter(let name): emit(name, gap)
    case .number(_, let text): emit(text, gap)
    case .first: emit("first", gap)
    case .last: emit("last", gap)
    case .range(let name, let lower, let upper):
      emit(name, gap)
      emit("in")
      range(lower, upper)
    }
  }
}

extension LeftIndex {
  fileprivate var isOneElement: Bool {
    if case .range = kind { false } else { true }
  }
}
