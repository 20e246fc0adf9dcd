/// A bar with rate and time left, drawn on a terminal at most ten times a second; nothing anywhere else.
struct Progress {
  private let title: String
  private let total: Int
  private let unit: String
  private let isShown: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var done = 0
  private var lastDrawn: ContinuousClock.Instant?

  init(_ title: String, total: Int, unit: String, on console: Console) {
    self.title = title
    self.total = max(total, 1)
    self.unit = unit
    isShown = console.showsProgress
    start = clock.now
  }

  /// Shows that so much more is done.
  mutating func advance(_ step: Int) {
    done += step
    update(done)
  }

  /// Shows that so much is done.
  mutating func update(_ done: Int) {
    guard isShown else { return }
    let now = clock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    let line = Self.line(
      title, done: done, of: total, unit: unit, seconds: (now - start) / .seconds(1), width: StandardStream.error.width ?? 80)
    _ = StandardStream.error.write("\r\(line)\u{1B}[K")
  }

  /// Wipes the bar.
  func finish() {
    guard isShown else { return }
    _ = StandardStream.error.write("\r\u{1B}[K")
  }

  /// The bar as text that leaves the last place of the line free: a terminal that goes to the next line could not be taken back. Where not all of it
  /// fits, the bar goes first, then the rate.
  static func line(_ title: String, done: Int, of total: Int, unit: String, seconds: Double, width: Int) -> String {
    let share = min(max(Double(done) / Double(total), 0), 1)
    let percent = "\(Int(share * 100))"
    let rate = seconds > 0 ? Double(done) / seconds : 0
    let said = String(repeating: " ", count: 4 - percent.count) + "\(percent) %"
    let speed = rate > 0 ? "  \(rounded(rate)) \(unit)/s" : ""
    let left = rate > 0 ? "  \(time(max(Double(total - done), 0) / rate)) left" : ""
    let room = min(width - 2 - title.count - said.count - speed.count - left.count, 30)
    if room >= 5 {
      let filled = Int(share * Double(room))
      return title + " " + String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled) + said + speed + left
    }
    let texts = [title + said + speed + left, title + said + left]
    return texts.first { $0.count < width } ?? String((title + said).prefix(max(width - 1, 0)))
  }

  private static func rounded(_ rate: Double) -> String { rate < 10 ? "\((rate * 10).rounded() / 10)" : "\(Int(min(rate, 1e15)))" }

  private static func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds.rounded(.up), 359_999))
    return seconds < 60
      ? "\(seconds) s" : seconds < 3_600 ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds / 3_600) h \(seconds / 60 % 60) min"
  }
}
