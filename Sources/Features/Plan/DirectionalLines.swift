internal import Indicators
internal import Market

/// Both directional indicators and the strength of the trend that is made of them, in this order.
struct DirectionalLines: Computation, Codable {
  private var system: DirectionalSystem

  init(_ period: Int) { system = DirectionalSystem(period) }

  var warmUp: Int { system.warmUps.indicators }

  func warmUp(of output: Int) -> Int { output == 2 ? system.warmUps.strength : system.warmUps.indicators }

  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let reading = system.update(bar(wiring, span, row))
    row[wiring.output] = reading.plus
    row[wiring.output + 1] = reading.minus
    row[wiring.output + 2] = reading.strength
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    var live = system
    let (highs, lows, closes) = (inputs[1], inputs[2], inputs[3])
    let (high, low, close) = (highs.span, lows.span, closes.span)
    let count = high.count
    var (first, second, third) = (columns.take(0), columns.take(1), columns.take(2))
    precondition(
      low.count == count && close.count == count && first.count == count && second.count == count && third.count == count,
      "every column has a value per row")
    var plus = first.mutableSpan
    var minus = second.mutableSpan
    var strength = third.mutableSpan
    for row in 0..<count {
      let reading = live.update(
        Bar(
          uncheckedStart: .distantPast, end: .distantPast, open: close.at(row), high: high.at(row), low: low.at(row), close: close.at(row),
          volume: 0))
      plus.put(reading.plus, at: row)
      minus.put(reading.minus, at: row)
      strength.put(reading.strength, at: row)
    }
    columns = [first, second, third]
  }

  var dearness: Double { 14 }
}
