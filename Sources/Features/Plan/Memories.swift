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

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    let input = inputs[0]
    let begin = min(start + length, input.count)
    var output = [Double](repeating: .nan, count: begin)
    output.reserveCapacity(input.count)
    if begin < input.count { output.append(contentsOf: input[start..<input.count - length]) }
    return [output]
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
}

/// What the clock says at the end of a bar.
struct ClockReading: RowComputation {
  let calendar: TradingCalendar

  /// Sine and cosine of the hour, sine and cosine of the weekday, minutes to the end of the session.
  static let outputs = 5

  func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let second = Int64(1_000_000_000)
    let local = span.end.nanoseconds.flooredQuotient(by: second).addingSaturating(Int64(calendar.timeZone.secondsAhead(at: span.end)))
    let day = local.flooredQuotient(by: 86_400)
    let hour = Double(local - day * 86_400) / 86_400
    // 1970-01-01 was a Thursday; Monday is the first day of the week.
    let weekday = Double(((day + 3) % 7 + 7) % 7) / 7
    let turn = 2 * Double.pi
    row[wiring.output] = sine(turn * hour)
    row[wiring.output + 1] = cosine(turn * hour)
    row[wiring.output + 2] = sine(turn * weekday)
    row[wiring.output + 3] = cosine(turn * weekday)
    row[wiring.output + 4] = minutesLeft(at: span.end)
  }

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
