/// Zero-lag exponential moving average (Ehlers & Way): an exponential average of the value plus what it changed over the lag of that average.
///
/// A missing value is skipped.
public struct ZLEMA: ValueIndicator, CataloguedIndicator {
  /// What it is called, reads, takes and answers.
  public static let declaration = IndicatorDeclaration(
    "ZLEMA", .overlap, "zero-lag exponential moving average: of the value plus its change over the lag", parameters: [.period(30)],
    memory: .recursive)

  @usableFromInline var past: Delay
  @usableFromInline var smoothing: Smoothing

  /// The average over `period`, at least 1.
  public init(_ period: Int = 30) throws(InvalidParameter) { try self.init(parameters: [Double(period)]) }

  /// The indicator with these parameters.
  public init(parameters: [Double]) throws(InvalidParameter) {
    let period = try Self.declaration.resolve(parameters)[0]
    past = Delay((Int(period) - 1) / 2)
    smoothing = .exponential(period)
  }

  /// That of the exponential average, and the lag.
  public var warmUp: Int { smoothing.warmUp + past.length }

  /// Takes the next value.
  @inlinable
  public mutating func update(_ input: Double) -> Double? {
    guard input.isFinite else { return smoothing.isSeeded ? .nan : nil }
    return past.update(input).flatMap { smoothing.update(2 * input - $0) }
  }

  /// Computes a whole series into storage of the same length.
  public func over(_ input: Span<Double>, into output: inout MutableSpan<Double>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let lag = past.length
    guard past.isEmpty else { return mapStep(over: input, into: &output) }
    guard input.isFinite else {
      // After a missing value the lag reaches further back than the same number of rows. What comes before is as if it were not there.
      mapStep(over: input, into: &output)
      let before: [Double] = over(input.extracting(first: input.firstMissing))
      for row in before.indices { output[row] = before[row] }
      return
    }
    var smoothing = smoothing
    output.fillMissing(lag)
    guard lag < input.count else { return }
    smoothing.sweep(
      lag..<input.count, { 2 * input.two(at: $0) - input.two(at: $0 &- lag) }, { 2 * input.at($0) - input.at($0 &- lag) }, into: &output)
  }
}
