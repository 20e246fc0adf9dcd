/// Sums that are moved on side by side, and what is made of them on the way.
protocol SumsSideBySide {
  var all: SIMD4<Double> { get }
  /// Writes what a row and the next one make of the sums as they stand there, and moves the sums on.
  mutating func move(
    by change: SIMD2<Double>, _ open: SIMD2<Double>, _ close: SIMD2<Double>, _ column: inout MutableSpan<Double>, _ row: Int)
  /// The same for one row, whose prices are in both places.
  mutating func moveOnce(
    by change: Double, _ open: SIMD2<Double>, _ close: SIMD2<Double>, _ column: inout MutableSpan<Double>, _ row: Int)
}

/// Sums that are written side by side.
protocol WrittenSums: SumsSideBySide {
  mutating func write(_ column: inout MutableSpan<Double>, _ row: Int, andMoveBy change: Double)
}

extension WrittenSums {
  @inline(__always)
  mutating func move(
    by change: SIMD2<Double>, _: SIMD2<Double>, _: SIMD2<Double>, _ column: inout MutableSpan<Double>, _ row: Int
  ) {
    write(&column, row, andMoveBy: change.x)
    write(&column, row &+ 1, andMoveBy: change.y)
  }

  @inline(__always)
  mutating func moveOnce(by change: Double, _: SIMD2<Double>, _: SIMD2<Double>, _ column: inout MutableSpan<Double>, _ row: Int) {
    write(&column, row, andMoveBy: change)
  }
}

struct OneSum: WrittenSums {
  var sum: Double
  init(_ all: SIMD4<Double>) { sum = all.x }
  var all: SIMD4<Double> { SIMD4(sum, 0, 0, 0) }

  @inline(__always)
  mutating func write(_ column: inout MutableSpan<Double>, _ row: Int, andMoveBy change: Double) {
    column.put(sum, at: row)
    sum += change
  }
}

struct TwoSums: WrittenSums {
  var sums: SIMD2<Double>
  init(_ all: SIMD4<Double>) { sums = all.lowHalf }
  var all: SIMD4<Double> { SIMD4(lowHalf: sums, highHalf: .zero) }

  @inline(__always)
  mutating func write(_ column: inout MutableSpan<Double>, _ row: Int, andMoveBy change: Double) {
    column.put(sums, at: 2 &* row)
    sums += SIMD2(repeating: change)
  }
}

struct FourSums: WrittenSums {
  var (first, second): (SIMD2<Double>, SIMD2<Double>)
  init(_ all: SIMD4<Double>) { (first, second) = (all.lowHalf, all.highHalf) }
  var all: SIMD4<Double> { SIMD4(lowHalf: first, highHalf: second) }

  @inline(__always)
  mutating func write(_ column: inout MutableSpan<Double>, _ row: Int, andMoveBy change: Double) {
    column.put(first, at: 4 &* row)
    column.put(second, at: 4 &* row &+ 2)
    first += SIMD2(repeating: change)
    second += SIMD2(repeating: change)
  }
}
