/// Volume-weighted moving average: the mean of the last `period` closes, each counted as often as its volume says.
///
/// NaN where nothing was traded in the whole window, since then there is no such mean. (TA-Lib divides what rounding left over by zero there.)
public struct VWMA: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "VWMA", .overlap, "volume-weighted moving average of the closes", parameters: [.period(30)], inputs: ["close", "volume"])

  @usableFromInline var window: Window<SumPair>

  /// The mean over the last `period` bars, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    window = Window(Int(try Self.declaration.resolve(parameters)[0]))
  }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next close and volume.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    // Over a single bar there is nothing to weigh, and TA-Lib gives the close even of one in which nothing was traded.
    guard window.period > 1 else { return input.x }
    return window.update(Pair(input.x * input.y, input.y)).map { $0.x / $0.y }
  }

  /// Computes a whole series of closes (x) and volumes (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    precondition(output.count == input.x.count, "the output must have a row for every input")
    guard window.isEmpty, window.period > 1 else { return mapStep(over: input, into: &output) }
    let (prices, volumes) = (input.x.span, input.y.span)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    var tails = BlockTails<TwoColumns>()
    sweepBlocks(
      0..<prices.count, window.period, &tails,
      { row in
        let volume = volumes.two(at: row)
        return TwoColumns(prices.two(at: row) * volume, volume)
      }, { $0.first / $0.second }
    ) { result.put($1, at: $0, $2) }
  }
}
