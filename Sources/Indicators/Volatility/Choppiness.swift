public import Market

/// Choppiness index (Dreiss): near 100 where prices run to and fro, near 0 where they run straight.
///
/// 100 · log10(sum of the true ranges / (highest true high − lowest true low)) / log10(period); NaN where prices did not move at all.
public struct Choppiness: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CHOP", .volatility, "choppiness: whether prices run to and fro or straight", parameters: [.period(14, least: 2)],
    inputs: ["high", "low", "close"])

  @usableFromInline var window: Window<ReachAndPath>
  @usableFromInline var previousClose: Double?
  /// 100 over the logarithm of the period.
  @usableFromInline let scale: Double

  /// The index over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = Int(try Self.declaration.resolve(parameters)[0])
    window = Window(period)
    scale = 100 / decimalLogarithm(Double(period))
  }

  /// The period: the first bar has no close before it.
  public var warmUp: Int { window.period }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    // A missing close is kept as infinite, which can be written down as JSON no more than NaN: as the greatest number, which no bar reaches.
    defer { previousClose = bar.close.isFinite ? bar.close : .greatestFiniteMagnitude }
    guard let known = previousClose else { return nil }
    let previous = known == .greatestFiniteMagnitude ? .nan : known
    let high = previous > bar.high ? previous : bar.high + (previous - previous)
    let low = previous < bar.low ? previous : bar.low + (previous - previous)
    guard let all = window.update(ReachAndPath(ends: SIMD2(high, -low), path: high - low)) else { return nil }
    return all.reach > 0 ? decimalLogarithm(all.path / all.reach) * scale : .nan
  }
}
