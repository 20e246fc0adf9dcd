internal import Market

/// Computes the columns of a plan, a stretch of rows at a time, so that all of them stay in near caches.
struct CandleGraphRun {
  private let graph: CandleGraph
  /// The columns, numbers or answers, with some rows of the stretch before in front: as many as a pattern can look back.
  private var numbers: [[Double]]
  private var answers: [[Int8]]
  /// The sums as they stand after the stretch before.
  private var totals: [Double]

  /// How many rows a stretch has.
  static let stretch = 1_024
  /// How many rows of the stretch before are kept.
  private static let lead = 8

  init(_ graph: CandleGraph) {
    self.graph = graph
    let rows = Self.stretch + Self.lead
    numbers = graph.operations.map { $0.isNumber ? [Double](repeating: .nan, count: rows) : [] }
    answers = graph.operations.map { $0.isNumber ? [] : [Int8](repeating: 0, count: rows) }
    totals = [Double](repeating: 0, count: graph.operations.count)
  }

  /// The points of some rows of a pattern.
  struct Points {
    fileprivate let column: [Int8]
    fileprivate let lead: Int

    /// Hands on the halves of as many points as there are rows, with their places.
    @inline(__always)
    func each(_ count: Int, _ body: (Int8, Int) -> Void) {
      let points = column.span.extracting(lead..<lead + count)
      for index in 0..<count { body(points.at(index), index) }
    }
  }

  /// Goes through a whole series.
  ///
  /// - Parameters:
  ///   - input: the bars. Each run of bars in which nothing is missing is a series of its own.
  ///   - emit: takes the rows of a stretch, the first row of their run, and the points of each pattern.
  ///   - missing: takes a row in which a price is missing.
  mutating func overWhole(_ input: Bar.Columns, _ emit: (Range<Int>, Int, [Points]) -> Void, missing: (Int) -> Void) {
    let count = input.close.count
    var row = 0
    while row < count {
      let rest = row..<count
      let end = min(
        input.open.span.extracting(rest).firstMissing, input.high.span.extracting(rest).firstMissing,
        input.low.span.extracting(rest).firstMissing, input.close.span.extracting(rest).firstMissing)
      var start = row
      while start < row + end {
        let rows = start..<min(start + Self.stretch, row + end)
        for node in graph.operations.indices { compute(node, input, rows, row) }
        emit(rows, row, graph.outcomes.map { Points(column: answers[$0.node], lead: Self.lead - $0.lag) })
        keepLead(rows.count)
        start = rows.upperBound
      }
      row += end
      if row < count {
        missing(row)
        row += 1
      }
    }
  }

  private mutating func keepLead(_ count: Int) {
    for node in graph.operations.indices {
      if graph.operations[node].isNumber {
        Self.keepLead(&numbers[node], count)
      } else {
        Self.keepLead(&answers[node], count)
      }
    }
  }

  private static func keepLead<Element>(_ column: inout [Element], _ count: Int) {
    var span = column.mutableSpan
    for index in 0..<lead { span.put(span.at(index &+ count), at: index) }
  }

  private mutating func compute(_ node: Int, _ input: Bar.Columns, _ rows: Range<Int>, _ first: Int) {
    let operation = graph.operations[node]
    if operation.isNumber {
      // Taken out, so that it can be written while others are read.
      var target: [Double] = []
      swap(&target, &numbers[node])
      compute(operation, node, input, rows, first, &target)
      swap(&target, &numbers[node])
    } else {
      var target: [Int8] = []
      swap(&target, &answers[node])
      compute(operation, rows.count, &target)
      swap(&target, &answers[node])
    }
  }

  // MARK: - Numbers

  private mutating func compute(
    _ operation: CandleGraph.Operation, _ node: Int, _ input: Bar.Columns, _ rows: Range<Int>, _ first: Int, _ target: inout [Double]
  ) {
    let count = rows.count
    switch operation {
    case .price(let price):
      let column =
        switch price {
        case .open: input.open
        case .high: input.high
        case .low: input.low
        case .close: input.close
        }
      let values = column.span.extracting(rows)
      var result = target.mutableSpan
      for index in 0..<count { result.put(values.at(index), at: index &+ Self.lead) }
    case .total(let total):
      switch total.length {
      case .body: addUp(total, node, input, rows, first, &target) { open, _, _, close in abs(close - open) }
      case .range: addUp(total, node, input, rows, first, &target) { _, high, low, _ in high - low }
      case .shadows: addUp(total, node, input, rows, first, &target) { CandlePrices($0, $1, $2, $3).length(.shadows) }
      }
    case .mean(let total, let factor, let period, let divisor):
      let period = Double(period)
      let share = 1 / divisor
      unary(CandleGraph.Reference(node: total, lag: 0), count, &target) { factor * ($0 / period) * share }
    case .sum(let a, let b): binary(a, b, count, &target) { $0 + $1 }
    case .difference(let a, let b): binary(a, b, count, &target) { $0 - $1 }
    case .scaled(let a, let factor): unary(a, count, &target) { $0 * factor }
    case .greater(let a, let b): binary(a, b, count, &target) { $0 > $1 ? $0 : $1 }
    case .lesser(let a, let b): binary(a, b, count, &target) { $0 < $1 ? $0 : $1 }
    case .magnitude(let a): unary(a, count, &target) { abs($0) }
    case .below, .notAbove, .both, .either, .not, .points, .added: preconditionFailure("these are no numbers")
    }
  }

  @inline(__always)
  private func unary(_ a: CandleGraph.Reference, _ count: Int, _ target: inout [Double], _ value: (Double) -> Double) {
    let column = numbers[a.node]
    let values = column.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + count)
    var result = target.mutableSpan
    for index in 0..<count { result.put(value(values.at(index)), at: index &+ Self.lead) }
  }

  @inline(__always)
  private func binary(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ count: Int, _ target: inout [Double], _ value: (Double, Double) -> Double
  ) {
    let (first, second) = (numbers[a.node], numbers[b.node])
    let firsts = first.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + count)
    let seconds = second.span.extracting(Self.lead - b.lag..<Self.lead - b.lag + count)
    var result = target.mutableSpan
    for index in 0..<count { result.put(value(firsts.at(index), seconds.at(index)), at: index &+ Self.lead) }
  }

  /// A sum that slides, for each candle that of the candles before it.
  @inline(__always)
  private mutating func addUp(
    _ total: CandleGraph.Total, _ node: Int, _ input: Bar.Columns, _ rows: Range<Int>, _ first: Int, _ target: inout [Double],
    _ length: (Double, Double, Double, Double) -> Double
  ) {
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    @inline(__always) func value(_ row: Int) -> Double { length(opens.at(row), highs.at(row), lows.at(row), closes.at(row)) }
    @inline(__always) func fresh(_ rows: Range<Int>) -> Double {
      var sum = 0.0
      for row in rows { sum += value(row) }
      return sum
    }
    let (period, start) = (total.period, first + total.start)
    var result = target.mutableSpan
    var sum = totals[node]
    var row = rows.lowerBound
    while row < min(start, rows.upperBound) {
      result.put(.nan, at: row &- rows.lowerBound &+ Self.lead)
      row += 1
    }
    if row == start { sum = fresh(start - period..<start) }
    while row < rows.upperBound {
      result.put(sum, at: row &- rows.lowerBound &+ Self.lead)
      let left = value(row &- period)
      sum += value(row) - left
      if isOutOfProportion(left, to: closes.at(row)) { sum = fresh(row &+ 1 &- period..<row &+ 1) }
      row &+= 1
    }
    totals[node] = sum
  }

  // MARK: - Answers

  private func compute(_ operation: CandleGraph.Operation, _ count: Int, _ target: inout [Int8]) {
    switch operation {
    case .below(let a, let b): compare(a, b, count, &target) { $0 < $1 }
    case .notAbove(let a, let b): compare(a, b, count, &target) { $0 <= $1 }
    case .both(let a, let b): combine(a, b, count, &target) { $0 & $1 }
    case .either(let a, let b): combine(a, b, count, &target) { $0 | $1 }
    case .added(let a, let b): combine(a, b, count, &target) { $0 &+ $1 }
    case .not(let a): change(a, count, &target) { ~$0 }
    case .points(let a, let points):
      // Halved, so that 200 fits.
      let half = Int8(points / 2)
      change(a, count, &target) { $0 & half }
    case .price, .total, .mean, .sum, .difference, .scaled, .greater, .lesser, .magnitude: preconditionFailure("these are numbers")
    }
  }

  @inline(__always)
  private func compare(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ count: Int, _ target: inout [Int8], _ holds: (Double, Double) -> Bool
  ) {
    let (first, second) = (numbers[a.node], numbers[b.node])
    let firsts = first.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + count)
    let seconds = second.span.extracting(Self.lead - b.lag..<Self.lead - b.lag + count)
    var result = target.mutableSpan
    for index in 0..<count { result.put(holds(firsts.at(index), seconds.at(index)) ? -1 : 0, at: index &+ Self.lead) }
  }

  @inline(__always)
  private func combine(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ count: Int, _ target: inout [Int8], _ value: (Int8, Int8) -> Int8
  ) {
    let (first, second) = (answers[a.node], answers[b.node])
    let firsts = first.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + count)
    let seconds = second.span.extracting(Self.lead - b.lag..<Self.lead - b.lag + count)
    var result = target.mutableSpan
    for index in 0..<count { result.put(value(firsts.at(index), seconds.at(index)), at: index &+ Self.lead) }
  }

  @inline(__always)
  private func change(_ a: CandleGraph.Reference, _ count: Int, _ target: inout [Int8], _ value: (Int8) -> Int8) {
    let column = answers[a.node]
    let values = column.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + count)
    var result = target.mutableSpan
    for index in 0..<count { result.put(value(values.at(index)), at: index &+ Self.lead) }
  }
}
