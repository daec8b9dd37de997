import Diagnostics

extension Parser {
  /// objective
  mutating func objective() throws(Abandoned) -> ObjectiveDeclaration {
    var stages: [ObjectiveDeclaration.Stage] = []
    repeat { stages.append(try stage()) } while skip(.then)
    return ObjectiveDeclaration(stages: stages)
  }

  /// optim
  private mutating func stage() throws(Abandoned) -> ObjectiveDeclaration.Stage {
    let start = position
    let direction = try self.direction()
    joined = position
    let value = try expression()
    var over: [Path]?
    if skip(.over) {
      var paths: [Path] = []
      repeat { paths.append(try path("the name of what is moved")) } while skip(.comma)
      over = paths
    }
    let estimator = skip(.using) ? try self.estimator() : nil
    return ObjectiveDeclaration.Stage(
      direction: direction, value: value, over: over, estimator: estimator,
      span: span(from: start))
  }

  private mutating func direction() throws(Abandoned) -> ObjectiveDeclaration.Stage.Direction {
    guard next == .name else { throw expected("`maximize` or `minimize`") }
    let word = text(of: token)
    if let direction = ObjectiveDeclaration.Stage.Direction(rawValue: word) {
      advance()
      return direction
    }
    guard startsOperand(second),
      let near = nearest(to: word, among: ["maximize", "minimize"]),
      let direction = ObjectiveDeclaration.Stage.Direction(rawValue: near)
    else { throw expected("`maximize` or `minimize`") }
    report(.misspeltStatement(word, nearest: near, at: span(of: token)))
    advance()
    return direction
  }

  /// estimator
  private mutating func estimator() throws(Abandoned) -> EstimatorExpression {
    let name = try self.name("the name of an estimator")
    return EstimatorExpression(
      name: name, arguments: at(.leftParenthesis) ? try plainArguments() : nil)
  }

  /// compare
  mutating func compare() throws(Abandoned) -> Statement.Kind {
    let subject: CompareDeclaration.Subject
    if at(.members), second != .reserved(.in) {
      advance()
      subject = .members
    } else {
      subject = .grids(try grids())
    }
    guard skip(.by) else { throw expected("`by` and what is compared") }
    let isHeldOut = at(.heldout) && startsOperand(second)
    if isHeldOut { advance() }
    let value = try expression()
    let estimator = skip(.using) ? try self.estimator() : nil
    return .compare(
      CompareDeclaration(
        subject: subject, isHeldOut: isHeldOut, value: value, estimator: estimator))
  }

  /// member
  mutating func member() throws(Abandoned) -> Statement.Kind {
    let name = try self.name("the name of the member")
    let grids = skip(.for) ? try self.grids() : []
    guard skip(.colon) else { throw expected("`:` and an objective") }
    return .member(MemberDeclaration(name: name, grids: grids, objective: try objective()))
  }

  private mutating func grids() throws(Abandoned) -> [Grid] {
    var grids: [Grid] = []
    repeat { grids.append(try grid()) } while skip(.comma)
    return grids
  }

  /// grid
  private mutating func grid() throws(Abandoned) -> Grid {
    let name = try self.name("the name of what is varied")
    guard skip(.in) else { throw expected("`in` and its values") }
    if at(.leftBrace) {
      open()
      var values: [Expression] = []
      repeat { values.append(try expression()) } while skip(.comma)
      try close(or: "`,`")
      return Grid(name: name, values: .listed(values))
    }
    let lower = try arithmetic()
    guard skip(.range) else { throw expected("`..` and the last value") }
    let upper = try arithmetic()
    let step = skip(.step) ? try arithmetic() : nil
    return Grid(name: name, values: .range(lower, upper, step: step))
  }
}
