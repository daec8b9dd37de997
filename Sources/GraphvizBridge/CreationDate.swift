/// Replaces the digits of the creation date by zeros of the same length, so that the offsets of the
/// file stay right and the same diagram gives the same bytes at any time.
func withoutCreationDate(_ pdf: [UInt8]) -> [UInt8] {
  var pdf = pdf
  let key = Array("/CreationDate (D:".utf8)
  guard let start = firstIndex(of: key, in: pdf) else { return pdf }
  var i = start + key.count
  let epoch = Array("20000101000000".utf8)
  var digit = 0
  while i < pdf.count, digit < epoch.count, pdf[i] != UInt8(ascii: ")") {
    pdf[i] = epoch[digit]
    i += 1
    digit += 1
  }
  // The rest is the time zone.
  while i < pdf.count, pdf[i] != UInt8(ascii: ")") {
    if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(pdf[i]) { pdf[i] = UInt8(ascii: "0") }
    i += 1
  }
  return pdf
}

/// Searches from the end, where the writer puts the document's information.
private func firstIndex(of key: [UInt8], in bytes: [UInt8]) -> Int? {
  guard bytes.count >= key.count else { return nil }
  return stride(from: bytes.count - key.count, through: 0, by: -1).first { start in
    bytes[start] == key[0] && bytes[start..<start + key.count].elementsEqual(key)
  }
}
