/// Divides sums that come row by row, a stretch of rows at a time, so that the divisions are done side by side; 0 where a divisor is 0.
@usableFromInline
struct Quotients {
  /// How many rows a stretch has.
  @usableFromInline static let stretch = 1_024
  @usableFromInline var dividends = [Double](repeating: 0, count: stretch)
  @usableFromInline var divisors = [Double](repeating: 0, count: stretch)

  @inlinable
  init() {}

  /// Divides what is there for some rows.
  @inlinable
  @inline(__always)
  func divide(_ count: Int, _ emit: (Int, Double) -> Void) {
    let (above, below) = (dividends.span, divisors.span)
    for index in 0..<count {
      let divisor = below.at(index)
      let quotient = above.at(index) / divisor
      emit(index, divisor == 0 ? 0 : quotient)
    }
  }
}
