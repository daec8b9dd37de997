import Foundation
import Objectives
import Synchronization
import TensorIR
import Testing

@testable import Driver

/// A model that tests make a library of, and what this process says about it.
final class LibraryModel: Sendable, CustomStringConvertible {
  let description: String
  private let file: String
  private let data: [String]
  private let made = Mutex<BridgeLibrary?>(nil)

  /// - Parameter data: options that bind data, with paths from the package.
  init(_ name: String, _ file: String, data: [String]) {
    description = name
    self.file = packageFolder.appending(path: file).path
    self.data = data.map {
      $0.replacingOccurrences(of: "Models/", with: packageFolder.path + "/Models/")
    }
  }

  /// The library with its data inside; made once.
  func library() throws -> BridgeLibrary {
    try made.withLock { made in
      if let made { return made }
      let library = try makeLibrary(of: file, data)
      made = library
      return library
    }
  }

  /// The density as this process lowers it.
  func lowered() throws -> LoweredDensity { try lower(file, data) }

  static let all = [eightSchools, logistic, mixture, gaussians, process]
  static let eightSchools = LibraryModel(
    "eight schools", "Models/hierarchical/eight_schools.gm",
    data: ["--data", "Models/data/eight_schools.json"])
  static let logistic = LibraryModel(
    "logistic regression", "Models/classification/bayesian_logistic_regression.gm",
    data: [
      "--data", "Models/data/pima.csv", "--bind", "x=npreg,glu,bp,skin,bmi,ped,age", "--bind",
      "y=type", "--standardise", "x",
    ])
  static let mixture = LibraryModel(
    "mixture with covariances", "Models/mixtures/old_faithful.gm",
    data: ["--data", "Models/data/old_faithful.csv", "--bind", "x=eruptions,waiting"])
  static let gaussians = LibraryModel(
    "ordered mixture", "Models/mixtures/ordered_gaussian_mixture.gm",
    data: ["--data", "Models/data/two_gaussians.json"])
  static let process = LibraryModel(
    "Gaussian process", "Models/regression/gaussian_process.gm",
    data: ["--data", "Models/data/gaussian_process.json"])
}

/// Makes and loads a library; its file is gone again.
func makeLibrary(of file: String, _ options: [String]) throws -> BridgeLibrary {
  try withTemporaryFolder { folder in
    let path = folder.appending(path: "model.so").path
    let answer = gmc(["compile", file, "--emit", "library", "-o", path] + options)
    #expect(answer.status == .done, "\(answer.messages)")
    return try #require(BridgeLibrary(path: path))
  }
}

/// Makes a library of a model in a text, with data in JSON or open.
func makeLibrary(model: String, _ json: String?, _ options: [String] = []) throws -> BridgeLibrary {
  try withTemporaryFolder { folder in
    let (file, data) = try write(model, json, in: folder)
    return try makeLibrary(of: file, data + options)
  }
}

/// The density of a model in a text as this process lowers it.
func lower(model: String, _ json: String) throws -> LoweredDensity {
  try withTemporaryFolder { folder in
    let (file, data) = try write(model, json, in: folder)
    return try lower(file, data)
  }
}

private func write(
  _ model: String, _ json: String?, in folder: URL
) throws -> (file: String, options: [String]) {
  let file = folder.appending(path: "model.gm")
  try model.write(to: file, atomically: true, encoding: .utf8)
  guard let json else { return (file.path, []) }
  let data = folder.appending(path: "data.json")
  try json.write(to: data, atomically: true, encoding: .utf8)
  return (file.path, ["--data", data.path])
}

private func lower(_ file: String, _ options: [String]) throws -> LoweredDensity {
  guard case .run(let invocation) = try parseCommandLine(["compile", file] + options) else {
    throw BridgeFailure(message: "no command")
  }
  var session = Session(
    invocation, console: Console(isTerminal: false, write: { _, _ in }, input: { [] }))
  let chosen = try session.chooseModel()
  let bound = try session.bound(chosen)
  return try session.lowered(bound, of: chosen)
}

extension LoweredDensity {
  /// A point at which nothing is special.
  var point: [Double] { (0..<dimension).map { 0.3 * sin(Double($0 + 1)) } }

  /// The density by the interpreter, with or without the Jacobian.
  func density(_ x: [Double], jacobian: Bool) throws -> Double {
    var interpreter = try Interpreter(parts, data: data)
    interpreter.run(x)
    return interpreter.scalar(0) + (jacobian ? interpreter.scalar(1) : 0)
  }

  /// The slopes by the interpreter, of what this process fits or samples.
  func gradient(_ x: [Double]) throws -> [Double] {
    var interpreter = try Interpreter(gradientProgram(), data: data)
    interpreter.run(x)
    return blocks.indices.flatMap { interpreter.output($0 + 1) }
  }

  /// What is reported at a point, under BridgeStan's names.
  func reported(_ x: [Double]) throws -> [String: Double] {
    var interpreter = try Interpreter(report, data: data)
    interpreter.run(x)
    var result: [String: Double] = [:]
    for (index, quantity) in quantities.enumerated() {
      let values = interpreter.output(index)
      let tuples = quantity.members.reduce([""]) { prefixes, members in
        prefixes.flatMap { prefix in members.indices.map { "\(prefix).\($0 + 1)" } }
      }
      for (tuple, place) in zip(tuples, quantity.places) {
        result[quantity.name + tuple] = values[place]
      }
    }
    return result
  }
}

/// The greatest difference, relative to the greatest number or to 1.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let scale = max(1, b.map(abs).max() ?? 0)
  return zip(a, b).map { abs($0 - $1) / scale }.max() ?? 0
}
