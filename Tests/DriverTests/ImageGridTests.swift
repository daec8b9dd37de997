import Foundation
import Testing
import ZlibBridge

@testable import Driver

/// Draws are shown as pictures, which other programs can read.
@Suite struct ImageGridTests {
  private let story = """
    model Tiles {
      plate n in N
      plate c in C = 0..2
      plate p in P = 1..16
      latent   y[n]   : C    ~ Categorical(fill(1/3, C))
      latent   z[n]   : real ~ Normal(0, 1)
      observed x[n,p] : bool ~ Bernoulli(y[n] / 2)
      observed s[n]   : real ~ Normal(z[n], 1)
    }
    """

  private func generate(_ options: String..., output: String) throws -> (Captured, [UInt8]) {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "tiles.gm")
      try story.write(to: file, atomically: true, encoding: .utf8)
      let path = folder.appending(path: output)
      let answer = gmc(["generate", file.path, "-o", path.path] + options)
      return (answer, (try? Data(contentsOf: path)).map(Array.init) ?? [])
    }
  }

  /// The chunks of a PNG file by their names; each checksum is looked at.
  private func chunks(_ png: [UInt8]) -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    func number(_ place: Int) -> UInt32 { png[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    var place = 8
    while place + 8 <= png.count {
      let length = Int(number(place))
      let body = Array(png[place + 4..<place + 8 + length])
      #expect(checksum(body) == number(place + 8 + length))
      result[String(decoding: body.prefix(4), as: UTF8.self)] = Array(body.dropFirst(4))
      place += 12 + length
    }
    return result
  }

  /// With a value each for y the probability of a white pixel is 0, 1/2, 1 in the three columns.
  @Test func eachGivenValueIsAColumn() throws {
    let (answer, png) = try generate(
      "--size", "N=2", "--given", "y=0..2", "--mean", "x", output: "grid.png")
    #expect(answer.status == .done, "\(answer.messages)")
    #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let parts = chunks(png)
    // 4 x 4 points, 14 times enlarged, two rows and three columns, 2 apart.
    let (width, height) = (3 * 56 + 4, 2 * 56 + 2)
    #expect(parts["IHDR"] == [0, 0, 0, UInt8(width), 0, 0, 0, UInt8(height), 8, 0, 0, 0, 0])
    let stream = try #require(parts["IDAT"])
    let rows = try inflate(
      stream[2..<stream.count - 4], format: .raw, expectedCount: (width + 1) * height,
      limit: 1 << 20)
    try #require(rows.count == (width + 1) * height)
    func shade(_ row: Int, _ column: Int) -> UInt8 { rows[row * (width + 1) + 1 + column] }
    for row in [0, 30, 60, 113] {
      #expect([20, 58 + 20, 116 + 20].map { shade(row, $0) } == [0, 128, 255], "row \(row)")
    }
    #expect(shade(56, 20) == 96 && shade(20, 57) == 96)
  }

  /// All that is not given is the same in the stories of the given values.
  @Test func onlyWhatIsGivenDiffers() throws {
    let (answer, bytes) = try generate("--size", "N=3", "--given", "y=0..2", output: "d.json")
    #expect(answer.status == .done, "\(answer.messages)")
    let sets = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
    let z = sets.map { $0["z"] as? [Double] }
    #expect(z.count == 3 && z[0] != nil && z[0] == z[1] && z[0] == z[2])
  }

  @Test func whatCannotBeShownOrAveragedIsSaid() throws {
    let (parent, _) = try generate("--size", "N=2", "--mean", "z", output: "d.json")
    #expect(parent.status == .wrongInput)
    #expect(parent.messages.contains("`s` depends on `z`, so its mean cannot stand for it"))
    let (unknown, _) = try generate("--size", "N=2", "--mean", "q", output: "d.json")
    #expect(unknown.messages.contains("`--mean q` is no random variable of `Tiles`"))
    let (check, _) = try generate("--size", "N=2", "--given", "y=0..1", output: "d.nc")
    #expect(check.messages.contains("`--given` has several values"))
  }

  @Test func aStoryWithoutPicturesHasNone() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "m.gm")
      try "model M { plate n in N\n observed x[n] : real ~ Normal(0, 1) }".write(
        to: file, atomically: true, encoding: .utf8)
      let answer = gmc(
        ["generate", file.path, "--size", "N=9", "-o", folder.appending(path: "x.png").path])
      #expect(answer.status == .wrongUsage)
      #expect(answer.messages.contains("nothing that was drawn is a picture"))
    }
  }
}
