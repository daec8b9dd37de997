import Testing

@testable import Objectives

/// EM of a hidden Markov model is the algorithm of Baum and Welch, iteration by iteration
/// (`reference/baum_welch.py`).
@Suite struct BaumWelchTests {
  /// The log likelihood before an iteration, and the point behind it.
  struct Iteration {
    let value: Double
    let pi, a, b: [Double]
  }

  private let reference = [
    Iteration(
      value: -13.271356715791358,
      pi: [0.6920548771323418, 0.2191247612648114, 0.08882036160284675],
      a: [
        0.5753594485364345, 0.3017159718616609, 0.12292457960190466, 0.22813046582637392,
        0.48969243364822557, 0.28217710052540046, 0.23888910501387872, 0.2408721946875989,
        0.5202387002985224,
      ],
      b: [
        0.5276816240351219, 0.28767423401687375, 0.18464414194800421, 0.2718592244431371,
        0.5213880508886451, 0.20675272466821765, 0.12445362453493018, 0.16874523637218436,
        0.7068011390928854,
      ]),
    Iteration(
      value: -12.988943589691065,
      pi: [0.7966776581140668, 0.16490387026907802, 0.038418471616855174],
      a: [
        0.5373107731310992, 0.3120850539285455, 0.15060417294035516, 0.2407928709868761,
        0.5003405412222585, 0.2588665877908654, 0.22225916328554232, 0.24761389174062437,
        0.5301269449738334,
      ],
      b: [
        0.5312702890846064, 0.2959501398130408, 0.1727795711023529, 0.2845681707105931,
        0.5129332288084394, 0.20249860048096763, 0.1132592674770275, 0.16469000302676098,
        0.7220507294962116,
      ]),
    Iteration(
      value: -12.862699913762508,
      pi: [0.8697430142024766, 0.11610936323080537, 0.01414762256671831],
      a: [
        0.4973052693659757, 0.3164831079420802, 0.18621162269194408, 0.25855322828883387,
        0.5107764781658966, 0.2306702935452695, 0.20701228781496614, 0.26180439660279153,
        0.5311833155822422,
      ],
      b: [
        0.5523715385079343, 0.2902014534761846, 0.1574270080158814, 0.2846605927349389,
        0.5197734486179197, 0.19556595864714163, 0.09499764733803895, 0.16224759129680694,
        0.7427547613651542,
      ]),
  ]

  @Test func agreesIterationByIteration() throws {
    var climb = try MaximisationTests.Climb(
      """
      model M {
        chain t in T
        plate k in K = 1..3
        axis V = 0..2
        param    pi       : simplex(K)
        param    A[k]     : simplex(K)
        param    B[k]     : simplex(V)
        latent   z[first] : K ~ Categorical(pi)
        latent   z[t]     : K ~ Categorical(A[z[t-1]])
        observed x[t]     : V ~ Categorical(B[z[t]])
        maximize log p(x)
      }
      """, #"{"x": [0, 2, 1, 1, 0, 2, 2, 2, 1, 0, 0, 1]}"#,
      from: [
        "pi": [0.5, 0.3, 0.2], "A": [0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.25, 0.25, 0.5],
        "B": [0.5, 0.3, 0.2, 0.2, 0.6, 0.2, 0.1, 0.2, 0.7],
      ])
    for expected in reference {
      #expect(agrees(try climb.advance(), expected.value, 1e-12))
      for (name, values) in [("pi", expected.pi), ("A", expected.a), ("B", expected.b)] {
        let ours = try climb.lowered.reported(name, atCoordinates: climb.point)
        #expect(ours.count == values.count)
        #expect(zip(ours, values).allSatisfy { agrees($0, $1, 1e-11) }, "\(name): \(ours)")
      }
    }
  }
}
