internal import Market

/// Looks for one pattern in the stretches of a run.
///
/// Conditions that are cheap and fail at many rows are computed first, as columns; once they have left few rows, all others are computed at those only. Which
/// are which is learned from a stretch now and then, and when more rows are left than was learned.
struct CandleSearch {
  private struct Condition {
    let answer: CandleGraph.Reference
    let isImplied: Bool
    /// The operations of its column.
    let needs: [Int]
    /// The same for some rows.
    let program: CandleProgram
    let cost: Double
  }

  private var conditions: [Condition]
  /// How many of them are computed as columns; `nil` if all leave too many rows, so that all is.
  private var dense: Int?
  /// How many rows of a stretch they may leave before something has changed.
  private var most = 0.0
  private let outcome: CandleProgram
  private var registers: CandleRegisters
  /// The rows that are left, counted from the first of the stretch.
  private var selected: [Int32]
  /// All ones where the conditions so far hold.
  private var mask: [Int8]

  /// At which stretch is learned anew.
  private var lesson = 0

  /// A search by the conditions of a plan, at least one.
  init(_ graph: CandleGraph, stretch: Int) {
    conditions = graph.conditions.map { condition in
      let needs = graph.needs(of: condition.answer)
      return Condition(
        answer: condition.answer, isImplied: condition.isImplied, needs: needs, program: CandleProgram(graph, condition.answer),
        cost: needs.reduce(0) { $0 + graph.operations[$1].cost })
    }
    outcome = CandleProgram(graph, graph.outcomes[0], where: conditions.map(\.answer))
    registers = CandleRegisters(for: conditions.map(\.program) + [outcome], rows: stretch)
    selected = [Int32](repeating: 0, count: stretch)
    mask = [Int8](repeating: 0, count: stretch)
  }

  /// Looks through some rows of the stretch: how many may have points, or `nil` if they are too many and all is to be computed.
  mutating func find(_ run: inout CandleGraphRun, _ rows: Range<Int>) -> Int? {
    if run.stretches >= lesson { learn(&run) }
    guard let dense else { return nil }
    for index in 0..<dense { join(conditions[index], &run, isFirst: index == 0) }
    var left = Self.select(mask, rows.lowerBound - run.rows.lowerBound..<rows.upperBound - run.rows.lowerBound, &selected)
    if Double(left) > most { lesson = run.stretches + 1 }
    for index in dense..<conditions.count where left > 0 && !conditions[index].isImplied {
      registers.run(conditions[index].program, at: selected, left) { run.source($0) }
      left = registers.keep(&selected, left, where: conditions[index].program)
    }
    if left > 0 { registers.run(outcome, at: selected, left) { run.source($0) } }
    return left
  }

  /// Hands on the points of the rows that were found, halved, with their places in the stretch.
  @inline(__always)
  func each(_ left: Int, _ body: (Int8, Int) -> Void) {
    let places = selected.span
    registers.each(outcome, left) { points, index in body(points, Int(places.at(index))) }
  }

  /// Puts the conditions in order, and finds how many of them are best computed as columns.
  private mutating func learn(_ run: inout CandleGraphRun) {
    let count = run.rows.count
    var ranks: [(rank: Double, condition: Condition)] = []
    for condition in conditions {
      join(condition, &run, isFirst: true)
      ranks.append((condition.cost / (Double(count - left(count)) + 0.5), condition))
    }
    conditions = ranks.sorted { $0.rank < $1.rank }.map(\.condition)
    var parts: [Double] = []
    for index in conditions.indices {
      join(conditions[index], &run, isFirst: index == 0)
      parts.append(Double(left(count)) / Double(count))
    }
    // What it takes for all to be computed as columns; then what it takes for the first of the conditions, one more at a time.
    let whole = run.graph.needs(of: run.graph.outcomes[0])
    var least = cost(whole, run.graph)
    let last = (parts.last ?? 1) * outcome.cost
    var known = Set<Int>()
    dense = nil
    for index in conditions.indices {
      known.formUnion(conditions[index].needs)
      // To select rows, and what comes then.
      var rest = 5 + last
      for later in conditions.indices.dropFirst(index + 1) where !conditions[later].isImplied {
        rest += parts[later - 1] * conditions[later].program.cost
      }
      let taken = cost(known, run.graph) + rest
      if taken < least { (least, dense, most) = (taken, index + 1, 64 + 2 * parts[index] * Double(run.stretch)) }
    }
    // The more has been seen, the less is new.
    lesson = count < 256 ? run.stretches + 1 : 4 * run.stretches
  }

  private func cost(_ nodes: some Sequence<Int>, _ graph: CandleGraph) -> Double { nodes.reduce(0) { $0 + graph.operations[$1].cost } }

  /// Takes from the mask the rows at which a condition does not hold.
  private mutating func join(_ condition: Condition, _ run: inout CandleGraphRun, isFirst: Bool) {
    run.compute(condition.needs)
    let (column, start): CandleGraphRun.Column<Int8> = run.column(condition.answer)
    let values = column.span.extracting(start..<start + run.rows.count)
    var result = mask.mutableSpan
    if isFirst {
      for index in 0..<values.count { result.put(values.at(index), at: index) }
    } else {
      for index in 0..<values.count { result.put(result.at(index) & values.at(index), at: index) }
    }
  }

  /// How many of the first so many rows the mask has left.
  private func left(_ rows: Int) -> Int { mask.prefix(rows).reduce(0) { $0 &- Int($1) } }

  /// Selects the rows of a part of the stretch that a mask has left: how many there are.
  private static func select(_ mask: [Int8], _ part: Range<Int>, _ selected: inout [Int32]) -> Int {
    let values = mask.span.extracting(part)
    var result = selected.mutableSpan
    var (count, index) = (0, 0)
    while index &+ 8 <= values.count {
      // A bit for each row that is left.
      var word = values.word(at: index) & 0x0101_0101_0101_0101
      while word != 0 {
        result.put(Int32(truncatingIfNeeded: part.lowerBound &+ index &+ word.trailingZeroBitCount / 8), at: count)
        count &+= 1
        word &= word &- 1
      }
      index &+= 8
    }
    while index < values.count {
      if values.at(index) != 0 {
        result.put(Int32(truncatingIfNeeded: part.lowerBound &+ index), at: count)
        count &+= 1
      }
      index &+= 1
    }
    return count
  }
}

extension CandleGraph {
  /// The points of the only pattern of a plan over a series of bars, as an indicator gives them.
  func points(over input: Bar.Columns, warmUp: Int, into result: inout MutableSpan<Double>) {
    var graph = self
    // Of few rows not much can be learned.
    if input.close.count >= 1_024 { graph.findConditions() }
    let hasConditions = !graph.conditions.isEmpty
    var run = CandleGraphRun(graph, input, stretch: 4_096, keepsAll: hasConditions)
    var search = hasConditions ? CandleSearch(graph, stretch: run.stretch) : nil
    let nodes = needs(of: outcomes[0])
    run.overAll { run in
      // Before the warm-up is over the answer is 0; after a gap there is none as long.
      let known = min(max(run.rows.lowerBound, run.first + warmUp), run.rows.upperBound)
      for row in run.rows.lowerBound..<known { result.put(row < warmUp ? 0 : .nan, at: row) }
      let rows = known..<run.rows.upperBound
      if let left = search?.find(&run, rows) {
        for row in rows { result.put(0, at: row) }
        search?.each(left) { half, index in result.put(Double(2 &* Int32(half)), at: run.rows.lowerBound &+ index) }
      } else {
        run.compute(nodes)
        run.points(outcomes[0], rows) { Self.write($0, into: &result, at: known) }
      }
    } missing: { row in
      result.put(row < warmUp ? 0 : .nan, at: row)
    }
  }

  /// Writes halves of points as points, from a row on.
  private static func write(_ halves: Span<Int8>, into result: inout MutableSpan<Double>, at row: Int) {
    for index in 0..<halves.count { result.put(Double(2 &* Int32(halves.at(index))), at: row &+ index) }
  }
}
