/// MACD with moving averages of any kind.
public struct MACDEXT: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "MACDEXT", .momentum, "moving average convergence divergence with averages of any kind",
    parameters: [
      .period(12, "fast", least: 2), .movingAverage("fast average", .simple), .period(26, "slow", least: 2),
      .movingAverage("slow average", .simple), .period(9, "signal"), .movingAverage("signal average", .simple),
    ], outputs: ["line", "signal", "histogram"], memory: .recursive)

  @usableFromInline var averages: AveragePair
  @usableFromInline var signal: MovingAverage

  /// The periods and kinds of the three averages; fast and slow are exchanged if they are the wrong way round.
  public init(
    _ fast: Int = 12, _ fastKind: MovingAverageKind = .simple, _ slow: Int = 26, _ slowKind: MovingAverageKind = .simple,
    _ signal: Int = 9, _ signalKind: MovingAverageKind = .simple
  ) throws(InvalidParameter) {
    try self.init(
      parameters: [
        Double(fast), Double(fastKind.rawValue), Double(slow), Double(slowKind.rawValue), Double(signal), Double(signalKind.rawValue),
      ])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let values = try Self.declaration.resolve(parameters)
    let isInOrder = values[0] <= values[2]
    let first = try MovingAverage(MovingAverageKind(values[1]), Int(values[0]))
    let second = try MovingAverage(MovingAverageKind(values[3]), Int(values[2]))
    averages = isInOrder ? AveragePair(seededTogether: first, second) : AveragePair(seededTogether: second, first)
    signal = try MovingAverage(MovingAverageKind(values[5]), Int(values[4]))
  }

  /// Those of the slower average and of the signal, added.
  public var warmUp: Int { averages.warmUp + signal.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> MACD.Output? {
    guard let pair = averages.update(input) else { return nil }
    let line = pair.fast - pair.slow
    guard let average = signal.update(line) else { return nil }
    return MACD.Output(line: line, signal: average, histogram: line - average)
  }

  /// Computes a whole series into columns that have a row for every input.
  public func over(_ input: [Double], into output: inout OutputColumns<MACD.Output>) {
    let (values, count) = (input.span, input.count)
    precondition(output.count == count, "the output must have a row for every input")
    let (start, kind) = (averages.warmUp, averages.fast.kind.isRecursive ? averages.fast.kind : averages.slow.kind)
    let signal = signal
    output.withColumns { lines, signals, histograms in
      averages.over(values, fast: &lines, slow: &signals)
      for row in 0..<count { lines.put(lines.at(row) - signals.at(row), at: row) }
      let from = lines.rowsToCome(start, kind)
      signals.withRows(from..<count) { signal.over(lines.span.extracting(from..<count), into: &$0) }
      let missing = signals.rowsToCome(from + signal.warmUp, signal.kind)
      for row in 0..<count { histograms.put(lines.at(row) - signals.at(row), at: row) }
      lines.fillMissing(missing)
      signals.fillMissing(missing)
      histograms.fillMissing(missing)
    }
  }
}
