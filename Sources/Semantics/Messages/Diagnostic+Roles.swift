import Diagnostics
import Syntax

// Messages about roles and what follows them.
extension Diagnostic {
  static func valueOfParameter(_ statement: VariableStatement, value: SourceSpan) -> Diagnostic {
    let text = ModelChecker.text(of: statement.declarator)
    return Diagnostic(
      .misusedRole, "a param is learned and has no value here", at: value,
      hint: "`hyper \(text)` for a number chosen by hand")
  }

  static func givenHasDistribution(_ statement: VariableStatement) -> Diagnostic {
    let text = ModelChecker.text(of: statement.declarator)
    return Diagnostic(
      .misusedRole, "a given has no distribution and no value: it is conditioned on",
      at: statement.roleSpan ?? statement.span, hint: "`observed \(text)`")
  }

  static func hyperHasDistribution(_ statement: VariableStatement) -> Diagnostic {
    let text = ModelChecker.text(of: statement.declarator)
    return Diagnostic(
      .misusedRole, "a hyper is chosen by hand and has no distribution",
      at: statement.roleSpan ?? statement.span, hint: "`latent \(text)`")
  }

  static func randomWithoutDistribution(_ statement: VariableStatement) -> Diagnostic {
    let text = ModelChecker.text(of: statement.declarator)
    let role = statement.role.rawValue
    let instead = statement.role == .latent ? "param" : "given"
    return Diagnostic(
      .misusedRole, "\(statement.role.rawValue) `\(text)` needs a distribution",
      at: statement.subject,
      hint: "`\(role) \(text) ~ …`, or `\(instead) \(text)` if it has none")
  }

  static func latentIsDeterministic(_ statement: VariableStatement) -> Diagnostic {
    let text = ModelChecker.text(of: statement.declarator)
    return Diagnostic(
      .misusedRole, "`=` makes a deterministic value, and a latent is random",
      at: statement.roleSpan ?? statement.span, hint: "`\(text) = …` without a role")
  }
}

extension Diagnostic {
  static func priorOnParameter(
    _ statement: VariableStatement, type typeText: String?, prior: String, tilde: SourceSpan
  ) -> Diagnostic {
    let text = ModelChecker.text(of: statement.declarator)
    let type = typeText.map { " : \($0)" } ?? ""
    return Diagnostic(
      .priorOnParameter, "a param has no prior", at: statement.roleSpan ?? statement.span,
      labels: [Label("but this gives it one", at: tilde)],
      hint:
        "`latent \(text)\(type) ~ \(prior)`; "
        + "use `over \(statement.declarator.name.text)` for a point "
        + "estimate (MAP)")
  }
}
