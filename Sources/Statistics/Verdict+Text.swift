extension Verdict {
  /// A number as reasons write it: at most four significant digits, without a needless `.0`. The evidence keeps all of them.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    var (size, exponent) = (value.magnitude, 0)
    while size >= 10 {
      size /= 10
      exponent += 1
    }
    while size < 1 {
      size *= 10
      exponent -= 1
    }
    // Read back from decimal digits, the number has no others when it is written.
    let rounded = Double("\(value < 0 ? "-" : "")\(Int((size * 1_000).rounded()))e\(exponent - 3)") ?? value
    let text = "\(rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A count that need not be whole, such as that of independent trials, with its noun: `1 trial`, `8.526 trials`.
  package static func text(_ count: Double, _ noun: String) -> String {
    let isWhole = count == count.rounded() && count.magnitude < 1e15
    return "\(isWhole ? "\(Int(count))" : text(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
