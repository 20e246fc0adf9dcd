#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The natural logarithm of 2.
@usableFromInline let logarithmOf2 = 0.693147180559945309417

/// The natural logarithm; NaN below 0 and −∞ at 0.
@usableFromInline
func logarithm(_ value: Double) -> Double { log(value) }

/// The logarithm to base 10.
@usableFromInline
func decimalLogarithm(_ value: Double) -> Double { log10(value) }

/// The sine of an angle in radians.
@usableFromInline
func sineOf(_ angle: Double) -> Double { sin(angle) }

/// The cosine of an angle in radians.
@usableFromInline
func cosineOf(_ angle: Double) -> Double { cos(angle) }
