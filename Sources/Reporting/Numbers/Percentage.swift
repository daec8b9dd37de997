/// Returns a probability in percent, without needless digits: `5` for 0.05, `2.5` for 0.025.
func percentage(_ probability: Double) -> String {
  var text = fixed(100 * probability, fractionDigits: 6)
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text
}
