public import Market

/// Order-flow imbalance as bars show it: the volume of rising bars minus that of falling bars, as a part of all volume, from −1 to 1.
///
/// A bar rises if it closes above its open. A coarse stand-in for signed trades: what is bought and sold within a bar is not told apart.
public struct OrderFlowImbalance: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "OFI", .volume, "order-flow imbalance: volume of rising minus volume of falling bars, as a part of all volume",
    parameters: [.period(20)], inputs: ["open", "close", "volume"])

  /// Signed and whole volume.
  @usableFromInline var window: Window<SumLanes<SIMD2<Double>>>

  /// Over `period` bars, at least 1.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next bar; without any volume the imbalance is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? {
    window.update(Self.flow(bar.open, bar.close, bar.volume)).map { ULTOSC.share($0.values) }
  }

  /// The signed and the whole volume of a bar; NaN where anything is missing.
  @inlinable
  @inline(__always)
  static func flow(_ open: Double, _ close: Double, _ volume: Double) -> SIMD2<Double> {
    let body = close - open
    // Chosen twice instead of by branches, which would be foreseen every other time.
    let rising = body > 0 ? volume : body - body
    return SIMD2(body < 0 ? -volume : rising, volume)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    let (opens, closes, volumes) = (input.open.span, input.close.span, input.volume.span)
    var window = window
    var result = output.mutableSpan
    result.fillMissing(window.inputsToCome)
    window.sweep(0..<closes.count, { Self.flow(opens.at($0), closes.at($0), volumes.at($0)) }) {
      result.put(ULTOSC.share($1.values), at: $0)
    }
  }
}
