public import Statistics

/// Returns that follow one another, and what is said of them.
///
///     let returns = ReturnSeries([0.01, -0.02, 0.015], perYear: 365)
///     returns.maximumDrawdown                       // 0.02
///
/// Where empyrical and quantstats agree on a definition it is theirs: Sharpe ratio, Sortino ratio (downside deviation over all returns),
/// Calmar ratio, Omega ratio, tail ratio, value at risk and its conditional, skewness and kurtosis corrected for bias, alpha and beta.
/// The ulcer index is Martin's (the root of the mean squared drawdown); quantstats divides by one observation less.
public struct ReturnSeries: Sendable {
  /// The returns as fractions.
  public let returns: [Double]
  /// How many of them a year has.
  public let perYear: Double
  private let moments: Moments

  /// Returns, of which a year has so many.
  public init(_ returns: [Double], perYear: Double) {
    self.returns = returns
    self.perYear = perYear
    moments = Moments(returns)
  }

  /// The product of all: how much a unit of money grew, less one.
  public var total: Double {
    // Four products at a time: one waits for every multiplication before it.
    let values = returns.span
    var products = SIMD4<Double>(repeating: 1)
    var index = 0
    while index &+ 4 <= values.count {
      products *= 1 + SIMD4(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3])
      index &+= 4
    }
    while index < values.count {
      products[0] *= 1 + values[index]
      index &+= 1
    }
    return products[0] * products[1] * (products[2] * products[3]) - 1
  }
  /// The constant growth per year that gives the same; NaN where everything, or more, was lost.
  public var annual: Double {
    let growth = 1 + total
    return growth > 0 && !returns.isEmpty ? power(growth, perYear / Double(returns.count)) - 1 : growth == 0 ? -1 : .nan
  }
  /// The standard deviation per year.
  public var volatility: Double { moments.standardDeviation * perYear.squareRoot() }
  /// The Sharpe ratio above a rate of zero, which knows what it rests on; `nil` where the returns do not vary.
  public var sharpeRatio: SharpeRatio? { isConstant ? nil : try? SharpeRatio(moments, periodsPerYear: perYear) }
  /// The Sharpe ratio per year; NaN under 30 returns, or where they do not vary.
  public var sharpe: Double { sharpeRatio?.annualised ?? .nan }
  /// Mean over downside deviation, per year: the root of the mean squared negative return, gains counting as zero.
  public var sortino: Double {
    let values = returns.span
    var sums = SIMD4<Double>.zero
    var index = 0
    while index &+ 4 <= values.count {
      let part = SIMD4(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3])
      let falls = part.replacing(with: 0, where: part .>= 0)
      sums += falls * falls
      index &+= 4
    }
    while index < values.count {
      let fall = min(values[index], 0)
      sums[0] += fall * fall
      index &+= 1
    }
    let squares = sums.sum()
    return squares > 0 ? moments.mean / (squares / Double(returns.count)).squareRoot() * perYear.squareRoot() : .nan
  }
  /// Gains over losses.
  public var omega: Double {
    var (gains, losses) = (0.0, 0.0)
    for value in returns { if value > 0 { gains += value } else { losses -= value } }
    return losses > 0 ? gains / losses : .nan
  }
  /// The skewness, corrected for bias.
  public var skewness: Double { moments.sampleSkewness }
  /// The excess kurtosis, corrected for bias.
  public var kurtosis: Double { moments.sampleExcessKurtosis }
  /// The deepest fall from a peak, as a positive fraction of it.
  public var maximumDrawdown: Double { drawdowns.deepest }
  /// Growth per year over the deepest fall.
  public var calmar: Double { maximumDrawdown > 0 ? annual / maximumDrawdown : .nan }
  /// The root of the mean squared drawdown.
  public var ulcerIndex: Double { returns.isEmpty ? .nan : (drawdowns.squares / Double(returns.count)).squareRoot() }

  private var isConstant: Bool { returns.count < 2 || !(moments.standardDeviation > abs(moments.mean) * 1e-14) }

  private var drawdowns: (deepest: Double, squares: Double) {
    var (value, peak, deepest, squares) = (1.0, 1.0, 0.0, 0.0)
    for change in returns {
      value *= 1 + change
      if value > peak { peak = value }
      let fall = 1 - value / peak
      if fall > deepest { deepest = fall }
      squares += fall * fall
    }
    return (deepest, squares)
  }

  /// The tails: the 5 % quantile, the mean of the returns up to it, and the 95 % quantile over it.
  public var tails: (valueAtRisk: Double, conditional: Double, ratio: Double) {
    guard !returns.isEmpty else { return (.nan, .nan, .nan) }
    let quantiles = Quantiles.of(returns, [0.05, 0.95])
    // As many of the worst as reach the quantile's rank, rounded down.
    let count = Int(0.05 * Double(returns.count - 1)) + 1
    let edge = Quantiles.of(returns, Double(count - 1) / Double(max(1, returns.count - 1)))
    var (sum, below) = (0.0, 0)
    for value in returns where value < edge {
      sum += value
      below += 1
    }
    // What is equal to the edge fills up the count, however often it occurs.
    let conditional = (sum + Double(count - below) * edge) / Double(count)
    return (quantiles[0], conditional, quantiles[0] != 0 ? abs(quantiles[1]) / abs(quantiles[0]) : .nan)
  }

  /// How the returns go with those of a benchmark of the same length: the slope, and what is left over per year.
  public func against(_ benchmark: [Double]) -> (alpha: Double, beta: Double) {
    guard benchmark.count == returns.count, returns.count > 1 else { return (.nan, .nan) }
    let other = Moments(benchmark)
    var together = 0.0
    for (one, two) in zip(returns, benchmark) { together += (one - moments.mean) * (two - other.mean) }
    let squares = other.populationVariance * Double(benchmark.count)
    guard squares > 0 else { return (.nan, .nan) }
    let beta = together / squares
    return (power(1 + moments.mean - beta * other.mean, perYear) - 1, beta)
  }
}
