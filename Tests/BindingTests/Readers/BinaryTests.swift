import Testing

@testable import Binding

/// The files are written by `Tests/Fixtures/data/make_fixtures.py`.
@Suite struct BinaryTests {
  @Test(arguments: [
    ("c_f8", [3, 2], DataArray.Storage.reals([1.5, -2, 0.1, 3, 1e-300, 4e10])),
    ("fortran_f8", [3, 2], .reals([1.5, -2, 0.1, 3, 1e-300, 4e10])),
    ("big_f4", [2, 2], .reals([1.5, -2, Double(Float(0.1)), 3])),
    ("version2_i8", [6], .integers([-2, -1, 0, 1, 2, 3])),
    ("version3_u1", [2, 3], .bytes([0, 1, 2, 3, 4, 5])),
    ("i1", [3], .integers([-128, -1, 127])),
    ("big_i2", [2], .integers([-300, 300])),
    ("i4", [2], .integers([-70000, 70000])),
    ("u4", [2], .integers([0, 4_294_967_295])),
    ("bool", [3], .booleans([true, false, true])),
    ("scalar", [], .reals([7.5])),
    ("fortran_3d", [2, 3, 4], .integers(Array(0..<24))),
  ])
  func numPyArraysAreReadInRowMajorOrder(
    name: String, shape: [Int], storage: DataArray.Storage
  ) throws {
    let set = try #require(read(try fixture(name + ".npy")).set)
    #expect(set.format == .npy)
    #expect(set.arrays == [DataArray(name: name, shape: shape, storage: storage)])
  }

  @Test func aNaNInNumPyIsMissing() throws {
    let array = try #require(read(try fixture("nan.npy")).set?.arrays.first)
    #expect(array.missing == [false, true, false])
    #expect(array.storage == .reals([1, 0, 3]))
  }

  @Test func archivesAreReadStoredAndDeflated() throws {
    let stored = try #require(read(try fixture("stored.npz")).set)
    #expect(stored.format == .npz)
    #expect(stored.array("x")?.storage == .reals([1.5, -2, 0.1, 3, 1e-300, 4e10]))
    #expect(stored.array("k")?.storage == .integers([1, 2, 3]))
    let deflated = try #require(read(try fixture("deflated.npz")).set)
    #expect(deflated.array("x")?.shape == [50, 2])
    #expect(deflated.array("k")?.storage == .integers([1, 2, 3]))
  }

  @Test func idxIsReadPlainAndCompressed() throws {
    for name in ["images-idx3-ubyte", "images-idx3-ubyte.gz"] {
      let set = try #require(read(try fixture(name)).set)
      #expect(set.format == .idx)
      #expect(
        set.arrays == [
          DataArray(name: "images-idx3-ubyte", shape: [3, 2, 2], storage: .bytes(Array(0..<12)))
        ])
    }
    #expect(read(try fixture("short-idx")).set?.arrays.first?.storage == .integers([-5, 300]))
    #expect(read(try fixture("double-idx")).set?.arrays.first?.storage == .reals([2.5]))
  }

  @Test func gzipMembersAreJoined() throws {
    let set = try #require(read(try fixture("members.csv.gz")).set)
    #expect(set.format == .csv)
    #expect(set.array("y")?.storage == .integers([2, 4]))
  }

  @Test func unreadableArraysSayWhy() throws {
    #expect(
      complaint(try fixture("u8.npy"))
        == "cannot read u8.npy: `u8` has the integer 9223372036854775808, which is too large")
    #expect(
      complaint(try fixture("complex.npy"))
        == "cannot read complex.npy: `complex` has elements of type <c16"
        + " | save it as a plain array of floats, integers or booleans")
    var bytes = try fixture("c_f8.npy").bytes
    bytes.removeLast(8)
    #expect(
      complaint(DataFile(name: "c.npy", bytes: bytes))
        == "cannot read c.npy: `c` needs 48 bytes, but 40 are there")
    #expect(
      complaint(DataFile(name: "c.npy", bytes: Array(bytes.prefix(20))))
        == "cannot read c.npy: `c` has a damaged header")
    #expect(
      complaint(DataFile(name: "c.npy", bytes: Array(bytes.dropFirst())))
        == "cannot read c.npy: it is none of CSV, TSV, JSON, NPY, NPZ and IDX")
  }

  @Test func damagedArchivesSayWhy() throws {
    var bytes = try fixture("stored.npz").bytes
    let content = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]) })
    bytes[content] = 1
    #expect(
      complaint(DataFile(name: "a.npz", bytes: bytes))
        == "cannot read a.npz: the checksum of `x.npy` is wrong")
    #expect(
      complaint(DataFile(name: "a.npz", bytes: Array(bytes.dropLast(30))))
        == "cannot read a.npz: the zip archive is damaged")
  }

  @Test func damagedGzipSaysWhy() throws {
    var bytes = try fixture("images-idx3-ubyte.gz").bytes
    #expect(
      complaint(DataFile(name: "i.gz", bytes: Array(bytes.dropLast(9))))
        == "cannot read i.gz: the gzip data end too early | the file may be incomplete")
    bytes[bytes.count - 8] ^= 1
    #expect(
      complaint(DataFile(name: "i.gz", bytes: bytes))
        == "cannot read i.gz: the gzip data are damaged")
  }

  @Test func lyingHeadersAllocateNothing() throws {
    let huge: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 0x7F, count: 12)
    #expect(
      complaint(DataFile(name: "h", bytes: huge))
        == "cannot read h: `h` claims more elements than can be")
    let large: [UInt8] = [0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0, 9]
    #expect(
      complaint(DataFile(name: "h", bytes: large))
        == "cannot read h: its sizes make 4294967308 bytes, but it has 13")
    #expect(
      complaint(DataFile(name: "h", bytes: [0, 0, 8, 9, 0]))
        == "cannot read h: `h` needs 40 bytes, but 5 are there")
    let header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2000000000, 0), }"
    let empty = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
    let set = read(DataFile(name: "z.npy", bytes: empty + Array(header.utf8))).set
    #expect(set?.arrays.first?.count == 0)
  }
}
