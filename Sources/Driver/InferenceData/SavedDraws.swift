import Binding
import NetCDFBridge
import Semantics

/// Posterior draws that were read from a file.
struct SavedDraws: Sendable {
  let chainCount: Int
  let drawCount: Int
  /// The elements of each quantity, chain after chain, draw after draw.
  private let tables: [String: [Double]]

  /// The draws in the group `posterior`; `nil` if there are none.
  init?(_ root: NetCDFGroup) {
    guard let group = root.group("posterior"), let chains = group.count(along: "chain"),
      let draws = group.count(along: "draw"), chains * draws > 0
    else { return nil }
    chainCount = chains
    drawCount = draws
    var tables: [String: [Double]] = [:]
    for variable in group.variables where variable.dimensions.starts(with: ["chain", "draw"]) {
      if let numbers = variable.values.numbers { tables[variable.name] = numbers }
    }
    self.tables = tables
  }

  /// The number of draws of all chains.
  var count: Int { chainCount * drawCount }

  /// Puts a draw in place of the variables that have no values; false if it has none of them.
  func put(_ draw: Int, into bound: inout BoundModel) -> Bool {
    var found = false
    for id in bound.model.variables.ids where bound.values[id] == nil {
      let shape = bound.shape(of: id)
      let width = shape.reduce(1, *)
      let variable = bound.model.variables[id]
      // What is deterministic follows from the rest; discrete latents are drawn from the story.
      guard variable.type.isContinuous, let table = tables[variable.name],
        table.count == width * count, width > 0,
        variable.parts.contains(where: { $0.role == .latent || $0.role == .parameter })
      else { continue }
      bound.values[id] = BoundValue(
        shape: shape, storage: .reals(Array(table[draw * width..<(draw + 1) * width])))
      found = true
    }
    return found
  }

  /// The numbers of draws to work with: at most `limit`, evenly apart in each chain.
  func selection(atMost limit: Int) -> (chainCount: Int, perChain: [Int], all: [Int]) {
    let chains = min(chainCount, max(limit, 1))
    let kept = min(max(limit / chains, 1), drawCount)
    let perChain = (0..<kept).map { $0 * drawCount / kept }
    let all = (0..<chains).flatMap { chain in perChain.map { chain * drawCount + $0 } }
    return (chains, perChain, all)
  }
}

extension Session {
  /// Reads the draws of a netCDF file.
  func savedDraws(_ path: String) throws(CommandFailure) -> SavedDraws {
    guard let draws = SavedDraws(try readInferenceData(path)) else {
      throw .usage(
        UsageError(
          "`\(path)` has no posterior draws", hint: "`gmc sample … -o fit.nc` writes some"))
    }
    return draws
  }

  /// Reads a netCDF file.
  func readInferenceData(_ path: String) throws(CommandFailure) -> NetCDFGroup {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try readFile(path)
    } catch {
      throw .usage(
        UsageError("cannot read `\(path)`: \(error.reason)", hint: "name a fit that was saved"))
    }
    do throws(NetCDFFailure) {
      return try readNetCDF(bytes)
    } catch {
      guard case .refused(let reason) = error else { throw .netCDF(error) }
      throw .usage(
        UsageError(
          "`\(path)` is no netCDF file: \(reason)", hint: "`gmc sample … -o fit.nc` writes one"))
    }
  }
}

extension ValueType {
  /// Whether its elements are real numbers.
  fileprivate var isContinuous: Bool {
    switch self {
    case .bool, .member, .int, .nat, .optional, .record, .group, .poison: false
    case .array(let element, over: _): element.isContinuous
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights:
      true
    }
  }
}
