/// Coppock curve (1962): the weighted average of the growth over two periods, in percent.
public struct COPPOCK: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "COPPOCK", .momentum, "Coppock curve: the weighted average of the growth over two periods",
    parameters: [.period(10, "average"), .period(11, "first"), .period(14, "second")])

  /// As far back as the longer of both periods of growth.
  @usableFromInline var past: Delay
  /// The shorter one.
  @usableFromInline let shorter: Int
  @usableFromInline var window: Window<WeightedSum>

  /// The period of the average and those of both rates of change, each at least 1.
  public init(_ average: Int = 10, _ first: Int = 11, _ second: Int = 14) throws(InvalidParameter) {
    try self.init(parameters: [Double(average), Double(first), Double(second)])
  }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let periods = try Self.declaration.resolve(parameters)
    window = Window(Int(periods[0]))
    past = Delay(Int(max(periods[1], periods[2])))
    shorter = Int(min(periods[1], periods[2]))
  }

  /// The longer of both periods, and one less than that of the average.
  public var warmUp: Int { past.length + window.period - 1 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard let before = past.update(input, andAfter: shorter) else { return nil }
    let period = Double(window.period)
    // Both divided at once.
    let past = SIMD2(before.near, before.far)
    let rates = choose(.zero, where: past, isEqualTo: .zero, otherwise: (SIMD2(repeating: input) / past - 1) * 100)
    return window.update(rates.x + rates.y).map { $0.weighted / (period * (period + 1) / 2) }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let (near, far, period) = (shorter, past.length, window.period)
    guard period > 1, past.isEmpty else { return mapStep(over: input, into: &output) }
    let share = 1 / (Double(period) * Double(period + 1) / 2)
    output.fillMissing(warmUp)
    guard warmUp < input.count else { return }
    var column = [Double](repeating: 0, count: stretchLength(back: period - 1) + period)
    eachStretch(warmUp..<input.count, back: period - 1) { rows in
      // The growth of a stretch first, so that its divisions are done once.
      do {
        var growth = column.mutableSpan
        for row in rows {
          let value = input.at(row)
          growth.put(ROC.rate(value, input.at(row &- near)) + ROC.rate(value, input.at(row &- far)), at: row &- rows.lowerBound)
        }
      }
      let growth = column.span
      WMA.sums(growth.extracting(0..<rows.count), period, share, into: &output, at: rows.lowerBound)
    }
  }
}

extension COPPOCK {
  enum CodingKeys: CodingKey { case past, shorter, window }

  /// The indicator whose state was written down.
  public init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    past = try state.decode(Delay.self, forKey: .past)
    shorter = try state.decode(Int.self, forKey: .shorter)
    window = try state.decode(Window<WeightedSum>.self, forKey: .window)
    try decoder.check(shorter >= 1 && shorter <= past.length, "the growth over \(shorter) steps, of \(past.length) that are kept")
  }
}
