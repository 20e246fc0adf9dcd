/// Thresholds of libraries that compare in single precision, as thresholds of ours that decide the same for every double.
enum SinglePrecision {
  /// The greatest double that rounds to a `Float` below `threshold`; `nil` if no number does.
  static func below(_ threshold: Float) -> Double? {
    guard threshold > -.infinity else { return nil }
    return upTo(threshold.nextDown)
  }

  /// The greatest double that rounds to a `Float` up to and including `threshold`.
  static func upTo(_ threshold: Float) -> Double {
    guard threshold < .infinity else { return .infinity }
    // Infinity stands where the next number would be if there were one.
    let next = threshold == .greatestFiniteMagnitude ? 0x1p128 : Double(threshold.nextUp)
    if threshold == -.infinity { return Double(-Float.greatestFiniteMagnitude) - 0x1p103 }
    let middle = (Double(threshold) + next) / 2
    // A number half-way goes to the one of which the last bit is 0.
    return Float(middle) <= threshold ? middle : middle.nextDown
  }

  /// The greatest `Float` up to and including a double.
  static func floor(_ value: Double) -> Float {
    let near = Float(value)
    return Double(near) > value ? near.nextDown : near
  }
}
