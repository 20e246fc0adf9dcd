#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What of the C library this module calls, in one place.
enum LogisticMath {
  static func exponential(_ x: Double) -> Double { exp(x) }
  static func logarithm(_ x: Double) -> Double { log(x) }
  /// ln(1 + x), exact near 0.
  static func logarithmOnePlus(_ x: Double) -> Double { log1p(x) }

  /// 1 / (1 + e^−x) without overflow.
  static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  /// ln(p / (1 − p)) of a probability held away from 0 and 1 by 2⁻⁵².
  static func logit(_ p: Double) -> Double {
    let held = min(max(p, 0x1p-52), 1 - 0x1p-52)
    return log(held / (1 - held))
  }
}
