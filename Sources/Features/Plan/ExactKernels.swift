internal import Indicators
internal import Market

// Indicators whose kernel over a whole series gives the very bits of their steps where nothing is missing, which the law that holds the stream to the matrix
// guards. The others are run by steps.

/// An indicator that is always computed by its kernel.
protocol KernelComputation: IndicatorComputation {}

extension KernelComputation where Self: ValueIndicator, Input == Double, Output == Double {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    fillByKernel(&columns, inputs, from: start, times)
  }
}

extension KernelComputation where Input == Bar, Output == Double {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) { fillByKernel(&columns, bars(inputs)) }
}

extension KernelComputation where Input == Bar, Output: MultipleOutput {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) { fillByKernel(&columns, bars(inputs)) }
}

extension IndicatorComputation where Self: ValueIndicator {
  /// A kernel over the rows from `start` on; by steps where a value is missing.
  fileprivate func fillByKernel(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    let column = inputs[0]
    let (count, start) = (column.count, min(start, column.count))
    guard times.areInputsWhole || isFinite(column, from: start) else { return fillBySteps(&columns, inputs, from: start) }
    var output = columns.take(0)
    var target = output.mutableSpan
    for row in 0..<start { target[row] = .nan }
    target.withRows(start..<count) { over(column.span.extracting(start..<count), into: &$0) }
    columns.give(0, output)
  }
}

extension SeriesIndicator where Output == Double {
  /// The same for an indicator of bars or pairs that never begin late and never are missing.
  fileprivate func fillByKernel(_ columns: inout [[Double]], _ inputs: Input.Columns) {
    var output = columns.take(0)
    over(inputs, into: &output)
    columns.give(0, output)
  }
}

extension SeriesIndicator where Output: MultipleOutput {
  fileprivate func fillByKernel(_ columns: inout [[Double]], _ inputs: Input.Columns) {
    var output = OutputColumns<Output>(missing: 0)
    for position in columns.indices { output.give(position, columns.take(position)) }
    over(inputs, into: &output)
    for position in columns.indices { columns.give(position, output.take(position)) }
  }
}

/// Whether no number of a column is missing from a row on.
private func isFinite(_ column: [Double], from start: Int) -> Bool {
  // The difference of a number and itself is 0, or NaN if it is not finite: sums of them need no branch.
  let values = column.span
  var (first, second) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  var row = start
  while row &+ 8 <= values.count {
    let four = SIMD4(values.at(row), values.at(row &+ 1), values.at(row &+ 2), values.at(row &+ 3))
    let next = SIMD4(values.at(row &+ 4), values.at(row &+ 5), values.at(row &+ 6), values.at(row &+ 7))
    first += four - four
    second += next - next
    row &+= 8
  }
  var rest = (first + second).sum()
  while row < values.count {
    rest += values[row] - values[row]
    row &+= 1
  }
  return rest == 0
}

private func bars(_ inputs: [[Double]]) -> Bar.Columns {
  Bar.Columns(open: inputs[0], high: inputs[1], low: inputs[2], close: inputs[3], volume: inputs[4])
}

extension MOM: KernelComputation {
  var dearness: Double { 1 }
}

extension ROC: KernelComputation {
  var dearness: Double { 1 }
}

extension ROCP: KernelComputation {
  var dearness: Double { 1 }
}

extension STDDEV: KernelComputation {
  var dearness: Double { 3 }
}

extension PERCENTRANK: KernelComputation {
  var dearness: Double { 10 }
}

extension MAX: KernelComputation {
  var dearness: Double { 1.2 }
}

extension MIN: KernelComputation {
  var dearness: Double { 1.2 }
}

extension SUM: KernelComputation {}

extension ZScore: KernelComputation {}

extension SMA: KernelComputation {
  var dearness: Double { 2 }
}

extension CCI: KernelComputation {
  var dearness: Double { 11 }
}

extension WILLR: KernelComputation {
  var dearness: Double { 3 }
}

extension MFI: KernelComputation {
  var dearness: Double { 7 }
}

extension STOCH: KernelComputation {
  var dearness: Double { 12 }
}

extension Parkinson: KernelComputation {
  var dearness: Double { 8 }
}

extension BBANDS: IndicatorComputation {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    guard start == 0, times.areInputsWhole || isFinite(inputs[0], from: 0) else { return fillBySteps(&columns, inputs, from: start) }
    fillByKernel(&columns, inputs[0])
  }

  var dearness: Double { 6 }
}

extension Trend: IndicatorComputation {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    guard start == 0, times.areInputsWhole || isFinite(inputs[0], from: 0) else { return fillBySteps(&columns, inputs, from: start) }
    fillByKernel(&columns, inputs[0])
  }

  var dearness: Double { 8 }
}

extension KC: IndicatorComputation {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    guard start == 0, times.areInputsWhole, columns.count == 3 else { return fillBySteps(&columns, inputs, from: start) }
    let (highs, lows, closes) = (inputs[1], inputs[2], inputs[3])
    var (uppers, middles, lowers) = (columns.take(0), columns.take(1), columns.take(2))
    var upper = uppers.mutableSpan
    var middle = middles.mutableSpan
    var lower = lowers.mutableSpan
    overSteps(highs.span, lows.span, closes.span, upper: &upper, middle: &middle, lower: &lower)
    columns = [uppers, middles, lowers]
  }

  var dearness: Double { 5 }
}

extension Squeeze: IndicatorComputation {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    guard start == 0, times.areInputsWhole, columns.count == 2 else { return fillBySteps(&columns, inputs, from: start) }
    let (highs, lows, closes) = (inputs[1], inputs[2], inputs[3])
    var (ons, ratios) = (columns.take(0), columns.take(1))
    var on = ons.mutableSpan
    var ratio = ratios.mutableSpan
    overSteps(highs.span, lows.span, closes.span, on: &on, ratio: &ratio)
    columns = [ons, ratios]
  }

  var dearness: Double { 8 }
}

extension VWMA: IndicatorComputation {
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    guard start == 0, isFinite(inputs[0], from: 0), isFinite(inputs[1], from: 0) else { return fillBySteps(&columns, inputs, from: start) }
    fillByKernel(&columns, Pair.Columns(x: inputs[0], y: inputs[1]))
  }

  var dearness: Double { 4 }
}

extension CORREL: IndicatorComputation {}
extension BETA: IndicatorComputation {}
