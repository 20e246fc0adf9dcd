/// The sum of a stretch.
public struct StretchSum: StretchSummary {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: StretchSum { StretchSum(0) }

  /// The sum.
  public let value: Double

  /// One number.
  @inlinable
  public init(_ input: Double) { value = input }

  /// Both sums.
  @inlinable
  public func followed(by later: StretchSum) -> StretchSum { StretchSum(value + later.value) }
}

/// Count, mean and sum of squared deviations of a stretch, merged as Chan, Golub and LeVeque (1979) do: stable whatever the offset.
public struct StretchMoments: StretchSummary {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: StretchMoments { StretchMoments(0) }

  /// How many numbers.
  public let count: Double
  /// Their mean.
  public let mean: Double
  /// The sum of their squared deviations from the mean.
  public let squares: Double

  @inlinable
  init(count: Double, mean: Double, squares: Double) {
    self.count = count
    self.mean = mean
    self.squares = squares
  }

  /// One number.
  @inlinable
  public init(_ input: Double) { self.init(count: 1, mean: input, squares: 0) }

  /// Both stretches.
  @inlinable
  public func followed(by later: StretchMoments) -> StretchMoments {
    let total = count + later.count
    let delta = later.mean - mean
    let share = later.count / total
    return StretchMoments(count: total, mean: mean + delta * share, squares: squares + later.squares + delta * delta * count * share)
  }

  /// The variance, dividing by the count.
  @inlinable
  public var populationVariance: Double { squares / count }

  /// The variance, dividing by one less than the count.
  @inlinable
  public var sampleVariance: Double { squares / (count - 1) }
}

/// The sum of a stretch, and the sum in which the first number counts once, the second twice and so on.
public struct WeightedSum: StretchSummary {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: WeightedSum { WeightedSum(0) }

  /// Count and sum. Both are read at once, and so they are written at once: what is written one by one cannot be read as a pair before it has reached
  /// the cache.
  @usableFromInline let plain: SIMD2<Double>
  /// The sum with weights 1, 2, 3 ….
  public let weighted: Double

  /// How many numbers.
  @inlinable
  public var count: Double { plain.x }

  /// Their sum.
  @inlinable
  public var sum: Double { plain.y }

  @inlinable
  init(plain: SIMD2<Double>, weighted: Double) {
    self.plain = plain
    self.weighted = weighted
  }

  /// One number.
  @inlinable
  public init(_ input: Double) { self.init(plain: SIMD2(1, input), weighted: input) }

  /// Both stretches: what is later weighs more by what came before. In this order of additions a tail that grows by one value waits for one of them only.
  @inlinable
  public func followed(by later: WeightedSum) -> WeightedSum {
    WeightedSum(plain: plain + later.plain, weighted: weighted + count * later.sum + later.weighted)
  }
}

extension WeightedSum {
  enum CodingKeys: CodingKey { case count, sum, weighted }

  /// The sums that were written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      plain: SIMD2(try state.decode(Double.self, forKey: .count), try state.decode(Double.self, forKey: .sum)),
      weighted: try state.decode(Double.self, forKey: .weighted))
  }

  /// Writes the sums down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(count, forKey: .count)
    try state.encode(sum, forKey: .sum)
    try state.encode(weighted, forKey: .weighted)
  }
}

/// Two sums, such as those of prices times volumes and of volumes.
public struct SumPair: StretchSummary {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: SumPair { SumPair(x: 0, y: 0) }

  /// The sum of the first numbers.
  public let x: Double
  /// The sum of the second numbers.
  public let y: Double

  @inlinable
  init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// One pair.
  @inlinable
  public init(_ input: Pair) { self.init(x: input.x, y: input.y) }

  /// Both sums of both.
  @inlinable
  public func followed(by later: SumPair) -> SumPair { SumPair(x: x + later.x, y: y + later.y) }
}

/// The greatest and the least of pairs: the greatest of the first numbers, the least of the second ones. NaN where one is missing.
public struct Extremes: StretchSummary {
  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: Extremes { Extremes(ends: .zero, missing: 0) }

  /// The greatest, and the least with its sign turned, so that both are chosen, read and written at once.
  @usableFromInline let ends: SIMD2<Double>
  /// 0, or NaN if a number is missing: comparisons alone would lose it, or take a branch at every step that no one can foresee.
  @usableFromInline let missing: Double

  @inlinable
  init(ends: SIMD2<Double>, missing: Double) {
    self.ends = ends
    self.missing = missing
  }

  /// The greatest of the first numbers.
  @inlinable
  public var highest: Double { ends.x + missing }

  /// The least of the second numbers.
  @inlinable
  public var lowest: Double { -ends.y + missing }

  /// The middle between both.
  @inlinable
  public var middle: Double { (highest + lowest) / 2 }

  /// One pair, such as a bar's high and low.
  @inlinable
  public init(_ input: Pair) {
    self.init(ends: SIMD2(input.x, -input.y), missing: input.x.isNaN || input.y.isNaN ? .nan : 0)
  }

  /// The greatest and least of both.
  @inlinable
  public func followed(by later: Extremes) -> Extremes {
    Extremes(ends: ends.greatest(later.ends), missing: missing + later.missing)
  }
}

extension Extremes {
  enum CodingKeys: CodingKey { case greatest, least, missing }

  /// The ends that were written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      ends: SIMD2(try state.decode(Double.self, forKey: .greatest), -(try state.decode(Double.self, forKey: .least))),
      missing: try state.decode(Double.self, forKey: .missing))
  }

  /// Writes the ends down.
  public func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(ends.x, forKey: .greatest)
    try state.encode(-ends.y, forKey: .least)
    try state.encode(missing, forKey: .missing)
  }
}

/// The greatest number of a stretch; NaN where one is missing.
public struct Greatest: StretchSummary {
  /// The number.
  public let value: Double

  /// What stands in slots that hold nothing yet.
  @inlinable
  public static var blank: Greatest { Greatest(0) }

  /// One number.
  @inlinable
  public init(_ input: Double) { value = input }

  /// The greater of both.
  @inlinable
  public func followed(by later: Greatest) -> Greatest {
    // Of numbers one of which is missing the comparison gives the later: that is asked of the earlier alone, and without a branch.
    let greater = value > later.value ? value : later.value
    return Greatest(value == value ? greater : value)
  }
}
