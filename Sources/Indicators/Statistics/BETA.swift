/// Beta: how much the second column moves when the first moves by one percent, over the last `period` changes.
///
/// The least-squares slope of the relative changes of the second column on those of the first, in TA-Lib's order of columns.
public struct BETA: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "BETA", .statistics, "how much the second column moves with the first, in relative changes", parameters: [.period(5)],
    inputs: ["high", "low"])

  @usableFromInline var window: PairMomentWindow
  @usableFromInline var previous: Pair?

  /// Over `period` changes, at least 1.
  public init(_ period: Int = 5) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) { window = PairMomentWindow(Int(try Self.declaration.resolve(parameters)[0])) }

  /// The period: the first row has none before it.
  public var warmUp: Int { window.period }

  /// Takes the next pair; where the first column never moves beta is 0.
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    defer { previous = input }
    guard let previous else { return nil }
    let share = 1 / Double(window.period)
    // Both divided at once.
    let (now, before) = (SIMD2(input.x, input.y), SIMD2(previous.x, previous.y))
    let changes = choose(.zero, where: before, isEqualTo: .zero, otherwise: (now - before) / before)
    return window.update(Pair(changes.x, changes.y)).map { $0.slope(share: share) }
  }

  /// Computes a whole series of pairs.
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let (xs, ys) = (input.x.span, input.y.span)
    precondition(output.count == xs.count && ys.count == xs.count, "the output must have a row for every input")
    let period = window.period
    guard previous == nil, period > 1 else { return mapStep(over: input, into: &output) }
    let share = 1 / Double(period)
    var result = output.mutableSpan
    result.fillMissing(warmUp)
    guard warmUp < xs.count else { return }
    var tails = BlockTails<PairMomentLanes>()
    var column = [Double](repeating: 0, count: stretchLength(period: period))
    var other = column
    eachStretch(1..<xs.count, period: period) { rows in
      // The changes of a stretch first, so that its divisions are done once.
      do {
        var x = column.mutableSpan
        var y = other.mutableSpan
        for row in rows {
          x.put(ROCP.rate(xs.at(row), xs.at(row &- 1)), at: row &- rows.lowerBound)
          y.put(ROCP.rate(ys.at(row), ys.at(row &- 1)), at: row &- rows.lowerBound)
        }
      }
      let (x, y) = (column.span, other.span)
      sweepBlocks(0..<rows.count, period, &tails, { TwoColumns(x.two(at: $0), y.two(at: $0)) }, { $0.slope(share: share) }) {
        result.put($1, at: $0 &+ rows.lowerBound, $2)
      }
    }
  }
}
