public import Market

/// Keltner channel (as Raschke draws it): an exponential average of the typical price with bands so many average true ranges away.
public struct KC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "KC", .overlap, "Keltner channel: bands of average true ranges around an average of the typical price",
    parameters: [.period(20, least: 2), .period(10, "atr period"), .real("multiplier", 2, in: ParameterDeclaration.anyNumber)],
    inputs: ["high", "low", "close"], outputs: Band.names, memory: .recursive)

  @usableFromInline var middle: Smoothing
  @usableFromInline var range: ATR
  @usableFromInline let multiplier: Double
  /// How many bars either part still lets pass, so that both are seeded with the bars just before the first output.
  @usableFromInline var middleHead: Int
  @usableFromInline var rangeHead: Int

  /// The channel around an average over `period` bars, at least 2, at `multiplier` true ranges averaged over `rangePeriod`, at least 1.
  public init(_ period: Int = 20, _ rangePeriod: Int = 10, _ multiplier: Double = 2) throws(InvalidParameter) {
    try self.init(parameters: [Double(period), Double(rangePeriod), multiplier])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    middle = .exponential(values[0])
    range = try ATR(Int(values[1]))
    multiplier = values[2]
    middleHead = max(0, range.warmUp - middle.warmUp)
    rangeHead = max(0, middle.warmUp - range.warmUp)
  }

  /// The longer of both averages' warm-ups.
  public var warmUp: Int { max(middle.warmUp, range.warmUp) }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  public mutating func update(_ bar: Bar) -> Band? {
    let typical = (bar.high + bar.low + bar.close) / 3
    guard typical.isFinite else { return middle.isSeeded && range.smoothing.isSeeded ? Band(upper: .nan, middle: .nan, lower: .nan) : nil }
    if rangeHead > 0 {
      rangeHead -= 1
      _ = middle.update(typical)
      return nil
    }
    let reach = range.update(bar)
    if middleHead > 0 {
      middleHead -= 1
      return nil
    }
    guard let center = middle.update(typical), let reach else { return nil }
    return Band(upper: center + multiplier * reach, middle: center, lower: center - multiplier * reach)
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout OutputColumns<Band>) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    let (highs, lows, closes) = (input.high.span, input.low.span, input.close.span)
    let (average, multiplier) = (middle, multiplier)
    let (from, rangeFrom) = (middleHead, rangeHead)
    guard range.previousClose == nil, middle.seen == 0 else { return mapStep(over: input, into: &output) }
    let clean = min(highs.firstMissing, lows.firstMissing, closes.firstMissing)
    guard clean == count else {
      // After a missing bar heads are counted in bars that are not missing. What comes before is as if it were not there.
      mapStep(over: input, into: &output)
      func part(_ column: [Double]) -> [Double] { Array(column.prefix(clean)) }
      let before = over(
        Bar.Columns(
          open: part(input.open), high: part(input.high), low: part(input.low), close: part(input.close), volume: part(input.volume)))
      output.withColumns { upper, middle, lower in
        for row in 0..<clean {
          upper[row] = before.all[0][row]
          middle[row] = before.all[1][row]
          lower[row] = before.all[2][row]
        }
      }
      return
    }
    var (center, reach) = (average, range.smoothing)
    var column = [Double](repeating: .nan, count: stretchLength(back: 0))
    let third = 1.0 / 3
    output.withColumns { upper, middle, lower in
      eachStretch(0..<count, back: 0) { rows in
        let first = rows.lowerBound
        do {
          var ranges = column.mutableSpan
          let from = min(max(first, rangeFrom + 1), rows.upperBound)
          reach.sweep(
            from..<rows.upperBound, two: { trueRange(highs.two(at: $0), lows.two(at: $0), after: closes.two(at: $0 &- 1)) },
            exact: { trueRange(highs.at($0), lows.at($0), after: closes.at($0 &- 1)) }
          ) { ranges.put($1 * multiplier, at: $0 &- first, $2) }
        }
        let begin = min(max(first, from), rows.upperBound)
        center.sweep(
          begin..<rows.upperBound, { (highs.two(at: $0) + lows.two(at: $0) + closes.two(at: $0)) * third },
          { (highs.at($0) + lows.at($0) + closes.at($0)) * third }, into: &middle)
        let ranges = column.span
        for row in begin..<rows.upperBound {
          let (average, width) = (middle.at(row), ranges.at(row &- first))
          upper.put(average + width, at: row)
          lower.put(average - width, at: row)
        }
      }
      // Rows in which one of both is still to come have neither.
      let missing = warmUp
      upper.fillMissing(missing)
      middle.fillMissing(missing)
      lower.fillMissing(missing)
    }
  }
}

extension KC {
  /// Takes whole columns in which nothing is missing, to the bits of ``update(_:)``, and hands every row that has a channel to `emit` with its middle and how
  /// far the bands are from it.
  @inline(__always)
  func sweepSteps(_ high: Span<Double>, _ low: Span<Double>, _ close: Span<Double>, _ emit: (Int, Double, Double) -> Void) {
    var live = self
    var row = 0
    var isSeeded = false
    while row < close.count, !isSeeded {
      let bar = Bar(
        uncheckedStart: .distantPast, end: .distantPast, open: close.at(row), high: high.at(row), low: low.at(row), close: close.at(row),
        volume: 0)
      isSeeded = live.update(bar) != nil
      if isSeeded { emit(row, live.middle.average, multiplier * live.range.smoothing.average) }
      row += 1
    }
    guard row < close.count else { return }
    let (weight, rangeWeight) = (live.middle.weight, live.range.smoothing.weight)
    var (center, reach) = (live.middle.average, live.range.smoothing.average)
    for row in row..<close.count {
      center += ((high.at(row) + low.at(row) + close.at(row)) / 3 - center) * weight
      reach += (trueRange(high.at(row), low.at(row), after: close.at(row &- 1)) - reach) * rangeWeight
      emit(row, center, multiplier * reach)
    }
  }

  /// The channel of whole columns in which nothing is missing, to the bits of ``update(_:)``.
  package func overSteps(
    _ high: Span<Double>, _ low: Span<Double>, _ close: Span<Double>, upper: inout MutableSpan<Double>,
    middle: inout MutableSpan<Double>, lower: inout MutableSpan<Double>
  ) {
    let count = close.count
    precondition(
      high.count == count && low.count == count && upper.count == count && middle.count == count && lower.count == count,
      "every column has a row for every bar")
    upper.fillMissing(warmUp)
    middle.fillMissing(warmUp)
    lower.fillMissing(warmUp)
    sweepSteps(high, low, close) { row, center, reach in
      upper.put(center + reach, at: row)
      middle.put(center, at: row)
      lower.put(center - reach, at: row)
    }
  }
}
