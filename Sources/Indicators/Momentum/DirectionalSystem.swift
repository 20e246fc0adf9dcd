package import Market

/// ``PlusDI``, ``MinusDI`` and ``ADX`` of one period together, each the number it is by itself: whoever wants two of them smooths once.
package struct DirectionalSystem: Codable, Equatable, Sendable {
  @usableFromInline var indicators: DirectionalIndicators
  @usableFromInline var smoothing: Smoothing

  /// What is known after a bar; NaN where it is not.
  package struct Reading: Sendable {
    package let plus: Double
    package let minus: Double
    package let strength: Double

    @inlinable
    package init(plus: Double, minus: Double, strength: Double) {
      self.plus = plus
      self.minus = minus
      self.strength = strength
    }
  }

  /// Smoothed over `period` bars, at least 1.
  package init(_ period: Int) {
    indicators = DirectionalIndicators(period)
    smoothing = Smoothing(period: period, weight: 1 / Double(period))
  }

  /// How many bars are consumed before the first directional indicators, and before the first strength.
  package var warmUps: (indicators: Int, strength: Int) { (indicators.warmUp, indicators.warmUp + smoothing.warmUp) }

  /// Takes the next bar.
  @inlinable
  @inline(__always)
  package mutating func update(_ bar: Bar) -> Reading {
    guard let averages = indicators.update(bar) else { return Reading(plus: .nan, minus: .nan, strength: .nan) }
    let period = indicators.warmUp
    return Reading(
      plus: averages.plusIndicator(period), minus: averages.minusIndicator(period),
      strength: ADX.smooth(averages.index, &smoothing) ?? .nan)
  }
}
