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

  /// Goes through a whole series, handing each two rows to `emit` with the part of all movement that was upwards, or by which upward movement outweighs
  /// downward movement; NaN where there is none yet, 0 where there was no movement.
  @inline(__always)
  func sweep(_ input: Span<Double>, isNet: Bool, _ emit: (Int, SIMD2<Double>, RowPart) -> Void) {
    var live = self
    var row = 0
    let isCoarse = gains.weight < Smoothing.leastKernelWeight
    while row < input.count, isCoarse || !live.gains.isSeeded || row == 0 || !input[row - 1].isFinite {
      let share = live.update(input[row]).map { gain, loss in
        gain + loss == 0 ? 0 : (isNet ? gain - loss : gain) / (gain + loss)
      }
      emit(row &- 1, SIMD2(repeating: share ?? .nan), .second)
      row += 1
    }
    var (part, whole) = (live.gains, live.losses)
    whole.average += part.average
    if isNet { part.average -= live.losses.average }
    var pipeline = RatioPipeline(TwinPipeline(part, whole))
    pipeline.sweepChanges(
      of: input, row..<input.count, { TwoColumns(isNet ? $0 : SIMD2.zero.greatest($0), $0.sizes) }
    ) { row, shares, _, part in emit(row, shares, part) }
  }
}
