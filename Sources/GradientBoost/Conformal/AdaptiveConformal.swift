/// Intervals that follow a changing world: they widen after misses and narrow after hits.
///
///     var conformal = AdaptiveConformal(miscoverage: 0.1)
///     for (prediction, truth) in stream {
///       let interval = conformal.interval(around: prediction)     // before the truth is known
///       conformal.update(prediction: prediction, label: truth)    // once it is
///     }
///
/// Over a long time the share of misses is what was asked for, whatever happens to the data: after n steps it differs by at most
/// (1 + rate) / (rate × n). Gibbs & Candès, "Adaptive conformal inference under distribution shift", NeurIPS 2021.
public struct AdaptiveConformal: Sendable, Hashable {
  /// The share of truths that may lie outside.
  public let miscoverage: Double
  /// How fast it follows.
  public let rate: Double
  /// How many of the latest errors it looks at.
  public let window: Int
  /// The share it aims for at the moment: lower after misses.
  public private(set) var level: Double
  /// Truths that were outside so far.
  public private(set) var misses = 0
  /// Truths so far.
  public private(set) var steps = 0
  private var errors: [Double] = []
  /// The same errors, ascending.
  private var ranked: [Double] = []

  /// An interval maker that has seen nothing; its intervals are infinite until it has.
  ///
  /// - Parameters:
  ///   - miscoverage: the share of truths that may lie outside, between 0 and 1.
  ///   - rate: how fast it follows, above 0; faster means wider swings.
  ///   - window: how many of the latest errors it looks at, 1 or more.
  public init(miscoverage: Double, rate: Double = 0.02, window: Int = 500) {
    precondition(miscoverage > 0 && miscoverage < 1, "AdaptiveConformal: miscoverage is \(miscoverage); it must be between 0 and 1.")
    precondition(rate > 0 && window >= 1, "AdaptiveConformal: rate is \(rate), window \(window); both must be above 0.")
    self.miscoverage = miscoverage
    self.rate = rate
    self.window = window
    level = miscoverage
  }

  /// How far the truth may be from the prediction, as things stand.
  public var radius: Double {
    if level <= 0 || errors.isEmpty { return .infinity }
    if level >= 1 { return 0 }
    let rank = Conformal.rank(level, of: ranked.count)
    return ranked.indices.contains(rank - 1) ? ranked[rank - 1] : .infinity
  }

  /// The interval around a prediction whose truth is not known yet.
  public func interval(around prediction: Double) -> ClosedRange<Double> {
    let radius = radius
    return prediction - radius...prediction + radius
  }

  /// Learns a truth. A missing prediction or truth is left out.
  public mutating func update(prediction: Double, label: Double) {
    guard prediction.isFinite, label.isFinite else { return }
    let error = abs(label - prediction)
    let isMissed = error > radius
    steps += 1
    misses += isMissed ? 1 : 0
    level += rate * (miscoverage - (isMissed ? 1 : 0))
    errors.append(error)
    ranked.insert(error, at: place(of: error))
    if errors.count > window { ranked.remove(at: place(of: errors.removeFirst())) }
  }

  /// How many errors are less than one.
  private func place(of error: Double) -> Int {
    var low = 0
    var high = ranked.count
    while low < high {
      let middle = (low + high) / 2
      if ranked[middle] < error { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
