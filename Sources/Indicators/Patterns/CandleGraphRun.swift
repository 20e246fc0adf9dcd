internal import Market

/// Computes the columns of a plan, a stretch of rows at a time, so that all of them stay in near caches.
struct CandleGraphRun {
  private let graph: CandleGraph
  /// The columns, numbers or answers, with some rows of the stretch before in front: as many as a pattern can look back.
  private var numbers: [[Double]]
  private var answers: [[Int8]]
  /// Where among them the column of each operation is; what nobody asks for any more makes room for what comes after it, so that all stay near.
  private let places: [Int]
  /// The sums as they stand after the stretch before.
  private var totals: [Double]
  /// By how much sums of a kind, that is of a length over a period, change at each row of the stretch.
  private struct Difference {
    var column: [Double]
    var isKnown = false
    /// Whether nothing leaves the sums that is out of all proportion.
    var isTame = false
  }
  private var differences: [Difference]
  /// The nodes that are sums, with their kinds; and those of which a later row asks for an earlier one.
  private let sums: [(node: Int, kind: Int)]
  private let lagging: [Int]
  private let spare: Int
  private var input: Bar.Columns
  private var rows = 0..<0
  /// The first row of those in a row in which nothing is missing.
  private var first = 0

  /// How many rows a stretch has: of fewer, the choice of what to compute would take longer than to compute it; of more, the columns of a long plan would not
  /// stay near.
  private let stretch: Int
  /// How many rows of the stretch before are kept.
  private static let lead = 8

  init(_ graph: CandleGraph, _ input: Bar.Columns) {
    self.graph = graph
    self.input = input
    stretch = graph.operations.count > 200 ? 1_024 : 2_048
    let rows = stretch + Self.lead
    var (sums, kinds): ([(node: Int, kind: Int)], [CandleThreshold]) = ([], [])
    for node in graph.operations.indices {
      guard case .total(let total) = graph.operations[node] else { continue }
      let kind = CandleThreshold(total.length, period: total.period, factor: 1)
      if !kinds.contains(kind) { kinds.append(kind) }
      sums.append((node, kinds.firstIndex(of: kind) ?? 0))
    }
    self.sums = sums
    differences = kinds.map { _ in Difference(column: [Double](repeating: 0, count: rows)) }
    let references = graph.operations.flatMap(\.operands) + graph.outcomes
    lagging = Set(references.filter { $0.lag > 0 }.map(\.node)).sorted()
    let (places, numberCount, answerCount) = Self.places(graph, kept: Set(lagging + sums.map(\.node) + graph.outcomes.map(\.node)))
    self.places = places
    // Four more to add up what is not there.
    spare = numberCount
    numbers = (0..<numberCount + 4).map { _ in [Double](repeating: 0, count: rows) }
    answers = (0..<answerCount).map { _ in [Int8](repeating: 0, count: rows) }
    totals = [Double](repeating: 0, count: numberCount + 4)
  }

  /// A place for each column, and how many there are of numbers and of answers.
  private static func places(_ graph: CandleGraph, kept: Set<Int>) -> (places: [Int], numbers: Int, answers: Int) {
    var lastUse = Array(graph.operations.indices)
    for node in graph.operations.indices { for operand in graph.operations[node].operands { lastUse[operand.node] = node } }
    var places = [Int](repeating: 0, count: graph.operations.count)
    var free: (numbers: [Int], answers: [Int]) = ([], [])
    var count = (numbers: 0, answers: 0)
    func take(_ free: inout [Int], _ count: inout Int) -> Int {
      if let place = free.popLast() { return place }
      count += 1
      return count - 1
    }
    for node in graph.operations.indices where kept.contains(node) {
      places[node] = graph.operations[node].isNumber ? take(&free.numbers, &count.numbers) : take(&free.answers, &count.answers)
    }
    for node in graph.operations.indices {
      let operation = graph.operations[node]
      if !kept.contains(node) {
        places[node] = operation.isNumber ? take(&free.numbers, &count.numbers) : take(&free.answers, &count.answers)
      }
      for used in Set(operation.operands.map(\.node)) where lastUse[used] == node && !kept.contains(used) {
        if graph.operations[used].isNumber { free.numbers.append(places[used]) } else { free.answers.append(places[used]) }
      }
    }
    return (places, count.numbers, count.answers)
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

    /// Writes the points of some of the rows, so many rows further on.
    func write(_ rows: Range<Int>, into result: inout MutableSpan<Double>, at shift: Int) {
      let points = column.span.extracting(rows.lowerBound + lead..<rows.upperBound + lead)
      for index in 0..<points.count { result.put(Double(2 &* Int32(points.at(index))), at: index &+ rows.lowerBound &+ shift) }
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
    // What is missing is looked for many rows ahead: memory answers a long request faster than several short ones.
    var clean = 0..<0
    while start < count {
      if start == clean.upperBound {
        let part = start..<min(start + 4 * stretch, count)
        clean =
          start..<start
          + firstMissing(
            input.open.span.extracting(part), input.high.span.extracting(part), input.low.span.extracting(part),
            input.close.span.extracting(part))
        if clean.isEmpty {
          missing(start)
          start += 1
          first = start
          clean = start..<start
          continue
        }
      }
      rows = start..<min(start + stretch, clean.upperBound)
      addUpAll()
      for node in graph.operations.indices { compute(node) }
      emit(rows, first, graph.outcomes.map { Points(column: answers[places[$0.node]], lead: Self.lead - $0.lag) })
      keepLead()
      start = rows.upperBound
    }
  }

  private mutating func keepLead() {
    for node in lagging {
      if graph.operations[node].isNumber {
        Self.keepLead(&numbers[places[node]], rows.count)
      } else {
        Self.keepLead(&answers[places[node]], rows.count)
      }
    }
  }

  private static func keepLead<Element>(_ column: inout [Element], _ count: Int) {
    var span = column.mutableSpan
    for index in 0..<lead { span.put(span.at(index &+ count), at: index) }
  }

  private mutating func compute(_ node: Int) {
    let operation = graph.operations[node]
    if case .total = operation { return }
    if operation.isNumber {
      // Taken out, so that it can be written while others are read.
      var target = take(places[node])
      compute(operation, &target)
      give(places[node], &target)
    } else {
      var target: [Int8] = []
      swap(&target, &answers[places[node]])
      compute(operation, &target)
      swap(&target, &answers[places[node]])
    }
  }

  // MARK: - Numbers

  private func compute(_ operation: CandleGraph.Operation, _ target: inout [Double]) {
    switch operation {
    case .price(let price):
      // Prices are read where they are, except in the first rows, which have none to look back at.
      guard !isReadInPlace else { return }
      let column = prices(price)
      let values = column.span.extracting(rows)
      var result = target.mutableSpan
      for index in 0..<values.count { result.put(values.at(index), at: index &+ Self.lead) }
    case .mean(let node, let factor, let period, let divisor):
      let (period, share) = (Double(period), 1 / divisor)
      unary(CandleGraph.Reference(node: node, lag: 0), &target) { factor * ($0 / period) * share }
    case .sum(let a, let b): binary(a, b, &target) { $0 + $1 }
    case .difference(let a, let b): binary(a, b, &target) { $0 - $1 }
    case .scaled(let a, let factor): unary(a, &target) { $0 * factor }
    case .greater(let a, let b): binary(a, b, &target) { $0 > $1 ? $0 : $1 }
    case .lesser(let a, let b): binary(a, b, &target) { $0 < $1 ? $0 : $1 }
    case .distance(let a, let b): binary(a, b, &target) { abs($0 - $1) }
    case .magnitude(let a): unary(a, &target) { abs($0) }
    case .total, .below, .both, .either, .not, .points, .added: preconditionFailure("these are no numbers")
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
    return (numbers[places[reference.node]], Self.lead - reference.lag)
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

  // MARK: - Sums

  /// Adds up all sums. Each is a chain of additions, one after the other in TA-Lib's order, so that four are done side by side.
  private mutating func addUpAll() {
    var ready: [Int] = []
    // Sums that were begun at other rows change alike.
    for index in differences.indices { differences[index].isKnown = false }
    for (node, kind) in sums {
      guard case .total(let total) = graph.operations[node] else { continue }
      let isSliding = rows.lowerBound > first + total.start
      if isSliding, !differences[kind].isKnown {
        var column: [Double] = []
        swap(&column, &differences[kind].column)
        differences[kind].isTame = changes(total, &column)
        differences[kind].isKnown = true
        swap(&column, &differences[kind].column)
      }
      if isSliding, differences[kind].isTame {
        ready.append(kind)
        ready.append(places[node])
      } else {
        var column = take(places[node])
        totals[places[node]] = carefully(total, totals[places[node]], &column)
        give(places[node], &column)
      }
    }
    for next in stride(from: 0, to: ready.count, by: 8) { chain(ready[next..<min(next + 8, ready.count)]) }
  }

  /// Takes a column of numbers out, so that it can be written while others are read.
  private mutating func take(_ place: Int) -> [Double] {
    var column: [Double] = []
    swap(&column, &numbers[place])
    return column
  }

  private mutating func give(_ place: Int, _ column: inout [Double]) { swap(&column, &numbers[place]) }

  /// Adds up one to four sums, given by their kinds and places.
  private mutating func chain(_ ready: ArraySlice<Int>) {
    let known = Array(ready)
    // What is not there is added up in columns that nobody reads.
    let sums = (0..<4).map { 2 * $0 < known.count ? known[2 * $0 + 1] : spare + $0 }
    let kinds = (0..<4).map { 2 * $0 < known.count ? known[2 * $0] : known[0] }
    let changes = (
      differences[kinds[0]].column, differences[kinds[1]].column, differences[kinds[2]].column, differences[kinds[3]].column
    )
    var (a, b, c, d) = (take(sums[0]), take(sums[1]), take(sums[2]), take(sums[3]))
    do {
      var (one, two, three, four) = (totals[sums[0]], totals[sums[1]], totals[sums[2]], totals[sums[3]])
      var first = a.mutableSpan
      var second = b.mutableSpan
      var third = c.mutableSpan
      var fourth = d.mutableSpan
      let w = changes.0.span
      let x = changes.1.span
      let y = changes.2.span
      let z = changes.3.span
      for index in Self.lead..<Self.lead &+ rows.count {
        first.put(one, at: index)
        second.put(two, at: index)
        third.put(three, at: index)
        fourth.put(four, at: index)
        one += w.at(index)
        two += x.at(index)
        three += y.at(index)
        four += z.at(index)
      }
      (totals[sums[0]], totals[sums[1]], totals[sums[2]], totals[sums[3]]) = (one, two, three, four)
    }
    give(sums[0], &a)
    give(sums[1], &b)
    give(sums[2], &c)
    give(sums[3], &d)
    // What nobody reads must not grow without end.
    for place in spare..<spare + 4 { totals[place] = 0 }
  }

  /// By how much a sum changes at each row; whether nothing leaves it that is out of all proportion.
  private func changes(_ total: CandleGraph.Total, _ target: inout [Double]) -> Bool {
    switch total.length {
    case .body: changes(total, &target) { open, _, _, close in (close - open).sizes }
    case .range: changes(total, &target) { _, high, low, _ in high - low }
    case .shadows: changes(total, &target) { ($1 - $3.greatest($0)) + ($3.least($0) - $2) }
    }
  }

  @inline(__always)
  private func changes(
    _ total: CandleGraph.Total, _ target: inout [Double],
    _ length: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) -> SIMD2<Double>
  ) -> Bool {
    let (opens, highs) = (input.open.span.extracting(rows), input.high.span.extracting(rows))
    let (lows, closes) = (input.low.span.extracting(rows), input.close.span.extracting(rows))
    let past = rows.lowerBound - total.period..<rows.upperBound - total.period
    let (pastOpens, pastHighs) = (input.open.span.extracting(past), input.high.span.extracting(past))
    let (pastLows, pastCloses) = (input.low.span.extracting(past), input.close.span.extracting(past))
    var result = target.mutableSpan
    // Above 0 where something is out of proportion.
    var worst = -SIMD2<Double>.one
    var index = 0
    while index &+ 2 <= closes.count {
      let left = length(pastOpens.two(at: index), pastHighs.two(at: index), pastLows.two(at: index), pastCloses.two(at: index))
      let close = closes.two(at: index)
      let new = length(opens.two(at: index), highs.two(at: index), lows.two(at: index), close)
      result.put(new - left, at: index &+ Self.lead)
      worst = (left.sizes - close.sizes * 1_024).greatest(worst)
      index &+= 2
    }
    guard index < closes.count else { return worst.max() <= 0 }
    let left = CandlePrices(pastOpens[index], pastHighs[index], pastLows[index], pastCloses[index]).length(total.length)
    let new = CandlePrices(opens[index], highs[index], lows[index], closes[index]).length(total.length)
    result[index + Self.lead] = new - left
    return worst.max() <= 0 && !isOutOfProportion(left, to: closes[index])
  }

  /// A sum row by row: what it is after the last.
  private func carefully(_ total: CandleGraph.Total, _ before: Double, _ target: inout [Double]) -> Double {
    let (opens, highs, lows, closes) = (input.open.span, input.high.span, input.low.span, input.close.span)
    func value(_ row: Int) -> Double { CandlePrices(opens[row], highs[row], lows[row], closes[row]).length(total.length) }
    func fresh(_ rows: Range<Int>) -> Double {
      var sum = 0.0
      for row in rows { sum += value(row) }
      return sum
    }
    let (period, start) = (total.period, first + total.start)
    var result = target.mutableSpan
    var sum = before
    for row in rows {
      let place = row - rows.lowerBound + Self.lead
      guard row >= start else {
        result[place] = .nan
        continue
      }
      if row == start { sum = fresh(start - period..<start) }
      result[place] = sum
      let left = value(row - period)
      sum += value(row) - left
      if isOutOfProportion(left, to: closes[row]) { sum = fresh(row + 1 - period..<row + 1) }
    }
    return sum
  }

  // MARK: - Answers

  private func compute(_ operation: CandleGraph.Operation, _ target: inout [Int8]) {
    switch operation {
    case .below(let a, let b): compare(a, b, &target)
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

  private func compare(_ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ target: inout [Int8]) {
    let (first, second) = (column(a), column(b))
    let firsts = first.values.span.extracting(first.start..<first.start + rows.count)
    let seconds = second.values.span.extracting(second.start..<second.start + rows.count)
    var result = target.mutableSpan
    var index = 0
    while index &+ 16 <= firsts.count {
      let answers = sixteen(firsts, areBelow: seconds, at: index)
      for lane in 0..<16 { result.put(answers[lane], at: index &+ lane &+ Self.lead) }
      index &+= 16
    }
    while index < firsts.count {
      result.put(firsts.at(index) < seconds.at(index) ? -1 : 0, at: index &+ Self.lead)
      index &+= 1
    }
  }

  @inline(__always)
  private func combine(
    _ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ target: inout [Int8], _ value: (Int8, Int8) -> Int8
  ) {
    let (first, second) = (answers[places[a.node]], answers[places[b.node]])
    let firsts = first.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + rows.count)
    let seconds = second.span.extracting(Self.lead - b.lag..<Self.lead - b.lag + rows.count)
    var result = target.mutableSpan
    for index in 0..<firsts.count { result.put(value(firsts.at(index), seconds.at(index)), at: index &+ Self.lead) }
  }

  @inline(__always)
  private func change(_ a: CandleGraph.Reference, _ target: inout [Int8], _ value: (Int8) -> Int8) {
    let column = answers[places[a.node]]
    let values = column.span.extracting(Self.lead - a.lag..<Self.lead - a.lag + rows.count)
    var result = target.mutableSpan
    for index in 0..<values.count { result.put(value(values.at(index)), at: index &+ Self.lead) }
  }
}

extension CandleGraph {
  /// The points of the only pattern of a plan over a series of bars, as an indicator gives them.
  func points(over input: Bar.Columns, warmUp: Int, into result: inout MutableSpan<Double>) {
    var run = CandleGraphRun(self, input)
    run.overAll { rows, first, columns in
      // Before the warm-up is over the answer is 0; after a gap there is none as long.
      let known = min(max(rows.lowerBound, first + warmUp), rows.upperBound)
      for row in rows.lowerBound..<known { result.put(row < warmUp ? 0 : .nan, at: row) }
      columns[0].write(known - rows.lowerBound..<rows.count, into: &result, at: rows.lowerBound)
    } missing: { row in
      result.put(row < warmUp ? 0 : .nan, at: row)
    }
  }
}
