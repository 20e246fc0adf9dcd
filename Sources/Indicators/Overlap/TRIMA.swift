/// Triangular moving average: a simple average of a simple average, so that the values in the middle of the window count most.
public struct TRIMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "TRIMA", .overlap, "triangular moving average: the values in the middle count most", parameters: [.period(30)])

  @usableFromInline var windows: WindowTrio<StretchSum>

  /// The triangular mean of the last `period` values, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = Int(try Self.declaration.resolve(parameters)[0])
    windows = WindowTrio((period + 1) / 2, period / 2 + 1)
  }

  /// One less than the period.
  public var warmUp: Int { windows.first.period + windows.second.period - 2 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    windows.step { slots, first, second, _ in
      guard let sum = first.update(StretchSum(input), &slots), let all = second.update(sum, &slots) else { return nil }
      return all.value / (Double(first.period) * Double(second.period))
    }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let (before, behind) = (windows.first.period, windows.second.period)
    guard windows.first.isEmpty, before > 1, behind > 1 else { return mapStep(over: input, into: &output) }
    let share = 1 / (Double(before) * Double(behind))
    output.fillMissing(warmUp)
    guard warmUp < input.count else { return }
    var (tails, later) = (BlockTails<SIMD2<Double>>(), BlockTails<SIMD2<Double>>())
    // Long, because blocks that are left over at the end of a stretch go one by one.
    let length = 4 * stretchLength(back: warmUp)
    var column = [Double](repeating: 0, count: length + warmUp)
    eachStretch(warmUp..<input.count, back: warmUp, length: length) { rows in
      // The sums of the first windows begin one window after the first row that is looked at.
      let offset = rows.lowerBound + before - 1
      do {
        var sums = column.mutableSpan
        SMA.sums(input.extracting(rows), before, 1, &tails, into: &sums, at: rows.lowerBound - offset)
      }
      SMA.sums(column.span.extracting(0..<rows.upperBound - offset), behind, share, &later, into: &output, at: offset)
    }
  }
}
