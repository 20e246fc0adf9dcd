/// Hull moving average (2005): twice a fast weighted average less a slow one, smoothed by a third over the root of the period.
public struct HMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "HMA", .overlap, "Hull moving average: weighted averages combined so that little lag is left", parameters: [.period(20)])

  @usableFromInline var half: WMA
  @usableFromInline var whole: WMA
  @usableFromInline var last: WMA

  /// The average over `period`, at least 1.
  public init(_ period: Int = 20) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    half = try WMA(max(1, Int(period) / 2))
    whole = try WMA(Int(period))
    last = try WMA(Int(period.squareRoot()))
  }

  /// One less than the period, and one less than its root.
  public var warmUp: Int { whole.warmUp + last.warmUp }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    let fast = half.update(input)
    guard let slow = whole.update(input), let fast else { return nil }
    return last.update(2 * fast - slow)
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    guard half.window.isEmpty, whole.window.isEmpty, half.window.period > 1, last.window.period > 1 else {
      return mapStep(over: input, into: &output)
    }
    output.fillMissing(warmUp)
    guard warmUp < input.count else { return }
    let (fastShare, slowShare, share) = (2 / half.weights, 1 / whole.weights, 1 / last.weights)
    let (short, long, root) = (half.window.period, whole.window.period, last.window.period)
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
        WMA.sums(input.extracting(rows), long, slowShare, into: &slow, at: rows.lowerBound - offset)
        WMA.sums(
          input.extracting(rows.lowerBound + long - short..<rows.upperBound), short, fastShare, into: &fast,
          at: rows.lowerBound + long - short - offset)
        for index in 0..<rows.upperBound - offset { slow.put(fast.at(index) - slow.at(index), at: index) }
      }
      WMA.sums(column.span.extracting(0..<rows.upperBound - offset), root, share, into: &output, at: offset)
    }
  }
}
