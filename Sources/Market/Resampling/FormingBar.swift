/// The bar that a resampler is building.
struct FormingBar: Hashable, Sendable, Codable {
  var start = Timestamp.distantPast
  /// When it will be over. Before everything while there is none; after everything where only the ticks to come decide.
  var end = Timestamp.distantPast
  /// Until when everything that comes belongs to it without a question: a bar of several sessions has breaks.
  var openUntil = Timestamp.distantPast
  /// The last instant that what it was made of reaches to.
  var lastTime = Timestamp.distantPast
  var open = 0.0
  var high = 0.0
  var low = 0.0
  var close = 0.0
  var volume = 0.0
  /// What has traded of the amount that closes bars of ticks, volume or value.
  var amount = 0.0
  var sources = 0
  /// Sources that a fill policy made up.
  var made = 0
  var expected: Int?

  @inline(__always) var isEmpty: Bool { sources == 0 && made == 0 }

  init() {}

  init(start: Timestamp, in span: BarSpan, expected: Int?) {
    self.start = start
    end = span.end
    openUntil = span.openUntil
    self.expected = expected
  }

  @inline(__always)
  mutating func add(time: Timestamp, price: Double, size: Double) {
    if sources == 0 {
      open = price
      high = price
      low = price
    } else {
      if price > high { high = price }
      if price < low { low = price }
    }
    close = price
    volume += size
    sources += 1
    lastTime = time
  }

  mutating func add(_ bar: Bar, isMade: Bool) {
    if isEmpty {
      open = bar.open
      high = bar.high
      low = bar.low
    } else {
      if bar.high > high { high = bar.high }
      if bar.low < low { low = bar.low }
    }
    close = bar.close
    volume += bar.volume
    if isMade { made += 1 } else { sources += 1 }
    lastTime = bar.end
  }

  /// The bar, which is over at `end`.
  func closed(at end: Timestamp, isPartial: Bool) -> ResampledBar {
    ResampledBar(
      // Sizes are finite, but their sum need not be.
      bar: Bar(
        uncheckedStart: start, end: end, open: open, high: high, low: low, close: close, volume: min(volume, .greatestFiniteMagnitude)),
      sources: sources, expected: expected, isPartial: isPartial)
  }

  /// Whether a state that was read can be one that was written.
  var isPossible: Bool {
    guard sources >= 0, made >= 0, amount >= 0, volume >= 0, expected ?? 0 >= 0, sources <= Int.max / 2, made <= Int.max / 2 else {
      return false
    }
    return isEmpty || start <= end && ImpossibleBar.Reason(open: open, high: high, low: low, close: close, volume: min(volume, 1)) == nil
  }
}
