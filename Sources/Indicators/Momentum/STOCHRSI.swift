/// Stochastic RSI (Chande and Kroll 1994): where the relative strength index lies within its own range, from 0 to 100, and its moving average.
public struct STOCHRSI: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "STOCHRSI", .momentum, "stochastic RSI: where the relative strength index lies in its own range, and its average",
    parameters: [.period(14, least: 2), .period(5, "k"), .period(3, "d"), .movingAverage("d average", .simple)], outputs: ["k", "d"],
    memory: .recursive)

  @usableFromInline var strength: RSI
  @usableFromInline var place: RangePlace
  @usableFromInline var average: MovingAverage

  /// The periods of the index and of its range, and period and kind of the average.
  public init(_ period: Int = 14, _ k: Int = 5, _ d: Int = 3, _ kind: MovingAverageKind = .simple) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), Double(k), Double(d), Double(kind.rawValue)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    strength = try RSI(parameters: [values[0]])
    place = RangePlace(Int(values[1]))
    average = try MovingAverage(MovingAverageKind(values[3]), Int(values[2]))
  }

  /// Those of the index, of its range and of the average, added.
  public var warmUp: Int { strength.warmUp + place.warmUp + average.warmUp }

  /// Takes the next value; where the index does not move it counts as lowest.
  @inlinable
  public mutating func update(_ input: Double) -> StochasticOutput? {
    guard let index = strength.update(input), let k = place.update(index, index, index), let d = average.update(k) else { return nil }
    return StochasticOutput(k: k, d: d)
  }

  /// Computes a whole series into columns that have a row for every input.
  public func over(_ input: [Double], into output: inout OutputColumns<StochasticOutput>) {
    let count = input.count
    precondition(output.count == count, "the output must have a row for every input")
    guard place.isEmpty, strength.movement.previous == nil else { return mapStep(over: input, into: &output) }
    output.withColumns { ks, ds in
      // The index goes where the average comes later.
      strength.over(input.span, into: &ds)
      // Later than its warm-up if a value is missing before.
      var start = min(strength.warmUp, count)
      while start < count, ds[start].isNaN { start += 1 }
      let from = min(start + place.warmUp, count)
      Self.place(place, of: ds.span.extracting(start..<count), from: start, into: &ks)
      ds.withRows(from..<count) { average.over(ks.span.extracting(from..<count), into: &$0) }
      let missing = ds.rowsToCome(from + average.warmUp, average.kind)
      ks.fillMissing(missing)
      ds.fillMissing(missing)
    }
  }

  private static func place(_ place: RangePlace, of index: Span<Double>, from start: Int, into ks: inout MutableSpan<Double>) {
    place.sweep(index, index, index) { ks.put($1, at: $0 &+ start, $2) }
  }
}
