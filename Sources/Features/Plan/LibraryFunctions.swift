#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The natural logarithm; missing where there is none.
func naturalLogarithm(_ value: Double) -> Double { finite(log(value)) }

/// e to a power; missing where it is too large.
func exponential(_ value: Double) -> Double { finite(exp(value)) }

/// A number to a power; missing where there is no such number.
func power(_ base: Double, _ exponent: Double) -> Double { finite(pow(base, exponent)) }

func sine(_ value: Double) -> Double { sin(value) }
func cosine(_ value: Double) -> Double { cos(value) }

/// A number, or missing if it is none: what is undefined is said, not invented.
@inline(__always)
func finite(_ value: Double) -> Double { value - value == 0 ? value : .nan }
