extension Printer {
  mutating func statement(_ statement: Statement) {
    documentation(statement.documentation)
    switch statement.kind {
    case .importFile(let file, let alias):
      emit("import")
      emit("\"\(file.text)\"")
      self.alias(alias)
    case .model(let model):
      emit("model")
      emit(model.name)
      block(model.body)
    case .family(let family):
      emit("family")
      emit(family.name)
      emit("of")
      path(family.model)
      block(family.body)
    case .typeAlias(let name, let type):
      emit("type")
      emit(name)
      emit(.assign)
      self.type(type)
    case .indexSet(let set): indexSet(set)
    case .net(let net): self.net(net)
    case .abbreviation(let abbreviation): self.abbreviation(abbreviation)
    case .use(let path, let alias):
      emit("use")
      self.path(path)
      self.alias(alias)
    case .group(let name, let members):
      emit("group")
      align(as: .follower)
      mark(.name)
      emit(name)
      emit(.assign)
      list(members, .space) { $0.emit($1, $2) }
    case .node(let node): self.node(node)
    case .deterministic(let declaration):
      emit(declaration.declarator.name)
      align(as: .follower)
      leftIndices(declaration.declarator.indices)
      if let type = declaration.declarator.type {
        emit(.colon)
        self.type(type)
      }
      emit(.assign)
      expression(declaration.value)
      label(declaration.label)
    case .factor(let value, let label):
      emit("factor")
      expression(value)
      self.label(label)
    case .tie(let first, let second, within: let distance, let label):
      emit("tie")
      align(as: .follower)
      mark(.name)
      emit(first)
      emit(.comma, .none)
      emit(second)
      emit("within")
      expression(distance)
      self.label(label)
    case .guide(let guide): self.guide(guide)
    case .objective(let objective): self.objective(objective)
    case .compare(let comparison): compare(comparison)
    case .member(let member): self.member(member)
    case .unreadable: break
    }
  }

  /// A block of statements.
  mutating func block(_ statements: [Statement]) {
    block(count: statements.count) { printer, index in printer.statement(statements[index]) }
  }

  private mutating func alias(_ alias: Name?) {
    guard let alias else { return }
    emit("as")
    emit(alias)
  }

  private mutating func indexSet(_ set: IndexSetDeclaration) {
    emit(set.keyword.rawValue)
    align(as: .indexSet)
    mark(.name)
    if let letter = set.letter {
      emit(letter)
      emit("in")
    }
    emit(set.set)
    if !set.parents.isEmpty {
      emit("of")
      list(set.parents, .space) { $0.emit($1, $2) }
    }
    if let extent = set.extent {
      emit(.assign)
      self.extent(extent)
    }
    label(set.label)
  }

  private mutating func abbreviation(_ abbreviation: AbbreviationDeclaration) {
    emit("let")
    emit(abbreviation.name)
    if let parameters = abbreviation.parameters {
      self.parameters(parameters, .none)
    } else {
      align(as: .abbreviation)
      leftIndices(abbreviation.indices)
      if let type = abbreviation.type {
        emit(.colon)
        self.type(type)
      }
      mark(.definition)
    }
    emit(.assign)
    expression(abbreviation.value)
  }

  mutating func parameters(_ parameters: [Parameter], _ gap: Gap) {
    emit(.leftParenthesis, gap)
    list(parameters) { printer, parameter, gap in
      printer.emit(parameter.name, gap)
      printer.emit(.colon)
      printer.type(parameter.type)
    }
    emit(.rightParenthesis, .none)
  }

  private mutating func net(_ net: NetDeclaration) {
    emit(net.keyword.rawValue)
    emit(net.name)
    parameters(net.parameters, .none)
    emit(.arrow)
    switch net.result {
    case .type(let type): self.type(type)
    case .record(let fields): parameters(fields, .space)
    }
    switch net.body {
    case .expression(let value):
      emit(.assign)
      expression(value)
    case .block(let statements):
      block(count: statements.count) { $0.netStatement(statements[$1]) }
    }
    label(net.label)
  }

  private mutating func netStatement(_ statement: NetStatement) {
    switch statement.kind {
    case .assignment(let names, let value):
      if names.count > 1 || isNext(.leftParenthesis) {
        emit(.leftParenthesis)
        list(names) { $0.emit($1, $2) }
        emit(.rightParenthesis, .none)
      } else {
        list(names) { printer, name, _ in printer.emit(name) }
      }
      emit(.assign)
      expression(value)
    case .returned(let value):
      emit("return")
      expression(value)
    case .unreadable: break
    }
  }

  private mutating func guide(_ guide: GuideDeclaration) {
    emit("guide")
    emit(guide.name)
    switch guide.body {
    case .block(let statements): block(statements)
    case .named(let name, let arguments):
      emit(.assign)
      emit(name)
      if let arguments { self.arguments(arguments) }
    }
  }
}
