extension LineWindow {
  /// Goes through a whole series: what ``update(_:)`` does, to the same bits, with four segments between two fresh sums side by side.
  ///
  /// - Parameters:
  ///   - input: the values.
  ///   - emit: takes a row, the slope of its line and the sum of its values; NaN where there is none.
  @inlinable
  @inline(__always)
  func sweep(_ input: Span<Double>, _ emit: (Int, Double, Double) -> Void) {
    let fit = LineFit(period)
    guard ring.isEmpty else {
      var live = self
      for row in 0..<input.count {
        let sums = live.update(input[row])
        emit(row, sums.map { fit.slope($0) } ?? .nan, sums?.sum ?? .nan)
      }
      return
    }
    for row in 0..<min(period - 1, input.count) { emit(row, .nan, .nan) }
    var start = period - 1
    while start < input.count {
      let isWhole = input.count - start >= 4 * segment
      let end = isWhole ? start + 4 * segment : min(start + segment, input.count)
      if !LineWindow.isTame(input.extracting(start - (period - 1)..<end), period) {
        carefully(input, start..<end, fit, emit)
      } else if isWhole {
        sideBySide(input, start, fit, emit)
      } else {
        oneByOne(input, start..<end, fit, emit)
      }
      start = end
    }
  }

  /// Whether no value can be missing or out of proportion to the sum of any window.
  @usableFromInline
  static func isTame(_ values: Span<Double>, _ period: Int) -> Bool {
    var least = SIMD4(repeating: Double.infinity)
    var greatest = SIMD4(repeating: 0.0)
    var rest = SIMD4(repeating: 0.0)
    var row = 0
    while row &+ 4 <= values.count {
      let four = SIMD4(values.at(row), values.at(row &+ 1), values.at(row &+ 2), values.at(row &+ 3))
      least.replace(with: four, where: four .< least)
      greatest.replace(with: four, where: four .> greatest)
      // A comparison with NaN is false: this is 0, or NaN.
      rest += four - four
      row &+= 4
    }
    var (low, high, missing) = (least.min(), greatest.max(), rest.sum())
    while row < values.count {
      low = min(low, values[row])
      high = max(high, values[row])
      missing += values[row] - values[row]
      row += 1
    }
    return missing == 0 && low > 0 && high <= 1_000 * low * Double(period)
  }

  @inlinable
  func fresh(_ input: Span<Double>, _ row: Int) -> LineSums {
    var sums = LineSums(sum: 0, aged: 0)
    for offset in 0..<period { sums = sums.adding(input.at(row &- period &+ 1 &+ offset), age: Double(period &- 1 &- offset)) }
    return sums
  }

  @inlinable
  @inline(__always)
  func sideBySide(_ input: Span<Double>, _ start: Int, _ fit: LineFit, _ emit: (Int, Double, Double) -> Void) {
    let (segment, period) = (segment, period)
    let (first, second, third) = (start &+ segment, start &+ 2 &* segment, start &+ 3 &* segment)
    let (a, b, c, d) = (fresh(input, start), fresh(input, first), fresh(input, second), fresh(input, third))
    var sum = SIMD4(a.sum, b.sum, c.sum, d.sum)
    var aged = SIMD4(a.aged, b.aged, c.aged, d.aged)
    let count = fit.count
    for offset in 0..<segment {
      if offset > 0 {
        let (row, far) = (start &+ offset, second &+ offset)
        let new = SIMD4(input.at(row), input.at(row &+ segment), input.at(far), input.at(far &+ segment))
        let old = SIMD4(
          input.at(row &- period), input.at(row &+ segment &- period), input.at(far &- period), input.at(far &+ segment &- period))
        aged = aged + sum - old * count
        sum = sum - old + new
      }
      let slope = (aged * count - sum * fit.sumOfAges) * fit.scale
      emit(start &+ offset, slope.x, sum.x)
      emit(first &+ offset, slope.y, sum.y)
      emit(second &+ offset, slope.z, sum.z)
      emit(third &+ offset, slope.w, sum.w)
    }
  }

  @inlinable
  @inline(__always)
  func oneByOne(_ input: Span<Double>, _ rows: Range<Int>, _ fit: LineFit, _ emit: (Int, Double, Double) -> Void) {
    var sums = fresh(input, rows.lowerBound)
    emit(rows.lowerBound, fit.slope(sums), sums.sum)
    for row in rows.lowerBound &+ 1..<rows.upperBound {
      sums = sums.sliding(input.at(row &- period), input.at(row), fit.count)
      emit(row, fit.slope(sums), sums.sum)
    }
  }

  @inlinable
  func carefully(_ input: Span<Double>, _ rows: Range<Int>, _ fit: LineFit, _ emit: (Int, Double, Double) -> Void) {
    var window = LineWindow(period)
    for row in rows.lowerBound - (period - 1)..<rows.upperBound {
      if let sums = window.update(input[row]) { emit(row, fit.slope(sums), sums.sum) }
    }
  }
}
