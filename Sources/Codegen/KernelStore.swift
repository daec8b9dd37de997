/// Keeps machine code for the next time that the same program is compiled.
public protocol KernelStore: Sendable {
  /// Returns what was kept under a key, nil if nothing was.
  func bytes(for key: String) -> [UInt8]?
  /// Keeps bytes under a key, if that can be done.
  func keep(_ bytes: [UInt8], for key: String)
}

extension CompiledKernel {
  /// As bytes: the layout and the lengths of the object files as text of two lines, then the files.
  var bytes: [UInt8] {
    var words = ["\(layout.frameBytes)", "\(layout.scratchBytes)"]
    for pass in layout.passes {
      words += [
        "\(pass.number)", "\(pass.object)", pass.name, pass.joinName ?? "-", "\(pass.chunks)",
      ]
    }
    let lengths = objects.map { "\($0.count)" }
    let head = words.joined(separator: " ") + "\n" + lengths.joined(separator: " ") + "\n"
    return Array(head.utf8) + objects.joined()
  }

  /// What `bytes` made, nil if it did not.
  init?(_ bytes: [UInt8]) {
    let newline = UInt8(ascii: "\n")
    guard let first = bytes.firstIndex(of: newline),
      let second = bytes[(first + 1)...].firstIndex(of: newline)
    else { return nil }
    func words(_ line: ArraySlice<UInt8>) -> [Substring] {
      String(decoding: line, as: UTF8.self).split(separator: " ")
    }
    let layoutWords = words(bytes[..<first])
    let lengths = words(bytes[(first + 1)..<second]).compactMap { Int($0) }
    guard layoutWords.count % 5 == 2, let frameBytes = Int(layoutWords[0]),
      let scratchBytes = Int(layoutWords[1]),
      lengths.reduce(second + 1, +) == bytes.count, lengths.allSatisfy({ $0 > 0 })
    else { return nil }
    var passes: [KernelLayout.Pass] = []
    for start in stride(from: 2, to: layoutWords.count, by: 5) {
      let word = layoutWords[start..<start + 5].map(String.init)
      guard let number = Int(word[0]), let object = Int(word[1]), let chunks = Int(word[4]),
        lengths.indices.contains(object)
      else { return nil }
      passes.append(
        KernelLayout.Pass(
          number: number, object: object, name: word[2], joinName: word[3] == "-" ? nil : word[3],
          chunks: chunks))
    }
    layout = KernelLayout(
      passes: passes, frameBytes: frameBytes, scratchBytes: scratchBytes)
    var rest = bytes[(second + 1)...]
    var objects: [[UInt8]] = []
    for length in lengths {
      objects.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    self.objects = objects
  }
}
