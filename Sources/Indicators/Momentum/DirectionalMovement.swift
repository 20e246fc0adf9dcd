public import Market

/// Wilder's directional movement (1978): which part of a bar's reach lies beyond that of the bar before it, upwards or downwards.
@usableFromInline
struct DirectionalMovement: Equatable, Sendable {
  /// One step of it.
  @usableFromInline
  struct Movement: Codable, Equatable, Sendable {
    /// The movement upwards, 0 unless it is the greater of both.
    @usableFromInline let plus: Double
    /// The movement downwards, 0 unless it is the greater of both.
    @usableFromInline let minus: Double
    /// The true range.
    @usableFromInline let range: Double

    @inlinable
    init(plus: Double, minus: Double, range: Double) {
      self.plus = plus
      self.minus = minus
      self.range = range
    }
  }

  /// High and low of the bar before, read at once and so written at once: what is written one by one cannot be read as a pair before it has reached the
  /// cache (PLUS_DI: 7.9 ns a step).
  @usableFromInline var ends = SIMD2<Double>.zero
  @usableFromInline var close = 0.0
  @usableFromInline var isSeeded = false

  @inlinable
  init() {}

  /// The movement from the bar before; none at the first bar, and nothing but NaN where a price is missing.
  @inlinable
  @inline(__always)
  mutating func update(high newHigh: Double, low newLow: Double, close newClose: Double) -> Movement {
    guard newHigh.isFinite, newLow.isFinite, newClose.isFinite else { return Movement(plus: .nan, minus: .nan, range: .nan) }
    let newEnds = SIMD2(newHigh, newLow)
    defer { (ends, close) = (newEnds, newClose) }
    guard isSeeded else {
      isSeeded = true
      return Movement(plus: 0, minus: 0, range: 0)
    }
    // Each counts if it is greater than the other and than nothing: chosen, because branches could not be foreseen.
    let moved = (newEnds - ends) * SIMD2(1, -1)
    let other = SIMD2(moved.y, moved.x).greatest(.zero)
    let counted = choose(moved, where: moved, isGreaterThan: other, otherwise: .zero)
    return Movement(plus: counted.x, minus: counted.y, range: trueRange(newHigh, newLow, after: close))
  }
}

extension DirectionalMovement: Codable {
  enum CodingKeys: CodingKey { case high, low, close, isSeeded }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let state = try decoder.container(keyedBy: CodingKeys.self)
    ends = SIMD2(try state.decode(Double.self, forKey: .high), try state.decode(Double.self, forKey: .low))
    close = try state.decode(Double.self, forKey: .close)
    isSeeded = try state.decode(Bool.self, forKey: .isSeeded)
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var state = encoder.container(keyedBy: CodingKeys.self)
    try state.encode(ends.x, forKey: .high)
    try state.encode(ends.y, forKey: .low)
    try state.encode(close, forKey: .close)
    try state.encode(isSeeded, forKey: .isSeeded)
  }
}

/// Both directional indicators: movement upwards and downwards in percent of the true range, each smoothed as Wilder does.
///
/// The sums Wilder begins with hold one value less than the period. With the first bar, which has no bar before it, counting as
/// a movement of 0, they are the seed that ``Smoothing`` takes anyway; and since both sides of the quotient are `period` times the averages, the averages do.
@usableFromInline
struct DirectionalIndicators: Codable, Equatable, Sendable {
  @usableFromInline var movement = DirectionalMovement()
  @usableFromInline var plus: Smoothing
  @usableFromInline var minus: Smoothing
  @usableFromInline var range: Smoothing
  /// How many bars that were not missing have been seen, up to one more than the period.
  @usableFromInline var seen = 0

  init(_ period: Int) {
    plus = Smoothing(period: period, weight: 1 / Double(period))
    minus = plus
    range = plus
  }

  @usableFromInline var warmUp: Int { plus.period }

  /// The averages of both movements and of the range: NaN where the bar is missing.
  @inlinable
  @inline(__always)
  mutating func update(_ bar: Bar) -> DirectionalMovement.Movement? {
    let step = movement.update(high: bar.high, low: bar.low, close: bar.close)
    // Asked once for all three, which are hardly ever missing once they are seeded.
    let isSeeded = seen > plus.period && plus.isSeeded && minus.isSeeded
    guard isSeeded, (step.plus + step.minus + step.range).isFinite else { return updateCarefully(step) }
    return DirectionalMovement.Movement(plus: plus.step(step.plus), minus: minus.step(step.minus), range: range.step(step.range))
  }

  /// The averages while they are being seeded, or where anything is missing.
  @inlinable
  @inline(never)
  mutating func updateCarefully(_ step: DirectionalMovement.Movement) -> DirectionalMovement.Movement? {
    let averages = (plus.update(step.plus), minus.update(step.minus), range.update(step.range))
    if seen <= plus.period {
      if step.range.isFinite { seen += 1 }
      guard seen > plus.period else { return nil }
    }
    guard case (let up?, let down?, let reach?) = averages else { return nil }
    return DirectionalMovement.Movement(plus: up, minus: down, range: reach)
  }
}

extension DirectionalMovement.Movement {
  /// The movement upwards in percent of the range, for a period of 1 as a share of it; 0 where nothing moved.
  @inlinable
  @inline(__always)
  func plusIndicator(_ period: Int) -> Double { range == 0 ? 0 : (period == 1 ? 1 : 100) * (plus / range) }

  /// The movement downwards in percent of the range, for a period of 1 as a share of it; 0 where nothing moved.
  @inlinable
  @inline(__always)
  func minusIndicator(_ period: Int) -> Double { range == 0 ? 0 : (period == 1 ? 1 : 100) * (minus / range) }

  /// The distance of both in percent of their sum; `nil` where there is no movement to tell a direction from.
  @inlinable var index: Double? {
    // Written so that a missing bar is not taken for one without movement.
    if range == 0 || plus + minus == 0 { return nil }
    return 100 * (abs(plus - minus) / (plus + minus))
  }
}

extension DirectionalMovement {
  /// The movements upwards and downwards and the true ranges of a row and the one after it; NaN where a price of either bar is missing.
  @inline(__always)
  static func between(_ highs: Span<Double>, _ lows: Span<Double>, _ closes: Span<Double>, _ row: Int) -> ThreeColumns {
    let before = row &- 1
    let (high, low, close) = (highs.two(at: row), lows.two(at: row), closes.two(at: before))
    let up = high - highs.two(at: before)
    let down = lows.two(at: before) - low
    // 0, or NaN if anything is missing, which comparisons would hide.
    let all = up + down + (closes.two(at: row) - close)
    let nothing = all - all
    return ThreeColumns(
      choose(up, where: up, isGreaterThan: down.greatest(.zero), otherwise: .zero) + nothing,
      choose(down, where: down, isGreaterThan: up.greatest(.zero), otherwise: .zero) + nothing,
      trueRange(high, low, after: close) + nothing)
  }
}

extension SmoothingPipeline {
  /// Goes through the movements from bar to bar, upwards, downwards and the range; a missing bar is passed over by the movement after it.
  ///
  /// - Parameter rows: the rows, before the first of which there is a bar that is not missing.
  @inline(__always)
  mutating func sweepMovements(
    _ bars: Bar.Columns, _ rows: Range<Int>, _ input: (ThreeColumns) -> Input,
    _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void
  ) {
    guard !rows.isEmpty else { return }
    let (highs, lows, closes) = (bars.high.span, bars.low.span, bars.close.span)
    var last = LastWholeRow(rows.lowerBound - 1, before: rows.lowerBound)
    sweep(
      rows, { input(DirectionalMovement.between(highs, lows, closes, $0)) },
      exact: { row in
        let before = last.before(row) { highs[$0].isFinite && lows[$0].isFinite && closes[$0].isFinite } ?? row
        var step = DirectionalMovement()
        _ = step.update(high: highs[before], low: lows[before], close: closes[before])
        let movement = step.update(high: highs[row], low: lows[row], close: closes[row])
        return input(
          ThreeColumns(SIMD2(repeating: movement.plus), SIMD2(repeating: movement.minus), SIMD2(repeating: movement.range)))
      }, emit)
  }
}

extension DirectionalIndicators {
  /// Computes one of both indicators of a whole series of bars: the movement to its side as a part of the range, in percent unless the period is 1.
  @inline(__always)
  func over(
    _ input: Bar.Columns, into output: inout [Double], _ side: (DirectionalIndicators) -> Smoothing,
    _ movement: (ThreeColumns) -> SIMD2<Double>, _ indicator: (DirectionalMovement.Movement, Int) -> Double
  ) {
    precondition(output.count == input.close.count, "the output must have a row for every input")
    var result = output.mutableSpan
    var live = self
    let start = live.seed(input) { row, averages in result[row] = averages.map { indicator($0, warmUp) } ?? .nan }
    var pipeline = RatioPipeline(PairPipeline(side(live), live.range))
    let scale: Double = warmUp == 1 ? 1 : 100
    pipeline.sweepMovements(input, start..<input.close.count, { TwoColumns(movement($0), $0.third) }) { row, shares, _, part in
      result.put(shares * scale, at: row, part)
    }
  }

  /// Takes bars until a kernel can go on: until all is seeded and the bar before is not missing. Gives back the row.
  @inlinable
  mutating func seed(_ input: Bar.Columns, _ emit: (Int, DirectionalMovement.Movement?) -> Void) -> Int {
    var row = 0
    let isCoarse = plus.weight < Smoothing.leastKernelWeight
    while row < input.close.count, isCoarse || seen <= plus.period || !isPresent(input, row - 1) {
      emit(row, update(Bar.row(row, of: input)))
      row += 1
    }
    return row
  }

  @inlinable
  func isPresent(_ input: Bar.Columns, _ row: Int) -> Bool {
    row >= 0 && input.high[row].isFinite && input.low[row].isFinite && input.close[row].isFinite
  }
}
