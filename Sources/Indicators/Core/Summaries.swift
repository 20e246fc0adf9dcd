/// The sum of a stretch.
public struct Sum: StretchSummary {
  /// The sum.
  public let value: Double

  /// One number.
  @inlinable
  public init(_ input: Double) { value = input }

  /// Both sums.
  @inlinable
  public func followed(by later: Sum) -> Sum { Sum(value + later.value) }
}

/// Count, mean and sum of squared deviations of a stretch, merged as Chan, Golub and LeVeque (1979) do: stable whatever the offset.
public struct Moments: StretchSummary {
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
  public func followed(by later: Moments) -> Moments {
    let total = count + later.count
    let delta = later.mean - mean
    let share = later.count / total
    return Moments(count: total, mean: mean + delta * share, squares: squares + later.squares + delta * delta * count * share)
  }

  /// The variance, dividing by the count.
  @inlinable
  public var populationVariance: Double { squares / count }

  /// The variance, dividing by one less than the count.
  @inlinable
  public var sampleVariance: Double { squares / (count - 1) }
}
