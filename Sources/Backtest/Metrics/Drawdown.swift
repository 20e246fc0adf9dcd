public import Market

/// The deepest fall of the account from a peak, with its dates.
public struct Drawdown: Hashable, Codable, Sendable {
  /// How deep, as a positive fraction of the peak.
  public let depth: Double
  /// When the account stood at the peak.
  public let peak: Timestamp
  /// When it was lowest.
  public let trough: Timestamp
  /// When it was back at the peak; `nil` if it never was.
  public let recovered: Timestamp?
  /// The longest time, in seconds, between a peak and the return to it, or the end; not necessarily that of the deepest fall.
  public let longestSeconds: Double

  /// The deepest fall; `nil` if the account never fell.
  init?(times: [Timestamp], equity: [Double]) {
    guard let first = equity.first, let start = times.first, let last = times.last else { return nil }
    var (peak, peakTime) = (first, start)
    var deepest = 0.0
    var (best, bestTrough): (Timestamp, Timestamp) = (start, start)
    var recovery: Timestamp?
    var isOpen = false
    var longest = Duration.zero
    for (time, value) in zip(times, equity) {
      if value >= peak {
        longest = Swift.max(longest, time - peakTime)
        if isOpen, peakTime == best { recovery = time }
        isOpen = false
        (peak, peakTime) = (value, time)
        continue
      }
      let depth = peak > 0 ? 1 - value / peak : 1
      if depth > deepest {
        deepest = depth
        (best, bestTrough, recovery, isOpen) = (peakTime, time, nil, true)
      }
    }
    guard deepest > 0 else { return nil }
    longest = Swift.max(longest, last - peakTime)
    depth = deepest
    self.peak = best
    trough = bestTrough
    recovered = recovery
    longestSeconds = longest.inSeconds
  }
}
