/// A stage of the pipeline whose result `--print` shows.
enum Stage: String, CaseIterable, Sendable {
  case tokens, tree, model, program, gradient, optimised, llvm, asm
}
