/// The sentences of patterns as a plan for whole columns: every price, length, mean, comparison and combination in them, each once however many ask for it.
struct CandleGraph: Sendable {
  /// A column, so many rows later.
  struct Reference: Hashable, Sendable {
    let node: Int
    let lag: Int
  }

  /// A price of a candle.
  enum Price: Int, Hashable, CaseIterable, Sendable { case open, high, low, close }

  /// The sum of a length of so many candles before, kept from a row on by adding and subtracting; in the order of TA-Lib, because in prices that move in
  /// ticks lengths are often equal to their mean, and then the last bit decides.
  struct Total: Hashable, Sendable {
    let length: CandleLength
    let period: Int
    let start: Int
  }

  /// What is computed.
  enum Operation: Hashable, Sendable {
    case price(Price)
    case total(Total)
    case mean(total: Int, factor: Double, period: Int, divisor: Double)
    case sum(Reference, Reference)
    case difference(Reference, Reference)
    case scaled(Reference, Double)
    case greater(Reference, Reference)
    case lesser(Reference, Reference)
    case magnitude(Reference)
    case distance(Reference, Reference)
    case below(Reference, Reference)
    case both(Reference, Reference)
    case either(Reference, Reference)
    case not(Reference)
    case points(Reference, Int)
    case added(Reference, Reference)

    /// What it is computed from.
    var operands: [Reference] {
      switch self {
      case .price, .total: []
      case .mean(let total, _, _, _): [Reference(node: total, lag: 0)]
      case .scaled(let a, _), .magnitude(let a), .not(let a), .points(let a, _): [a]
      case .sum(let a, let b), .difference(let a, let b), .distance(let a, let b), .greater(let a, let b), .lesser(let a, let b),
        .below(let a, let b), .both(let a, let b), .either(let a, let b), .added(let a, let b):
        [a, b]
      }
    }

    /// Whether it is a column of numbers; all others are answers or points.
    var isNumber: Bool {
      switch self {
      case .price, .total, .mean, .sum, .difference, .scaled, .greater, .lesser, .magnitude, .distance: true
      case .below, .both, .either, .not, .points, .added: false
      }
    }
  }

  /// The operations, each after those it needs.
  private(set) var operations: [Operation] = []

  /// The columns of points of some patterns.
  private(set) var outcomes: [Reference] = []

  /// What holds wherever the only pattern of a plan gives points, if somebody has looked for it.
  var conditions: [Reference] = []

  /// A plan of the operations that the outcomes of some patterns need, and no others.
  init(_ build: (Builder) -> [Reference]) {
    let builder = Builder()
    let wanted = build(builder)
    var isNeeded = [Bool](repeating: false, count: builder.operations.count)
    for reference in wanted { isNeeded[reference.node] = true }
    for node in builder.operations.indices.reversed() where isNeeded[node] {
      for operand in builder.operations[node].operands { isNeeded[operand.node] = true }
    }
    var places = [Int](repeating: 0, count: builder.operations.count)
    for node in builder.operations.indices where isNeeded[node] {
      places[node] = operations.count
      operations.append(builder.operations[node].moved { Reference(node: places[$0.node], lag: $0.lag) })
    }
    outcomes = wanted.map { Reference(node: places[$0.node], lag: $0.lag) }
  }

  /// An operation of two columns, at the later of both rows; added if it is not there.
  mutating func join(_ a: Reference, _ b: Reference, _ operation: (Reference, Reference) -> Operation) -> Reference {
    if a == b { return a }
    let lag = min(a.lag, b.lag)
    let made = operation(Reference(node: a.node, lag: a.lag - lag), Reference(node: b.node, lag: b.lag - lag))
    if let node = operations.firstIndex(of: made) { return Reference(node: node, lag: lag) }
    operations.append(made)
    return Reference(node: operations.count - 1, lag: lag)
  }

  /// Collects operations, and gives the same column to whoever asks for the same.
  final class Builder {
    fileprivate(set) var operations: [Operation] = []
    private var known: [Operation: Int] = [:]

    func node(_ operation: Operation) -> Int {
      if let node = known[operation] { return node }
      operations.append(operation)
      known[operation] = operations.count - 1
      return operations.count - 1
    }

    /// An operation of two columns, at the later of both rows.
    func combine(_ a: Reference, _ b: Reference, _ operation: (Reference, Reference) -> Operation) -> Reference {
      let lag = min(a.lag, b.lag)
      let made = operation(Reference(node: a.node, lag: a.lag - lag), Reference(node: b.node, lag: b.lag - lag))
      return Reference(node: node(made), lag: lag)
    }

    /// An operation of one column.
    func change(_ a: Reference, _ operation: (Reference) -> Operation) -> Reference {
      Reference(node: node(operation(Reference(node: a.node, lag: 0))), lag: a.lag)
    }
  }
}

extension CandleGraph.Operation {
  /// The same with other references.
  func moved(_ move: (CandleGraph.Reference) -> CandleGraph.Reference) -> CandleGraph.Operation {
    switch self {
    case .price, .total: self
    case .mean(let total, let factor, let period, let divisor):
      .mean(total: move(CandleGraph.Reference(node: total, lag: 0)).node, factor: factor, period: period, divisor: divisor)
    case .sum(let a, let b): .sum(move(a), move(b))
    case .difference(let a, let b): .difference(move(a), move(b))
    case .distance(let a, let b): .distance(move(a), move(b))
    case .scaled(let a, let factor): .scaled(move(a), factor)
    case .greater(let a, let b): .greater(move(a), move(b))
    case .lesser(let a, let b): .lesser(move(a), move(b))
    case .magnitude(let a): .magnitude(move(a))
    case .below(let a, let b): .below(move(a), move(b))
    case .both(let a, let b): .both(move(a), move(b))
    case .either(let a, let b): .either(move(a), move(b))
    case .not(let a): .not(move(a))
    case .points(let a, let points): .points(move(a), points)
    case .added(let a, let b): .added(move(a), move(b))
    }
  }
}

/// A column of prices or lengths.
struct NumberColumn: CandleNumber {
  typealias Answer = AnswerColumn

  let builder: CandleGraph.Builder
  let reference: CandleGraph.Reference

  static func + (left: NumberColumn, right: NumberColumn) -> NumberColumn { left.with(right) { .sum($0, $1) } }
  static func - (left: NumberColumn, right: NumberColumn) -> NumberColumn { left.with(right) { .difference($0, $1) } }
  static func * (left: NumberColumn, right: Double) -> NumberColumn {
    right == 1
      ? left
      : NumberColumn(builder: left.builder, reference: left.builder.change(left.reference) { .scaled($0, right) })
  }
  static func < (left: NumberColumn, right: NumberColumn) -> AnswerColumn {
    AnswerColumn(builder: left.builder, reference: left.builder.combine(left.reference, right.reference) { .below($0, $1) })
  }
  // Nothing is missing in rows that are gone through, so that one comparison serves both.
  static func <= (left: NumberColumn, right: NumberColumn) -> AnswerColumn { !(right < left) }
  static func greater(_ first: NumberColumn, _ second: NumberColumn) -> NumberColumn { first.with(second) { .greater($0, $1) } }
  static func lesser(_ first: NumberColumn, _ second: NumberColumn) -> NumberColumn { first.with(second) { .lesser($0, $1) } }
  static func distance(_ first: NumberColumn, _ second: NumberColumn) -> NumberColumn { first.with(second) { .distance($0, $1) } }
  var magnitude: NumberColumn { NumberColumn(builder: builder, reference: builder.change(reference) { .magnitude($0) }) }

  private func with(
    _ other: NumberColumn, _ operation: (CandleGraph.Reference, CandleGraph.Reference) -> CandleGraph.Operation
  ) -> NumberColumn {
    NumberColumn(builder: builder, reference: builder.combine(reference, other.reference, operation))
  }
}

/// A column of answers.
struct AnswerColumn: CandleAnswer {
  typealias Outcome = PointColumn

  let builder: CandleGraph.Builder
  let reference: CandleGraph.Reference

  static func && (left: AnswerColumn, right: AnswerColumn) -> AnswerColumn {
    AnswerColumn(builder: left.builder, reference: left.builder.combine(left.reference, right.reference) { .both($0, $1) })
  }
  static func || (left: AnswerColumn, right: AnswerColumn) -> AnswerColumn {
    AnswerColumn(builder: left.builder, reference: left.builder.combine(left.reference, right.reference) { .either($0, $1) })
  }
  static prefix func ! (answer: AnswerColumn) -> AnswerColumn {
    AnswerColumn(builder: answer.builder, reference: answer.builder.change(answer.reference) { .not($0) })
  }
  func worth(_ points: Int) -> PointColumn {
    PointColumn(builder: builder, reference: builder.change(reference) { .points($0, points) })
  }
}

/// A column of points.
struct PointColumn: CandleOutcome {
  let builder: CandleGraph.Builder
  let reference: CandleGraph.Reference

  static func + (left: PointColumn, right: PointColumn) -> PointColumn {
    PointColumn(builder: left.builder, reference: left.builder.combine(left.reference, right.reference) { .added($0, $1) })
  }
}
