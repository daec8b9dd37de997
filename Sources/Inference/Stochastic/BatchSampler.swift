public import ScalarMath

/// Deals the rows of a plate out to batches of one size, epoch by epoch, without replacement.
///
/// Rows may be of several kinds, of which every batch then has the same number. An epoch is as many
/// whole batches as the kind that lasts longest fills; what is left over is other rows every time.
/// A kind that is used up before begins anew, in another order. Each row of a kind is equally often
/// at each place of a batch, so sums in which a row counts for all of its kind are unbiased.
public struct BatchSampler: Sendable {
  /// The rows of one kind.
  private struct Stratum: Sendable {
    let rows: [Int]
    /// How many a batch has.
    let share: Int
    /// The order of the epoch.
    var order: [Int]
  }

  /// The number of batches of an epoch.
  public let batchCount: Int
  /// The rows of the batch that was dealt last.
  public private(set) var rows: [Int]
  private var strata: [Stratum]
  private let stream: RandomStream

  /// - Parameter strata: the rows of each kind, and how many of them a batch has.
  /// - Precondition: no kind has fewer rows than a batch has of them, and some batch has rows.
  public init(_ strata: [(rows: [Int], share: Int)], stream: RandomStream) {
    self.strata = strata.filter { $0.share > 0 }
      .map { Stratum(rows: $0.rows, share: $0.share, order: $0.rows) }
    batchCount = max(1, self.strata.map { $0.rows.count / max(1, $0.share) }.max() ?? 1)
    rows = Array(repeating: 0, count: self.strata.reduce(0) { $0 + $1.share })
    self.stream = stream
  }

  /// Shuffles the rows for an epoch, always alike for the same number.
  public mutating func begin(epoch: Int) {
    for index in strata.indices {
      let stratum = strata[index]
      // As many shuffles of all rows as the epoch needs, one after the other.
      let whole = stratum.rows.count / stratum.share * stratum.share
      let rounds = (batchCount * stratum.share + whole - 1) / max(1, whole)
      var order: [Int] = []
      order.reserveCapacity(rounds * whole)
      for round in 0..<rounds {
        var random = stream.stream(epoch).stream(index).stream(round)
        order += shuffled(stratum.rows, random: &random).prefix(whole)
      }
      strata[index].order = order
    }
  }

  /// Puts the rows of a batch into `rows`, those of the first kind before the others.
  public mutating func deal(_ batch: Int) {
    var place = 0
    for stratum in strata {
      for offset in 0..<stratum.share {
        rows[place] = stratum.order[batch * stratum.share + offset]
        place += 1
      }
    }
  }
}
