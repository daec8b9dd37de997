import Foundation
import Testing

@testable import Driver

@Suite struct SystemTests {
  @Test(arguments: [1, 2, 3, 7]) func parallelMapKeepsTheOrder(_ threads: Int) {
    let squares = parallelMap(20, threads: threads) { index in
      (0...(20 - index) * 500).reduce(index * index) { total, _ in total }
    }
    #expect(squares == (0..<20).map { $0 * $0 })
    #expect(parallelMap(0, threads: threads) { $0 } == [])
  }

  @Test func filesAreWholeOrAbsent() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "a.txt").path
      try writeFile(path, Array("one".utf8))
      try writeFile(path, Array("two".utf8))
      #expect(try readFile(path) == Array("two".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.txt"])
      let missing = folder.appending(path: "none/b.txt").path
      #expect(throws: FileError.self) { try readFile(missing) }
      #expect(throws: FileError.self) { try readFile(folder.path) }
    }
  }

  @Test func writingMakesTheFoldersOnTheWay() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "a/b/c.txt").path
      try writeFile(path, [1, 2, 3])
      #expect(try readFile(path) == [1, 2, 3])
      #expect(throws: FileError.self) { try writeFile(path + "/d.txt", [4]) }
    }
  }

  @Test func writingKeepsLinksAndPermissions() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.txt").path
      let link = folder.appending(path: "b.txt").path
      try writeFile(file, [1])
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      try writeFile(link, [2])
      #expect(try readFile(file) == [2])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
      #expect(mode as? Int == 0o640)
    }
  }

  @Test func pathsAreTakenApart() {
    #expect(FilePath.directory(of: "a/b/c.gm") == "a/b/")
    #expect(FilePath.directory(of: "c.gm") == "")
    #expect(FilePath.name(of: "a/b/c.gm") == "c.gm")
    #expect(FilePath.ending(of: "a.b/C.SVG") == "svg")
    #expect(FilePath.ending(of: "a.b/c") == "")
    #expect(FilePath.ending(of: ".hidden") == "")
    #expect(FilePath.relative("x.gm", to: "a/b.gm") == "a/x.gm")
    #expect(FilePath.relative("/x.gm", to: "a/b.gm") == "/x.gm")
  }
}
