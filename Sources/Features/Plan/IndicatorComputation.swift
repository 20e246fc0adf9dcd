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

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    fillBySteps(&columns, inputs, from: start)
  }

  /// Every row by a step.
  func fillBySteps(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int) {
    var live = self
    let column = inputs[0]
    let input = column.span
    write(&columns, input.count, from: start) { live.update(input.at($0)) ?? .nan }
  }
}

extension IndicatorComputation where Input == Double, Output: MultipleOutput {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let output = update(row[wiring.a])
    for position in 0..<wiring.outputs { row[wiring.output + position] = output?.member(position) ?? .nan }
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    fillBySteps(&columns, inputs, from: start)
  }

  /// Every row by a step.
  func fillBySteps(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int) {
    var live = self
    let column = inputs[0]
    let input = column.span
    write(&columns, input.count, from: start) { live.update(input.at($0)) }
  }
}

extension IndicatorComputation where Input == Pair, Output == Double {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    row[wiring.output] = update(Pair(row[wiring.a], row[wiring.b])) ?? .nan
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    fillBySteps(&columns, inputs, from: start)
  }

  /// Every row by a step.
  func fillBySteps(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int) {
    var live = self
    let (first, second) = (inputs[0], inputs[1])
    precondition(first.count == second.count, "both columns of a pair have a row for every bar")
    let xs = first.span
    let ys = second.span
    write(&columns, xs.count, from: start) { live.update(Pair(xs.at($0), ys.at($0))) ?? .nan }
  }
}

extension IndicatorComputation where Input == Bar, Output == Double {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    row[wiring.output] = update(bar(wiring, span, row)) ?? .nan
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    fillBySteps(&columns, inputs, from: start)
  }

  /// Every row by a step.
  func fillBySteps(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int) {
    var live = self
    withBars(inputs) { count, bar in write(&columns, count, from: start) { live.update(bar($0)) ?? .nan } }
  }
}

extension IndicatorComputation where Input == Bar, Output: MultipleOutput {
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>) {
    let output = update(bar(wiring, span, row))
    for position in 0..<wiring.outputs { row[wiring.output + position] = output?.member(position) ?? .nan }
  }

  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    fillBySteps(&columns, inputs, from: start)
  }

  /// Every row by a step.
  func fillBySteps(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int) {
    var live = self
    withBars(inputs) { count, bar in write(&columns, count, from: start) { live.update(bar($0)) } }
  }
}

/// The bar whose prices lie in a row.
@inline(__always)
func bar(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: borrowing MutableSpan<Double>) -> Bar {
  Bar(
    uncheckedStart: span.start, end: span.end, open: row[wiring.a], high: row[wiring.b], low: row[wiring.c], close: row[wiring.d],
    volume: row[wiring.e])
}

/// Gives bars whose prices lie in five columns, and how many there are.
@inline(__always)
private func withBars(_ columns: [[Double]], _ body: (_ count: Int, _ bar: (Int) -> Bar) -> Void) {
  let (opens, highs, lows, closes, volumes) = (columns[0], columns[1], columns[2], columns[3], columns[4])
  let open = opens.span
  let high = highs.span
  let low = lows.span
  let close = closes.span
  let volume = volumes.span
  let count = open.count
  precondition(high.count == count && low.count == count && close.count == count && volume.count == count, "every bar has five numbers")
  body(count) { row in
    Bar(
      uncheckedStart: .distantPast, end: .distantPast, open: open.at(row), high: high.at(row), low: low.at(row), close: close.at(row),
      volume: volume.at(row))
  }
}

/// Writes the column of an indicator: NaN before its inputs have begun.
@inline(__always)
private func write(_ columns: inout [[Double]], _ count: Int, from start: Int, _ update: (Int) -> Double) {
  var output = columns.take(0)
  precondition(output.count == count, "the output must have a row for every input")
  var target = output.mutableSpan
  let start = min(start, count)
  for row in 0..<start { target.put(.nan, at: row) }
  for row in start..<count { target.put(update(row), at: row) }
  columns.give(0, output)
}

/// The same for an indicator with up to three outputs.
@inline(__always)
private func write<Output: MultipleOutput>(_ columns: inout [[Double]], _ count: Int, from start: Int, _ update: (Int) -> Output?) {
  let outputs = columns.count
  precondition(
    (1...3).contains(outputs) && columns.allSatisfy { $0.count == count }, "an output has a row for every input, and one to three columns")
  var first = columns.take(0)
  var second = outputs > 1 ? columns.take(1) : []
  var third = outputs > 2 ? columns.take(2) : []
  var a = first.mutableSpan
  var b = second.mutableSpan
  var c = third.mutableSpan
  for row in 0..<count {
    let output = row < start ? nil : update(row)
    a.put(output?.member(0) ?? .nan, at: row)
    if outputs > 1 { b.put(output?.member(1) ?? .nan, at: row) }
    if outputs > 2 { c.put(output?.member(2) ?? .nan, at: row) }
  }
  columns.give(0, first)
  if outputs > 1 { columns.give(1, second) }
  if outputs > 2 { columns.give(2, third) }
}

extension RSI: IndicatorComputation {}
extension MACD: IndicatorComputation {}
extension EMA: IndicatorComputation { var dearness: Double { 2.5 } }
extension AD: IndicatorComputation { var dearness: Double { 2 } }
extension OBV: IndicatorComputation {}
extension PVT: IndicatorComputation { var dearness: Double { 2 } }
extension ATR: IndicatorComputation { var dearness: Double { 3 } }
extension NATR: IndicatorComputation { var dearness: Double { 3 } }
