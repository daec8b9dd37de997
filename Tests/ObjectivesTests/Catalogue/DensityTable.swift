import Foundation
import Semantics

@testable import Objectives

/// One row of the committed table of densities.
struct DensityCase: CustomStringConvertible {
  let family: Family
  let parameters: [ParameterName: [Double]]
  let draw: [Double]
  let logDensity: Double
  let logCDF: Double?
  let logSurvival: Double?

  var description: String {
    let arguments = parameters.sorted { $0.key.rawValue < $1.key.rawValue }
    return "\(family.rawValue) \(arguments.map { "\($0.key.rawValue) = \($0.value)" }) at \(draw)"
  }

  /// Reads `family,name=v v;name=v,draw,log density,log cdf,log survival`.
  init?(_ line: Substring) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    func numbers(_ text: Substring) -> [Double] {
      text.split(separator: " ").compactMap { Double($0) }
    }
    guard fields.count == 6, let family = Family(rawValue: String(fields[0])),
      let logDensity = Double(fields[3])
    else { return nil }
    self.family = family
    var parameters: [ParameterName: [Double]] = [:]
    for field in fields[1].split(separator: ";") {
      let parts = field.split(separator: "=")
      guard parts.count == 2,
        let name = ParameterName.allCases.first(where: { $0.isCalled(parts[0]) })
      else { return nil }
      parameters[name] = numbers(parts[1])
    }
    self.parameters = parameters
    draw = numbers(fields[2])
    self.logDensity = logDensity
    logCDF = Double(fields[4])
    logSurvival = Double(fields[5])
  }

  static func all(source: String = #filePath) throws -> [DensityCase] {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    let file = folder.appendingPathComponent("reference/densities.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      guard let row = DensityCase(line) else { throw UnreadableLine(text: String(line)) }
      return row
    }
  }

  struct UnreadableLine: Error { let text: String }
}

extension ParameterName {
  fileprivate func isCalled(_ text: Substring) -> Bool { rawValue == text || "\(self)" == text }
}
