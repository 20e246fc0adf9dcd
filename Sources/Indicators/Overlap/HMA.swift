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
    let (short, long) = (half.window.period, whole.window.period)
    guard half.window.isEmpty, whole.window.isEmpty, last.window.isEmpty, short > 1, long <= input.count else {
      return mapStep(over: input, into: &output)
    }
    let (fastShare, slowShare, share) = (2 / half.weights, 1 / whole.weights, 1 / last.weights)
    let skipped = long - 1
    var column = [Double](toBeWritten: input.count)
    var difference = column.mutableSpan
    weightedSums(input.count, short, { input.at($0) }) { difference.put($1 * fastShare, at: $0) }
    weightedSums(input.count, long, { input.at($0) }) { difference.put(difference.at($0) - $1 * slowShare, at: $0) }
    output.fillMissing(warmUp)
    let rest = input.count - skipped
    let period = last.window.period
    guard period > 1, period <= rest else {
      for row in skipped..<input.count where period == 1 { output.put(difference.at(row), at: row) }
      return
    }
    weightedSums(rest, period, { difference.at($0 &+ skipped) }) { output.put($1 * share, at: $0 &+ skipped) }
  }
}
