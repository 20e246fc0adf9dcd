public import Statistics

/// How far apart the Sharpe ratios of two arms are, with an interval from a bootstrap that keeps what depends on what.
///
///     let gap = try SharpeDifference(champion: old, challenger: new, seed: 1)
///     gap.estimate           // of one trade, challenger minus champion
///     gap.interval           // 95 %
///
/// Both arms' trades are laid on one clock and drawn in blocks of random length (Politis & Romano, "The stationary bootstrap", Journal of the American
/// Statistical Association 89, 1994), so that a bad day that hit both arms hits both in the sample too, and runs of results stay runs. The ratios are of one
/// trade, not of a year: an arm with a tenth of the keys has a tenth of the trades, which is no fault of its own.
///
/// The interval is for one look. Whoever looks daily decides by ``SequentialDifference``.
public struct SharpeDifference: Hashable, Sendable, Codable {
  /// The challenger's ratio minus the champion's, of one trade.
  public let estimate: Double
  /// The lower end of the interval.
  public let lower: Double
  /// The upper end of the interval.
  public let upper: Double
  /// How sure the interval is.
  public let confidence: Double
  /// The mean length of the blocks, in trades of both arms together.
  public let blockLength: Double
  /// How many samples were drawn.
  public let replicates: Int

  /// The interval.
  public var interval: ClosedRange<Double> { lower...upper }

  /// Measures two arms.
  ///
  /// - Parameters:
  ///   - champion: at least 30 trades.
  ///   - challenger: at least 30 trades.
  ///   - confidence: above 0 and below 1.
  ///   - replicates: 100 to 1 000 000.
  ///   - seed: of the samples.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  public init(
    champion: ArmResults, challenger: ArmResults, confidence: Double = 0.95, replicates: Int = 2_000, seed: UInt64,
    threads: Int = ActiveProcessors.count
  ) throws(ABTestError) {
    for arm in [champion, challenger] where arm.count < SharpeRatio.fewestObservations {
      throw ABTestError(
        "SharpeDifference", arm.name, "has \(arm.count) trades; at least \(SharpeRatio.fewestObservations) are needed for a Sharpe ratio.")
    }
    try ABTestError.check(replicates, in: 100...1_000_000, "SharpeDifference", "replicates")
    try ABTestError.check(share: confidence, "SharpeDifference", "confidence")
    let merged = MergedResults(champion: champion, challenger: challenger)
    do throws(StatisticsError) {
      let length = max(1, try OptimalBlockLength(merged.centred).stationary)
      let bootstrap = try Bootstrap(
        of: merged.results.indices.map(Double.init), scheme: .stationaryBlocks(meanLength: length), replicates: replicates,
        generator: SeededGenerator(seed: seed), threads: threads
      ) { places in merged.sharpeDifference(at: places) }
      let interval = try bootstrap.interval(confidence: confidence)
      estimate = bootstrap.estimate
      (lower, upper) = (interval.lowerBound, interval.upperBound)
      blockLength = length
    } catch {
      throw ABTestError(error)
    }
    self.confidence = confidence
    self.replicates = replicates
  }
}

/// Two arms' results on one clock.
struct MergedResults: Sendable {
  let results: [Double]
  let sides: [SequentialDifference.Side]

  /// Merges by time; of one instant the champion's come first.
  init(champion: ArmResults, challenger: ArmResults) {
    var results: [Double] = []
    var sides: [SequentialDifference.Side] = []
    results.reserveCapacity(champion.count + challenger.count)
    sides.reserveCapacity(results.capacity)
    var (first, second) = (0, 0)
    while first < champion.count || second < challenger.count {
      let isFirst = second == challenger.count || first < champion.count && champion.times[first] <= challenger.times[second]
      results.append(isFirst ? champion.results[first] : challenger.results[second])
      sides.append(isFirst ? .champion : .challenger)
      if isFirst { first += 1 } else { second += 1 }
    }
    self.results = results
    self.sides = sides
  }

  /// The results about their own arm's mean.
  var centred: [Double] {
    let means = SequentialDifference.Side.allCases.map { side in
      Moments(zip(results, sides).lazy.filter { $0.1 == side }.map(\.0)).mean
    }
    return zip(results, sides).map { $0 - means[$1.rawValue] }
  }

  /// The challenger's ratio minus the champion's among the results at these places; NaN if one of them has none.
  func sharpeDifference(at places: [Double]) -> Double {
    var moments = [Moments(), Moments()]
    for place in places {
      let index = Int(place)
      moments[sides[index].rawValue].add(results[index])
    }
    let ratios = moments.map { $0.count > 1 && $0.variance > 0 ? $0.mean / $0.standardDeviation : .nan }
    return ratios[1] - ratios[0]
  }
}
