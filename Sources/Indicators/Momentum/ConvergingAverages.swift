/// A fast minus a slow exponential average, and the average of that: under MACD and MACDFIX.
@usableFromInline
struct ConvergingAverages: Codable, Equatable, Sendable {
  @usableFromInline var fast: Smoothing
  @usableFromInline var slow: Smoothing
  @usableFromInline var signal: Smoothing
  /// How many values the fast average still has to wait so that both are seeded at the same one.
  @usableFromInline var head: Int

  init(fast: Smoothing, slow: Smoothing, signal: Smoothing) {
    self.fast = fast
    self.slow = slow
    self.signal = signal
    head = slow.period - fast.period
  }

  @usableFromInline var warmUp: Int { slow.warmUp + signal.warmUp }

  @inlinable
  mutating func update(_ input: Double) -> MACD.Output? {
    let slowAverage = slow.update(input)
    var fastAverage: Double?
    if head > 0 {
      if input.isFinite { head -= 1 }
    } else {
      fastAverage = fast.update(input)
    }
    guard let slowAverage, let fastAverage else { return nil }
    let line = fastAverage - slowAverage
    guard let average = signal.update(line) else { return nil }
    return MACD.Output(line: line, signal: average, histogram: line - average)
  }
}
