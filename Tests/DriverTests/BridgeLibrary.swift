import Foundation
import Glibc
import Synchronization

@testable import Driver

/// A library that was loaded, with the functions of BridgeStan's interface by their names.
final class BridgeLibrary: @unchecked Sendable {
  typealias Reals = UnsafePointer<Double>
  typealias Target = UnsafeMutablePointer<Double>
  typealias Message = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  typealias Construct =
    @convention(c) (UnsafePointer<CChar>?, UInt32, Message?) -> OpaquePointer?
  typealias Destruct = @convention(c) (OpaquePointer?) -> Void
  typealias FreeMessage = @convention(c) (UnsafeMutablePointer<CChar>?) -> Void
  typealias Text = @convention(c) (OpaquePointer) -> UnsafePointer<CChar>
  typealias Names = @convention(c) (OpaquePointer, Bool, Bool) -> UnsafePointer<CChar>
  typealias Count = @convention(c) (OpaquePointer) -> Int32
  typealias ParameterCount = @convention(c) (OpaquePointer, Bool, Bool) -> Int32
  typealias Density =
    @convention(c) (OpaquePointer, Bool, Bool, Reals, Target, Message?) -> Int32
  typealias Gradient =
    @convention(c) (OpaquePointer, Bool, Bool, Reals, Target, Target, Message?) -> Int32
  typealias Hessian =
    @convention(c) (OpaquePointer, Bool, Bool, Reals, Target, Target, Target, Message?) -> Int32
  typealias Product =
    @convention(c) (OpaquePointer, Bool, Bool, Reals, Reals, Target, Target, Message?) -> Int32
  typealias Constrain =
    @convention(c) (OpaquePointer, Bool, Bool, Reals, Target, OpaquePointer?, Message?) -> Int32
  typealias Unconstrain = @convention(c) (OpaquePointer, Reals, Target, Message?) -> Int32
  typealias UnconstrainJSON =
    @convention(c) (OpaquePointer, UnsafePointer<CChar>, Target, Message?) -> Int32
  typealias Initialize =
    @convention(c) (
      OpaquePointer, UnsafePointer<CChar>?, OpaquePointer, Double, Int32, Bool, Target, Message?
    ) -> Int32
  typealias MakeRandom = @convention(c) (UInt32, Message?) -> OpaquePointer?

  private let handle: UnsafeMutableRawPointer

  init?(path: String) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
    self.handle = handle
  }

  /// The address of a symbol.
  func address(_ name: String) -> UnsafeMutableRawPointer? { dlsym(handle, name) }

  func function<Signature>(_ name: String, as: Signature.Type) -> Signature {
    guard let address = address(name) else { preconditionFailure("no symbol \(name)") }
    return unsafeBitCast(address, to: Signature.self)
  }

  func text(_ message: UnsafeMutablePointer<CChar>?) -> String {
    defer { function("bs_free_error_msg", as: FreeMessage.self)(message) }
    return message.map { String(cString: $0) } ?? ""
  }
}

/// Why a call failed.
struct BridgeFailure: Error, Equatable { let message: String }

/// A model of a library.
final class BridgeModel: @unchecked Sendable {
  let library: BridgeLibrary
  private let model: OpaquePointer

  init(_ library: BridgeLibrary, data: String? = nil) throws {
    self.library = library
    var message: UnsafeMutablePointer<CChar>?
    let construct = library.function("bs_model_construct", as: BridgeLibrary.Construct.self)
    guard let model = construct(data, 1, &message) else {
      throw BridgeFailure(message: library.text(message))
    }
    self.model = model
  }

  deinit { library.function("bs_model_destruct", as: BridgeLibrary.Destruct.self)(model) }

  private func check(
    _ call: (BridgeLibrary.Message) -> Int32
  ) throws {
    var message: UnsafeMutablePointer<CChar>?
    if call(&message) != 0 { throw BridgeFailure(message: library.text(message)) }
  }

  var dimension: Int {
    Int(library.function("bs_param_unc_num", as: BridgeLibrary.Count.self)(model))
  }
  func parameterCount(derived: Bool) -> Int {
    let count = library.function("bs_param_num", as: BridgeLibrary.ParameterCount.self)
    return Int(count(model, derived, false))
  }
  var name: String {
    String(cString: library.function("bs_name", as: BridgeLibrary.Text.self)(model))
  }
  var information: String {
    String(cString: library.function("bs_model_info", as: BridgeLibrary.Text.self)(model))
  }
  var coordinateNames: [String] {
    let names = library.function("bs_param_unc_names", as: BridgeLibrary.Text.self)(model)
    return String(cString: names).split(separator: ",").map(String.init)
  }
  func names(derived: Bool) -> [String] {
    let names = library.function("bs_param_names", as: BridgeLibrary.Names.self)
    return String(cString: names(model, derived, false)).split(separator: ",").map(String.init)
  }

  func density(_ x: [Double], jacobian: Bool = true) throws -> Double {
    var value = 0.0
    let call = library.function("bs_log_density", as: BridgeLibrary.Density.self)
    try check { call(model, false, jacobian, x, &value, $0) }
    return value
  }

  func gradient(
    _ x: [Double], jacobian: Bool = true
  ) throws -> (value: Double, slopes: [Double]) {
    var value = 0.0
    var slopes = [Double](repeating: 0, count: x.count)
    let call = library.function("bs_log_density_gradient", as: BridgeLibrary.Gradient.self)
    try check { call(model, true, jacobian, x, &value, &slopes, $0) }
    return (value, slopes)
  }

  func hessian(
    _ x: [Double], jacobian: Bool = true
  ) throws -> (value: Double, slopes: [Double], rows: [[Double]]) {
    var value = 0.0
    var slopes = [Double](repeating: 0, count: x.count)
    var all = [Double](repeating: 0, count: x.count * x.count)
    let call = library.function("bs_log_density_hessian", as: BridgeLibrary.Hessian.self)
    try check { call(model, true, jacobian, x, &value, &slopes, &all, $0) }
    let rows = x.indices.map { Array(all[$0 * x.count..<($0 + 1) * x.count]) }
    return (value, slopes, rows)
  }

  func product(_ x: [Double], _ v: [Double]) throws -> (value: Double, product: [Double]) {
    var value = 0.0
    var product = [Double](repeating: 0, count: x.count)
    let call = library.function(
      "bs_log_density_hessian_vector_product", as: BridgeLibrary.Product.self)
    try check { call(model, true, true, x, v, &value, &product, $0) }
    return (value, product)
  }

  func constrain(_ x: [Double], derived: Bool = false) throws -> [Double] {
    var result = [Double](repeating: .nan, count: parameterCount(derived: derived))
    let call = library.function("bs_param_constrain", as: BridgeLibrary.Constrain.self)
    try check { call(model, derived, false, x, &result, nil, $0) }
    return result
  }

  func unconstrain(_ values: [Double]) throws -> [Double] {
    var result = [Double](repeating: .nan, count: dimension)
    let call = library.function("bs_param_unconstrain", as: BridgeLibrary.Unconstrain.self)
    try check { call(model, values, &result, $0) }
    return result
  }

  func unconstrain(json: String) throws -> [Double] {
    var result = [Double](repeating: .nan, count: dimension)
    let call = library.function(
      "bs_param_unconstrain_json", as: BridgeLibrary.UnconstrainJSON.self)
    try check { call(model, json, &result, $0) }
    return result
  }

  func firstPoint(_ json: String? = nil, seed: UInt32, radius: Double = 2) throws -> [Double] {
    var result = [Double](repeating: .nan, count: dimension)
    let make = library.function("bs_rng_construct", as: BridgeLibrary.MakeRandom.self)
    let call = library.function("bs_param_initialize", as: BridgeLibrary.Initialize.self)
    guard let random = make(seed, nil) else { throw BridgeFailure(message: "no generator") }
    defer { library.function("bs_rng_destruct", as: BridgeLibrary.Destruct.self)(random) }
    try check { call(model, json, random, radius, 100, true, &result, $0) }
    return result
  }
}
