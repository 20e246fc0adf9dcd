/// A bar with rate and time left, drawn on a terminal at most ten times a second; nothing anywhere else.
struct Progress {
  private let title: String
  private let total: Int
  private let unit: String
  private let isShown: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastDrawn: ContinuousClock.Instant?

  init(_ title: String, total: Int, unit: String, on console: Console) {
    self.title = title
    self.total = max(total, 1)
    self.unit = unit
    isShown = console.showsProgress
    start = clock.now
  }

  /// Shows that so much is done.
  mutating func update(_ done: Int) {
    guard isShown else { return }
    let now = clock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let share = min(Double(done) / Double(total), 1)
    let elapsed = (now - start) / .seconds(1)
    let rate = elapsed > 0 ? Double(done) / elapsed : 0
    let left = rate > 0 ? Int(Double(total - done) / rate) : 0
    let filled = Int(share * 30)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    _ = StandardStream.error.write(
      "\r\(title) \(bar) \(Int(share * 100)) %  \(Int(rate)) \(unit)/s  \(left / 60) min \(left % 60) s left\u{1B}[K")
  }

  /// Wipes the bar.
  func finish() {
    guard isShown else { return }
    _ = StandardStream.error.write("\r\u{1B}[K")
  }
}
