internal import Market

/// Looks for one pattern in the stretches of a run.
///
/// Conditions that are cheap and fail at many rows are computed first, as columns; once they have left few rows, all others are computed at those only. Which
/// are which is learned from a stretch now and then.
struct CandleSearch {
  private struct Condition {
    let answer: CandleGraph.Reference
    /// The operations of its column.
    let needs: [Int]
    /// The same for some rows.
    let program: CandleProgram
    let cost: Double
  }

  private var conditions: [Condition]
  /// How many of them are computed as columns; `nil` if all leave too many rows, so that all is.
  private var dense: Int?
  private let outcome: CandleProgram
  private var registers: CandleRegisters
  /// The rows that are left, counted from the first of the stretch.
  private var selected: [Int32]
  /// All ones where the conditions so far hold.
  private var mask: [Int8]

  /// Of so many rows or more one may be left for what comes after to be computed at single rows: there it takes about as many times as long.
  private static let rarity = 6
  /// At which stretch is learned anew.
  private var lesson = 0

  /// A search by some conditions, at least one, that hold wherever a pattern gives points.
  init(_ graph: CandleGraph, _ answers: [CandleGraph.Reference], stretch: Int) {
    conditions = answers.map { answer in
      let needs = graph.needs(of: answer)
      return Condition(
        answer: answer, needs: needs, program: CandleProgram(graph, answer), cost: needs.reduce(0) { $0 + graph.operations[$1].cost })
    }
    outcome = CandleProgram(graph, graph.outcomes[0], where: answers)
    registers = CandleRegisters(for: conditions.map(\.program) + [outcome], rows: stretch)
    selected = [Int32](repeating: 0, count: stretch)
    mask = [Int8](repeating: 0, count: stretch)
  }

  /// Hands on the points of some rows of the stretch, halved, with their places; all that are not 0 are among them.
  ///
  /// - Returns: false if the rows are too many: then all is to be computed.
  mutating func find(_ run: inout CandleGraphRun, _ rows: Range<Int>, _ body: (Int8, Int) -> Void) -> Bool {
    if run.stretches >= lesson { learn(&run) }
    guard let dense else { return false }
    for index in 0..<dense { join(conditions[index], &run, isFirst: index == 0) }
    var left = Self.select(mask, rows.lowerBound - run.rows.lowerBound..<rows.upperBound - run.rows.lowerBound, &selected)
    for condition in conditions[dense...] where left > 0 {
      registers.run(condition.program, at: selected, left) { run.column($0) }
      left = registers.keep(&selected, left, where: condition.program)
    }
    guard left > 0 else { return true }
    registers.run(outcome, at: selected, left) { run.column($0) }
    let places = selected.span
    registers.each(outcome, left) { points, index in body(points, Int(places.at(index)) &+ run.rows.lowerBound) }
    return true
  }

  /// Puts the conditions in order, and finds how many are needed until few rows are left.
  private mutating func learn(_ run: inout CandleGraphRun) {
    let count = run.rows.count
    var ranks: [(rank: Double, condition: Condition)] = []
    for condition in conditions {
      join(condition, &run, isFirst: true)
      ranks.append((condition.cost / (Double(count - left(count)) + 0.5), condition))
    }
    conditions = ranks.sorted { $0.rank < $1.rank }.map(\.condition)
    dense = nil
    for index in conditions.indices where dense == nil {
      join(conditions[index], &run, isFirst: index == 0)
      if left(count) * Self.rarity <= count { dense = index + 1 }
    }
    // Of few rows not much can be learned.
    lesson = run.stretches + (count < 256 ? 1 : 64)
  }

  /// Takes from the mask the rows at which a condition does not hold.
  private mutating func join(_ condition: Condition, _ run: inout CandleGraphRun, isFirst: Bool) {
    run.compute(condition.needs)
    let (column, start) = run.answers(condition.answer)
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
    var count = 0
    for index in 0..<values.count {
      result.put(Int32(truncatingIfNeeded: index &+ part.lowerBound), at: count)
      count &-= Int(values.at(index))
    }
    return count
  }
}

extension CandleGraph {
  /// The points of the only pattern of a plan over a series of bars, as an indicator gives them.
  func points(over input: Bar.Columns, warmUp: Int, into result: inout MutableSpan<Double>) {
    let conditions = conditions(of: outcomes[0])
    var run = CandleGraphRun(self, input, stretch: 2_048, keepsAll: !conditions.isEmpty)
    var search = conditions.isEmpty ? nil : CandleSearch(self, conditions, stretch: run.stretch)
    let nodes = Array(operations.indices)
    run.overAll { run in
      // Before the warm-up is over the answer is 0; after a gap there is none as long.
      let known = min(max(run.rows.lowerBound, run.first + warmUp), run.rows.upperBound)
      for row in run.rows.lowerBound..<known { result.put(row < warmUp ? 0 : .nan, at: row) }
      let rows = known..<run.rows.upperBound
      for row in rows { result.put(0, at: row) }
      let isFound = search?.find(&run, rows) { half, row in result.put(Double(2 &* Int32(half)), at: row) }
      guard isFound != true else { return }
      run.compute(nodes)
      run.points(outcomes[0], rows) { halves in
        for index in 0..<halves.count { result.put(Double(2 &* Int32(halves.at(index))), at: known &+ index) }
      }
    } missing: { row in
      result.put(row < warmUp ? 0 : .nan, at: row)
    }
  }
}
