/// The average upward and the average downward movement, smoothed as Wilder does: under RSI and CMO.
@usableFromInline
struct GainsAndLosses: Codable, Equatable, Sendable {
  @usableFromInline var gains: Smoothing
  @usableFromInline var losses: Smoothing
  @usableFromInline var previous: Double?

  init(_ period: Int) {
    gains = Smoothing(period: period, weight: 1 / Double(period))
    losses = gains
  }

  @usableFromInline var warmUp: Int { gains.period }

  @inlinable
  mutating func update(_ input: Double) -> (gain: Double, loss: Double)? {
    guard let before = previous else {
      if input.isFinite { previous = input }
      return nil
    }
    let change = input - before
    // A change that is no number is skipped by both averages; the next is counted from the last value there was.
    if change.isFinite { previous = input }
    let averages = (gains.update(change > 0 ? change : change - change), losses.update(change < 0 ? -change : change - change))
    guard case (let gain?, let loss?) = averages else { return nil }
    return (gain, loss)
  }

  /// Goes through a whole series, handing each row to `emit` with quantities in the proportion of gain and loss; NaN where there are none.
  @inlinable
  @inline(__always)
  func sweep(_ input: Span<Double>, _ emit: (Int, Double, Double) -> Void) {
    var live = self
    var row = 0
    let isCoarse = gains.weight < Smoothing.leastKernelWeight
    while row < input.count, isCoarse || !live.gains.isSeeded || row == 0 || !input[row - 1].isFinite {
      let averages = live.update(input[row]) ?? (.nan, .nan)
      emit(row, averages.gain, averages.loss)
      row += 1
    }
    var pipeline = PairPipeline(live.gains, live.losses)
    pipeline.sweepChanges(
      of: input, row..<input.count,
      { change in
        let gain = change < 0 ? 0 : change
        return SIMD2(gain, gain - change)
      }, emit)
  }
}
