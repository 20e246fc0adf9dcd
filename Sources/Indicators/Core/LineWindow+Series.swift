extension LineWindow {
  /// Goes through a whole series: what ``update(_:)`` does, to the same bits, with four segments between two fresh sums side by side.
  ///
  /// - Parameters:
  ///   - input: the values.
  ///   - output: a row for every value; NaN where there is no line.
  ///   - answer: what is made of the sums and the sums by age of two lines.
  @inline(__always)
  func sweep(
    _ input: Span<Double>, into output: inout MutableSpan<Double>, _ answer: (SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) {
    precondition(output.count == input.count, "the output must have a row for every input")
    @inline(__always) func one(_ sums: LineSums) -> Double {
      answer(SIMD2(repeating: sums.sum), SIMD2(repeating: sums.aged)).x
    }
    guard seen == 0 else {
      var live = self
      for row in 0..<input.count { output[row] = live.update(input[row]).map { one($0) } ?? .nan }
      return
    }
    output.fillMissing(period - 1)
    var start = period - 1
    while start < input.count {
      let isWhole = input.count - start >= 4 * segment
      let end = isWhole ? start + 4 * segment : min(start + segment, input.count)
      // Four segments are looked at on the way: a pass of its own before them would wait for memory.
      let isTame =
        isWhole
        ? sideBySide(input, start, into: &output, answer) : isTame(input.extracting(start - (period - 1)..<end), .infinity, 0)
      if !isTame {
        var window = LineWindow(period)
        for row in start - (period - 1)..<end {
          if let sums = window.update(input[row]) { output[row] = one(sums) }
        }
      } else if !isWhole {
        var sums = fresh(input, start)
        output.put(one(sums), at: start)
        for row in start &+ 1..<end {
          sums = sums.sliding(input.at(row &- period), input.at(row), fit.count)
          output.put(one(sums), at: row)
        }
      }
      start = end
    }
  }

  /// Whether no value can be missing or out of proportion to the sum of any window, beside others between two numbers.
  private func isTame(_ values: Span<Double>, _ least: Double, _ greatest: Double) -> Bool {
    var (low, high, missing) = (least, greatest, 0.0)
    for row in 0..<values.count {
      low = min(low, values.at(row))
      high = max(high, values.at(row))
      // A comparison with NaN is false: this is 0, or NaN.
      missing += values.at(row) - values.at(row)
    }
    return missing == 0 && low > 0 && high <= 1_000 * low * Double(period)
  }

  @inlinable
  func fresh(_ input: Span<Double>, _ row: Int) -> LineSums {
    var sums = LineSums(sum: 0, aged: 0)
    for offset in 0..<period { sums = sums.adding(input.at(row &- period &+ 1 &+ offset), age: Double(period &- 1 &- offset)) }
    return sums
  }

  /// Four segments, in the lanes of two vectors. Says whether no value was missing or out of proportion: if one was, all of it has to be done again.
  @inline(__always)
  private func sideBySide(
    _ input: Span<Double>, _ start: Int, into output: inout MutableSpan<Double>,
    _ answer: (SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) -> Bool {
    let (segment, period) = (segment, period)
    let before = input.extracting(start &- (period &- 1)..<start)
    guard isTame(before, input.at(start), input.at(start)) else { return false }
    let (first, second, third) = (start &+ segment, start &+ 2 &* segment, start &+ 3 &* segment)
    let (a, b, c, d) = (fresh(input, start), fresh(input, first), fresh(input, second), fresh(input, third))
    var (sum, aged) = (SIMD2(a.sum, b.sum), SIMD2(a.aged, b.aged))
    var (farSum, farAged) = (SIMD2(c.sum, d.sum), SIMD2(c.aged, d.aged))
    let count = fit.count
    var least = SIMD2(input.at(start), input.at(first)).least(SIMD2(input.at(second), input.at(third)))
    var greatest = SIMD2(input.at(start), input.at(first)).greatest(SIMD2(input.at(second), input.at(third)))
    for offset in 0..<segment {
      let (row, far) = (start &+ offset, second &+ offset)
      if offset > 0 {
        let new = SIMD2(input.at(row), input.at(row &+ segment))
        let farNew = SIMD2(input.at(far), input.at(far &+ segment))
        least = least.least(new).least(farNew)
        greatest = greatest.greatest(new).greatest(farNew)
        let old = SIMD2(input.at(row &- period), input.at(row &+ segment &- period))
        let farOld = SIMD2(input.at(far &- period), input.at(far &+ segment &- period))
        aged = aged + sum - old * count
        farAged = farAged + farSum - farOld * count
        sum = sum - old + new
        farSum = farSum - farOld + farNew
      }
      let (near, later) = (answer(sum, aged), answer(farSum, farAged))
      output.put(near.x, at: row)
      output.put(near.y, at: row &+ segment)
      output.put(later.x, at: far)
      output.put(later.y, at: far &+ segment)
    }
    // What is missing never leaves a sum from which it is subtracted.
    let rest = sum + farSum
    return (rest - rest).sum() == 0 && isTame(before, least.min(), greatest.max())
  }
}
