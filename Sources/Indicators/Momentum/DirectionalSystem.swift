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

extension DirectionalSystem {
  /// Takes whole columns in which nothing is missing, to the bits of ``update(_:)``.
  package func over(
    _ high: Span<Double>, _ low: Span<Double>, _ close: Span<Double>, plus: inout MutableSpan<Double>, minus: inout MutableSpan<Double>,
    strength: inout MutableSpan<Double>
  ) {
    let count = close.count
    precondition(
      high.count == count && low.count == count && plus.count == count && minus.count == count && strength.count == count,
      "every column has a row for every bar")
    var live = self
    var row = 0
    while row < count, live.indicators.seen <= live.indicators.warmUp || !live.smoothing.isSeeded {
      let reading = live.update(
        Bar(
          uncheckedStart: .distantPast, end: .distantPast, open: close.at(row), high: high.at(row), low: low.at(row), close: close.at(row),
          volume: 0))
      plus.put(reading.plus, at: row)
      minus.put(reading.minus, at: row)
      strength.put(reading.strength, at: row)
      row += 1
    }
    guard row < count else { return }
    let (weight, strengthWeight) = (live.indicators.range.weight, live.smoothing.weight)
    let scale: Double = live.indicators.warmUp == 1 ? 1 : 100
    var (up, down, reach) = (live.indicators.plus.average, live.indicators.minus.average, live.indicators.range.average)
    var average = live.smoothing.average
    for row in row..<count {
      let rise = high.at(row) - high.at(row &- 1)
      let fall = low.at(row &- 1) - low.at(row)
      let (upwards, downwards) = (rise > 0 ? rise : 0, fall > 0 ? fall : 0)
      up += ((rise > downwards ? rise : 0) - up) * weight
      down += ((fall > upwards ? fall : 0) - down) * weight
      reach += (trueRange(high.at(row), low.at(row), after: close.at(row &- 1)) - reach) * weight
      let both = up + down
      plus.put(reach == 0 ? 0 : scale * (up / reach), at: row)
      minus.put(reach == 0 ? 0 : scale * (down / reach), at: row)
      // Where no direction can be told the average stays.
      if reach != 0, both != 0 { average += (100 * (abs(up - down) / both) - average) * strengthWeight }
      strength.put(average, at: row)
    }
  }
}
