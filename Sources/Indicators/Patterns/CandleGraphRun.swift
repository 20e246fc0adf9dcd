internal import Market

/// Computes the columns of a plan, a stretch of rows at a time, so that all of them stay in near caches.
struct CandleGraphRun {
  let graph: CandleGraph
  /// The columns, numbers or answers, with some rows of the stretch before in front: as many as a pattern can look back.
  private var numbers: [[Double]]
  private(set) var answers: [[Int8]]
  /// Where among them, or among the sums, the column of each operation is.
  private let places: [Int]
  private var sums: CandleSums
  /// How many rows before the stretch each column is asked for.
  private let reaches: [Int]
  /// Whether a column is computed by those that compare it, and by nobody else.
  let isComputedInComparisons: [Bool]
  /// At which stretch each column was computed last.
  private var computed: [Int]
  private var input: Bar.Columns
  private(set) var rows = 0..<0
  /// The first row of those in a row in which nothing is missing.
  private(set) var first = 0
  /// How many stretches there were.
  private(set) var stretches = 0
  /// Before which row nothing is missing, as far as that was looked up.
  private var clean = 0

  /// How many rows a stretch has at most.
  let stretch: Int
  /// How many rows before the stretch there is room for.
  static let lead = CandleSums.lead

  /// - Parameters:
  ///   - stretch: of fewer rows the choice of what to compute would take longer than to compute it; of more the columns of a long plan would not stay near.
  ///   - keepsAll: whether each column has a place of its own; if not, what nobody asks for any more makes room for what comes after it.
  init(_ graph: CandleGraph, _ input: Bar.Columns, stretch: Int, keepsAll: Bool = false) {
    self.graph = graph
    self.input = input
    self.stretch = min(stretch, input.close.count)
    reaches = graph.reaches
    isComputedInComparisons = graph.isComputedInComparisons
    sums = CandleSums(graph.operations.compactMap { if case .total(let total) = $0 { total } else { nil } }, stretch: self.stretch)
    let kept = keepsAll ? Set(graph.operations.indices) : Set(graph.outcomes.map(\.node))
    let (places, numberCount, answerCount) = Self.places(graph, isComputedInComparisons, kept: kept)
    self.places = places
    computed = [Int](repeating: 0, count: places.count)
    numbers = [[Double]](repeating: [], count: numberCount)
    answers = [[Int8]](repeating: [], count: answerCount)
  }

  /// A place for each column, and how many there are of numbers and of answers.
  private static func places(
    _ graph: CandleGraph, _ isComputedInComparisons: [Bool], kept: Set<Int>
  ) -> (places: [Int], numbers: Int, answers: Int) {
    var lastUse = Array(graph.operations.indices)
    for node in graph.operations.indices.reversed() {
      // What is computed in a comparison asks for its operands there.
      let use = isComputedInComparisons[node] ? lastUse[node] : node
      for operand in graph.operations[node].operands { lastUse[operand.node] = max(lastUse[operand.node], use) }
    }
    var used = [[Int]](repeating: [], count: graph.operations.count)
    for node in graph.operations.indices { used[lastUse[node]].append(node) }
    var places = [Int](repeating: 0, count: graph.operations.count)
    var free: (numbers: [Int], answers: [Int]) = ([], [])
    var count = (numbers: 0, answers: 0, sums: 0)
    func take(_ free: inout [Int], _ count: inout Int) -> Int {
      if let place = free.popLast() { return place }
      count += 1
      return count - 1
    }
    func place(_ node: Int) -> Int {
      if case .total = graph.operations[node] {
        count.sums += 1
        return count.sums - 1
      }
      return graph.operations[node].isNumber ? take(&free.numbers, &count.numbers) : take(&free.answers, &count.answers)
    }
    for node in graph.operations.indices where kept.contains(node) { places[node] = place(node) }
    for node in graph.operations.indices {
      if !kept.contains(node), !isComputedInComparisons[node] { places[node] = place(node) }
      for used in used[node] where used != node && !kept.contains(used) && !isComputedInComparisons[used] {
        if case .total = graph.operations[used] { continue }
        if graph.operations[used].isNumber { free.numbers.append(places[used]) } else { free.answers.append(places[used]) }
      }
    }
    return (places, count.numbers, count.answers)
  }

  /// Goes through the whole series.
  ///
  /// - Parameters:
  ///   - visit: computes what it needs of a stretch of rows, whose sums are known.
  ///   - missing: takes a row in which a price is missing.
  ///   - atOnce: may do all there is to do for a stretch of rows as it adds up the sums; says whether it has.
  mutating func overAll(
    _ visit: (inout CandleGraphRun) -> Void, missing: (Int) -> Void,
    atOnce: (inout CandleSums, Range<Int>, Int) -> Bool = { _, _, _ in false }
  ) {
    let count = input.close.count
    var start = 0
    // After what is missing more may be missing: no more is read in vain than was read before. At the beginning sums are added up one by one, which takes
    // longer.
    var most = min(stretch, 256)
    while start < count {
      rows = start..<min(start + most, count)
      if atOnce(&sums, rows, first) {
        start = rows.upperBound
        most = min(stretch, 2 * most)
        continue
      }
      var isCut = false
      let isWhole = sums.addUp(input, rows, from: first, isWhole: false)
      if isWhole != true {
        isCut = !lookAhead(most)
        if isWhole == nil, !isCut {
          sums.confirm(rows.count)
        } else {
          rows = start..<min(clean, rows.upperBound)
          _ = sums.addUp(input, rows, from: first, isWhole: true)
        }
      }
      if !rows.isEmpty {
        stretches += 1
        if !isReadInPlace {
          for node in graph.operations.indices { if case .price = graph.operations[node] { compute(node) } }
        }
        visit(&self)
      }
      start = rows.upperBound
      most = min(stretch, 2 * most)
      if isCut {
        missing(start)
        start += 1
        first = start
        most = min(stretch, 64)
      }
    }
  }

  /// Looks whether prices are missing in the rows of the stretch, so many rows ahead, where that is not known: memory answers a long request faster than
  /// several short ones.
  private mutating func lookAhead(_ count: Int) -> Bool {
    if rows.upperBound > clean {
      let part = rows.lowerBound..<min(rows.lowerBound + count, input.close.count)
      clean =
        part.lowerBound
        + firstMissing(
          input.open.span.extracting(part), input.high.span.extracting(part), input.low.span.extracting(part),
          input.close.span.extracting(part))
    }
    return rows.upperBound <= clean
  }

  /// Computes all columns of the stretch.
  mutating func compute() {
    for node in graph.operations.indices { compute(node) }
  }

  /// Computes some columns of the stretch, each after those it needs, unless they are known.
  mutating func compute(_ nodes: [Int]) {
    for node in nodes where computed[node] != stretches {
      compute(node)
      computed[node] = stretches
    }
  }

  private mutating func compute(_ node: Int) {
    guard !isComputedInComparisons[node] else { return }
    let operation = graph.operations[node]
    let (reach, place) = (reaches[node], places[node])
    switch operation {
    case .total: return
    // Prices are read where they are, except in the first rows, which have none to look back at.
    case .price where isReadInPlace: return
    case _ where operation.isNumber:
      // Taken out, so that it can be written while others are read.
      var target: [Double] = []
      swap(&target, &numbers[place])
      if target.isEmpty { target = [Double](repeating: 0, count: stretch + Self.lead) }
      compute(operation, reach, &target)
      swap(&target, &numbers[place])
    default:
      var target: [Int8] = []
      swap(&target, &answers[place])
      if target.isEmpty { target = [Int8](repeating: 0, count: stretch + Self.lead) }
      compute(operation, reach, &target)
      swap(&target, &answers[place])
    }
  }

  /// A column, and where in it the rows begin.
  typealias Column<Element> = (values: [Element], start: Int)

  /// A column of answers, and where in it the rows begin.
  func column(_ reference: CandleGraph.Reference) -> Column<Int8> {
    (answers[places[reference.node]], Self.lead - reference.lag)
  }

  /// The halves of the points of some rows of the stretch.
  func points(_ outcome: CandleGraph.Reference, _ part: Range<Int>, _ body: (Span<Int8>) -> Void) {
    let (values, start): Column<Int8> = column(outcome)
    body(values.span.extracting(start + part.lowerBound - rows.lowerBound..<start + part.upperBound - rows.lowerBound))
  }

  // MARK: - Numbers

  private func compute(_ operation: CandleGraph.Operation, _ reach: Int, _ target: inout [Double]) {
    switch operation {
    case .price(let price):
      let values = prices(price).span.extracting(rows)
      var result = target.mutableSpan
      for index in 0..<values.count { result.put(values.at(index), at: index &+ Self.lead) }
    case .mean(let node, let factor, let period, let divisor):
      let share = 1 / divisor
      mean(of: node, reach, &target, each: { factor * ($0 / Double(period)) * share }) { factor * ($0 / Double(period)) * share }
    case .sum(let a, let b): combine(column(a), column(b), reach, &target) { $0 + $1 }
    case .difference(let a, let b): combine(column(a), column(b), reach, &target) { $0 - $1 }
    case .scaled(let a, let factor): change(column(a), reach, &target) { $0 * factor }
    case .greater(let a, let b): combine(column(a), column(b), reach, &target) { $0 > $1 ? $0 : $1 }
    case .lesser(let a, let b): combine(column(a), column(b), reach, &target) { $0 < $1 ? $0 : $1 }
    case .distance(let a, let b): combine(column(a), column(b), reach, &target) { abs($0 - $1) }
    case .magnitude(let a): change(column(a), reach, &target) { abs($0) }
    case .total, .below, .both, .either, .not, .points, .added: preconditionFailure("these are no numbers")
    }
  }

  var isReadInPlace: Bool { rows.lowerBound >= Self.lead }

  private func prices(_ price: CandleGraph.Price) -> [Double] {
    switch price {
    case .open: input.open
    case .high: input.high
    case .low: input.low
    case .close: input.close
    }
  }

  /// A column of numbers, where in it the rows begin, and how far apart they are.
  func source(_ reference: CandleGraph.Reference) -> (values: [Double], start: Int, step: Int) {
    if case .total = graph.operations[reference.node] {
      let (values, start, step) = sums.column(places[reference.node])
      return (values, start - reference.lag * step, step)
    }
    let (values, start): Column<Double> = column(reference)
    return (values, start, 1)
  }

  /// A column of numbers that are no sums, and where in it the rows begin.
  func column(_ reference: CandleGraph.Reference) -> Column<Double> {
    switch graph.operations[reference.node] {
    case .price(let price) where isReadInPlace: (prices(price), rows.lowerBound - reference.lag)
    default: (numbers[places[reference.node]], Self.lead - reference.lag)
    }
  }

  /// The means of a sum, whose rows may be apart.
  @inline(__always)
  private func mean(
    of node: Int, _ reach: Int, _ target: inout [Double], each value: (Double) -> Double, _ values: (SIMD2<Double>) -> SIMD2<Double>
  ) {
    let (column, start, step) = sums.column(places[node])
    let totals = column.span.extracting((start - reach * step)...)
    var result = target.mutableSpan
    let (count, place) = (rows.count &+ reach, Self.lead &- reach)
    var index = 0
    if step == 1 {
      while index &+ 2 <= count {
        result.put(values(totals.two(at: index)), at: index &+ place)
        index &+= 2
      }
    } else {
      while index &+ 2 <= count {
        result.put(values(SIMD2(totals.at(index &* step), totals.at((index &+ 1) &* step))), at: index &+ place)
        index &+= 2
      }
    }
    if index < count { result.put(value(totals.at(index &* step)), at: index &+ place) }
  }

  // MARK: - Answers

  private func compute(_ operation: CandleGraph.Operation, _ reach: Int, _ target: inout [Int8]) {
    switch operation {
    case .below(let a, let b): compare(a, b, reach, &target)
    case .both(let a, let b): combine(column(a), column(b), reach, &target) { $0 & $1 }
    case .either(let a, let b): combine(column(a), column(b), reach, &target) { $0 | $1 }
    case .added(let a, let b): combine(column(a), column(b), reach, &target) { $0 &+ $1 }
    case .not(let a): change(column(a), reach, &target) { ~$0 }
    case .points(let a, let points):
      // Halved, so that 200 fits.
      let half = Int8(points / 2)
      change(column(a), reach, &target) { $0 & half }
    case .price, .total, .mean, .sum, .difference, .scaled, .greater, .lesser, .distance, .magnitude:
      preconditionFailure("these are numbers")
    }
  }

  // MARK: - Both

  @inline(__always)
  private func change<Element>(_ a: Column<Element>, _ reach: Int, _ target: inout [Element], _ value: (Element) -> Element) {
    let values = a.values.span.extracting(a.start - reach..<a.start + rows.count)
    var result = target.mutableSpan
    for index in 0..<values.count { result.put(value(values.at(index)), at: index &+ Self.lead &- reach) }
  }

  @inline(__always)
  private func combine<Element>(
    _ a: Column<Element>, _ b: Column<Element>, _ reach: Int, _ target: inout [Element], _ value: (Element, Element) -> Element
  ) {
    let firsts = a.values.span.extracting(a.start - reach..<a.start + rows.count)
    let seconds = b.values.span.extracting(b.start - reach..<b.start + rows.count)
    var result = target.mutableSpan
    for index in 0..<firsts.count { result.put(value(firsts.at(index), seconds.at(index)), at: index &+ Self.lead &- reach) }
  }
}
