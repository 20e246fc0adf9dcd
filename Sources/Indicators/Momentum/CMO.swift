/// Chande momentum oscillator: by how much upward movement outweighs downward movement, from −100 to 100.
///
/// As TA-Lib does it, both are averaged as in Wilder's ``RSI``; Chande himself summed them.
public struct CMO: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CMO", .momentum, "Chande momentum oscillator: upward minus downward movement in percent of both", parameters: [.period(14, least: 2)],
    memory: .recursive)

  @usableFromInline var movement: GainsAndLosses

  /// The oscillator over `period` changes, at least 2.
  public init(_ period: Int = 14) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    movement = GainsAndLosses(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// The period.
  public var warmUp: Int { movement.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let (gain, loss) = movement.update(input) else { return nil }
    return Self.index(gain, loss)
  }

  @inlinable
  @inline(__always)
  static func index(_ gain: Double, _ loss: Double) -> Double { gain + loss == 0 ? 0 : 100 * ((gain - loss) / (gain + loss)) }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    movement.sweep(input, isNet: true) { output.put($1 * 100, at: $0, $2) }
  }
}
