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
  @inline(__always)
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
    guard range.warmUp > 1 else { return range.sweep(input) { result.put($1, at: $0, $2) } }
    var least = SIMD2(repeating: Double.infinity)
    range.sweep(input) { row, ranges, part in
      let close = Self.closes(closes, row, part)
      least = close.sizes.least(least)
      result.put(ranges / close * 100, at: row, part)
    }
    if least.min() == 0 { overZeros(input, into: &result) }
  }

  /// The rows in which the close is 0.
  @inline(never)
  private func overZeros(_ input: Bar.Columns, into result: inout MutableSpan<Double>) {
    let closes = input.close.span
    range.sweep(input) { row, ranges, part in
      // NaN where there is no range.
      if part == .both, closes.at(row) == 0 { result.put(ranges.x * 0, at: row) }
      if closes.at(row &+ 1) == 0 { result.put(ranges.y * 0, at: row &+ 1) }
    }
  }

  /// The closes of two rows; of the second one twice if it alone is meant, because there may be none before it.
  @inline(__always)
  private static func closes(_ closes: Span<Double>, _ row: Int, _ part: RowPart) -> SIMD2<Double> {
    part == .both ? closes.two(at: row) : SIMD2(repeating: closes.at(row &+ 1))
  }
}
