public import Market

/// Vortex indicator (Botes and Siepman 2010): distances from high to previous low and from low to previous high, as parts of the true range.
public struct VORTEX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "VORTEX", .momentum, "vortex: movement upwards and downwards around the bar before, as parts of the true range",
    parameters: [.period(14)], inputs: ["high", "low", "close"], outputs: ["plus", "minus"])

  /// Both directions.
  public struct Output: MultipleOutput {
    /// The movement upwards.
    public let plus: Double
    /// The movement downwards.
    public let minus: Double

    @inlinable
    init(plus: Double, minus: Double) {
      self.plus = plus
      self.minus = minus
    }

    /// The numbers in their order.
    public static var members: [(name: String, path: KeyPath<Output, Double>)] { [("plus", \.plus), ("minus", \.minus)] }

    /// The number at a position.
    @inlinable
    public func member(_ position: Int) -> Double { position == 0 ? plus : minus }
  }

  /// A bar's movement up, movement down and true range.
  @usableFromInline var window: Window<SumLanes<SIMD4<Double>>>
  @usableFromInline var high = 0.0
  @usableFromInline var low = 0.0
  @usableFromInline var close = 0.0
  @usableFromInline var isSeeded = false

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period: the first bar has no bar before it.
  public var warmUp: Int { window.period }

  /// Takes the next bar; without any range both are 0.
  @inlinable
  public mutating func update(_ bar: Bar) -> Output? {
    defer { (high, low, close, isSeeded) = (bar.high, bar.low, bar.close, true) }
    guard isSeeded else { return nil }
    let range = trueRange(bar.high, bar.low, after: close)
    guard let sums = window.update(SIMD4(abs(bar.high - low), abs(bar.low - high), range, 0))?.values else { return nil }
    return Output(plus: sums.z == 0 ? 0 : sums.x / sums.z, minus: sums.z == 0 ? 0 : sums.y / sums.z)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Output>) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let period = window.period
    guard !isSeeded, input.close.count > 0, period <= SlidingSums.longestWindow else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let (count, missing) = (closes.count, warmUp)
    let stretch = SlidingSums.stretch(period)
    var rises = [Double](repeating: 0, count: stretch + period)
    var (falls, ranges, upwards, downwards, reaches) = (rises, rises, rises, rises, rises)
    var sums = (SlidingSums(longest: period), SlidingSums(longest: period), SlidingSums(longest: period))
    output.withColumns { plus, minus in
      plus.fillMissing(missing)
      minus.fillMissing(missing)
      var start = missing
      while start < count {
        let rows = start..<min(start + stretch, count)
        let from = start - (period - 1)
        let length = rows.upperBound - from
        Self.fill(highs, lows, closes, from..<rows.upperBound, &rises, &falls, &ranges)
        let (rise, fall) = (rises.span.extracting(0..<length), falls.span.extracting(0..<length))
        let range = ranges.span.extracting(0..<length)
        sums.0.take(rise)
        sums.1.take(fall)
        sums.2.take(range)
        sums.0.sums(period, of: rise, rows.count, into: &upwards)
        sums.1.sums(period, of: fall, rows.count, into: &downwards)
        sums.2.sums(period, of: range, rows.count, into: &reaches)
        quotients(upwards.span, reaches.span, rows.count) { plus.put($1, at: $0 &+ rows.lowerBound) }
        quotients(downwards.span, reaches.span, rows.count) { minus.put($1, at: $0 &+ rows.lowerBound) }
        start = rows.upperBound
      }
    }
  }

  /// Movements and true ranges of some rows.
  private static func fill(
    _ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ rows: Range<Int>, _ rises: inout [Double],
    _ falls: inout [Double], _ ranges: inout [Double]
  ) {
    var rise = rises.mutableSpan
    var fall = falls.mutableSpan
    var range = ranges.mutableSpan
    for row in rows {
      let (high, low, before, index) = (highs.at(row), lows.at(row), row &- 1, row &- rows.lowerBound)
      rise.put(abs(high - lows.at(before)), at: index)
      fall.put(abs(low - highs.at(before)), at: index)
      range.put(trueRange(high, low, after: closes.at(before)), at: index)
    }
  }
}
