import Objectives
import Reporting

/// What a file of `gmc fit` or `gmc sample` says of points.
struct SavedFit: Sendable {
  /// Points, or the means of a sample, by the names of their elements.
  let values: [String: Double]
  /// Tables that are saved bitwise, by name: nets, and large variables.
  let tables: [String: [Double]]

  /// `nil` if the document is no fit.
  init?(_ json: JSONValue) {
    guard let rows = json["parameters"]?.elements else { return nil }
    var values: [String: Double] = [:]
    for row in rows {
      guard let name = row["name"]?.string,
        let value = row["value"]?.double ?? row["mean"]?.double
      else { return nil }
      values[name] = value
    }
    self.values = values
    let saved = (json["weights"]?.elements ?? []).compactMap { SavedTable($0) }
    tables = Dictionary(saved.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
  }

  private init(values: [String: Double], tables: [String: [Double]]) {
    (self.values, self.tables) = (values, tables)
  }

  /// What two fits say together, where the other has the last word.
  func replaced(by other: SavedFit) -> SavedFit {
    SavedFit(
      values: values.merging(other.values) { $1 }, tables: tables.merging(other.tables) { $1 })
  }

  /// The elements of a quantity, row-major; `nil` if some are not there.
  func table(_ quantity: Quantity) -> [Double]? {
    if let table = tables[quantity.name], table.count == quantity.places.count { return table }
    let found = quantity.elementNames.compactMap { values[$0] }
    return found.count == quantity.places.count ? found : nil
  }
}
