/// Relative volume: the volume of a bar beside the mean of those before it.
///
///     try RVOL(2).over([1, 3, 4])          // [nan, nan, 2]
public struct RVOL: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "RVOL", .volume, "relative volume: a volume divided by the mean of those before it", parameters: [.period(20)], inputs: ["volume"])

  @usableFromInline var window: Window<StretchSum>
  /// The sum of the volumes before the next one, once there are enough.
  @usableFromInline var before: Double?

  /// Beside the mean of the last `period` volumes, at least 1.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = Window(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period.
  public var warmUp: Int { window.period }

  /// Takes the next volume; after nothing but zeros it is an infinity, or NaN if it is 0 itself.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let sum = before
    before = window.update(input)?.value
    guard let sum else { return nil }
    return input / (sum / Double(window.period))
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard window.isEmpty, window.period > 1 else { return mapStep(over: input, into: &output) }
    let period = Double(window.period)
    output.fillMissing(warmUp)
    guard input.count > warmUp else { return }
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(0..<input.count - 1, window.period, &tails, { input.two(at: $0) }, { $0 / period }) { row, means, part in
      output.put(input.two(at: row &+ 1) / means, at: row &+ 1, part)
    }
  }
}
