import Diagnostics
import Testing

@Suite struct NearestTests {
  let words = ["latent", "observed", "partial", "param", "plate", "maximize"]

  @Test(arguments: [
    ("latnet", "latent"), ("observd", "observed"), ("parmater", nil), ("plates", "plate"),
    ("maximise", "maximize"), ("LATENT", "latent"), ("xyz", nil), ("", nil), ("latent", nil),
  ])
  func oneSlipIsForgivenAndMoreAreNot(word: String, expected: String?) {
    #expect(nearest(to: word, among: words) == expected)
  }

  @Test func theFirstOfEquallyNearWordsWins() {
    #expect(nearest(to: "sum1", among: ["sum2", "sum3"]) == "sum2")
  }

  @Test func aSingleLetterIsNearToNothing() {
    #expect(nearest(to: "x", among: ["y", "z"]) == nil)
  }
}
