import Statistics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A tree-structured Parzen estimator over all dimensions at once.
///
/// The trials so far are split into the best tenth and the rest, each becomes a density, and of some candidates drawn from the first the
/// one with the greatest ratio of the two is tried. Kernels span all dimensions that are in force under the same condition, so that what
/// belongs together is learnt together. Trials that are still running count as poor (the constant liar), which keeps those of one batch
/// apart. Failed trials count as poor.
///
/// Bergstra, Bardenet, Bengio & Kégl, "Algorithms for hyper-parameter optimization", NIPS 2011; multivariate kernels after Falkner, Klein &
/// Hutter, "BOHB", ICML 2018; weights and the least width after Watanabe, "Tree-structured Parzen estimator", arXiv:2304.11127.
public struct TreeParzen: Sendable, Hashable {
  /// How many random trials come first.
  public var startupTrials: Int
  /// How many candidates are drawn for each trial.
  public var candidates: Int
  /// The share of trials that counts as good.
  public var goodShare: Double
  /// The most trials that count as good.
  public var mostGood: Int

  /// The usual settings.
  ///
  /// - Parameters:
  ///   - startupTrials: 1 or more.
  ///   - candidates: 1 or more.
  ///   - goodShare: above 0, below 1.
  ///   - mostGood: 1 or more.
  public init(startupTrials: Int = 10, candidates: Int = 24, goodShare: Double = 0.1, mostGood: Int = 25) {
    self.startupTrials = startupTrials
    self.candidates = candidates
    self.goodShare = goodShare
    self.mostGood = mostGood
  }

  func check() throws(WalkForwardError) {
    func refuse(_ parameter: String, _ message: String) -> WalkForwardError { .init(.outOfRange, "TreeParzen", parameter, message) }
    if startupTrials < 1 { throw refuse("startupTrials", "is \(startupTrials); it must be 1 or more.") }
    if candidates < 1 || candidates > 1_000_000 { throw refuse("candidates", "is \(candidates); it must be from 1 to 1 000 000.") }
    if !(goodShare > 0 && goodShare < 1) { throw refuse("goodShare", "is \(goodShare); it must be above 0 and below 1.") }
    if mostGood < 1 { throw refuse("mostGood", "is \(mostGood); it must be 1 or more.") }
  }

  /// The next configuration.
  ///
  /// - Parameters:
  ///   - trials: those that are over, all of one rung.
  ///   - pending: configurations that are still running.
  func propose(
    in space: SearchSpace, after trials: [Trial], pending: [Configuration], direction: Search.Direction,
    using generator: inout SeededGenerator
  ) -> Configuration {
    let ranked = trials.filter { if case .failed = $0.outcome { false } else if case .undefined = $0.outcome { false } else { true } }
    guard ranked.count >= startupTrials else { return space.draw(using: &generator) }
    let order = ranked.sorted { direction.ranks($0, before: $1) }
    let goodCount = min(max(1, Int((goodShare * Double(ranked.count)).rounded(.up))), mostGood)
    let good = order.prefix(goodCount).sorted { $0.number < $1.number }
    let goodNumbers = Set(good.map(\.number))
    let poor = trials.filter { !goodNumbers.contains($0.number) }.map(\.configuration) + pending

    var chosen: [String: ParameterValue] = [:]
    return space.fill { dimension, known in
      if let value = chosen[dimension.name] { return value }
      // The first of its group to be asked decides for all that share its condition.
      let group = space.dimensions.filter { $0.condition == dimension.condition }.map { Coordinate($0) }
      let above = ParzenMixture(group, poor)
      let below = ParzenMixture(group, good.map(\.configuration))
      var best: (score: Double, values: [ParameterValue])?
      for _ in 0..<candidates {
        let values = below.draw(using: &generator)
        let score = below.logDensity(values) - above.logDensity(values)
        if best.map({ score > $0.score }) ?? true { best = (score, values) }
      }
      for (coordinate, value) in zip(group, best?.values ?? below.draw(using: &generator)) { chosen[coordinate.dimension.name] = value }
      return chosen[dimension.name] ?? Coordinate(dimension).draw(using: &generator)
    }
  }
}

/// A mixture of one kernel for each configuration that has all coordinates, and a wide one that keeps every place possible.
struct ParzenMixture {
  private let coordinates: [Coordinate]
  /// What each kernel counts for, adding up to 1; the wide one is the last.
  private let weights: [Double]
  /// Row by row, a row for each coordinate: the centres of numbers, the indices of words.
  private let places: [[Double]]
  /// Row by row, a row for each coordinate: the width of each kernel, but for the wide one.
  private let widths: [[Double]]
  /// Row by row, a row for each coordinate: the logarithm of the share of each kernel that lies inside the interval; none for words.
  private let insides: [[Double]]

  init(_ coordinates: [Coordinate], _ configurations: [Configuration]) {
    self.coordinates = coordinates
    let rows = configurations.compactMap { configuration -> [Double]? in
      let values = coordinates.compactMap { coordinate in configuration[coordinate.dimension.name].map(coordinate.place) }
      return values.count == coordinates.count ? values : nil
    }
    let count = rows.count
    places = coordinates.indices.map { place in rows.map { $0[place] } }
    // The latest 25 count fully, the oldest little: what was learnt early was learnt elsewhere.
    let recent = (0..<count).map { index in
      let old = count - 25
      return index >= old || old <= 1 ? 1 : 1 / Double(count) + Double(index) / Double(old - 1) * (1 - 1 / Double(count))
    }
    let total = recent.reduce(1, +)
    weights = recent.map { $0 / total } + [1 / total]
    let columns = places
    widths = coordinates.indices.map { Self.widths(columns[$0], coordinates[$0]) }
    let wide = widths
    insides = coordinates.indices.map { place in
      let coordinate = coordinates[place]
      guard coordinate.choiceCount == nil else { return [] }
      let middle = coordinate.low / 2 + coordinate.high / 2
      return zip(columns[place], wide[place]).map { log(Self.mass(coordinate.low, coordinate.high, $0, $1)) }
        + [log(Self.mass(coordinate.low, coordinate.high, middle, coordinate.high - coordinate.low))]
    }
  }

  /// The greater of the distances to the neighbours on either side: wide where little is known, narrow where much is (Bergstra et al. 2011,
  /// section 4). The outermost have one neighbour, a single one the ends of the interval; none is narrower than a share that falls with
  /// their number.
  private static func widths(_ centers: [Double], _ coordinate: Coordinate) -> [Double] {
    let range = coordinate.high - coordinate.low
    let least = range / min(100, Double(centers.count) + 2)
    let order = centers.indices.sorted { (centers[$0], $0) < (centers[$1], $1) }
    var widths = [Double](repeating: range, count: centers.count)
    for (place, index) in order.enumerated() {
      let below = place > 0 ? centers[index] - centers[order[place - 1]] : order.count > 1 ? 0 : centers[index] - coordinate.low
      let above =
        place + 1 < order.count ? centers[order[place + 1]] - centers[index] : order.count > 1 ? 0 : coordinate.high - centers[index]
      widths[index] = min(range, max(least, below, above))
    }
    return widths
  }

  /// What a normal kernel has in an interval; all of it where the dimension is a point.
  private static func mass(_ low: Double, _ high: Double, _ mean: Double, _ width: Double) -> Double {
    width > 0 ? NormalDistribution.standard.probability(in: (low - mean) / width...(high - mean) / width) : 1
  }

  private var kernelCount: Int { weights.count }

  /// The chance of a word under a kernel: its own gets one, and all share one over the number of kernels each.
  private func chance(_ word: Int, kernel: Int, coordinate: Int, words: Int) -> Double {
    let spread = 1 / Double(kernelCount)
    if kernel == kernelCount - 1 { return 1 / Double(words) }
    let own = Int(places[coordinate][kernel]) == word ? 1.0 : 0
    return (own + spread) / (1 + spread * Double(words))
  }

  private func center(_ kernel: Int, _ coordinate: Int) -> (mean: Double, width: Double) {
    let range = coordinates[coordinate]
    if kernel == kernelCount - 1 { return (range.low / 2 + range.high / 2, range.high - range.low) }
    return (places[coordinate][kernel], widths[coordinate][kernel])
  }

  /// A draw from the mixture.
  func draw(using generator: inout SeededGenerator) -> [ParameterValue] {
    let kernel = generator.index(weights: weights) ?? kernelCount - 1
    return coordinates.indices.map { place in
      let coordinate = coordinates[place]
      if let words = coordinate.choiceCount {
        let chances = (0..<words).map { chance($0, kernel: kernel, coordinate: place, words: words) }
        return coordinate.value(at: Double(generator.index(weights: chances) ?? 0))
      }
      let (mean, width) = center(kernel, place)
      guard width > 0 else { return coordinate.value(at: mean) }
      let normal = NormalDistribution.standard
      let (first, last) = (normal.cumulative((coordinate.low - mean) / width), normal.cumulative((coordinate.high - mean) / width))
      let drawn = mean + width * normal.quantile(first + generator.openUniform() * (last - first))
      return coordinate.value(at: max(coordinate.low, min(coordinate.high, drawn)))
    }
  }

  /// The logarithm of the mixture's density; whole numbers and words have their probability.
  func logDensity(_ values: [ParameterValue]) -> Double {
    var logs = [Double](repeating: 0, count: kernelCount)
    for (place, coordinate) in coordinates.enumerated() {
      let value = values[place]
      let at = coordinate.place(of: value)
      let cell = coordinate.cell(of: value)
      for kernel in logs.indices {
        if let words = coordinate.choiceCount {
          logs[kernel] += log(chance(Int(at), kernel: kernel, coordinate: place, words: words))
          continue
        }
        let (mean, width) = center(kernel, place)
        guard width > 0 else { continue }
        if coordinate.isWhole {
          let own = Self.mass(cell.lowerBound, cell.upperBound, mean, width)
          logs[kernel] += log(max(own, .leastNormalMagnitude)) - insides[place][kernel]
        } else {
          let z = (at - mean) / width
          logs[kernel] += -0.5 * z * z - log(width) - insides[place][kernel]
        }
      }
    }
    let joint = zip(logs, weights).map { $0 + log($1) }
    let greatest = joint.max() ?? 0
    return greatest + log(joint.reduce(0) { $0 + exp($1 - greatest) })
  }
}
