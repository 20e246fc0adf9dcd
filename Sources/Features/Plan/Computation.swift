internal import Market

/// One computation of a plan: from columns to columns, one row at a time or all rows at once, with the same numbers to the bit.
protocol Computation: Sendable {
  /// How many rows it consumes, once its inputs have begun, before it answers.
  var warmUp: Int { get }
  /// Takes the next row: reads the values at its wiring's inputs and writes its own.
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>)
  /// Computes all rows from `start` on, before which its inputs have not begun: as many columns as it has outputs.
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]]
  /// Its state; `nil` if it has none.
  func savedState() throws -> StateValue?
  /// Goes on from a saved state.
  mutating func restore(_ state: StateValue) throws
}

/// Where a computation finds its inputs in a row and puts its outputs.
struct Wiring: Sendable {
  var a = 0
  var b = 0
  var c = 0
  var d = 0
  var e = 0
  let output: Int
  let outputs: Int

  init(_ inputs: [Int], output: Int, outputs: Int) {
    precondition(inputs.count <= 5, "a computation reads at most five columns")
    func slot(_ index: Int) -> Int { index < inputs.count ? inputs[index] : 0 }
    (a, b, c, d, e) = (slot(0), slot(1), slot(2), slot(3), slot(4))
    self.output = output
    self.outputs = outputs
  }
}

/// From when to when a bar lasts.
struct BarSpanOfTime: Sendable {
  let start: Timestamp
  let end: Timestamp
}

/// From when to when each bar of a series lasts.
struct BarTimes: Sendable {
  let series: BarSeries
  var count: Int { series.count }
  subscript(row: Int) -> BarSpanOfTime { BarSpanOfTime(start: series.time[row], end: series.end(at: row)) }
}

extension Computation {
  /// Computes by steps, for computations that bring no loop of their own.
  @inline(__always)
  func steppedColumns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    var live = self
    let count = times.count
    var columns = [[Double]](repeating: [Double](repeating: .nan, count: count), count: outputs)
    let wiring = Wiring(Array(inputs.indices), output: inputs.count, outputs: outputs)
    var row = [Double](repeating: .nan, count: inputs.count + outputs)
    guard start < count else { return columns }
    for index in start..<count {
      for position in inputs.indices { row[position] = inputs[position][index] }
      var values = row.mutableSpan
      live.step(wiring, times[index], &values)
      for position in 0..<outputs { columns[position][index] = row[inputs.count + position] }
    }
    return columns
  }

  /// By steps.
  func columns(_ inputs: [[Double]], outputs: Int, from start: Int, _ times: BarTimes) -> [[Double]] {
    steppedColumns(inputs, outputs: outputs, from: start, times)
  }
}

extension Computation where Self: Codable {
  func savedState() throws -> StateValue? { try StateValue(self) }
  mutating func restore(_ state: StateValue) throws { self = try state.decoded(as: Self.self) }
}

/// A computation that remembers nothing from row to row.
protocol RowComputation: Computation {}

extension RowComputation {
  var warmUp: Int { 0 }
  func savedState() throws -> StateValue? { nil }
  mutating func restore(_ state: StateValue) throws { throw FeatureError.invalidState("a computation without state was saved with one") }
}
