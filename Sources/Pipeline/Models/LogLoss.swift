#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What probabilities cost, and the scale on which they add up.
enum LogLoss {
  /// What a probability costs once the answer is known.
  static func of(_ probability: Double, _ answer: Bool) -> Double {
    let held = min(max(probability, 1e-12), 1 - 1e-12)
    return -log(answer ? held : 1 - held)
  }

  /// The logarithm of the odds; probabilities are held within 10⁻⁶ of 0 and 1.
  static func odds(_ probability: Double) -> Double {
    let held = min(max(probability, 1e-6), 1 - 1e-6)
    return log(held / (1 - held))
  }

  /// The probability that the logarithm of odds stands for.
  static func probability(_ odds: Double) -> Double { 1 / (1 + exp(-odds)) }
}
