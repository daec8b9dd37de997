import Glibc
import Synchronization

/// The functions of netCDF's library that are called here, by their names without `nc_`.
///
/// The library is loaded when it is first wanted, not linked: it brings HDF5 and half a network
/// along, and few runs write such files.
struct Library: Sendable {
  typealias ID = Int32
  typealias Status = Int32
  typealias IDs = UnsafeMutablePointer<Int32>
  typealias Name = UnsafePointer<CChar>
  typealias NameBuffer = UnsafeMutablePointer<CChar>
  typealias Count = UnsafeMutablePointer<Int>
  typealias Texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  let explanation: @convention(c) (Status) -> Name?
  /// HDF5's own function that says what prints errors of this thread.
  private let setErrorPrinter:
    @convention(c) (Int64, UnsafeRawPointer?, UnsafeRawPointer?) -> Status

  let createInMemory: @convention(c) (Name, Int32, Int, IDs) -> Status
  let closeInMemory: @convention(c) (ID, UnsafeMutableRawPointer) -> Status
  let openInMemory: @convention(c) (Name, Int32, Int, UnsafeMutableRawPointer, IDs) -> Status
  let close: @convention(c) (ID) -> Status

  let defineGroup: @convention(c) (ID, Name, IDs) -> Status
  let defineDimension: @convention(c) (ID, Name, Int, IDs) -> Status
  let defineVariable: @convention(c) (ID, Name, Int32, Int32, UnsafePointer<Int32>, IDs) -> Status
  let putText: @convention(c) (ID, ID, Name, Int, Name) -> Status
  let putReal: @convention(c) (ID, ID, Name, Int32, Int, UnsafePointer<Double>) -> Status
  let putInteger: @convention(c) (ID, ID, Name, Int32, Int, UnsafePointer<Int64>) -> Status
  let putReals: @convention(c) (ID, ID, UnsafePointer<Double>) -> Status
  let putIntegers: @convention(c) (ID, ID, UnsafePointer<Int64>) -> Status
  let putBytes: @convention(c) (ID, ID, UnsafePointer<Int8>) -> Status
  let putTexts: @convention(c) (ID, ID, UnsafePointer<Name?>) -> Status

  let groups: @convention(c) (ID, IDs, IDs?) -> Status
  let groupName: @convention(c) (ID, NameBuffer) -> Status
  let dimensions: @convention(c) (ID, IDs, IDs?, Int32) -> Status
  let dimension: @convention(c) (ID, ID, NameBuffer, Count) -> Status
  let variables: @convention(c) (ID, IDs, IDs?) -> Status
  let variable: @convention(c) (ID, ID, NameBuffer, IDs, IDs, IDs?, IDs) -> Status
  let rank: @convention(c) (ID, ID, IDs) -> Status
  let attributeCount: @convention(c) (ID, IDs) -> Status
  let attributeName: @convention(c) (ID, ID, Int32, NameBuffer) -> Status
  let attribute: @convention(c) (ID, ID, Name, IDs, Count) -> Status
  let getText: @convention(c) (ID, ID, Name, NameBuffer) -> Status
  let getString: @convention(c) (ID, ID, Name, Texts) -> Status
  let getReal: @convention(c) (ID, ID, Name, UnsafeMutablePointer<Double>) -> Status
  let getInteger: @convention(c) (ID, ID, Name, UnsafeMutablePointer<Int64>) -> Status
  let getReals: @convention(c) (ID, ID, UnsafeMutablePointer<Double>) -> Status
  let getIntegers: @convention(c) (ID, ID, UnsafeMutablePointer<Int64>) -> Status
  let getTexts: @convention(c) (ID, ID, Texts) -> Status
  let freeTexts: @convention(c) (Int, Texts) -> Status

  /// HDF5 is not made for several threads at a time.
  private static let library = Mutex<Result<Library, NetCDFFailure>?>(nil)

  /// Loads the library at the first call of a process and works with it, alone.
  static func use<Value: Sendable>(
    _ body: (Library) throws(NetCDFFailure) -> Value
  ) throws(NetCDFFailure) -> Value {
    let result = library.withLock { library -> Result<Value, NetCDFFailure> in
      let loaded = library ?? Result { () throws(NetCDFFailure) in try Library() }
      library = loaded
      return loaded.flatMap { loaded in
        // HDF5 prints what netCDF looks for and does not find, which is no error.
        _ = loaded.setErrorPrinter(0, nil, nil)
        return Result { () throws(NetCDFFailure) in try body(loaded) }
      }
    }
    return try result.get()
  }

  private init() throws(NetCDFFailure) {
    let names = ["libnetcdf.so.19", "libnetcdf.so.22", "libnetcdf.so"]
    var reason = ""
    var handle: UnsafeMutableRawPointer?
    for name in names where handle == nil {
      handle = dlopen(name, RTLD_NOW | RTLD_LOCAL)
      if handle == nil, reason.isEmpty, let text = dlerror() { reason = String(cString: text) }
    }
    guard let handle else { throw .unavailable(reason) }
    func find<Function>(_ name: String) throws(NetCDFFailure) -> Function {
      guard let address = dlsym(handle, name) else {
        throw .unavailable("netCDF's library has no \(name)")
      }
      return unsafeBitCast(address, to: Function.self)
    }
    explanation = try find("nc_strerror")
    setErrorPrinter = try find("H5Eset_auto2")
    createInMemory = try find("nc_create_mem")
    closeInMemory = try find("nc_close_memio")
    openInMemory = try find("nc_open_mem")
    close = try find("nc_close")
    defineGroup = try find("nc_def_grp")
    defineDimension = try find("nc_def_dim")
    defineVariable = try find("nc_def_var")
    putText = try find("nc_put_att_text")
    putReal = try find("nc_put_att_double")
    putInteger = try find("nc_put_att_longlong")
    putReals = try find("nc_put_var_double")
    putIntegers = try find("nc_put_var_longlong")
    putBytes = try find("nc_put_var_schar")
    putTexts = try find("nc_put_var_string")
    groups = try find("nc_inq_grps")
    groupName = try find("nc_inq_grpname")
    dimensions = try find("nc_inq_dimids")
    dimension = try find("nc_inq_dim")
    variables = try find("nc_inq_varids")
    variable = try find("nc_inq_var")
    rank = try find("nc_inq_varndims")
    attributeCount = try find("nc_inq_natts")
    attributeName = try find("nc_inq_attname")
    attribute = try find("nc_inq_att")
    getText = try find("nc_get_att_text")
    getString = try find("nc_get_att_string")
    getReal = try find("nc_get_att_double")
    getInteger = try find("nc_get_att_longlong")
    getReals = try find("nc_get_var_double")
    getIntegers = try find("nc_get_var_longlong")
    getTexts = try find("nc_get_var_string")
    freeTexts = try find("nc_free_string")
  }

  /// Throws the library's reason unless a call went well.
  func check(_ status: Status) throws(NetCDFFailure) {
    guard status != 0 else { return }
    throw .refused(explanation(status).map { String(cString: $0) } ?? "error \(status)")
  }
}

/// The numbers by which the library calls types and modes (netcdf.h).
enum Code {
  static let netCDF4: Int32 = 0x1000
  /// What attributes of a group belong to.
  static let global: Int32 = -1
  static let longestName = 256

  static let byte: Int32 = 1
  static let character: Int32 = 2
  static let float: Int32 = 5
  static let double: Int32 = 6
  static let integer64: Int32 = 10
  static let string: Int32 = 12
}

/// Whether the library can be used here; why not, if it cannot.
public func netCDFUnavailability() -> String? {
  do throws(NetCDFFailure) {
    try Library.use { _ in }
    return nil
  } catch {
    switch error {
    case .unavailable(let reason), .refused(let reason): return reason
    }
  }
}
