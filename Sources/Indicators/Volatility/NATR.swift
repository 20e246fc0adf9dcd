public import Market

/// Normalised average true range: ``ATR`` in percent of the close, so that markets and times can be compared.
///
/// 0 where the close is 0. With a period of 1 it is the true range itself, as TA-Lib has it.
public struct NATR: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "NATR", .volatility, "average true range in percent of the close", parameters: [.period(14)], inputs: ["high", "low", "close"],
    memory: .recursive)

  @usableFromInline var range: ATR

  /// The average over `period` bars, at least 1.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    range = try ATR(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { range.warmUp }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let isNormalised = range.warmUp > 1
    return range.update(bar).map { isNormalised ? Self.percent($0, of: bar.close) : $0 }
  }

  @inlinable
  @inline(__always)
  static func percent(_ range: Double, of close: Double) -> Double { close == 0 ? range * 0 : range / close * 100 }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let closes = input.close.span
    var result = output.mutableSpan
    guard range.warmUp > 1 else { return range.sweep(input) { result.put($1, at: $0) } }
    range.sweep(
      input,
      pair: { row, ranges in
        // Two divisions at once, which are what this takes most of its time for.
        let close = SIMD2(closes.at(row), closes.at(row &+ 1))
        let percent = ranges / close * 100
        result.put(close.x == 0 ? 0 : percent.x, at: row)
        result.put(close.y == 0 ? 0 : percent.y, at: row &+ 1)
      }
    ) { result.put(Self.percent($1, of: closes.at($0)), at: $0) }
  }
}
