internal import Market

/// Computes the columns of a plan, a stretch of rows at a time, so that all of them stay in near caches.
struct CandleGraphRun {
  private let graph: CandleGraph
  /// The columns, numbers or answers, with some rows of the stretch before in front: as many as a pattern can look back.
  private var numbers: [[Double]]
  private var answers: [[Int8]]
  /// The sums as they stand after the stretch before.
  private var totals: [Double]
  /// The sums that only one mean is taken from: both are computed in one pass.
  private let isAlone: [Bool]
  private var input: Bar.Columns
  private var rows = 0..<0
  /// The first row of those in a row in which nothing is missing.
  private var first = 0

  /// How many rows a stretch has: of fewer, the choice of what to compute would take longer than to compute it.
  private static let stretch = 1_024
  /// How many rows of the stretch before are kept.
  private static let lead = 8

  init(_ graph: CandleGraph, _ input: Bar.Columns) {
    self.graph = graph
    self.input = input
    let rows = Self.stretch + Self.lead
    numbers = graph.operations.map { $0.isNumber ? [Double](repeating: .nan, count: rows) : [] }
    answers = graph.operations.map { $0.isNumber ? [] : [Int8](repeating: 0, count: rows) }
    totals = [Double](repeating: 0, count: graph.operations.count)
    var uses = [Int](repeating: 0, count: graph.operations.count)
    for case .mean(let total, _, _, _) in graph.operations { uses[total] += 1 }
    isAlone = uses.map { $0 == 1 }
  }

  /// The points of some rows of a pattern.
  struct Points {
    fileprivate let column: [Int8]
    fileprivate let lead: Int

    /// Hands on the halves of the points of some of the rows, with their places.
    @inline(__always)
    func each(_ rows: Range<Int>, _ body: (Int8, Int) -> Void) {
      let points = column.span.extracting(rows.lowerBound + lead..<rows.upperBound + lead)
      for index in 0..<points.count { body(points.at(index), index &+ rows.lowerBound) }
    }
  }

  /// Goes through the whole series.
  ///
  /// - Parameters:
  ///   - emit: takes the rows of a stretch, the first row of those in a row in which nothing is missing, and the points of each pattern.
  ///   - missing: takes a row in which a price is missing.
  mutating func overAll(_ emit: (Range<Int>, Int, [Points]) -> Void, missing: (Int) -> Void) {
    let count = input.close.count
    var start = 0
    while start < count {
      let part = start..<min(start + Self.stretch, count)
      let clean = min(
        input.open.span.extracting(part).firstMissing, input.high.span.extracting(part).firstMissing,
        input.low.span.extracting(part).firstMissing, input.close.span.extracting(part).firstMissing)
      if clean > 0 {
        rows = start..<start + clean
        for node in graph.operations.indices { compute(node) }
        emit(rows, first, graph.outcomes.map { Points(column: answers[$0.node], lead: Self.lead - $0.lag) })
        keepLead()
      }
      start += clean
      if clean < part.count {
        missing(start)
        start += 1
        first = start
      }
    }
  }

  private mutating func keepLead() {
    for node in graph.operations.indices {
      if graph.operations[node].isNumber {
        Self.keepLead(&numbers[node], rows.count)
      } else {
        Self.keepLead(&answers[node], rows.count)
      }
    }
  }

  private static func keepLead<Element>(_ column: inout [Element], _ count: Int) {
    var span = column.mutableSpan
    for index in 0..<lead { span.put(span.at(index &+ count), at: index) }
  }

  private mutating func compute(_ node: Int) {
    let operation = graph.operations[node]
    if operation.isNumber {
      // Taken out, so that it can be written while others are read.
      var target: [Double] = []
      swap(&target, &numbers[node])
      compute(operation, node, &target)
      swap(&target, &numbers[node])
    } else {
      var target: [Int8] = []
      swap(&target, &answers[node])
      compute(operation, &target)
      swap(&target, &answers[node])
    }
  }

  // MARK: - Numbers

  private mutating func compute(_ operation: CandleGraph.Operation, _ node: Int, _ target: inout [Double]) {
    switch operation {
    case .price(let price):
      // Prices are read where they are, except in the first rows, which have none to look back at.
      guard !isReadInPlace else { return }
      let column = prices(price)
      let values = column.span.extracting(rows)
      var result = target.mutableSpan
      for index in 0..<values.count { result.put(values.at(index), at: index &+ Self.lead) }
    case .total(let total):
      if !isAlone[node] { addUp(total, node, &target) { $0 } }
    case .mean(let node, let factor, let period, let divisor):
      let (period, share) = (Double(period), 1 / divisor)
      if isAlone[node], case .total(let total) = graph.operations[node] {
        addUp(total, node, &target) { factor * ($0 / period) * share }
      } else {
        unary(CandleGraph.Reference(node: node, lag: 0), &target) { factor * ($0 / period) * share }
      }
    case .sum(let a, let b): binary(a, b, &target) { $0 + $1 }
    case .difference(let a, let b): binary(a, b, &target) { $0 - $1 }
    case .scaled(let a, let factor): unary(a, &target) { $0 * factor }
    case .greater(let a, let b): binary(a, b, &target) { $0 > $1 ? $0 : $1 }
    case .lesser(let a, let b): binary(a, b, &target) { $0 < $1 ? $0 : $1 }
    case .distance(let a, let b): binary(a, b, &target) { abs($0 - $1) }
    case .magnitude(let a): unary(a, &target) { abs($0) }
    case .below, .notAbove, .both, .either, .not, .points, .added: preconditionFailure("these are no numbers")
    }
  }

  private var isReadInPlace: Bool { rows.lowerBound >= Self.lead }

  private func prices(_ price: CandleGraph.Price) -> [Double] {
    switch price {
    case .open: input.open
    case .high: input.high
    case .low: input.low
    case .close: input.close
    }
  }

  /// A column of numbers, and where in it the rows begin.
  @inline(__always)
  private func column(_ reference: CandleGraph.Reference) -> (values: [Double], start: Int) {
    if isReadInPlace, case .price(let price) = graph.operations[reference.node] {
      return (prices(price), rows.lowerBound - reference.lag)
    }
    return (numbers[reference.node], Self.lead - reference.lag)
  }

  @inline(__always)
  private func unary(_ a: CandleGraph.Reference, _ target: inout [Double], _ value: (Double) -> Double) {
    let (column, start) = column(a)
    let values = column.span.extracting(start..<start + rows.count)
    var result = target.mutableSpan
    for index in 0..<values.count { result.put(value(values.at(index)), at: index &+ Self.lead) }
  }

  @inline(__always)
  private func binary(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ target: inout [Double], _ value: (Double, Double) -> Double
  ) {
    let (first, second) = (column(a), column(b))
    let firsts = first.values.span.extracting(first.start..<first.start + rows.count)
    let seconds = second.values.span.extracting(second.start..<second.start + rows.count)
    var result = target.mutableSpan
    for index in 0..<firsts.count { result.put(value(firsts.at(index), seconds.at(index)), at: index &+ Self.lead) }
  }

  /// A sum that slides, for each candle that of the candles before it.
  @inline(__always)
  private mutating func addUp(_ total: CandleGraph.Total, _ node: Int, _ target: inout [Double], _ finish: (Double) -> Double) {
    switch total.length {
    case .body: addUp(total, node, &target, finish) { open, _, _, close in abs(close - open) }
    case .range: addUp(total, node, &target, finish) { _, high, low, _ in high - low }
    case .shadows: addUp(total, node, &target, finish) { CandlePrices($0, $1, $2, $3).length(.shadows) }
    }
  }

  @inline(__always)
  private mutating func addUp(
    _ total: CandleGraph.Total, _ node: Int, _ target: inout [Double], _ finish: (Double) -> Double,
    _ length: (Double, Double, Double, Double) -> Double
  ) {
    let input = input
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    @inline(__always) func value(_ row: Int) -> Double { length(opens.at(row), highs.at(row), lows.at(row), closes.at(row)) }
    @inline(__always) func fresh(_ rows: Range<Int>) -> Double {
      var sum = 0.0
      for row in rows { sum += value(row) }
      return sum
    }
    let (period, start, rows) = (total.period, first + total.start, rows)
    var result = target.mutableSpan
    var sum = totals[node]
    var row = rows.lowerBound
    while row < min(start, rows.upperBound) {
      result.put(.nan, at: row &- rows.lowerBound &+ Self.lead)
      row += 1
    }
    if row == start { sum = fresh(start - period..<start) }
    while row < rows.upperBound {
      result.put(finish(sum), at: row &- rows.lowerBound &+ Self.lead)
      let left = value(row &- period)
      sum += value(row) - left
      if isOutOfProportion(left, to: closes.at(row)) { sum = fresh(row &+ 1 &- period..<row &+ 1) }
      row &+= 1
    }
    totals[node] = sum
  }

  // MARK: - Answers

  private func compute(_ operation: CandleGraph.Operation, _ target: inout [Int8]) {
    switch operation {
    case .below(let a, let b): compare(a, b, &target) { $0 < $1 }
    case .notAbove(let a, let b): compare(a, b, &target) { $0 <= $1 }
    case .both(let a, let b): combine(a, b, &target) { $0 & $1 }
    case .either(let a, let b): combine(a, b, &target) { $0 | $1 }
    case .added(let a, let b): combine(a, b, &target) { $0 &+ $1 }
    case .not(let a): change(a, &target) { ~$0 }
    case .points(let a, let points):
      // Halved, so that 200 fits.
      let half = Int8(points / 2)
      change(a, &target) { $0 & half }
    case .price, .total, .mean, .sum, .difference, .scaled, .greater, .lesser, .distance, .magnitude:
      preconditionFailure("these are numbers")
    }
  }

  @inline(__always)
  private func compare(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ target: inout [Int8], _ holds: (Double, Double) -> Bool
  ) {
    let (first, second) = (column(a), column(b))
    let firsts = first.values.span.extracting(first.start..<first.start + rows.count)
    let seconds = second.values.span.extracting(second.start..<second.start + rows.count)
    var result = target.mutableSpan
    for index in 0..<firsts.count { result.put(holds(firsts.at(index), seconds.at(index)) ? -1 : 0, at: index &+ Self.lead) }
  }

  @inline(__always)
  private func combine(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ target: inout [Int8], _ value: (Int8, Int8) -> Int8
  ) {
    let (first, second) = (answers[a.node], answers[b.node])
    let firsts = first.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + rows.count)
    let seconds = second.span.extracting(Self.lead - b.lag..<Self.lead - b.lag + rows.count)
    var result = target.mutableSpan
    for index in 0..<firsts.count { result.put(value(firsts.at(index), seconds.at(index)), at: index &+ Self.lead) }
  }

  @inline(__always)
  private func change(_ a: CandleGraph.Reference, _ target: inout [Int8], _ value: (Int8) -> Int8) {
    let column = answers[a.node]
    let values = column.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + rows.count)
    var result = target.mutableSpan
    for index in 0..<values.count { result.put(value(values.at(index)), at: index &+ Self.lead) }
  }
}
