import CProducts
import TensorIR

/// Functions of this process that kernels call by name.
var runtimeSymbols: [String: UnsafeRawPointer] {
  MathEmitter.runtimeSymbols.merging([
    "gmc_solve": unsafeBitCast(solve, to: UnsafeRawPointer.self),
    "gmc_determinant": unsafeBitCast(determinant, to: UnsafeRawPointer.self),
    "gmc_log_abs_determinant": unsafeBitCast(logAbsDeterminant, to: UnsafeRawPointer.self),
    "gmc_product_f32": unsafeBitCast(product, to: UnsafeRawPointer.self),
  ]) { first, _ in first }
}

private typealias Numbers = UnsafeMutablePointer<Double>

private let solve: @convention(c) (Int, Numbers, Numbers, Int) -> Void = {
  Elimination.solve(order: $0, $1, $2, transposed: $3 != 0)
}

private let product:
  @convention(c) (
    Int, Int, Int, UnsafePointer<Float>?, Int, Int, UnsafePointer<Float>?, Int, Int, Int32,
    UnsafeMutablePointer<Float>?, Int
  ) -> Void = products_f32

private let determinant: @convention(c) (Int, Numbers) -> Double = {
  Elimination.determinant(order: $0, $1)
}

private let logAbsDeterminant: @convention(c) (Int, Numbers) -> Double = {
  Elimination.logAbsDeterminant(order: $0, $1)
}
