/// Hull moving average (2005): twice a fast weighted average less a slow one, smoothed by a third over the root of the period.
public struct HMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HMA", .overlap, "Hull moving average: weighted averages combined so that little lag is left", parameters: [.period(20)])

  /// One over the weights of the last one, and twice and once one over those of the first two.
  @usableFromInline let share: Double
  @usableFromInline let shares: SIMD2<Double>
  /// Those over half the period, over the period and over its root.
  @usableFromInline var windows: WindowTrio<WeightedSum>

  /// The average over `period`, at least 1.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    windows = WindowTrio(max(1, Int(period) / 2), Int(period), Int(period.squareRoot()))
    share = 1 / WMA.weights(windows.third.period)
    shares = SIMD2(2 / WMA.weights(windows.first.period), 1 / WMA.weights(windows.second.period))
  }

  /// One less than the period, and one less than its root.
  public var warmUp: Int { windows.second.period + windows.third.period - 2 }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let (share, shares) = (share, shares)
    return windows.step { slots, half, whole, root in
      let single = WeightedSum(input)
      let fast = half.update(single, &slots)
      guard let slow = whole.update(single, &slots), let fast else { return nil }
      let near = SIMD2(fast.weighted, slow.weighted) * shares
      return root.update(WeightedSum(near.x - near.y), &slots).map { $0.weighted * share }
    }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let (short, long, root) = (windows.first.period, windows.second.period, windows.third.period)
    guard windows.first.isEmpty, short > 1, root > 1 else {
      return mapStep(over: input, into: &output)
    }
    output.fillMissing(warmUp)
    guard warmUp < input.count else { return }
    // Long, because blocks that are left over at the end of a stretch go one by one.
    let length = 4 * stretchLength(back: warmUp)
    var column = [Double](repeating: 0, count: length + warmUp)
    var fasts = column
    eachStretch(warmUp..<input.count, back: warmUp, length: length) { rows in
      // The slow average begins one window after the first row that is looked at.
      let offset = rows.lowerBound + long - 1
      do {
        var slow = column.mutableSpan
        var fast = fasts.mutableSpan
        WMA.sums(input.extracting(rows), long, shares.y, into: &slow, at: rows.lowerBound - offset)
        WMA.sums(
          input.extracting(rows.lowerBound + long - short..<rows.upperBound), short, shares.x, into: &fast,
          at: rows.lowerBound + long - short - offset)
        for index in 0..<rows.upperBound - offset { slow.put(fast.at(index) - slow.at(index), at: index) }
      }
      WMA.sums(column.span.extracting(0..<rows.upperBound - offset), root, share, into: &output, at: offset)
    }
  }
}
