#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// From an axis' numbers to a share of its length.
struct AxisScale {
  let range: ClosedRange<Double>
  let isLogarithmic: Bool
  private let low: Double
  private let span: Double

  /// What can be drawn: finite and not so great that differences overflow.
  static func isDrawable(_ value: Double) -> Bool { abs(value) <= 1e300 }

  /// - Parameters:
  ///   - data: the least and the greatest value; `nil` if there is none.
  ///   - axis: what the caller asks.
  ///   - padding: how much of the range is added on both sides.
  init(data: ClosedRange<Double>?, axis: Plot.Axis, padding: Double) {
    if case .logarithmic = axis.scale { isLogarithmic = true } else { isLogarithmic = false }
    range = AxisScale.shown(data, axis, padding, isLogarithmic: isLogarithmic)
    low = isLogarithmic ? log10(range.lowerBound) : range.lowerBound
    span = (isLogarithmic ? log10(range.upperBound) : range.upperBound) - low
  }

  /// Where a value lies: 0 at the start of the axis, 1 at its end; NaN for what is not drawable.
  func position(_ value: Double) -> Double {
    guard AxisScale.isDrawable(value) else { return .nan }
    if isLogarithmic { return value > 0 ? (log10(value) - low) / span : .nan }
    return (value - low) / span
  }

  private static func shown(
    _ data: ClosedRange<Double>?, _ axis: Plot.Axis, _ padding: Double, isLogarithmic: Bool
  ) -> ClosedRange<Double> {
    if let range = axis.range, isDrawable(range.lowerBound), isDrawable(range.upperBound), !isLogarithmic || range.lowerBound > 0 {
      return widened(range, isLogarithmic)
    }
    guard let data else { return isLogarithmic ? 1...10 : 0...1 }
    let range = widened(data, isLogarithmic)
    if isLogarithmic {
      let factor = pow(range.upperBound / range.lowerBound, padding)
      guard factor.isFinite else { return range }
      return max(range.lowerBound / factor, .leastNormalMagnitude)...min(range.upperBound * factor, 1e301)
    }
    let margin = (range.upperBound - range.lowerBound) * padding
    // A margin does not cross zero: what cannot be negative should not look as if it could.
    let lower = range.lowerBound >= 0 ? max(0, range.lowerBound - margin) : range.lowerBound - margin
    let upper = range.upperBound <= 0 ? min(0, range.upperBound + margin) : range.upperBound + margin
    return (data.lowerBound == 0 && padding < 0.03 ? range.lowerBound - margin : lower)...upper
  }

  /// A range that is wide enough to be told apart in `Double`.
  private static func widened(_ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    if isLogarithmic { return high / low > 1.000_001 ? range : low / 2...high * 2 }
    let magnitude = max(abs(low), abs(high))
    if high - low > magnitude * 1e-9 && high - low > 1e-290 { return range }
    let half = magnitude < 1e-280 ? 1 : magnitude / 2
    return low - half...high + half
  }
}
