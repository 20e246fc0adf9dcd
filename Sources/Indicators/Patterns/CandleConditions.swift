// What must hold wherever a pattern gives points, condition by condition.
//
// Most conditions fail at most rows, and a pattern is rare: what is dear to compute is only computed at the rows that the cheap conditions have left.
extension CandleGraph {
  /// The conditions that all points of an outcome share, each a column of answers.
  func conditions(of outcome: Reference) -> [Reference] {
    var shared: [Reference]?
    for points in parts(outcome, { if case .added(let a, let b) = $0 { [a, b] } else { nil } }) {
      guard case .points(let answer, _) = operations[points.node] else { return [] }
      let own = parts(Reference(node: answer.node, lag: points.lag + answer.lag)) {
        if case .both(let a, let b) = $0 { [a, b] } else { nil }
      }
      shared = shared?.filter(own.contains) ?? own
    }
    var known = Set<Reference>()
    return (shared ?? []).filter { known.insert($0).inserted }
  }

  /// A column taken apart into those that it joins, in their order.
  private func parts(_ whole: Reference, _ split: (Operation) -> [Reference]?) -> [Reference] {
    guard let halves = split(operations[whole.node]) else { return [whole] }
    return halves.flatMap { parts(Reference(node: $0.node, lag: whole.lag + $0.lag), split) }
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
    for outcome in outcomes { reaches[outcome.node] = max(reaches[outcome.node], outcome.lag) }
    for node in operations.indices.reversed() {
      for operand in operations[node].operands { reaches[operand.node] = max(reaches[operand.node], reaches[node] + operand.lag) }
    }
    return reaches
  }
}

extension CandleGraph.Operation {
  /// About how much a row of it takes; sums and prices are there anyway.
  var cost: Double {
    switch self {
    case .price, .total: 0
    case .mean: 4
    case .below: 3
    case .sum, .difference, .scaled, .greater, .lesser, .magnitude, .distance: 2
    case .both, .either, .not, .points, .added: 0.5
    }
  }
}
