internal import Indicators
internal import Market

/// What a column held so many rows ago.
struct Lag: Computation, Codable {
  let length: Int
  private var ring: [Double]
  private var position = 0
  private var seen = 0

  init(_ length: Int) {
    self.length = length
    ring = [Double](repeating: .nan, count: length)
  }

  var warmUp: Int { length }

  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let value = row[wiring.a]
    guard length > 0 else {
      row[wiring.output] = value
      return
    }
    row[wiring.output] = ring[position]
    ring[position] = value
    position += 1
    if position == length { position = 0 }
  }
}

/// For how many rows a column has held the same number, the row itself counted; and whether it changed at this row.
struct Spell: Computation, Codable {
  private var value = Double.nan
  private var length = 0.0

  var warmUp: Int { 0 }

  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let now = row[wiring.a]
    guard !now.isNaN else {
      // A missing state is skipped: the spell goes on where it was.
      row[wiring.output] = .nan
      row[wiring.output + 1] = .nan
      return
    }
    let isFirst = value.isNaN
    let isSame = now == value
    length = isSame ? length + 1 : 1
    value = now
    row[wiring.output] = length
    row[wiring.output + 1] = isSame || isFirst ? 0 : 1
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    let column = inputs[0]
    let input = column.span
    var (lengths, changes) = (columns.take(0), columns.take(1))
    var spell = lengths.mutableSpan
    var change = changes.mutableSpan
    var (value, length) = (value, length)
    for row in 0..<input.count {
      let now = row < start ? .nan : input[row]
      guard !now.isNaN else {
        spell[row] = .nan
        change[row] = .nan
        continue
      }
      let isSame = now == value
      length = isSame ? length + 1 : 1
      spell[row] = length
      change[row] = isSame || value.isNaN ? 0 : 1
      value = now
    }
    columns.give(0, lengths)
    columns.give(1, changes)
  }
}

/// The volume-weighted average price of the session so far.
struct SessionAverage: Computation, Codable {
  private var average: SessionVWAP

  init(_ calendar: TradingCalendar) { average = SessionVWAP(calendar) }

  var warmUp: Int { 0 }

  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let bar = Bar(
      uncheckedStart: span.start, end: span.end, open: row[wiring.a], high: row[wiring.b], low: row[wiring.c], close: row[wiring.d],
      volume: row[wiring.e])
    row[wiring.output] = average.update(bar)?.middle ?? .nan
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    var live = average
    var output = columns.take(0)
    var target = output.mutableSpan
    let (highs, lows, closes, volumes) = (inputs[1], inputs[2], inputs[3], inputs[4])
    let (high, low, close, volume) = (highs.span, lows.span, closes.span, volumes.span)
    let starts = times.starts.span
    for row in 0..<starts.count {
      let bar = Bar(
        uncheckedStart: starts[row], end: .distantFuture, open: close[row], high: high[row], low: low[row], close: close[row],
        volume: volume[row])
      target[row] = live.update(bar)?.middle ?? .nan
    }
    columns.give(0, output)
  }

  var dearness: Double { 15 }
}

/// What the clock says at the end of a bar.
struct ClockReading: RowComputation {
  let calendar: TradingCalendar

  /// Sine and cosine of the hour, sine and cosine of the weekday, minutes to the end of the session.
  static let outputs = 5

  func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let (second, weekday) = local(span.end)
    let (hour, week) = (ClockReading.hour(second), ClockReading.week(weekday))
    row[wiring.output] = hour.sine
    row[wiring.output + 1] = hour.cosine
    row[wiring.output + 2] = week.sine
    row[wiring.output + 3] = week.cosine
    row[wiring.output + 4] = minutesLeft(at: span.end)
  }

  /// The second of the local day, and the local day of the week from Monday, 0, on.
  @inline(__always)
  private func local(_ end: Timestamp) -> (second: Int, weekday: Int) {
    let ahead = Int64(calendar.timeZone.secondsAhead(at: end))
    let local = end.nanoseconds.flooredQuotient(by: 1_000_000_000).addingSaturating(ahead)
    let day = local.flooredQuotient(by: 86_400)
    // 1970-01-01 was a Thursday.
    return (Int(local - day * 86_400), Int(((day + 3) % 7 + 7) % 7))
  }

  private static func hour(_ second: Int) -> Reading { Reading(part: Double(second) / 86_400) }
  private static func week(_ day: Int) -> Reading { Reading(part: Double(day) / 7) }

  /// A part of a turn.
  private struct Reading {
    let sine: Double
    let cosine: Double

    init(part: Double) {
      let turn = 2 * Double.pi
      sine = Features.sine(turn * part)
      cosine = Features.cosine(turn * part)
    }
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    // Days are alike: each minute and each weekday is worked out once.
    let minutes = (0..<1_440).map { ClockReading.hour(60 * $0) }
    let week = (0..<7).map(ClockReading.week)
    var (first, second, third, fourth, fifth) = (columns.take(0), columns.take(1), columns.take(2), columns.take(3), columns.take(4))
    var hourSine = first.mutableSpan
    var hourCosine = second.mutableSpan
    var weekSine = third.mutableSpan
    var weekCosine = fourth.mutableSpan
    var left = fifth.mutableSpan
    let ends = times.ends.span
    // Within a day of a calendar that never closes all follows from how far on the day is.
    let isPlain = calendar.isContinuous && calendar.timeZone == .utc
    let day: Int64 = 86_400_000_000_000
    var midnight = Int64.min
    var weekday = 0
    for row in 0..<ends.count {
      let end = ends[row]
      let (elapsed, isOver) = end.nanoseconds.subtractingReportingOverflow(midnight)
      let isToday = row > 0 && isPlain && !isOver && elapsed >= 0 && elapsed < day
      var second: Int
      if isToday {
        second = Int(elapsed / 1_000_000_000)
        left[row] = elapsed == 0 ? 0 : Double(day - elapsed) / 6e10
      } else {
        (second, weekday) = local(end)
        midnight = end.nanoseconds.flooredQuotient(by: day).multipliedSaturating(by: day)
        left[row] = minutesLeft(at: end)
      }
      let hour = second % 60 == 0 ? minutes[second / 60] : ClockReading.hour(second)
      hourSine[row] = hour.sine
      hourCosine[row] = hour.cosine
      weekSine[row] = week[weekday].sine
      weekCosine[row] = week[weekday].cosine
    }
    columns = [first, second, third, fourth, fifth]
  }

  var dearness: Double { 15 }

  /// A bar that ends when its session closes has no minute left; one that ends outside of all sessions has no session.
  private func minutesLeft(at end: Timestamp) -> Double {
    if calendar.isContinuous {
      let day = Int64(86_400_000_000_000)
      let midnight = end.nanoseconds.subtractingSaturating(1).flooredQuotient(by: day).addingSaturating(1).multipliedSaturating(by: day)
      let left = midnight.subtractingSaturating(end.nanoseconds)
      return Double(left) / 6e10
    }
    guard let session = calendar.session(containing: end - .nanoseconds(1)) else { return .nan }
    return (session.close - end).inSeconds / 60
  }
}
