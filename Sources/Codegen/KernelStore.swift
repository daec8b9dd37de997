/// Keeps machine code for the next time that the same program is compiled.
public protocol KernelStore: Sendable {
  /// Returns what was kept under a key, nil if nothing was.
  func bytes(for key: String) -> [UInt8]?
  /// Keeps bytes under a key, if that can be done.
  func keep(_ bytes: [UInt8], for key: String)
}

extension CompiledKernel {
  /// As bytes: the layout as text of one line, then the object file.
  var bytes: [UInt8] {
    var words = ["\(layout.frameBytes)", "\(layout.scratchBytes)"]
    for pass in layout.passes {
      words += [pass.name, pass.joinName ?? "-", "\(pass.chunks)"]
    }
    return Array((words.joined(separator: " ") + "\n").utf8) + object
  }

  /// What `bytes` made, nil if it did not.
  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    guard words.count >= 2, words.count % 3 == 2, let frameBytes = Int(words[0]),
      let scratchBytes = Int(words[1])
    else { return nil }
    var passes: [KernelLayout.Pass] = []
    for start in stride(from: 2, to: words.count, by: 3) {
      guard let chunks = Int(words[start + 2]) else { return nil }
      let join = words[start + 1] == "-" ? nil : String(words[start + 1])
      passes.append(
        KernelLayout.Pass(name: String(words[start]), joinName: join, chunks: chunks))
    }
    layout = KernelLayout(
      passes: passes, frameBytes: frameBytes, scratchBytes: scratchBytes)
    object = Array(bytes[(end + 1)...])
  }
}
