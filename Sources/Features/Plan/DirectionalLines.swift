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
    let (highs, lows, closes) = (inputs[1], inputs[2], inputs[3])
    var (first, second, third) = (columns.take(0), columns.take(1), columns.take(2))
    var plus = first.mutableSpan
    var minus = second.mutableSpan
    var strength = third.mutableSpan
    system.over(highs.span, lows.span, closes.span, plus: &plus, minus: &minus, strength: &strength)
    columns = [first, second, third]
  }

  var dearness: Double { 8 }
}
