internal import Market

/// Looks for one pattern in the stretches of a run.
///
/// Conditions that are cheap and fail at many rows are computed first, as columns; once they have left few rows, all others are computed at those only. Which
/// are which is learned from a stretch now and then, and when more rows are left than was learned.
struct CandleSearch {
  private struct Condition {
    let answer: CandleGraph.Reference
    /// The operations of its column.
    let needs: [Int]
    /// The same for some rows.
    let program: CandleProgram
    let cost: Double
  }

  private let conditions: [Condition]
  /// Those that are computed as columns; `nil` if all leave too many rows, so that all is.
  private var dense: [Condition]?
  /// Those that are asked at the rows that are left.
  private var asked: [Condition] = []
  /// What is told of the rows that are left then.
  private var outcome: CandleProgram
  /// How many rows of a stretch the columns may leave before something has changed.
  private var most = 0.0
  private var registers: CandleRegisters
  /// The rows that are left, counted from the first of the stretch.
  private var selected: [Int32]
  /// All ones where the conditions so far hold.
  private var mask: [Int8]

  /// At which stretch is learned anew.
  private var lesson = 0

  /// A search by the conditions of a plan, at least one.
  init(_ graph: CandleGraph, stretch: Int) {
    conditions = graph.conditions.map { answer in
      let needs = graph.needs(of: answer)
      return Condition(
        answer: answer, needs: needs, program: CandleProgram(graph, answer), cost: needs.reduce(0) { $0 + graph.operations[$1].cost })
    }
    outcome = CandleProgram(graph, graph.outcomes[0])
    registers = CandleRegisters(for: conditions.map(\.program) + [outcome])
    // Two more, which may be written but are not counted.
    selected = [Int32](repeating: 0, count: stretch + 2)
    mask = [Int8](repeating: 0, count: stretch)
  }

  /// Looks through some rows of the stretch, and writes their points; says whether it has: if not, too many rows may have points, and all is to be computed.
  mutating func find(_ run: inout CandleGraphRun, _ rows: Range<Int>, into result: inout MutableSpan<Double>) -> Bool {
    if run.stretches >= lesson { learn(&run) }
    guard let dense else { return false }
    let (asked, first) = (asked, run.rows.lowerBound)
    for index in dense.indices { join(dense[index], &run, isFirst: index == 0) }
    let left = Self.select(mask, rows.lowerBound - first..<rows.upperBound - first, &selected)
    if Double(left) > most { lesson = run.stretches + 1 }
    for row in rows { result.put(0, at: row) }
    for start in stride(from: 0, to: left, by: CandleRegisters.length) {
      var count = registers.take(selected, start..<min(start + CandleRegisters.length, left))
      for index in asked.indices where count > 0 {
        registers.run(asked[index].program, count) { run.source($0) }
        count = registers.keep(count, where: asked[index].program)
      }
      if count > 0 {
        registers.run(outcome, count) { run.source($0) }
        registers.each(outcome, count) { half, row in result.put(Double(2 &* Int32(half)), at: first &+ row) }
      }
    }
    return true
  }

  /// Puts the conditions in order, and finds how many of them are best computed as columns, and which of the others are worth asking.
  private mutating func learn(_ run: inout CandleGraphRun) {
    let count = run.rows.count
    var ranks: [(rank: Double, condition: Condition)] = []
    for condition in conditions {
      join(condition, &run, isFirst: true)
      ranks.append((condition.cost / (Double(count - left(count)) + 0.5), condition))
    }
    // Of these, those that leave less than was left before.
    var order: [(condition: Condition, before: Double, after: Double)] = []
    for (_, condition) in ranks.sorted(by: { $0.rank < $1.rank }) {
      join(condition, &run, isFirst: order.isEmpty)
      let (before, after) = (order.last?.after ?? 1, Double(left(count)) / Double(count))
      if after < 0.98 * before || order.isEmpty { order.append((condition, before, after)) }
    }
    // What it takes for all to be computed as columns; then what it takes for the first of the conditions, one more at a time.
    let whole = CandleProgram(run.graph, run.graph.outcomes[0]).cost
    var least = cost(run.graph.needs(of: run.graph.outcomes[0]), run.graph)
    var known = Set<Int>()
    (dense, asked) = (nil, [])
    for index in order.indices {
      known.formUnion(order[index].condition.needs)
      // To select rows, and what comes then.
      var (taken, rows, worthAsking) = (cost(known, run.graph) + 3, order[index].after, [Condition]())
      for (condition, before, after) in order.dropFirst(index + 1) where condition.program.cost < (1 - after / before) * whole {
        taken += rows * condition.program.cost
        rows *= after / before
        worthAsking.append(condition)
      }
      taken += rows * whole
      if taken < least {
        (least, dense, asked) = (taken, order.prefix(index + 1).map(\.condition), worthAsking)
        most = 64 + 2 * order[index].after * Double(run.stretch)
      }
    }
    outcome = CandleProgram(run.graph, run.graph.outcomes[0], where: ((dense ?? []) + asked).map(\.answer))
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
      // A bit for each row that is left. Most often there are at most two of eight, so that these are written in any case: how many there are cannot be
      // foreseen.
      var word = values.word(at: index) & 0x0101_0101_0101_0101
      var place = count
      count &+= Int(truncatingIfNeeded: (word &* 0x0101_0101_0101_0101) &>> 56)
      repeat {
        for _ in 0..<2 {
          result.put(Int32(truncatingIfNeeded: part.lowerBound &+ index &+ word.trailingZeroBitCount &>> 3), at: place)
          word &= word &- 1
          place &+= 1
        }
      } while word != 0
      index &+= 8
    }
    while index < values.count {
      result.put(Int32(truncatingIfNeeded: part.lowerBound &+ index), at: count)
      count &-= Int(values.at(index))
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
    var run = CandleGraphRun(graph, input, stretch: 8_192, keepsAll: hasConditions)
    var search = hasConditions ? CandleSearch(graph, stretch: run.stretch) : nil
    let nodes = needs(of: outcomes[0])
    let question = Question(self)
    run.overAll { run in
      // Before the warm-up is over the answer is 0; after a gap there is none as long.
      let known = min(max(run.rows.lowerBound, run.first + warmUp), run.rows.upperBound)
      for row in run.rows.lowerBound..<known { result.put(row < warmUp ? 0 : .nan, at: row) }
      let rows = known..<run.rows.upperBound
      if search?.find(&run, rows, into: &result) != true {
        run.compute(nodes)
        run.points(outcomes[0], rows) { Self.write($0, into: &result, at: known) }
      }
    } missing: { row in
      result.put(row < warmUp ? 0 : .nan, at: row)
    } atOnce: { sums, rows, first in
      guard let question else { return false }
      return sums.answer(question, input, rows, from: first, into: &result)
    }
  }

  /// Writes halves of points as points, from a row on.
  private static func write(_ halves: Span<Int8>, into result: inout MutableSpan<Double>, at row: Int) {
    for index in 0..<halves.count { result.put(Double(2 &* Int32(halves.at(index))), at: row &+ index) }
  }
}
