/// Accelerator/decelerator oscillator (Bill Williams 1998): the awesome oscillator minus its own simple average.
public struct AC: CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "AC", .momentum, "accelerator oscillator: the awesome oscillator minus its own average",
    parameters: [.period(5, "fast", least: 2), .period(34, "slow", least: 2), .period(5, "signal", least: 2)], inputs: ["high", "low"])

  @usableFromInline var oscillator: AO

  /// The periods of the oscillator and of its average, each at least 2.
  public init(_ fast: Int = 5, _ slow: Int = 34, _ signal: Int = 5) throws(InvalidParameter) {
    try self.init(parameters: [Double(fast), Double(slow), Double(signal)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    oscillator = AO(periods, signal: Int(periods[2]))
  }

  /// Those of the oscillator and of its average, added.
  public var warmUp: Int { oscillator.warmUp + oscillator.windows.third.period - 1 }

  /// Takes the next high (x) and low (y).
  @inlinable
  public mutating func update(_ input: Pair) -> Double? {
    oscillator.windows.step { slots, fast, slow, signal in
      guard let value = AO.value((input.x + input.y) / 2, &slots, &fast, &slow), let sum = signal.update(StretchSum(value), &slots)
      else { return nil }
      return value - sum.value / Double(signal.period)
    }
  }

  /// Computes a whole series of highs (x) and lows (y).
  public func over(_ input: Pair.Columns, into output: inout [Double]) {
    let count = input.x.count
    precondition(output.count == count, "the output must have a row for every input")
    guard oscillator.windows.first.isEmpty else { return mapStep(over: input, into: &output) }
    var result = output.mutableSpan
    var column = [Double](toBeWritten: count)
    var values = column.mutableSpan
    oscillator.sweep(input.x.span, input.y.span, into: &values)
    let signal = oscillator.windows.third
    let share = 1 / Double(signal.period)
    let from = min(oscillator.warmUp, count)
    var tails = BlockTails<SIMD2<Double>>()
    sweepBlocks(from..<count, signal.period, &tails, { values.two(at: $0) }, { $0 * share }) { row, mean, part in
      result.put(values.two(at: row) - mean, at: row, part)
    }
    result.fillMissing(warmUp)
  }
}
