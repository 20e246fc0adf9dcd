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
}
