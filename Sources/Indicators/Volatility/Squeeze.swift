public import Market

/// The squeeze (Carter): Bollinger bands that lie inside a Keltner channel, which they do where a market is unusually quiet.
///
/// Both are drawn around their own middles, as ``BBANDS`` and ``KC`` draw them.
public struct Squeeze: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "SQUEEZE", .volatility, "whether the Bollinger bands lie inside the Keltner channel, and their widths' ratio",
    parameters: [.period(20, least: 2), .real("deviations", 2, in: 0...1e6), .real("multiplier", 1.5, in: 0...1e6)],
    inputs: ["high", "low", "close"], outputs: ["on", "ratio"], memory: .recursive)

  /// Whether it is on, and how far.
  public struct Output: MultipleOutput {
    /// 1 while the bands lie inside the channel, otherwise 0.
    public let on: Double
    /// The width of the bands over that of the channel; NaN where the channel has none.
    public let ratio: Double

    @inlinable
    init(on: Double, ratio: Double) {
      self.on = on
      self.ratio = ratio
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("on", \.on), ("ratio", \.ratio)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? on : ratio }
  }

  @usableFromInline var bands: BBANDS
  @usableFromInline var channel: KC

  /// Both over `period` bars, at least 2: bands at `deviations`, the channel at `multiplier` average true ranges over the same period.
  public init(_ period: Int = 20, _ deviations: Double = 2, _ multiplier: Double = 1.5) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), deviations, multiplier])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    bands = try BBANDS(Int(values[0]), values[1], values[1])
    channel = try KC(Int(values[0]), Int(values[0]), values[2])
  }

  /// That of the channel, which begins last.
  public var warmUp: Int { max(bands.warmUp, channel.warmUp) }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Output? {
    let band = bands.update(bar.close)
    guard let outer = channel.update(bar), let band else { return nil }
    let ratio = (band.upper - band.lower) / (outer.upper - outer.lower)
    guard !(band.upper + outer.upper).isNaN else { return Output(on: .nan, ratio: .nan) }
    return Output(on: band.upper < outer.upper && band.lower > outer.lower ? 1 : 0, ratio: ratio.isFinite ? ratio : .nan)
  }
}

extension Squeeze {
  /// Takes whole columns in which nothing is missing, to the bits of ``update(_:)``.
  package func overSteps(
    _ high: Span<Double>, _ low: Span<Double>, _ close: Span<Double>, on: inout MutableSpan<Double>, ratio: inout MutableSpan<Double>
  ) {
    let count = close.count
    precondition(
      high.count == count && low.count == count && on.count == count && ratio.count == count, "every column has a row for every bar")
    // The bands are kept where the answers come.
    let (share, deviations) = (1 / Double(bands.window.period), bands.up)
    var tails = BlockTails<MomentLanes>()
    sweepBlocks(
      0..<count, bands.window.period, &tails, { close.two(at: $0) },
      { TwoColumns($0.mean(share: share), $0.variance(share: share).squareRoot()) }
    ) { row, moments, part in
      on.put(moments.first + moments.second * deviations, at: row, part)
      ratio.put(moments.first - moments.second * deviations, at: row, part)
    }
    channel.sweepSteps(high, low, close) { row, center, reach in
      let (upper, lower) = (on.at(row), ratio.at(row))
      let (top, bottom) = (center + reach, center - reach)
      let quotient = (upper - lower) / (top - bottom)
      on.put(upper < top && lower > bottom ? 1 : 0, at: row)
      ratio.put(quotient.isFinite ? quotient : .nan, at: row)
    }
    on.fillMissing(warmUp)
    ratio.fillMissing(warmUp)
  }
}
