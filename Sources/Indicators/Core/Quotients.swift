/// Divides sums of a stretch of rows by others, so that the divisions are done side by side; 0 where a divisor is 0.
@inlinable
@inline(__always)
func quotients(_ dividends: Span<Double>, _ divisors: Span<Double>, _ count: Int, _ emit: (Int, Double) -> Void) {
  for index in 0..<count {
    let divisor = divisors.at(index)
    let quotient = dividends.at(index) / divisor
    emit(index, divisor == 0 ? 0 : quotient)
  }
}
