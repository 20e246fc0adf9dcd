/// The sum of a stretch.
public struct StretchSum: StretchSummary {
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
  /// How many numbers.
  public let count: Double
  /// Their sum.
  public let sum: Double
  /// The sum with weights 1, 2, 3 ….
  public let weighted: Double

  @inlinable
  init(count: Double, sum: Double, weighted: Double) {
    self.count = count
    self.sum = sum
    self.weighted = weighted
  }

  /// One number.
  @inlinable
  public init(_ input: Double) { self.init(count: 1, sum: input, weighted: input) }

  /// Both stretches: what is later weighs more by what came before.
  @inlinable
  public func followed(by later: WeightedSum) -> WeightedSum {
    WeightedSum(count: count + later.count, sum: sum + later.sum, weighted: weighted + (later.weighted + count * later.sum))
  }
}

/// Two sums, such as those of prices times volumes and of volumes.
public struct SumPair: StretchSummary {
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
  @usableFromInline let greatest: Double
  @usableFromInline let least: Double
  /// 0, or NaN if a number is missing: comparisons alone would lose it, or take a branch at every step that no one can foresee.
  @usableFromInline let missing: Double

  @inlinable
  init(greatest: Double, least: Double, missing: Double) {
    self.greatest = greatest
    self.least = least
    self.missing = missing
  }

  /// The greatest of the first numbers.
  @inlinable
  public var highest: Double { greatest + missing }

  /// The least of the second numbers.
  @inlinable
  public var lowest: Double { least + missing }

  /// The middle between both.
  @inlinable
  public var middle: Double { (highest + lowest) / 2 }

  /// One pair, such as a bar's high and low.
  @inlinable
  public init(_ input: Pair) {
    self.init(greatest: input.x, least: input.y, missing: input.x.isNaN || input.y.isNaN ? .nan : 0)
  }

  /// The greatest and least of both.
  @inlinable
  public func followed(by later: Extremes) -> Extremes {
    Extremes(
      greatest: greatest > later.greatest ? greatest : later.greatest, least: least < later.least ? least : later.least,
      missing: missing + later.missing)
  }
}
