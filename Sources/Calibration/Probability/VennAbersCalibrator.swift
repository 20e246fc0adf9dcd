/// Two probabilities for each score, one of which is right: what isotonic calibration would say if the new sample were negative, and if it were positive.
///
/// Vovk and Petej, "Venn–Abers predictors" (2014): whatever the distribution, one of both is perfectly calibrated. Their distance says how sure the
/// calibration itself is. `probability` merges them to p₁ / (1 − p₀ + p₁), which minimises the regret of the log loss (Vovk, Petej and Fedorova,
/// "Large-scale probabilistic predictors with and without guarantees of validity", 2015).
public struct VennAbersCalibrator: ProbabilityCalibrator {
  private let scores: [Double]
  private let counts: [Double]
  private let positives: [Double]
  /// The last block of the isotonic fit of the first n scores, and the block before it; and the same from the other end.
  private let prefixes: [Block]
  private let suffixes: [Block]

  private struct Block: Hashable, Sendable {
    var sum: Double
    var weight: Double
    /// The next block outwards as an index; −1 if there is none.
    var next: Int
  }

  /// Fits the calibrator.
  /// - Complexity: O(n log n)
  public init(_ fold: CalibrationFold) throws(CalibrationError) {
    try fold.requireBothClasses("Venn–Abers")
    let groups = TiedScores(fold)
    self.init(groups.scores, groups.counts, groups.positives)
  }

  private init(_ scores: [Double], _ counts: [Double], _ positives: [Double]) {
    self.scores = scores
    self.counts = counts
    self.positives = positives
    prefixes = VennAbersCalibrator.blocks(Array(scores.indices), counts, positives, risesOutwards: false)
    suffixes = VennAbersCalibrator.blocks(Array(scores.indices.reversed()), counts, positives, risesOutwards: true)
  }

  /// The stacks of pooling adjacent violators after each step, as a tree: a step only ever removes blocks from the top and adds one.
  private static func blocks(_ order: [Int], _ counts: [Double], _ positives: [Double], risesOutwards: Bool) -> [Block] {
    var blocks = [Block](repeating: Block(sum: 0, weight: 0, next: -1), count: order.count)
    var top = -1
    for index in order {
      var block = Block(sum: positives[index], weight: counts[index], next: top)
      while block.next >= 0, violates(blocks[block.next], block, risesOutwards) {
        let outer = blocks[block.next]
        block = Block(sum: block.sum + outer.sum, weight: block.weight + outer.weight, next: outer.next)
      }
      blocks[index] = block
      top = index
    }
    return blocks
  }

  private static func violates(_ outer: Block, _ inner: Block, _ risesOutwards: Bool) -> Bool {
    let difference = outer.sum * inner.weight - inner.sum * outer.weight
    return risesOutwards ? difference <= 0 : difference >= 0
  }

  /// Both probabilities: if the new sample were negative, and if it were positive.
  ///
  /// - Complexity: O(log n) and the blocks that the new sample joins
  public func interval(_ score: Double) -> (lower: Double, upper: Double) {
    guard !score.isNaN else { return (.nan, .nan) }
    var low = 0
    var high = scores.count
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] < score { low = middle + 1 } else { high = middle }
    }
    let isKnown = low < scores.count && scores[low] == score
    let after = isKnown ? low + 1 : low
    func level(_ label: Double) -> Double {
      var block = Block(sum: label + (isKnown ? positives[low] : 0), weight: 1 + (isKnown ? counts[low] : 0), next: -1)
      var left = low - 1
      var right = after < scores.count ? after : -1
      while true {
        if left >= 0, VennAbersCalibrator.violates(prefixes[left], block, false) {
          block.sum += prefixes[left].sum
          block.weight += prefixes[left].weight
          left = prefixes[left].next
        } else if right >= 0, VennAbersCalibrator.violates(suffixes[right], block, true) {
          block.sum += suffixes[right].sum
          block.weight += suffixes[right].weight
          right = suffixes[right].next
        } else {
          return block.sum / block.weight
        }
      }
    }
    return (level(0), level(1))
  }

  /// The calibrated probability, 0 to 1; NaN for a score that is NaN.
  public func probability(_ score: Double) -> Double {
    let (lower, upper) = interval(score)
    return upper / (1 - lower + upper)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case scores, counts, positives }

  /// Writes the scores with their counts.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(scores, forKey: .scores)
    try container.encode(counts, forKey: .counts)
    try container.encode(positives, forKey: .positives)
  }

  /// Reads a calibrator and checks that it is one.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let scores = try container.decode([Double].self, forKey: .scores)
    let counts = try container.decode([Double].self, forKey: .counts)
    let positives = try container.decode([Double].self, forKey: .positives)
    let ascends = zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 }
    guard !scores.isEmpty, scores.count == counts.count, scores.count == positives.count, ascends, scores.allSatisfy(\.isFinite),
      zip(counts, positives).allSatisfy({ $0 >= 1 && $0 < 1e15 && $1 >= 0 && $1 <= $0 })
    else {
      throw CalibrationError(
        .badState, "a Venn–Abers calibrator needs ascending scores, and for each a count of 1 or more and at most as many positive labels")
    }
    self.init(scores, counts, positives)
  }
}
