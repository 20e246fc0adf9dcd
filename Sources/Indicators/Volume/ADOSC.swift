public import Market

/// Chaikin oscillator: a fast minus a slow exponential average of the accumulation and distribution line ``AD``.
///
/// As TA-Lib does it, both averages begin at the line's first value rather than at a mean.
public struct ADOSC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ADOSC", .volume, "Chaikin oscillator: fast minus slow average of accumulation and distribution",
    parameters: [.period(3, "fast", least: 2), .period(10, "slow", least: 2)], inputs: ["high", "low", "close", "volume"],
    memory: .recursive)

  @usableFromInline var line = AD()
  @usableFromInline var fast: Smoothing
  @usableFromInline var slow: Smoothing
  @usableFromInline var seen = 0
  /// One less than the longer period.
  public let warmUp: Int

  /// The periods of both averages, each at least 2.
  public init(_ fast: Int = 3, _ slow: Int = 10) throws(InvalidParameter) { try self.init(parameters: [Double(fast), Double(slow)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    fast = Smoothing(period: 1, weight: 2 / (periods[0] + 1))
    slow = Smoothing(period: 1, weight: 2 / (periods[1] + 1))
    warmUp = Int(max(periods[0], periods[1])) - 1
  }

  /// Takes the next bar.
  @inlinable
  public mutating func update(_ bar: Bar) -> Double? {
    let value = line.update(bar) ?? .nan
    let averages = (fast.update(value), slow.update(value))
    if seen < warmUp {
      if value.isFinite { seen += 1 }
      return nil
    }
    guard case (let quick?, let late?) = averages else { return nil }
    return quick - late
  }

  /// Computes a whole series of bars.
  public func over(_ input: Bar.Columns, into output: inout [Double]) {
    let count = input.close.count
    precondition(output.count == count, "the output must have a row for every input")
    var live = self
    var start = 0
    // A difference has fewer digits than what it is made of: for long periods the kernel is not exact enough.
    let isCoarse = min(fast.weight, slow.weight) < 0x1p-5
    while start < count, isCoarse || live.seen < warmUp || !live.fast.isSeeded {
      output[start] = live.update(Bar.row(start, of: input)) ?? .nan
      start += 1
    }
    var (quick, late, total) = (live.fast, live.slow, live.line.total)
    var column = [Double](repeating: 0, count: stretchLength(back: 0))
    var averages = column
    var result = output.mutableSpan
    // The line goes a stretch at a time, which stays in the nearest cache.
    eachStretch(start..<max(start, count), back: 0) { rows in
      let first = rows.lowerBound
      do {
        var line = column.mutableSpan
        AD.sweep(&total, input, rows) { line.put($1, at: $0 &- first, $2) }
      }
      let line = column.span
      var fast = averages.mutableSpan
      quick.sweep(0..<rows.count, { line.two(at: $0) }, { line.at($0) }, into: &fast)
      late.sweep(0..<rows.count, two: { line.two(at: $0) }, exact: { line.at($0) }) { row, average, part in
        let difference = part == .both ? fast.two(at: row) - average : SIMD2(repeating: fast.at(row &+ 1)) - average
        result.put(difference, at: row &+ first, part)
      }
    }
  }
}
