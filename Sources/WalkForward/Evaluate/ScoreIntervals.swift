internal import Statistics

/// How the intervals of scores are made: rows are drawn with replacement in blocks, because neighbours are alike.
public struct ScoreIntervals: Sendable, Hashable {
  /// How many times rows are drawn; 0 makes no intervals. From 200 on for a confidence of 0.95.
  public var replicates: Int
  /// How often the interval should hold the truth, above 0 and below 1.
  public var confidence: Double
  /// The mean length of a block in rows; `nil` takes the longer of the cube root of the rows and what a label overlaps.
  public var blockLength: Int?
  /// What the draws are made from.
  public var seed: UInt64

  /// Intervals from so many draws.
  public init(replicates: Int = 400, confidence: Double = 0.95, blockLength: Int? = nil, seed: UInt64 = 0) {
    self.replicates = replicates
    self.confidence = confidence
    self.blockLength = blockLength
    self.seed = seed
  }

  /// No intervals: for a first look, or where only the scores matter.
  public static let none = ScoreIntervals(replicates: 0)

  /// The fewest blocks that an interval is made of.
  private static let fewestBlocks = 5

  /// A score with its interval, from a function of the places of rows.
  func estimate<Prediction>(
    of score: Score<Prediction>, count: Int, block: Double, threads: Int, _ value: @Sendable ([Int]) -> Double?
  ) throws(EvaluationError) -> ScoreEstimate {
    let own = value(Array(0..<count))
    if let own, !own.isFinite {
      throw EvaluationError(
        fold: nil, .score,
        "\(score.name) is \(own) on \(count) rows; predictions and labels must be finite: leave rows without a label out, and return nil where "
          + "the score is undefined")
    }
    guard let own, replicates > 0, Double(count) >= block * Double(Self.fewestBlocks) else {
      return ScoreEstimate(value: own, rows: count, lower: nil, upper: nil, worseThanNoSkill: nil)
    }
    let bootstrap = try? Bootstrap(
      of: (0..<count).map(Double.init), scheme: .stationaryBlocks(meanLength: max(1, block)), replicates: replicates,
      generator: SeededGenerator(seed: seed), threads: threads
    ) { value($0.map { Int($0) }) ?? .nan }
    guard let bootstrap, let range = try? bootstrap.interval(confidence: confidence) else {
      return ScoreEstimate(value: own, rows: count, lower: nil, upper: nil, worseThanNoSkill: nil)
    }
    let worse = score.noSkill.map { noSkill in
      Double(bootstrap.replicates.count { score.gain($0, over: noSkill) < 0 }) / Double(bootstrap.replicates.count)
    }
    return ScoreEstimate(value: own, rows: count, lower: range.lowerBound, upper: range.upperBound, worseThanNoSkill: worse)
  }

  func check() throws(EvaluationError) {
    if replicates < 0 || !(confidence > 0 && confidence < 1) || blockLength ?? 1 < 1 {
      throw EvaluationError(
        fold: nil, .score,
        "intervals of \(replicates) replicates, confidence \(confidence) and blocks of \(blockLength ?? 1) rows cannot be made; replicates are 0 "
          + "or more, the confidence is above 0 and below 1, and blocks are 1 row or longer")
    }
    if replicates > 0, Double(replicates) * (1 - confidence) / 2 < 5 {
      throw EvaluationError(
        fold: nil, .score,
        "\(replicates) replicates have fewer than 5 beyond each end of an interval of confidence \(confidence); draw at least "
          + "\((10 / (1 - confidence)).rounded(.up)), or none")
    }
  }

  /// The mean length of a block for some of the samples.
  func block(_ spans: SampleSpans, count: Int) -> Double {
    if let blockLength { return Double(blockLength) }
    // The cube root is the rate at which the best length grows: Künsch, Annals of Statistics 17, 1989. It counts instants; several symbols
    // fill each with as many rows.
    let perInstant = spans.rowsPerInstant
    let instants = Double(count) / perInstant
    return max(1, perInstant * root(ofCube: instants), spans.labelOverlap)
  }

  /// The cube root by Newton's method, so that blocks are the same on every platform.
  private func root(ofCube value: Double) -> Double {
    if value <= 1 { return 1 }
    var root = value
    while true {
      let next = (2 * root + value / (root * root)) / 3
      if next >= root { return root }
      root = next
    }
  }
}

extension SampleSpans {
  /// How many rows an instant has on average.
  var rowsPerInstant: Double {
    let column = times.span
    var instants = 1
    for row in column.indices.dropFirst() where column[row] != column[row - 1] { instants += 1 }
    return Double(count) / Double(instants)
  }

  /// How many rows a label spans on average, its own included: rows this close are not independent. Estimated from at most 1000 rows.
  var labelOverlap: Double {
    if !hasEnds { return 1 }
    let step = max(1, count / 1_000)
    let looked = stride(from: 0, to: count, by: step)
    var total = 0.0
    var rows = 0.0
    for row in looked {
      total += Double(self.row(after: ends[row]) - self.row(atOrAfter: times[row]))
      rows += 1
    }
    return total / rows
  }
}
