/// Covariance of two samples and of many.
///
///     Covariance.of([1, 2, 3], [2, 4, 7])     // 2.5
///
/// It is the unbiased one, divided by n − 1, and NaN of fewer than two values or where a value is NaN.
public enum Covariance {
  /// The covariance of two samples of the same length. O(n), two passes.
  public static func of(_ x: [Double], _ y: [Double]) -> Double {
    Correlation.checkLengths(x, y)
    return x.count < 2 ? .nan : products(x, y).xy / Double(x.count - 1)
  }

  /// The covariance matrix of several columns, row by row, each pair in `[row][column]`. O(k² n).
  ///
  /// - Parameters:
  ///   - columns: samples of the same length.
  ///   - threads: the greatest number of threads; the result does not depend on it.
  public static func matrix(_ columns: [[Double]], threads: Int = ActiveProcessors.count) -> [[Double]] {
    guard let n = columns.first?.count else { return [] }
    precondition(columns.allSatisfy { $0.count == n }, "Covariance.matrix: all columns must have the same length.")
    let nothing = columns.map { _ in columns.map { _ in Double.nan } }
    if n < 2 { return nothing }
    let means = columns.map { Moments($0).mean }
    let k = columns.count
    // Rows in chunks that fit a cache with all their columns; added up in order, so that the threads leave no trace.
    let size = max(64, min(2048, 32_768 / k)) & ~7
    let sums = parallelChunks(n, size: size, threads: n * k * k < 200_000 ? 1 : threads) { rows in
      chunk(columns, means, rows)
    }
    var matrix = nothing
    var place = 0
    for row in 0..<k {
      for column in 0...row {
        var sum = 0.0
        for chunk in sums { sum += chunk[place] }
        place += 1
        matrix[row][column] = sum / Double(n - 1)
        matrix[column][row] = matrix[row][column]
      }
    }
    return matrix
  }

  /// The sums of products of some rows' deviations, for every pair of columns of the lower triangle.
  private static func chunk(_ columns: [[Double]], _ means: [Double], _ rows: Range<Int>) -> [Double] {
    let k = columns.count
    let centered = zip(columns, means).map { column, mean in packed(column, mean, rows) }
    var sums = [Double](repeating: 0, count: k * (k + 1) / 2)
    var row = 0
    while row < k {
      let next = min(row + 1, k - 1)
      let (first, second) = (centered[row], centered[next])
      for column in 0...next {
        let other = centered[column]
        let (total0, total1) = dots(first.span, second.span, other.span)
        if column <= row { sums[row * (row + 1) / 2 + column] = total0 }
        if next > row { sums[next * (next + 1) / 2 + column] = total1 }
      }
      row += 2
    }
    return sums
  }

  /// The deviations of some rows, four to a vector; the last is filled up with zeros, which add nothing.
  private static func packed(_ column: [Double], _ mean: Double, _ rows: Range<Int>) -> [SIMD4<Double>] {
    var result: [SIMD4<Double>] = []
    result.reserveCapacity(rows.count / 4 + 1)
    var index = rows.lowerBound
    while index + 4 <= rows.upperBound {
      result.append(SIMD4(column[index], column[index + 1], column[index + 2], column[index + 3]) - mean)
      index += 4
    }
    var rest = SIMD4<Double>.zero
    for lane in 0..<rows.upperBound - index { rest[lane] = column[index + lane] - mean }
    if index < rows.upperBound { result.append(rest) }
    return result
  }

  /// The products of two columns of the same length with a third, which share its loads.
  private static func dots(
    _ x0: Span<SIMD4<Double>>, _ x1: Span<SIMD4<Double>>, _ y: Span<SIMD4<Double>>
  ) -> (Double, Double) {
    var (sum0, sum1) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    for index in y.indices {
      let values = y[index]
      sum0 += values * x0[index]
      sum1 += values * x1[index]
    }
    return (sum0.sum(), sum1.sum())
  }

  /// Sums of squares and products of the deviations, and the sums of squares that rounding alone may make of a constant.
  struct Products {
    var xx: Double
    var yy: Double
    var xy: Double
    var noise: (x: Double, y: Double)
  }

  /// At least one pair.
  static func products(_ x: [Double], _ y: [Double]) -> Products {
    let n = Double(x.count)
    let (meanX, meanY) = (mean(x.span), mean(y.span))
    let (xs, ys) = (x.span, y.span)
    var (xx, yy, xy) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var (sumX, sumY) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index &+ 4 <= xs.count && index &+ 4 <= ys.count {
      let dx = SIMD4(xs[index], xs[index &+ 1], xs[index &+ 2], xs[index &+ 3]) - meanX
      let dy = SIMD4(ys[index], ys[index &+ 1], ys[index &+ 2], ys[index &+ 3]) - meanY
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
      sumX += dx
      sumY += dy
      index &+= 4
    }
    while index < xs.count {
      let (dx, dy) = (xs[index] - meanX, ys[index] - meanY)
      xx[0] += dx * dx
      yy[0] += dy * dy
      xy[0] += dx * dy
      sumX[0] += dx
      sumY[0] += dy
      index += 1
    }
    let (restX, restY) = (sumX.sum(), sumY.sum())
    let (noiseX, noiseY) = (meanX * 0x1p-51, meanY * 0x1p-51)
    return Products(
      xx: xx.sum() - restX * restX / n, yy: yy.sum() - restY * restY / n, xy: xy.sum() - restX * restY / n,
      noise: (n * noiseX * noiseX, n * noiseY * noiseY))
  }

  /// The mean, exact for a constant.
  private static func mean(_ values: Span<Double>) -> Double {
    let origin = values[0]
    var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index &+ 8 <= values.count {
      sums.0 += SIMD4(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3]) - origin
      sums.1 += SIMD4(values[index &+ 4], values[index &+ 5], values[index &+ 6], values[index &+ 7]) - origin
      index &+= 8
    }
    var sum = (sums.0 + sums.1).sum()
    while index < values.count {
      sum += values[index] - origin
      index += 1
    }
    return origin + sum / Double(values.count)
  }

  static func dot(_ x: Span<Double>, _ y: Span<Double>) -> Double {
    var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index &+ 8 <= x.count && index &+ 8 <= y.count {
      sums.0 +=
        SIMD4(x[index], x[index &+ 1], x[index &+ 2], x[index &+ 3]) * SIMD4(y[index], y[index &+ 1], y[index &+ 2], y[index &+ 3])
      sums.1 +=
        SIMD4(x[index &+ 4], x[index &+ 5], x[index &+ 6], x[index &+ 7])
        * SIMD4(y[index &+ 4], y[index &+ 5], y[index &+ 6], y[index &+ 7])
      index &+= 8
    }
    var sum = (sums.0 + sums.1).sum()
    while index < x.count {
      sum += x[index] * y[index]
      index += 1
    }
    return sum
  }
}
