import NetCDFBridge
import Testing

/// What is written is read back. Without the library there is a reason, and no crash.
@Suite(.enabled(if: netCDFUnavailability() == nil, "netCDF's library is not here"))
struct RoundTripTests {
  private let group = NetCDFGroup(
    attributes: [
      NetCDFAttribute("title", .text("Grüße, µ")), NetCDFAttribute("empty", .text("")),
      NetCDFAttribute("seed", .integer(-7)), NetCDFAttribute("time", .real(0.25)),
    ],
    dimensions: [NetCDFGroup.Dimension("outer", count: 2)],
    groups: [
      NetCDFGroup(
        "posterior",
        dimensions: [
          NetCDFGroup.Dimension("chain", count: 2), NetCDFGroup.Dimension("none", count: 0),
        ],
        variables: [
          NetCDFVariable("chain", over: ["chain"], .integers([0, .max])),
          NetCDFVariable("x", over: ["chain", "outer"], .reals([1, -.infinity, 0.1, 1e-300])),
          NetCDFVariable("is", over: ["outer"], .booleans([true, false])),
          NetCDFVariable("name", over: ["outer"], .texts(["naïve", ""])),
          NetCDFVariable("number", over: [], .reals([3])),
          NetCDFVariable("nothing", over: ["none"], .reals([])),
        ], groups: [NetCDFGroup("inner")])
    ])

  @Test func everythingComesBack() throws {
    #expect(try readNetCDF(netCDF(group)) == group)
  }

  @Test func notANumberStays() throws {
    let root = NetCDFGroup(variables: [NetCDFVariable("x", over: [], .reals([.nan]))])
    #expect(try readNetCDF(netCDF(root)).variable("x")?.values.numbers?[0].isNaN == true)
  }

  @Test func manyFilesAreMadeAtATime() async throws {
    let bytes = try await withThrowingTaskGroup(of: [UInt8].self) { tasks in
      for _ in 0..<8 { tasks.addTask { try netCDF(group) } }
      return try await tasks.reduce(into: []) { $0.append($1) }
    }
    #expect(bytes.count == 8)
    for file in bytes { #expect(try readNetCDF(file) == group) }
  }

  @Test func badFilesAreRefused() throws {
    #expect(throws: NetCDFFailure.self) { try readNetCDF([]) }
    #expect(throws: NetCDFFailure.self) { try readNetCDF(Array("no netCDF".utf8)) }
    let file = try netCDF(group)
    #expect(throws: NetCDFFailure.self) { try readNetCDF(Array(file.prefix(600))) }
    #expect(throws: NetCDFFailure.self) {
      try netCDF(NetCDFGroup(variables: [NetCDFVariable("x", over: ["?"], .reals([]))]))
    }
  }
}
