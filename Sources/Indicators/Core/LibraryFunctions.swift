#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The arc tangent in radians, for inlinable code, which cannot import the system's library.
@usableFromInline
func arcTangent(_ value: Double) -> Double { atan(value) }

/// The natural logarithm; NaN below 0 and −∞ at 0.
@usableFromInline
func naturalLogarithm(_ value: Double) -> Double { log(value) }
