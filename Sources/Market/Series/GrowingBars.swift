/// The columns of a series while bars are added to it, which are known to keep the rules.
struct GrowingBars {
  private(set) var time: [Timestamp] = []
  private var open: [Double] = []
  private var high: [Double] = []
  private var low: [Double] = []
  private var close: [Double] = []
  private var volume: [Double] = []
  private var ends: [Timestamp] = []
  private var filled: [Range<Int>] = []
  private let keepsEnds: Bool

  /// Columns with room for so many bars.
  /// - Parameter keepsEnds: whether bars may end elsewhere than one timeframe after their start.
  init(capacity: Int = 0, keepsEnds: Bool) {
    self.keepsEnds = keepsEnds
    time.reserveCapacity(capacity)
    open.reserveCapacity(capacity)
    high.reserveCapacity(capacity)
    low.reserveCapacity(capacity)
    close.reserveCapacity(capacity)
    volume.reserveCapacity(capacity)
    if keepsEnds { ends.reserveCapacity(capacity) }
  }

  var count: Int { time.count }

  /// Adds a bar.
  @inline(__always)
  mutating func append(_ bar: Bar) {
    time.append(bar.start)
    open.append(bar.open)
    high.append(bar.high)
    low.append(bar.low)
    close.append(bar.close)
    volume.append(bar.volume)
    if keepsEnds { ends.append(bar.end) }
  }

  /// Adds bars of a series.
  mutating func append(_ range: Range<Int>, of series: BarSeries) {
    time += series.time[range]
    open += series.open[range]
    high += series.high[range]
    low += series.low[range]
    close += series.close[range]
    volume += series.volume[range]
    if keepsEnds { for index in range { ends.append(series.end(at: index)) } }
  }

  /// Says that the bars at these positions, which follow all that were said before, were made up by a fill policy.
  mutating func markFilled(_ range: Range<Int>) {
    if let last = filled.last, last.upperBound == range.lowerBound {
      filled[filled.count - 1] = last.lowerBound..<range.upperBound
    } else {
      filled.append(range)
    }
  }

  /// The series.
  func series(of symbol: Symbol, _ timeframe: Timeframe, _ provenance: Provenance) -> BarSeries {
    BarSeries(
      uncheckedSymbol: symbol, timeframe: timeframe, time: time, open: open, high: high, low: low, close: close, volume: volume,
      ends: keepsEnds ? ends : nil, filled: filled, provenance: provenance)
  }
}
