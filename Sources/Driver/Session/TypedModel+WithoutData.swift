import Semantics

extension TypedModel {
  /// The same story with latents for some roles, so that binding asks for no data of them.
  func withoutData(of roles: Set<Role>) -> TypedModel {
    var model = self
    for id in variables.ids {
      let old = variables[id]
      let parts = old.parts.map { part in
        let isOpen = roles.contains(part.role)
        return Variable.Part(
          role: isOpen ? .latent : part.role, region: part.region, definition: part.definition,
          source: isOpen ? nil : part.source, span: part.span)
      }
      model.variables[id] = Variable(
        name: old.name, indices: old.indices, type: old.type, parts: parts, label: old.label,
        documentation: old.documentation, isShared: old.isShared, guide: old.guide, span: old.span)
    }
    return model
  }
}
