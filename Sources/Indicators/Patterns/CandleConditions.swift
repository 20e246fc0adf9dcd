// What must hold wherever a pattern gives points. Most conditions fail at most rows, and a pattern is rare: what is dear to compute is only computed at the
// rows that the cheap conditions have left.

extension CandleGraph {
  /// Finds the conditions of the only pattern of a plan, and adds what is needed to ask them.
  mutating func findConditions() {
    var known = Set<Reference>()
    let outcome = outcomes[0]
    conditions = (necessary(outcome) + shared(outcome)).filter { $0 != outcome && known.insert($0).inserted }
  }

  /// What each of all alternatives needs at some row or other: that it holds at one of these rows.
  private mutating func shared(_ outcome: Reference) -> [Reference] {
    let needs = alternatives(outcome).map(parts)
    guard needs.count > 1, let first = needs.first else { return [] }
    var found: [Reference] = []
    for node in Set(first.map(\.node)).sorted() {
      let rows = needs.map { $0.filter { $0.node == node } }
      guard rows.allSatisfy({ !$0.isEmpty }) else { continue }
      // The row nearest to the others', if an alternative needs it at several.
      let distinct = Set(rows.compactMap { $0.min { $0.lag < $1.lag } }).sorted { $0.lag < $1.lag }
      let answer = distinct.dropFirst().reduce(distinct[0]) { whole, row in join(whole, row) { .either($0, $1) } }
      found.append(answer)
    }
    return found
  }

  /// The columns one of which holds wherever a column does.
  private func alternatives(_ whole: Reference) -> [Reference] {
    func later(_ part: Reference) -> Reference { Reference(node: part.node, lag: part.lag + whole.lag) }
    return switch operations[whole.node] {
    case .points(let a, _): alternatives(later(a))
    case .either(let a, let b), .added(let a, let b): alternatives(later(a)) + alternatives(later(b))
    default: [whole]
    }
  }

  /// The columns that all hold wherever a column does, itself among them.
  private func parts(_ whole: Reference) -> [Reference] {
    func later(_ part: Reference) -> Reference { Reference(node: part.node, lag: part.lag + whole.lag) }
    guard case .both(let a, let b) = operations[whole.node] else { return [whole] }
    return [whole] + parts(later(a)) + parts(later(b))
  }

  /// What must hold where a column does.
  private mutating func necessary(_ whole: Reference) -> [Reference] {
    func later(_ part: Reference) -> Reference { Reference(node: part.node, lag: part.lag + whole.lag) }
    switch operations[whole.node] {
    case .points(let a, _): return necessary(later(a))
    case .both(let a, let b): return necessary(later(a)) + necessary(later(b))
    case .either(let a, let b): return [whole] + alternative(later(a), later(b))
    case .added(let a, let b): return alternative(later(a), later(b))
    default: return [whole]
    }
  }

  /// What must hold where one of two columns does: what both need, one or the other of what each needs, and what of them can be told without means.
  private mutating func alternative(_ a: Reference, _ b: Reference) -> [Reference] {
    let (first, second) = (necessary(a), necessary(b))
    let shared = first.filter(second.contains)
    let pairs = zip(first.filter { !shared.contains($0) }, second.filter { !shared.contains($0) })
    var found = shared
    for (one, other) in pairs { found.append(join(one, other) { .either($0, $1) }) }
    if let one = withoutMeans(a), let other = withoutMeans(b), pairs.underestimatedCount > 1 || first.count > 1 {
      found.append(join(one, other) { .either($0, $1) })
    }
    return found
  }

  /// The part of a column of answers or points that compares prices alone, and holds wherever it does; `nil` if there is none.
  private mutating func withoutMeans(_ whole: Reference) -> Reference? {
    func later(_ part: Reference) -> Reference { Reference(node: part.node, lag: part.lag + whole.lag) }
    switch operations[whole.node] {
    case .points(let a, _): return withoutMeans(later(a))
    case .both(let a, let b):
      let (one, other) = (withoutMeans(later(a)), withoutMeans(later(b)))
      if let one, let other { return join(one, other) { .both($0, $1) } }
      return one ?? other
    case .either(let a, let b), .added(let a, let b):
      guard let one = withoutMeans(later(a)), let other = withoutMeans(later(b)) else { return nil }
      return join(one, other) { .either($0, $1) }
    default:
      let hasMeans = needs(of: whole).contains { if case .mean = operations[$0] { true } else { false } }
      return hasMeans ? nil : whole
    }
  }

  /// The operations that a column needs, itself among them, each after those it needs.
  func needs(of reference: Reference) -> [Int] {
    var isNeeded = [Bool](repeating: false, count: reference.node + 1)
    isNeeded[reference.node] = true
    for node in isNeeded.indices.reversed() where isNeeded[node] {
      for operand in operations[node].operands { isNeeded[operand.node] = true }
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }

  /// How many rows before the last each column is asked for.
  var reaches: [Int] {
    var reaches = [Int](repeating: 0, count: operations.count)
    for wanted in outcomes + conditions { reaches[wanted.node] = max(reaches[wanted.node], wanted.lag) }
    for node in operations.indices.reversed() {
      for operand in operations[node].operands { reaches[operand.node] = max(reaches[operand.node], reaches[node] + operand.lag) }
    }
    return reaches
  }
}

extension CandleGraph.Operation {
  /// About how many instructions a row of it takes as a column; sums and prices are there anyway.
  var cost: Double {
    switch self {
    case .price, .total: 0
    case .mean: 8
    case .below: 3
    case .sum, .difference, .scaled, .greater, .lesser, .magnitude, .distance: 2
    case .both, .either, .not, .points, .added: 0.5
    }
  }
}
