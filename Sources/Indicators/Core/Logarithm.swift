#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The natural logarithm.
@usableFromInline
func logarithm(_ value: Double) -> Double { log(value) }

/// The logarithm to base 10.
@usableFromInline
func decimalLogarithm(_ value: Double) -> Double { log10(value) }
