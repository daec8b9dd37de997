internal import CGraphviz
internal import Synchronization

/// How Graphviz finds the places of nodes and edges.
public enum Engine: String, Hashable, Sendable {
  /// Ranked layout of a directed graph.
  case dot
  /// No layout: nodes, edges and clusters carry their places.
  case placed = "nop2"
}

/// A format that Graphviz writes.
public enum Format: String, Hashable, Sendable {
  case svg, png, pdf
  /// The layout as lines of text, lengths in inches.
  case plain
}

/// What Graphviz refuses; the text is its own.
public enum GraphvizFailure: Error, Hashable, Sendable {
  /// The source is not in the DOT language.
  case syntax(String)
  case layout(String)
  case rendering(String)
}

/// Lays out and renders a graph in the DOT language. The same source gives the same bytes.
public func render(
  dot: String, engine: Engine, format: Format
) throws(GraphvizFailure) -> [UInt8] {
  let outcome = door.withLock { context in
    Result { () throws(GraphvizFailure) in
      try renderUnlocked(dot, engine, format, in: &context)
    }
  }
  let bytes = try outcome.get()
  return format == .pdf ? withoutCreationDate(bytes) : bytes
}

/// The one context of the process behind the one lock: Graphviz is not thread-safe, not even with
/// a context for each thread.
private let door = Mutex(Context())

/// What Graphviz said since it was last asked; it reports in fragments, without a context pointer.
private let complaints = Mutex<[UInt8]>([])

/// Graphviz's context, made at the first use.
private struct Context: ~Copyable, @unchecked Sendable {
  private var pointer: OpaquePointer?

  mutating func opened() -> OpaquePointer? {
    if pointer == nil {
      _ = agseterr(AGERR)
      _ = agseterrf { fragment in
        guard let fragment else { return 0 }
        let bytes = Array(UnsafeRawBufferPointer(start: fragment, count: length(of: fragment)))
        complaints.withLock { $0 += bytes }
        return 0
      }
      pointer = gvContext()
    }
    return pointer
  }
}

private func renderUnlocked(
  _ dot: String, _ engine: Engine, _ format: Format, in context: inout Context
) throws(GraphvizFailure) -> [UInt8] {
  _ = takeComplaints()
  guard let gvc = context.opened() else { throw .layout("no context") }
  // After a syntax error the line count would run on.
  agsetfile(nil)
  let source = trimmed(dot)
  guard let graph = gmc_read(source, source.utf8.count) else {
    throw .syntax(takeComplaints() ?? "empty graph")
  }
  defer { agclose(graph) }
  let syntaxComplaint = takeComplaints()
  if let syntaxComplaint { throw .syntax(syntaxComplaint) }

  let laidOut = gvLayout(gvc, graph, engine.rawValue)
  defer { gvFreeLayout(gvc, graph) }
  // A malformed HTML label is reported and still returns 0.
  let layoutComplaint = takeComplaints()
  guard laidOut == 0, layoutComplaint == nil else { throw .layout(layoutComplaint ?? "failed") }

  var data: UnsafeMutablePointer<CChar>?
  var count: UInt32 = 0
  let rendered = gvRenderData(gvc, graph, format.rawValue, &data, &count)
  defer { gvFreeRenderData(data) }
  let complaint = takeComplaints()
  guard rendered == 0, complaint == nil, let data else { throw .rendering(complaint ?? "failed") }
  return Array(UnsafeRawBufferPointer(start: data, count: Int(count)))
}

/// Returns what was said and forgets it; `nil` if nothing was.
private func takeComplaints() -> String? {
  let bytes = complaints.withLock { said in
    defer { said = [] }
    return said
  }
  guard !bytes.isEmpty else { return nil }
  var lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
  if let first = lines.first, first.hasPrefix("Error: ") {
    lines[0] = first.dropFirst("Error: ".count)
  }
  return lines.joined(separator: "; ")
}

/// What stands after the last brace would be read with the next graph.
private func trimmed(_ dot: String) -> String {
  guard let last = dot.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(dot[...last])
}

private func length(of text: UnsafePointer<CChar>) -> Int {
  var end = text
  while end.pointee != 0 { end += 1 }
  return end - text
}
