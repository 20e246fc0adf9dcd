/// Intraday momentum index (Chande): which part of the way from open to close was upwards over the last bars, from 0 to 100.
public struct IMI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "IMI", .momentum, "intraday momentum index: the part of all movement from open to close that was upwards",
    parameters: [.period(14, least: 2)], inputs: ["open", "close"])

  @usableFromInline var window: Window<SumPair>

  /// Over `period` bars, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next open (x) and close (y); without any movement the index is 50.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? { window.update(Self.ways(input.x, input.y)).map(Self.index) }

  /// How far a bar went upwards, and how far in either direction.
  @inlinable
  @inline(__always)
  static func ways(_ open: Double, _ close: Double) -> Pair {
    let body = close - open
    // A comparison with NaN is false: what is missing must not be lost in one.
    return Pair(body < 0 ? 0 : body, abs(body))
  }

  @inlinable
  @inline(__always)
  static func index(_ sums: SumPair) -> Double {
    let share = 100 * (sums.x / sums.y)
    return sums.y == 0 ? 50 : share
  }

  /// Computes a whole series of opens (x) and closes (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    precondition(output.count == input.x.count, "the output must have a row for every input")
    let (opens, closes) = (input.x.span, input.y.span)
    var window = window
    var result = output.mutableSpan
    result.fillMissing(window.inputsToCome)
    window.sweep(0..<opens.count, { Self.ways(opens.at($0), closes.at($0)) }) { result.put(Self.index($1), at: $0) }
  }
}
