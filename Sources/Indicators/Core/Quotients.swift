/// Divides two numbers by two others; 0 where a divisor is 0.
@inlinable
@inline(__always)
func quotients(_ dividends: SIMD2<Double>, _ divisors: SIMD2<Double>) -> SIMD2<Double> {
  choose(.zero, where: divisors, isEqualTo: .zero, otherwise: dividends / divisors)
}
