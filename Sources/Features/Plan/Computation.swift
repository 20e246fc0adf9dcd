internal import Market

/// One computation of a plan: from columns to columns, one row at a time or all rows at once, with the same numbers to the bit.
protocol Computation: Sendable {
  /// How many rows it consumes, once its inputs have begun, before it answers.
  var warmUp: Int { get }
  /// The same for one of its outputs, where some begin later than others.
  func warmUp(of output: Int) -> Int
  /// Takes the next row: reads the values at its wiring's inputs and writes its own.
  mutating func step(_ wiring: Wiring, _ span: BarSpanOfTime, _ row: inout MutableSpan<Double>)
  /// Computes all rows into columns that have room for them and hold anything: NaN before `start`, where its inputs have not begun.
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes)
  /// About how many nanoseconds a row takes it: what is dear is begun first.
  var dearness: Double { get }
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
  let starts: [Timestamp]
  let ends: [Timestamp]
  /// Whether all that is read are columns of the bars themselves, in which nothing is missing.
  let areInputsWhole: Bool

  init(_ series: BarSeries) {
    starts = series.time
    ends = series.indices.map { series.end(at: $0) }
    areInputsWhole = false
  }

  private init(_ starts: [Timestamp], _ ends: [Timestamp], areInputsWhole: Bool) {
    self.starts = starts
    self.ends = ends
    self.areInputsWhole = areInputsWhole
  }

  var count: Int { starts.count }
  subscript(row: Int) -> BarSpanOfTime { BarSpanOfTime(start: starts[row], end: ends[row]) }

  /// The same, for a computation whose inputs are whole or may not be.
  func reading(whole areInputsWhole: Bool) -> BarTimes { BarTimes(starts, ends, areInputsWhole: areInputsWhole) }
}

extension Computation {
  /// By steps, for computations that bring no loop of their own.
  func fill(_ columns: inout [[Double]], _ inputs: [[Double]], from start: Int, _ times: BarTimes) {
    var live = self
    let outputs = columns.count
    let wiring = Wiring(Array(inputs.indices), output: inputs.count, outputs: outputs)
    var row = [Double](repeating: .nan, count: inputs.count + outputs)
    for index in 0..<times.count {
      guard index >= start else {
        for position in 0..<outputs { columns[position][index] = .nan }
        continue
      }
      for position in inputs.indices { row[position] = inputs[position][index] }
      var values = row.mutableSpan
      live.step(wiring, times[index], &values)
      for position in 0..<outputs { columns[position][index] = row[inputs.count + position] }
    }
  }

  func warmUp(of output: Int) -> Int { warmUp }

  var dearness: Double { 5 }
}

extension [[Double]] {
  /// Takes a column out, so that it can be written while others are read; ``give(_:_:)`` puts it back.
  mutating func take(_ position: Int) -> [Double] {
    var column: [Double] = []
    swap(&column, &self[position])
    return column
  }

  /// Puts a column back.
  mutating func give(_ position: Int, _ column: consuming [Double]) { self[position] = column }
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
