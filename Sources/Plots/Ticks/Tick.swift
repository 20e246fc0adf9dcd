/// A place on an axis that is named.
struct Tick {
  /// Where, in the axis' own numbers.
  let value: Double
  /// What stands there.
  let label: String
  /// What stands below it where it changes, such as the year below months.
  var context = ""
}

/// The places that are named, from the closest to the widest apart: a drawing takes the first whose labels have room.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten.
  ///
  /// - Parameters:
  ///   - range: what is shown; finite, not empty.
  ///   - count: how many ticks there are at most.
  ///   - style: how numbers are written.
  static func linear(_ range: ClosedRange<Double>, atMost count: Int, style: NumberStyle) -> [Tick] {
    let raw = (range.upperBound - range.lowerBound) / Double(max(1, count))
    var exponent = decimalExponent(of: raw)
    // The first of 1, 2, 5, 10, 20 … that is not below what is asked.
    for multiplier in [1, 2, 5, 10, 20, 50] {
      let base = multiplier % 10 == 0 ? multiplier / 10 : multiplier
      let power = multiplier % 10 == 0 ? exponent + 1 : exponent
      let step = value(base, power)
      let first = (range.lowerBound / step).rounded(.up)
      let last = (range.upperBound / step).rounded(.down)
      guard abs(first) < 1e15 && abs(last) < 1e15 else { return [] }
      if last - first + 1 > Double(max(1, count)) { continue }
      exponent = power
      let mantissas = first <= last ? (Int(first)...Int(last)).map { $0 * base } : []
      return labelled(mantissas, exponent: exponent, style: style)
    }
    return []
  }

  /// Powers of ten, with 2 and 5 times them if few; multiples of a step if the range is less than a decade.
  static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int, style: NumberStyle) -> [Tick] {
    let low = decimalExponent(of: range.lowerBound)
    let high = decimalExponent(of: range.upperBound)
    for bases in [[1, 2, 5], [1]] {
      var ticks: [Tick] = []
      for exponent in low...max(low, high) {
        for base in bases where range.contains(value(base, exponent)) { ticks += labelled([base], exponent: exponent, style: style) }
      }
      if ticks.count <= count && ticks.count >= (bases.count == 1 ? 2 : 3) { return ticks }
    }
    if high - low < 2 { return linear(range, atMost: count, style: style) }
    let stride = (high - low) / max(1, count) + 1
    return Swift.stride(from: low, through: high, by: stride).filter { range.contains(value(1, $0)) }.flatMap {
      labelled([1], exponent: $0, style: style)
    }
  }

  /// The greatest `e` with `10^e` not above a positive number.
  static func decimalExponent(of positive: Double) -> Int {
    guard positive > 0 && positive.isFinite else { return 0 }
    var exponent = Int((Double(positive.exponent) * 0.301_029_995_663_981_2).rounded(.down))
    while exponent < 308 && DecimalText.power(exponent + 1) <= positive { exponent += 1 }
    while exponent > -323 && DecimalText.power(exponent) > positive { exponent -= 1 }
    return exponent
  }

  private static func value(_ mantissa: Int, _ exponent: Int) -> Double { Double("\(mantissa)e\(exponent)") ?? .nan }

  /// Labels of one kind for all: plain, with a letter for thousands, or scientific.
  private static func labelled(_ mantissas: [Int], exponent: Int, style: NumberStyle) -> [Tick] {
    let shown = exponent + (style == .percent ? 2 : 0)
    let unit = style == .percent ? "%" : ""
    let greatest = mantissas.map { abs(value($0, shown)) }.max() ?? 0
    let text: (Int) -> String
    let letters = ["K", "M", "B", "T"]
    let group = min(letters.count, max(0, decimalExponent(of: greatest) / 3))
    if greatest >= 1e15 || greatest > 0 && greatest < 1e-4 {
      text = { DecimalText.scientific($0, exponent: shown) }
    } else if greatest >= 1e4 && group > 0 && shown - 3 * group >= -2 {
      text = { $0 == 0 ? "0" : DecimalText.plain($0, exponent: shown - 3 * group) + letters[group - 1] }
    } else {
      text = { DecimalText.plain($0, exponent: shown) }
    }
    return mantissas.map { Tick(value: value($0, exponent), label: text($0) + unit) }
  }
}
