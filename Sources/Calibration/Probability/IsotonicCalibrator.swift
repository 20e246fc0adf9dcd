internal import Statistics

/// The best calibration that never turns the model's order around: steps fitted by pooling adjacent violators, lines between them.
///
/// Ayer and others, "An empirical distribution function for sampling with incomplete information" (1955); Zadrozny and Elkan, "Transforming
/// classifier scores into accurate multiclass probability estimates" (2002). Outside what it was fitted on it stays at its ends. Needs about a thousand
/// labels before it is better than Platt's curve.
public struct IsotonicCalibrator: ProbabilityCalibrator {
  /// The scores at which the line bends, ascending.
  public let scores: [Double]
  /// The probability at each of them, never falling.
  public let levels: [Double]

  /// Fits the calibrator.
  /// - Complexity: O(n log n)
  public init(_ fold: CalibrationFold) throws(CalibrationError) {
    try fold.requireBothClasses("isotonic")
    let groups = TiedScores(fold)
    let values = IsotonicFit.fit(groups.shares, weights: groups.counts)
    // Inner points of a level say nothing that its ends do not.
    let corners = values.indices.filter { index in
      index == 0 || index == values.count - 1 || values[index] != values[index - 1] || values[index] != values[index + 1]
    }
    scores = corners.map { groups.scores[$0] }
    levels = corners.map { values[$0] }
  }

  /// The calibrated probability, 0 to 1; NaN for a score that is NaN.
  public func probability(_ score: Double) -> Double {
    if score.isNaN { return .nan }
    guard let first = scores.first, let last = scores.last else { return .nan }
    if score <= first { return levels[0] }
    if score >= last { return levels[levels.count - 1] }
    var low = 0
    var high = scores.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if scores[middle] <= score { low = middle } else { high = middle }
    }
    let share = (score - scores[low]) / (scores[high] - scores[low])
    return levels[low] + share * (levels[high] - levels[low])
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case scores, levels }

  /// Reads a calibrator and checks that it is one.
  public init(from decoder: any Decoder) throws {
    try AnyName.check(decoder, against: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    scores = try container.decode([Double].self, forKey: .scores)
    levels = try container.decode([Double].self, forKey: .levels)
    let ascends = zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 }
    let neverFalls = zip(levels, levels.dropFirst()).allSatisfy { $0 <= $1 }
    guard !scores.isEmpty, scores.count == levels.count, ascends, neverFalls, scores.allSatisfy(\.isFinite),
      levels.allSatisfy({ (0...1).contains($0) })
    else {
      throw CalibrationError(.badState, "an isotonic calibrator needs ascending scores and as many levels from 0 to 1 that never fall")
    }
  }
}

/// Different scores in order, with the count and the share of positive labels of each.
struct TiedScores {
  private(set) var scores: [Double] = []
  private(set) var counts: [Double] = []
  private(set) var positives: [Double] = []

  var shares: [Double] { zip(positives, counts).map { $0 / $1 } }

  init(_ fold: CalibrationFold) {
    for place in Sorting.order(fold.scores) {
      let index = Int(place)
      // Negative zero is zero.
      let score = fold.scores[index] + 0
      if scores.last != score {
        scores.append(score)
        counts.append(0)
        positives.append(0)
      }
      counts[counts.count - 1] += 1
      positives[positives.count - 1] += fold.labels[index] ? 1 : 0
    }
  }
}

/// Pooling adjacent violators.
enum IsotonicFit {
  /// The values that never fall and lie nearest to `values` by weighted squares.
  /// - Complexity: O(n)
  static func fit(_ values: [Double], weights: [Double]) -> [Double] {
    var blocks: [(sum: Double, weight: Double, count: Int)] = []
    for index in values.indices {
      blocks.append((values[index] * weights[index], weights[index], 1))
      while blocks.count > 1 {
        let last = blocks[blocks.count - 1]
        let before = blocks[blocks.count - 2]
        guard before.sum * last.weight >= last.sum * before.weight else { break }
        blocks.removeLast()
        blocks[blocks.count - 1] = (before.sum + last.sum, before.weight + last.weight, before.count + last.count)
      }
    }
    return blocks.flatMap { repeatElement($0.sum / $0.weight, count: $0.count) }
  }
}
