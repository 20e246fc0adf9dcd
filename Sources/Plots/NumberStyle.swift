/// How numbers are written in pictures and tables.
public enum NumberStyle: String, Sendable, Hashable, CaseIterable {
  /// As they are, with a comma between thousands.
  case plain
  /// Fractions as percent: 0.05 is 5%.
  case percent

  /// A number with a fixed count of decimals, rounded half away from zero; a dash for one that is missing.
  ///
  ///     NumberStyle.plain.text(1234.5, decimals: 2)       // "1,234.50"
  ///     NumberStyle.percent.text(0.0512, decimals: 1)     // "5.1%"
  ///
  /// - Parameters:
  ///   - value: any number; NaN is written `–`, infinity `∞`.
  ///   - decimals: 0 to 9.
  public func text(_ value: Double, decimals: Int) -> String {
    precondition((0...9).contains(decimals), "NumberStyle: decimals is \(decimals); it must be 0 to 9.")
    if value.isNaN { return "–" }
    let unit = self == .percent ? "%" : ""
    if value.isInfinite { return (value < 0 ? "−∞" : "∞") + unit }
    let shift = self == .percent ? 2 : 0
    let scaled = value * DecimalText.power(decimals + shift)
    guard abs(scaled) < 9e15 else { return "\(self == .percent ? value * 100 : value)" + unit }
    return DecimalText.plain(Int(scaled.rounded()), exponent: -decimals) + unit
  }
}

/// Whole numbers with a power of ten, written as people read them.
enum DecimalText {
  /// Ten to the power of a whole number, correctly rounded.
  static func power(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? .nan }

  /// `mantissa * 10^exponent` with a comma between thousands and, if the exponent is negative, that many decimals.
  static func plain(_ mantissa: Int, exponent: Int) -> String {
    var digits = String(mantissa.magnitude)
    if exponent > 0 && mantissa != 0 { digits += String(repeating: "0", count: min(exponent, 330)) }
    let decimals = max(0, -exponent)
    if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
    let whole = grouped(String(digits.dropLast(decimals)))
    let isNegative = mantissa < 0
    return (isNegative ? "−" : "") + whole + (decimals > 0 ? "." + digits.suffix(decimals) : "")
  }

  /// `mantissa * 10^exponent` as `2.5e−7`.
  static func scientific(_ mantissa: Int, exponent: Int) -> String {
    if mantissa == 0 { return "0" }
    var digits = String(mantissa.magnitude)
    let power = exponent + digits.count - 1
    while digits.count > 1 && digits.last == "0" { digits.removeLast() }
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    return (mantissa < 0 ? "−" : "") + String(digits.prefix(1)) + fraction + "e" + (power < 0 ? "−" : "") + String(power.magnitude)
  }

  private static func grouped(_ digits: String) -> String {
    guard digits.count > 3 else { return digits }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}
