import TensorIR
import Testing

@Suite struct VerifierTests {
  static let header = """
    axis n = 3
    axis k = 2
    axis r = 3
    axis c = 3
    input x : real[n:3, k:2] data
    input i : integer[n:3] data
    input b : boolean[k:2] data
    input m : real[r:3, c:3] parameter
    %0 : real[n:3, k:2] = input x
    %1 : integer[n:3] = input i
    %2 : boolean[k:2] = input b
    %3 : real[r:3, c:3] = input m
    %4 : real = constant 2

    """

  @Test func soundProgramsHaveNoViolation() throws {
    #expect(try TensorProgram(parsing: Self.header).firstViolation() == nil)
  }

  @Test(arguments: [
    ("real = exp %5", "%5: operand %5 does not come before its user"),
    ("real = exp %9", "%5: operand %9 does not come before its user"),
    ("real = exp %0", "%5: type real instead of real[n:3, k:2]"),
    ("real[n:3] = exp %1", "%5: operand %1 is integer, not real"),
    ("real[n:3, k:2] = add %0 %1", "%5: operand %1 is integer, not real"),
    ("integer[n:3] = divide %1 %1", "%5: operand %1 is integer, not real"),
    ("boolean[k:2] = add %2 %2", "%5: operand %2 is boolean"),
    ("boolean[k:2] = less %2 %2", "%5: operand %2 is boolean"),
    ("boolean[k:2] = and %2 %4", "%5: operand %4 is real, not boolean"),
    ("boolean = not %4", "%5: operand %4 is real, not boolean"),
    ("real = select %4 then %4 else %4", "%5: operand %4 is real, not boolean"),
    ("real[k:2] = select %2 then %4 else %2", "%5: operand %2 is boolean, not real"),
    ("real[n:3, k:2] = broadcast %0 along [k]", "%5: operand %0 has the axis 'k' already"),
    ("real[n:3, k:2] = broadcast %4 along [k, n]", "%5: axes are not ascending"),
    ("real[k:2, r:3] = rename %0 from r to n", "%5: operand %0 has no axis 'r'"),
    ("real[k:2, n:3] = rename %0 from k to n", "%5: operand %0 has the axis 'n' already"),
    ("real[n:3, r:3] = rename %0 from k to r", "%5: axes of different sizes"),
    ("real[k:2] = sum %0 over [r]", "%5: operand %0 has no axis 'r'"),
    ("real = sum %0 over [k, n]", "%5: axes are not ascending"),
    ("real = sum %0 over [n, n, k]", "%5: axes are not ascending"),
    ("integer = logSumExp %1 over [n]", "%5: operand %1 is integer, not real"),
    ("boolean = maximum %2 over [k]", "%5: operand %2 is boolean"),
    ("real = contract %0 %3 over [n]", "%5: operand %3 has no axis 'n'"),
    ("real[n:3, k:2] = cumulativeSum %0 along r", "%5: operand %0 has no axis 'r'"),
    ("real[n:3] = gather %0 axis n at %1", "%5: operand %1 has the axis 'n' already"),
    ("real[n:3] = gather %0 axis k at %4", "%5: operand %4 is real, not integer"),
    ("real[n:3] = gather %0 axis r at %1", "%5: operand %0 has no axis 'r'"),
    ("real[n:3] = scatterAdd %0 axis n at %1 over []", "%5: operand %0 has the axis 'n' already"),
    ("real[r:3] = scatterAdd %4 axis r at %1 over [k]", "%5: no operand has the axis 'k'"),
    ("real[r:3, c:3] = cholesky %3 row r column r", "%5: rows and columns are one axis"),
    ("real[n:3, k:2] = cholesky %0 row n column k", "%5: the matrix is not square"),
    ("real = determinant %3 row n column c", "%5: operand %3 has no axis 'n'"),
    ("real[c:3] = solve %3 %4 row r column c", "%5: operand %4 has no axis 'r'"),
    ("real[c:3] = solve %3 %3 row r column c", "%5: operand %3 has the axis 'c' already"),
    ("real[n:3] = table [1, 2] along n", "%5: not as many numbers as the axis has members"),
    ("real = constant 1\noutput y = %6", "output 'y' has no value"),
  ])
  func brokenRulesAreFound(line: String, message: String) throws {
    let program = try TensorProgram(parsing: Self.header + "%5 : \(line)\n")
    #expect(program.firstViolation()?.description == message)
  }
}
