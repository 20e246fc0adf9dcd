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
@inline(__always)
func logarithm(_ value: Double) -> Double { value.isAboveZeroAndNormal ? NaturalLogarithm.value(value) : log(value) }

/// The logarithm to base 10.
@usableFromInline
@inline(__always)
func decimalLogarithm(_ value: Double) -> Double { value.isAboveZeroAndNormal ? DecimalLogarithm.value(value) : log10(value) }

extension Double {
  /// Whether a logarithm needs no special care.
  @inline(__always)
  fileprivate var isAboveZeroAndNormal: Bool { self >= .leastNormalMagnitude && self <= .greatestFiniteMagnitude }
}

// MARK: - Logarithms of quotients

// What a price is to another is near 1, and its logarithm is that of (1 + s) / (1 − s) with s = (a − b) / (a + b): the difference is exact, there is nothing to reduce, and
// one division does for both. The coefficients are those of Sun's fdlibm (Ng 1993), of which s is half the one here; they hold from √½ to √2.

/// The logarithm of one number divided by another.
@usableFromInline
@inline(__always)
func logarithm(of dividend: Double, over divisor: Double) -> Double {
  let s = (dividend - divisor) / (dividend * 0.5 + divisor * 0.5)
  return abs(s) < nearOne ? s + s * excess(s * s) : logarithm(dividend / divisor)
}

/// The logarithms of two numbers divided by two others.
@usableFromInline
@inline(__always)
func logarithms(of dividends: SIMD2<Double>, over divisors: SIMD2<Double>) -> SIMD2<Double> {
  let s = (dividends - divisors) / (dividends * 0.5 + divisors * 0.5)
  return abs(s.x) < nearOne && abs(s.y) < nearOne ? s + s * excess(s * s) : logarithms(of: dividends / divisors)
}

@inline(never)
private func logarithms(of quotients: SIMD2<Double>) -> SIMD2<Double> { SIMD2(logarithm(quotients.x), logarithm(quotients.y)) }

/// Twice 3 − √8, which is where a quotient of √2 has its s.
private let nearOne = 0.343145750507619804

@inline(__always)
private func excess(_ z: SIMD2<Double>) -> SIMD2<Double> {
  var sum = z * 0x1.2f112df3e5244p-18 + 0x1.39a09d078c69fp-16
  sum = sum * z + 0x1.7466496cb03dep-14
  sum = sum * z + 0x1.c71c51d8e78afp-12
  sum = sum * z + 0x1.2492494229359p-9
  sum = sum * z + 0x1.999999997fa04p-7
  sum = sum * z + 0x1.5555555555593p-4
  return sum * z
}

/// The same of one number, with odd and even powers side by side.
@inline(__always)
private func excess(_ z: Double) -> Double {
  let w = z * z
  var lanes = SIMD2(0x1.2f112df3e5244p-18, 0x1.39a09d078c69fp-16) * w + SIMD2(0x1.7466496cb03dep-14, 0x1.c71c51d8e78afp-12)
  lanes = lanes * w + SIMD2(0x1.2492494229359p-9, 0x1.999999997fa04p-7)
  lanes *= SIMD2(z * w, w)
  return (lanes.x + lanes.y) + z * 0x1.5555555555593p-4
}

/// The sine of an angle in radians.
@usableFromInline
func sineOf(_ angle: Double) -> Double { sin(angle) }

/// The cosine of an angle in radians.
@usableFromInline
func cosineOf(_ angle: Double) -> Double { cos(angle) }
