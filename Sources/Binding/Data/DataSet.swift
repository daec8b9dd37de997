/// The arrays of one data file.
public struct DataSet: Hashable, Sendable {
  public enum Format: String, CaseIterable, Hashable, Sendable {
    case csv, tsv, json, npy, npz, idx
  }

  /// The name of the file as the user wrote it.
  public let name: String
  public let format: Format
  /// In the order of the file; the columns of a table each have the shape `[rows]`.
  public let arrays: [DataArray]

  public init(name: String, format: Format, arrays: [DataArray]) {
    self.name = name
    self.format = format
    self.arrays = arrays
  }

  /// Whether its arrays are columns, with one row for each member of a plate.
  public var isTable: Bool {
    switch format {
    case .csv, .tsv: true
    case .json, .npy, .npz, .idx: false
    }
  }

  /// Whether the file is one array without a name of its own.
  var isSingleArray: Bool {
    switch format {
    case .npy, .idx: true
    case .csv, .tsv, .json, .npz: false
    }
  }
}
