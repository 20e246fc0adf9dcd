public import Market

/// Fast stochastic oscillator (Lane): where the close lies within the range of the last bars, from 0 to 100, and its moving average.
public struct STOCHF: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "STOCHF", .momentum, "fast stochastic oscillator: where the close lies in the range of the last bars, and its average",
    parameters: [.period(5, "k"), .period(3, "d"), .movingAverage("d average", .simple)], inputs: ["high", "low", "close"],
    outputs: ["k", "d"], memory: .recursive)

  @usableFromInline var place: RangePlace
  @usableFromInline var average: MovingAverage

  /// The period of the range, and period and kind of the average; both at least 1.
  public init(_ k: Int = 5, _ d: Int = 3, _ kind: MovingAverageKind = .simple) throws(InvalidParameter) {
    try self.init(parameters: [Double(k), Double(d), Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    place = RangePlace(Int(values[0]))
    average = try MovingAverage(MovingAverageKind(values[2]), Int(values[1]))
  }

  /// Those of the range and of the average, added.
  public var warmUp: Int { place.warmUp + average.warmUp }

  /// Takes the next bar; without any range the close counts as lowest.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> StochasticOutput? {
    guard let k = place.update(bar.high, bar.low, bar.close), let d = average.update(k) else { return nil }
    return StochasticOutput(k: k, d: d)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<StochasticOutput>) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    guard place.isEmpty else { return mapStep(over: input, into: &output) }
    let (from, warmUp) = (min(place.warmUp, count), warmUp)
    output.withColumns { ks, ds in
      place.sweep(input.high.span, input.low.span, input.close.span) { ks.put($1, at: $0, $2) }
      ds.withRows(from..<count) { average.over(ks.span.extracting(from..<count), into: &$0) }
      let missing = ds.rowsToCome(warmUp, average.kind)
      ks.fillMissing(missing)
      ds.fillMissing(missing)
    }
  }
}
