public import Market

/// The fading sum of the movements to one side: under ``PlusDM`` and ``MinusDM``.
@usableFromInline
struct DirectionalSum: Codable, Equatable, Sendable {
  /// Which movements.
  @usableFromInline enum Side: String, Codable, Sendable { case plus, minus }

  @usableFromInline let side: Side
  @usableFromInline var movement = DirectionalMovement()
  @usableFromInline var smoothing: Smoothing
  /// Whether a bar has been seen, before which there is no movement.
  @usableFromInline var isSeeded = false

  init(_ side: Side, _ period: Double) {
    self.side = side
    smoothing = .wilder(period)
  }

  /// One less than the period, and at least one bar.
  @usableFromInline var warmUp: Int { max(smoothing.warmUp, 1) }

  @inlinable
  @inline(__always)
  mutating func update(_ bar: Bar) -> Double? {
    let step = movement.update(high: bar.high, low: bar.low, close: bar.low)
    let average = smoothing.update(side == .plus ? step.plus : step.minus)
    guard isSeeded else {
      isSeeded = step.range.isFinite
      return nil
    }
    return average.map { $0 * Double(smoothing.period) }
  }

  /// Computes a whole series of bars.
  func over(_ input: Bar.Columns, into output: inout [Double]) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    // Downwards is upwards upside down.
    if side == .plus {
      sweep(input, input.high.span, input.low.span, 1, &output)
    } else {
      sweep(input, input.low.span, input.high.span, -1, &output)
    }
  }

  /// With what moves to the side, what moves to the other, and the sign of the prices.
  private func sweep(_ input: Bar.Columns, _ near: Span<Double>, _ far: Span<Double>, _ sign: Double, _ output: inout [Double]) {
    let count = near.count
    var result = output.mutableSpan
    var live = self
    var row = 0
    while row < count, !live.smoothing.isSeeded || row == 0 || !near[row - 1].isFinite || !far[row - 1].isFinite {
      result[row] = live.update(Bar.row(row, of: input)) ?? .nan
      row += 1
    }
    var last = LastWholeRow(row - 1, before: row)
    let period = Double(smoothing.period)
    live.smoothing.sweep(
      row..<count,
      two: { row in
        let (now, before) = (near.two(at: row), near.two(at: row &- 1))
        let moved = (now - before) * sign
        let other = (far.two(at: row &- 1) - far.two(at: row)) * sign
        // 0, or NaN where anything is missing, which choosing would hide.
        let all = moved + other
        return choose(moved, where: moved, isGreaterThan: other.greatest(.zero), otherwise: .zero) + (all - all)
      },
      exact: { row in
        let before = last.before(row) { near[$0].isFinite && far[$0].isFinite } ?? row
        var step = DirectionalMovement()
        _ = step.update(Bar.row(before, of: input))
        let movement = step.update(Bar.row(row, of: input))
        return sign > 0 ? movement.plus : movement.minus
      }
    ) { result.put($1 * period, at: $0, $2) }
  }
}

extension DirectionalMovement {
  /// The movement from the bar before, whatever the closes.
  @inlinable
  @inline(__always)
  mutating func update(_ bar: Bar) -> Movement { update(high: bar.high, low: bar.low, close: bar.low) }
}
