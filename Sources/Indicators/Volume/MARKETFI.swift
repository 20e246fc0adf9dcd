public import Market

/// Market facilitation index (Bill Williams): how far a bar reaches for each unit that was traded.
public struct MARKETFI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MARKETFI", .volume, "market facilitation index: the range of a bar for each unit traded", inputs: ["high", "low", "volume"])

  /// The indicator; it has no state.
  public init() {}

  /// The indicator; it has no parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { _ = try Self.declaration.resolve(parameters) }

  /// None: every bar has its index.
  public var warmUp: Int { 0 }

  /// Takes the next bar; where nothing was traded the index is 0.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Double? { Self.index(bar.high, bar.low, bar.volume) }

  @inlinable
  @inline(__always)
  static func index(_ high: Double, _ low: Double, _ volume: Double) -> Double {
    let range = high - low
    // Both are computed, so that rows can be done side by side; the first is 0, or NaN if a price is missing.
    let (nothing, index) = (range - range, range / volume)
    return volume == 0 ? nothing : index
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    let (highs, lows) = (input.high.span.extracting(first: count), input.low.span.extracting(first: count))
    let volumes = input.volume.span.extracting(first: count)
    var result = output.mutableSpan
    for row in 0..<count { result.put(Self.index(highs.at(row), lows.at(row), volumes.at(row)), at: row) }
  }
}
