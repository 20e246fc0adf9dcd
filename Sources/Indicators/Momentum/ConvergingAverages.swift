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

  /// Computes a whole series into columns that have a row for every input.
  func over(_ input: [Double], into output: inout OutputColumns<MACD.Output>) {
    precondition(output.count == input.count, "the output must have a row for every input")
    let values = input.span
    output.withColumns { lines, signals, histograms in
      var live = self
      var row = 0
      while row < values.count, !live.signal.isSeeded {
        let step = live.update(values[row])
        lines[row] = step?.line ?? .nan
        signals[row] = step?.signal ?? .nan
        histograms[row] = step?.histogram ?? .nan
        row += 1
      }
      // A difference has fewer digits than what it is made of: for long periods the kernel is not exact enough.
      if slow.weight < 0x1p-5 {
        for row in row..<values.count {
          let value = values.at(row)
          let line = value.isFinite ? live.fast.step(value) - live.slow.step(value) : .nan
          let average = value.isFinite ? live.signal.step(line) : .nan
          lines.put(line, at: row)
          signals.put(average, at: row)
          histograms.put(line - average, at: row)
        }
        return
      }
      var pipeline = ConvergencePipeline(live)
      pipeline.sweep(row..<values.count, { values.two(at: $0) }, exact: { SIMD2(repeating: values[$0]) }) { row, line, signal, part in
        lines.put(line, at: row, part)
        signals.put(signal, at: row, part)
        histograms.put(line - signal, at: row, part)
      }
    }
  }
}

/// The line and its signal.
private struct ConvergencePipeline: SmoothingPipeline {
  var fast: SmoothingPairs
  var slow: SmoothingPairs
  var signal: SmoothingPairs

  init(_ averages: ConvergingAverages) {
    fast = SmoothingPairs(weight: averages.fast.weight, average: averages.fast.average)
    slow = SmoothingPairs(weight: averages.slow.weight, average: averages.slow.average)
    signal = SmoothingPairs(weight: averages.signal.weight, average: averages.signal.average)
  }

  @inline(__always)
  mutating func advance(_ rows: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let line = fast.advance(rows) * fast.weight - slow.advance(rows) * slow.weight
    return (line, signal.advance(line) * signal.weight)
  }

  mutating func step(_ row: SIMD2<Double>) -> (Double, Double) {
    let value = row.x
    guard value.isFinite else { return (.nan, .nan) }
    let line = fast.advance(value) * fast.weight - slow.advance(value) * slow.weight
    return (line, signal.advance(line) * signal.weight)
  }
}
