public import Market

/// Acceleration bands (Headley): averages of the highs and lows, moved outwards the more the wider the bars, around an average of the closes.
public struct ACCBANDS: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ACCBANDS", .overlap, "acceleration bands: averages of highs and lows moved outwards by the width of their bars",
    parameters: [.period(20, least: 2)], inputs: ["high", "low", "close"], outputs: Band.names)

  @usableFromInline var window: Window<SumLanes<SIMD4<Double>>>

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Band? {
    let period = Double(window.period)
    return window.update(Self.levels(bar.high, bar.low, bar.close)).map { sums in
      let means = sums.values / period
      return Band(upper: means.x, middle: means.y, lower: means.z)
    }
  }

  /// What of a bar goes into the upper, the middle and the lower average.
  @inlinable
  @inline(__always)
  static func levels(_ high: Double, _ low: Double, _ close: Double) -> SIMD4<Double> {
    let width = 4 * (high - low) / (high + low)
    // As TA-Lib has it, prices of nothing are not moved.
    let reach = abs(high + low) < 1e-14 ? 0 : width
    return SIMD4(high * (1 + reach), close, low * (1 - reach), 0)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Band>) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let share = 1 / Double(window.period)
    let missing = window.inputsToCome
    var window = window
    output.withColumns { upper, middle, lower in
      upper.fillMissing(missing)
      middle.fillMissing(missing)
      lower.fillMissing(missing)
      window.sweep(0..<count, { Self.levels(highs.at($0), lows.at($0), closes.at($0)) }) { row, sums in
        let means = sums.values * share
        upper.put(means.x, at: row)
        middle.put(means.y, at: row)
        lower.put(means.z, at: row)
      }
    }
  }
}
