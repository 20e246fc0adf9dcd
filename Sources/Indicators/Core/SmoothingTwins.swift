/// Two exponential smoothings side by side, each in a lane of its own, two rows at a time: six operations for both, and no lane has to be moved.
///
/// As in ``SmoothingPairs`` averages are kept divided by their weights, and two steps are made one.
struct SmoothingTwins {
  /// The averages divided by their weights.
  private(set) var states: SIMD2<Double>
  private let decays: SIMD2<Double>
  private let squares: SIMD2<Double>

  /// From two smoothings of numbers that are divided by a weight.
  init(_ first: Smoothing, _ second: Smoothing, ofNumbersDividedBy weight: Double = 1) {
    let weights = SIMD2(first.weight, second.weight)
    states = SIMD2(first.average, second.average) / weight / weights
    decays = 1 - weights
    squares = decays * decays
  }

  /// Two steps, of two numbers each. The first does not depend on the second row.
  @inline(__always)
  mutating func advance(_ first: SIMD2<Double>, _ second: SIMD2<Double>) -> (SIMD2<Double>, SIMD2<Double>) {
    let result = first + states * decays
    states = (second + first * decays) + states * squares
    return (result, states)
  }

  /// The same of columns, row beside row.
  @inline(__always)
  mutating func advance(_ rows: TwoColumns) -> (SIMD2<Double>, SIMD2<Double>) {
    advance(SIMD2(rows.first.x, rows.second.x), SIMD2(rows.first.y, rows.second.y))
  }

  /// One step of two numbers.
  mutating func step(_ row: SIMD2<Double>) -> SIMD2<Double> {
    states = row + states * decays
    return states
  }
}

/// The first numbers of two rows, and the second ones.
@inline(__always)
func columns(_ rows: (SIMD2<Double>, SIMD2<Double>)) -> TwoColumns {
  TwoColumns(SIMD2(rows.0.x, rows.1.x), SIMD2(rows.0.y, rows.1.y))
}
