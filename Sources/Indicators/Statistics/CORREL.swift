/// Pearson's correlation of two columns over the last `period` rows, from −1 to 1.
///
///     try CORREL(3).over(Pair.Columns(x: [1, 2, 3], y: [2, 4, 7]))          // [nan, nan, 0.9933992677987828]
public struct CORREL: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "CORREL", .statistics, "Pearson's correlation of two columns", parameters: [.period(30)], inputs: ["high", "low"])

  @usableFromInline var window: PairMomentWindow

  /// Over `period` rows, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = PairMomentWindow(Int(try Self.declaration.resolve(parameters)[0])) }

  /// One less than the period.
  public var warmUp: Int { window.period - 1 }

  /// Takes the next pair; where one of both never moves the correlation is 0.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    let share = 1 / Double(window.period)
    return window.update(input).map { $0.correlation(share: share) }
  }

  /// Computes a whole series of pairs.
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (xs, ys) = (input.x.span, input.y.span)
    precondition(output.count == xs.count && ys.count == xs.count, "the output must have a row for every input")
    guard window.isEmpty, window.period > 1 else { return mapStep(over: input, into: &output) }
    let share = 1 / Double(window.period)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    var tails = BlockTails<PairMomentLanes>()
    sweepBlocks(
      0..<xs.count, window.period, &tails, { TwoColumns(xs.two(at: $0), ys.two(at: $0)) }, { $0.correlation(share: share) }
    ) { result.put($1, at: $0, $2) }
  }
}
