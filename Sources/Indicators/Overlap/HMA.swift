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
    var (fast, slow, third) = (half.window, whole.window, last.window)
    let (fastShare, slowShare, share) = (2 / half.weights, 1 / whole.weights, 1 / last.weights)
    let skipped = slow.inputsToCome
    output.fillMissing(skipped + third.inputsToCome)
    staged(
      input.count, skipped,
      { range, column in
        fast.sweep(range, { input.at($0) }) { column.put($1.weighted * fastShare, at: $0 &- range.lowerBound) }
        slow.sweep(range, { input.at($0) }) { column[$0 &- range.lowerBound] -= $1.weighted * slowShare }
      }
    ) { range, column in
      third.sweep(range, { column.at($0 &- range.lowerBound) }) { output.put($1.weighted * share, at: $0) }
    }
  }
}
