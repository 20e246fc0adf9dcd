/// Two moving averages of any kind: under APO, PPO and MACDEXT.
@usableFromInline
struct AveragePair: Codable, Equatable, Sendable {
  @usableFromInline var fast: MovingAverage
  @usableFromInline var slow: MovingAverage
  /// How many values either has still to wait.
  @usableFromInline var fastWait: Int
  @usableFromInline var slowWait: Int

  /// Both begin with the first value.
  init(eachFromItsOwnSeed fast: MovingAverage, _ slow: MovingAverage) {
    self.fast = fast
    self.slow = slow
    fastWait = 0
    slowWait = 0
  }

  /// The one with the shorter warm-up is handed nothing until the other has as far to go, so that both are seeded at the same value.
  init(seededTogether fast: MovingAverage, _ slow: MovingAverage) {
    self.fast = fast
    self.slow = slow
    fastWait = max(slow.warmUp - fast.warmUp, 0)
    slowWait = max(fast.warmUp - slow.warmUp, 0)
  }

  @usableFromInline var warmUp: Int { max(fast.warmUp, slow.warmUp) }

  @inlinable
  mutating func update(_ input: Double) -> (fast: Double, slow: Double)? {
    let quick = AveragePair.step(&fast, &fastWait, input)
    let late = AveragePair.step(&slow, &slowWait, input)
    guard let quick, let late else { return nil }
    return (quick, late)
  }

  @inlinable
  static func step(_ average: inout MovingAverage, _ wait: inout Int, _ input: Double) -> Double? {
    guard wait > 0 else { return average.update(input) }
    wait -= 1
    return nil
  }

  /// Computes both averages of a whole series; the rows before an average begins are NaN.
  func over(_ input: Span<Double>, fast quick: inout MutableSpan<Double>, slow late: inout MutableSpan<Double>) {
    AveragePair.over(input, fast, fastWait, &quick)
    AveragePair.over(input, slow, slowWait, &late)
  }

  private static func over(_ input: Span<Double>, _ average: MovingAverage, _ wait: Int, _ output: inout MutableSpan<Double>) {
    let from = min(wait, input.count)
    output.fillMissing(from)
    output.withRows(from..<input.count) { average.over(input.extracting(from..<input.count), into: &$0) }
  }

  /// Goes through a whole series, handing each two rows with both averages to `emit`, NaN where there are none.
  @inline(__always)
  func sweep(_ input: Span<Double>, _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void) {
    guard let quick = fast.exponential?.smoothing, let slowest = slow.exponential?.smoothing, fastWait == 0, slowWait == 0,
      min(quick.weight, slowest.weight) >= 0x1p-5
    else { return sweepColumns(input, emit) }
    var (first, second) = (quick, slowest)
    var row = 0
    while row < input.count, !first.isSeeded || !second.isSeeded {
      let averages = (first.update(input[row]), second.update(input[row]))
      emit(row &- 1, SIMD2(repeating: averages.0 ?? .nan), SIMD2(repeating: averages.1 ?? .nan), .second)
      row += 1
    }
    var pipeline = PairPipeline(first, second)
    pipeline.sweep(
      row..<input.count, { TwoColumns(input.two(at: $0), input.two(at: $0)) },
      exact: { TwoColumns(SIMD2(repeating: input[$0]), SIMD2(repeating: input[$0])) }
    ) { row, early, late, part in emit(row, early * quick.weight, late * slowest.weight, part) }
  }

  /// The same of other kinds of averages, a column each.
  private func sweepColumns(_ input: Span<Double>, _ emit: (Int, SIMD2<Double>, SIMD2<Double>, RowPart) -> Void) {
    var quick = [Double](toBeWritten: input.count)
    var late = [Double](toBeWritten: input.count)
    var first = quick.mutableSpan
    var second = late.mutableSpan
    over(input, fast: &first, slow: &second)
    var row = 0
    while row &+ 2 <= input.count {
      emit(row, first.two(at: row), second.two(at: row), .both)
      row &+= 2
    }
    if row < input.count { emit(row &- 1, SIMD2(repeating: first.at(row)), SIMD2(repeating: second.at(row)), .second) }
  }
}
