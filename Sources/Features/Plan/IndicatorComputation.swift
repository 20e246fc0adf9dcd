internal import Indicators
internal import Market

/// An indicator as a computation of a plan.
///
/// Every indicator conforms by itself instead of through a wrapper: what is forgotten of a type around a step then costs a call, not
/// the whole generic machinery. The matrix runs the same steps as the stream, so that both agree to the bit; whole-series kernels, which round in another
/// order, would differ in the last digits, and differences of prices have few digits to lose.
protocol IndicatorComputation: Computation, SeriesIndicator {}

extension IndicatorComputation where Input == Double, Output == Double {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    row[wiring.output] = update(row[wiring.a]) ?? .nan
  }

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] { scalarSteps(inputs, from: start) }

  /// Every row by a step.
  func scalarSteps(_ inputs: [[Double]], from start: Int) -> [[Double]] {
    var live = self
    var output = [Double](repeating: .nan, count: inputs[0].count)
    let column = inputs[0]
    let input = column.span
    var target = output.mutableSpan
    var row = start
    while row < input.count {
      target[row] = live.update(input[row]) ?? .nan
      row &+= 1
    }
    return [output]
  }
}

extension IndicatorComputation where Input == Double, Output: MultipleOutput {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let output = update(row[wiring.a])
    for position in 0..<wiring.outputs { row[wiring.output + position] = output?.member(position) ?? .nan }
  }

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    var live = self
    let column = inputs[0]
    let input = column.span
    return gathered(input.count, outputs, from: start) { live.update(input[$0]) }
  }
}

extension IndicatorComputation where Input == Pair, Output == Double {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    row[wiring.output] = update(Pair(row[wiring.a], row[wiring.b])) ?? .nan
  }

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    var live = self
    var output = [Double](repeating: .nan, count: inputs[0].count)
    let (first, second) = (inputs[0], inputs[1])
    let xs = first.span
    let ys = second.span
    var target = output.mutableSpan
    var row = start
    while row < xs.count {
      target[row] = live.update(Pair(xs[row], ys[row])) ?? .nan
      row &+= 1
    }
    return [output]
  }
}

extension IndicatorComputation where Input == Bar, Output == Double {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    row[wiring.output] = update(bar(wiring, span, row)) ?? .nan
  }

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    var live = self
    var output = [Double](repeating: .nan, count: inputs[0].count)
    var target = output.mutableSpan
    let (opens, highs, lows, closes, volumes) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let open = opens.span
    let high = highs.span
    let low = lows.span
    let close = closes.span
    let volume = volumes.span
    var row = start
    while row < open.count {
      let bar = Bar(
        uncheckedStart: .distantPast, end: .distantPast, open: open[row], high: high[row], low: low[row], close: close[row],
        volume: volume[row])
      target[row] = live.update(bar) ?? .nan
      row &+= 1
    }
    return [output]
  }
}

extension IndicatorComputation where Input == Bar, Output: MultipleOutput {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let output = update(bar(wiring, span, row))
    for position in 0..<wiring.outputs { row[wiring.output + position] = output?.member(position) ?? .nan }
  }

  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    var live = self
    let (opens, highs, lows, closes, volumes) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    let open = opens.span
    let high = highs.span
    let low = lows.span
    let close = closes.span
    let volume = volumes.span
    return gathered(open.count, outputs, from: start) { row in
      live.update(
        Bar(
          uncheckedStart: .distantPast, end: .distantPast, open: open[row], high: high[row], low: low[row], close: close[row],
          volume: volume[row]))
    }
  }
}

/// The bar whose prices lie in a row.
@inline(__always)
private func bar(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: borrowing MutableSpan<Double>) -> Bar {
  Bar(
    uncheckedStart: span.start, end: span.end, open: row[wiring.a], high: row[wiring.b], low: row[wiring.c], close: row[wiring.d],
    volume: row[wiring.e])
}

/// The columns of an indicator with up to three outputs.
@inline(__always)
private func gathered<Output: MultipleOutput>(
  _ count: Int, _ outputs: Int, from start: Int, _ update: (Int) -> Output?
) -> [[Double]] {
  var first = [Double](repeating: .nan, count: count)
  var second = outputs > 1 ? first : []
  var third = outputs > 2 ? first : []
  var a = first.mutableSpan
  var b = second.mutableSpan
  var c = third.mutableSpan
  var row = start
  while row < count {
    if let output = update(row) {
      a[row] = output.member(0)
      if outputs > 1 { b[row] = output.member(1) }
      if outputs > 2 { c[row] = output.member(2) }
    }
    row &+= 1
  }
  return Array([first, second, third].prefix(outputs))
}

extension RSI: IndicatorComputation {}
extension MACD: IndicatorComputation {}
extension STOCH: IndicatorComputation {}
extension ADX: IndicatorComputation {}
extension PlusDI: IndicatorComputation {}
extension MinusDI: IndicatorComputation {}
extension SMA: IndicatorComputation {}
extension EMA: IndicatorComputation {}
extension AD: IndicatorComputation {}
extension OBV: IndicatorComputation {}
extension PVT: IndicatorComputation {}
extension ATR: IndicatorComputation {}
extension NATR: IndicatorComputation {}
extension KC: IndicatorComputation {}
extension Squeeze: IndicatorComputation {}
extension Parkinson: IndicatorComputation {}
extension Trend: IndicatorComputation {}
