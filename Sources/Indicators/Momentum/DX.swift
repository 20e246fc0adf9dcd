public import Market

/// Directional movement index (Wilder 1978): how far both directional indicators are apart, in percent of their sum.
public struct DX: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "DX", .momentum, "directional movement index: the distance of both directional indicators in percent of their sum",
    parameters: [.period(14, least: 2)], inputs: ["high", "low", "close"], memory: .recursive)

  @usableFromInline var indicators: DirectionalIndicators
  /// The last index, which stands where nothing moves.
  @usableFromInline var last = 0.0

  /// Smoothed over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    indicators = DirectionalIndicators(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { indicators.warmUp }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    guard let averages = indicators.update(bar) else { return nil }
    guard let index = averages.index else { return last }
    if index.isFinite { last = index }
    return index
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    var result = output.mutableSpan
    var live = self
    let start = live.indicators.seed(input) { row, averages in
      guard let averages else { return result[row] = .nan }
      let index = averages.index ?? live.last
      if index.isFinite { live.last = index }
      result[row] = index
    }
    let first = live.last
    var pipeline = TwinPipeline(live.indicators.plus, live.indicators.minus)
    pipeline.sweepMovements(input, start..<input.close.count, { TwoColumns($0.first, $0.second) }) { row, plus, minus, part in
      let both = plus + minus
      result.put((plus - minus).sizes / both * 100, at: row, part)
      // Where nothing moves the index stays what it was last.
      if both.x == 0 || both.y == 0 {
        for lane in 0..<2 where both[lane] == 0 && (part == .both || lane == 1) {
          var place = row &+ lane &- 1
          while place >= 0, result.at(place).isNaN { place &-= 1 }
          result.put(place >= 0 ? result.at(place) : first, at: row &+ lane)
        }
      }
    }
  }
}
