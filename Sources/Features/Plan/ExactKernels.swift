internal import Indicators
internal import Market

// Indicators whose kernel over a whole series gives the very bits of their steps where nothing is missing, which the law that holds the stream to the matrix
// guards. The others are run by steps.

/// A kernel over the rows from `start` on; by steps where a value is missing.
private func exact<Kernel: ValueIndicator>(_ kernel: Kernel, _ inputs: [[Double]], from start: Int) -> [[Double]]? {
  let column = inputs[0]
  guard start < column.count, column[start...].allSatisfy(\.isFinite) else { return nil }
  if start == 0 { return [kernel.over(column)] }
  let output = kernel.over(column.span.extracting(start..<column.count))
  return [[Double](repeating: .nan, count: start) + output]
}

/// The same for an indicator of bars, which never begin late and never are missing.
private func exact<Kernel: SeriesIndicator>(_ kernel: Kernel, _ inputs: [[Double]]) -> Kernel.Output.Columns where Kernel.Input == Bar {
  kernel.over(Bar.Columns(open: inputs[0], high: inputs[1], low: inputs[2], close: inputs[3], volume: inputs[4]))
}

extension MOM: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension ROC: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension ROCP: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension STDDEV: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension PERCENTRANK: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension MAX: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension MIN: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension SUM: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension ZScore: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    exact(self, inputs, from: start) ?? scalarSteps(inputs, from: start)
  }
}

extension CCI: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] { [exact(self, inputs)] }
}

extension WILLR: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] { [exact(self, inputs)] }
}

extension MFI: IndicatorComputation {
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] { [exact(self, inputs)] }
}

extension BBANDS: IndicatorComputation {}
extension VWMA: IndicatorComputation {}
extension CORREL: IndicatorComputation {}
extension BETA: IndicatorComputation {}
