public import Market

/// Stochastic oscillator (Lane): the averaged place of the close within the range of the last bars, from 0 to 100, and its moving average.
///
///     let stochastic = try STOCH().over(columns)
///     stochastic.k                              // a column
public struct STOCH: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "STOCH", .momentum, "stochastic oscillator: averaged place of the close in the range of the last bars, and its average",
    parameters: [
      .period(5, "range"), .period(3, "k"), .movingAverage("k average", .simple), .period(3, "d"), .movingAverage("d average", .simple),
    ], inputs: ["high", "low", "close"], outputs: ["k", "d"], memory: .recursive)

  @usableFromInline var place: RangePlace
  @usableFromInline var slow: MovingAverage
  @usableFromInline var average: MovingAverage

  /// The period of the range, and periods and kinds of both averages; all at least 1.
  public init(
    _ range: Int = 5, _ k: Int = 3, _ kKind: MovingAverageKind = .simple, _ d: Int = 3, _ dKind: MovingAverageKind = .simple
  ) throws(InvalidParameter) {
    try self.init(parameters: [Double(range), Double(k), Double(kKind.rawValue), Double(d), Double(dKind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    place = RangePlace(Int(values[0]))
    slow = try MovingAverage(MovingAverageKind(values[2]), Int(values[1]))
    average = try MovingAverage(MovingAverageKind(values[4]), Int(values[3]))
  }

  /// Those of the range and of both averages, added.
  public var warmUp: Int { place.warmUp + slow.warmUp + average.warmUp }

  /// Takes the next bar; without any range the close counts as lowest.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> StochasticOutput? {
    guard let fast = place.update(bar.high, bar.low, bar.close), let k = slow.update(fast), let d = average.update(k) else { return nil }
    return StochasticOutput(k: k, d: d)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<StochasticOutput>) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    guard place.isEmpty else { return mapStep(over: input, into: &output) }
    let clean = input.countBeforeGap
    guard clean == count else { return overAroundGap(input, after: clean, into: &output) }
    let from = min(place.warmUp, count)
    let (second, warmUp) = (min(from + slow.warmUp, count), warmUp)
    output.withColumns { ks, ds in
      // What is not averaged yet goes where the second average comes later.
      place.sweep(input.high.span, input.low.span, input.close.span) { ds.put($1, at: $0, $2) }
      ks.withRows(from..<count) { slow.over(ds.span.extracting(from..<count), into: &$0) }
      ds.withRows(second..<count) { average.over(ks.span.extracting(second..<count), into: &$0) }
      let missing = ds.rowsToCome(warmUp, average.kind)
      ks.fillMissing(missing)
      ds.fillMissing(missing)
    }
  }
}
