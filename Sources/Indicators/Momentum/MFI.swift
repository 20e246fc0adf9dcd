public import Market

/// Money flow index (Quong and Soudack 1989): which part of the money traded went with rising typical prices, from 0 to 100.
public struct MFI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MFI", .momentum, "money flow index: the part of the money traded that went with rising prices",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close", "volume"])

  /// Money with rising and with falling prices.
  @usableFromInline var window: Window<SumLanes<SIMD2<Double>>>
  @usableFromInline var previous: Double?

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period: the first bar has no price before it.
  public var warmUp: Int { window.period }

  /// Takes the next bar; without any flow the index is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let price = Self.typical(bar.high, bar.low, bar.close)
    defer { previous = price }
    guard let previous, let sums = window.update(Self.flow(price, previous, bar.volume)) else { return nil }
    return Self.index(sums.values)
  }

  @inlinable
  @inline(__always)
  static func typical(_ high: Double, _ low: Double, _ close: Double) -> Double { (high + low + close) / 3 }

  /// The money of a bar, on the side of its price's change; NaN on both where anything is missing.
  @inlinable
  @inline(__always)
  static func flow(_ price: Double, _ previous: Double, _ volume: Double) -> SIMD2<Double> {
    let change = price - previous
    let money = price * volume
    // 0, or NaN if anything is missing.
    let nothing = (change - change) + (money - money)
    // Chosen side by side: branches would be foreseen every other time.
    let least = 1e-14 * (abs(price) + abs(previous))
    return SIMD2(change > least ? money : nothing, -change > least ? money : nothing)
  }

  @inlinable
  @inline(__always)
  static func index(_ sums: SIMD2<Double>) -> Double { sums.x + sums.y == 0 ? 0 : 100 * (sums.x / (sums.x + sums.y)) }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard previous == nil else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    let period = window.period
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    guard warmUp < closes.count else { return }
    var tails = BlockTails<TwoColumns>()
    var typicals = [Double](repeating: 0, count: stretchLength(back: period) + period)
    var (gains, losses) = (typicals, typicals)
    eachStretch(period..<closes.count, back: period) { rows in
      do {
        var typical = typicals.mutableSpan
        for row in rows { typical.put(Self.typical(highs.at(row), lows.at(row), closes.at(row)), at: row &- rows.lowerBound) }
        var rising = gains.mutableSpan
        var falling = losses.mutableSpan
        for index in 1..<rows.count {
          let flow = Self.flow(typical.at(index), typical.at(index &- 1), volumes.at(index &+ rows.lowerBound))
          rising.put(flow.x, at: index)
          falling.put(flow.y, at: index)
        }
      }
      let (rising, falling) = (gains.span, losses.span)
      sweepBlocks(
        1..<rows.count, period, &tails, { TwoColumns(rising.two(at: $0), falling.two(at: $0)) },
        { quotients($0.first, $0.first + $0.second) * 100 }
      ) { result.put($1, at: $0 &+ rows.lowerBound, $2) }
    }
  }
}
