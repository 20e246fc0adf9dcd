/// Hurst exponent of the logarithm of the last `period` values: about 0.5 for a random walk, more where moves go on, less where they turn back.
///
/// The generalised exponent of second order (Di Matteo, Aste and Dacorogna 2005): the mean squared change over τ steps grows as τ to the power
/// of 2H. H is half the least-squares slope of its logarithm on that of τ = 1, 2, 4 … up to a quarter of the period. A step costs as many
/// operations as there are different τ. Values must be positive.
public struct Hurst: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HURST", .statistics, "Hurst exponent: whether moves go on (above 0.5) or turn back (below)", parameters: [.period(100, least: 16)])

  @usableFromInline let period: Int
  /// The logarithms up to the longest τ ago.
  @usableFromInline var pasts: [Delay]
  @usableFromInline var windows: [Window<StretchSum>]

  /// Over `period` values, at least 16.
  public init(_ period: Int = 100) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    period = Int(try Self.declaration.resolve(parameters)[0])
    pasts = []
    windows = []
    var lag = 1
    while lag <= period / 4 {
      pasts.append(Delay(lag))
      windows.append(Window(period - lag))
      lag *= 2
    }
  }

  /// One less than the period.
  public var warmUp: Int { period - 1 }

  /// Takes the next value; where nothing moves, or a value is not positive, the exponent is NaN.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let line = Self.line(&pasts, &windows, logarithm(input))
    guard line.count == Double(pasts.count) else { return nil }
    // τ doubles from point to point, so that a step on the axis is the logarithm of 2.
    return line.slope / (2 * logarithmOf2)
  }

  /// The line through the points there are. Delays and windows are lent out once: through the arrays each would be asked whether it is shared.
  @inlinable
  static func line(_ pasts: inout [Delay], _ windows: inout [Window<StretchSum>], _ level: Double) -> TrendSummary {
    var line = TrendSummary(0)
    var delays = pasts.mutableSpan
    var sums = windows.mutableSpan
    for index in delays.indices {
      guard let past = delays[index].update(level) else { continue }
      let change = level - past
      guard let sum = sums[index].update(change * change) else { continue }
      let point = TrendSummary(logarithm(sum.value / Double(sums[index].period)))
      line = index == 0 ? point : line.followed(by: point)
    }
    return line
  }
}
