public import Market

/// Volume-weighted average price since the first bar: the mean of the typical prices, each counted as often as its volume says.
///
/// 0 until something was traded, as TA-Lib has it. A bar with a missing value is skipped. For a start at will see ``AnchoredVWAP``, for one every
/// session ``SessionVWAP``.
public struct VWAP: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "VWAP", .overlap, "volume-weighted average of the typical price since the first bar", inputs: ["high", "low", "close", "volume"],
    memory: .recursive)

  @usableFromInline var turnover = 0.0
  @usableFromInline var volume = 0.0

  /// The average, before any bar.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None: the first bar has an average.
  public var warmUp: Int { 0 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    let added = (bar.high + bar.low + bar.close) / 3 * bar.volume
    guard added.isFinite, bar.volume.isFinite else { return .nan }
    turnover += added
    volume += bar.volume
    return volume == 0 ? 0 : turnover / volume
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let (highs, lows, closes, volumes) = (input.high.span, input.low.span, input.close.span, input.volume.span)
    precondition(output.count == closes.count, "the output must have a row for every input")
    var result = output.mutableSpan
    var (turnover, volume) = (turnover, volume)
    let third = 1.0 / 3
    for row in 0..<closes.count {
      let size = volumes.at(row)
      let added = (highs.at(row) + lows.at(row) + closes.at(row)) * third * size
      let isMissing = !(added + size).isFinite
      turnover += isMissing ? 0 : added
      volume += isMissing ? 0 : size
      result.put(isMissing ? .nan : volume == 0 ? 0 : turnover / volume, at: row)
    }
  }
}
