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
    // One comparison of both sides instead of branches, which would be foreseen every other time.
    let moves = SIMD2(change, -change) .> 1e-14 * (abs(price) + abs(previous))
    return SIMD2(repeating: nothing).replacing(with: SIMD2(repeating: money), where: moves)
  }

  @inlinable
  @inline(__always)
  static func index(_ sums: SIMD2<Double>) -> Double { sums.x + sums.y == 0 ? 0 : 100 * (sums.x / (sums.x + sums.y)) }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    guard previous == nil, input.close.count > 0 else { return mapStep(over: input, into: &output) }
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    var window = window
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    window.sweep(
      1..<closes.count,
      { row in
        let before = row &- 1
        return Self.flow(
          Self.typical(highs.at(row), lows.at(row), closes.at(row)), Self.typical(highs.at(before), lows.at(before), closes.at(before)),
          volumes.at(row))
      }
    ) { result.put(Self.index($1.values), at: $0) }
  }
}
