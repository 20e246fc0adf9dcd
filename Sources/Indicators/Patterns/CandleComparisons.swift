// A length or a mean that is only compared is computed as it is compared: written to a column of its own and read again it takes as long as the comparison.

extension CandleGraph {
  /// Whether each number is only asked for by comparisons, and simple enough to be computed in them.
  var isComputedInComparisons: [Bool] {
    var isComputed = operations.map { operation in
      switch operation {
      case .mean, .distance, .greater, .lesser: true
      case .difference(let a, let b): isShadow(a, b)
      default: false
      }
    }
    var questions = [Int](repeating: 0, count: operations.count)
    // Who asks comes after what is asked for.
    for node in operations.indices.reversed() {
      for operand in operations[node].operands {
        let asked = operand.node
        questions[asked] += 1
        // Asked for often enough, its column is worth it; that of a mean, which is a division, the second time.
        let most = if case .mean = operations[asked] { 1 } else { 2 }
        if questions[asked] > most { isComputed[asked] = false }
        switch operations[node] {
        case .below: break
        // The end of a body, asked for by a shadow.
        case .difference(let a, let b) where isComputed[node] && a.node != b.node: break
        default: isComputed[asked] = false
        }
      }
    }
    return isComputed
  }

  /// Whether a difference is a shadow: from a price to the end of a body.
  private func isShadow(_ a: Reference, _ b: Reference) -> Bool {
    switch (operations[a.node], operations[b.node]) {
    case (.price, .greater), (.lesser, .price): true
    default: false
    }
  }
}

extension Span where Element == Double {
  /// Two rows that are known to exist.
  @inline(__always)
  fileprivate func two(_ one: Int, _ other: Int) -> SIMD2<Double> { SIMD2(at(one), at(other)) }
}

extension CandleGraphRun {
  /// One side of a comparison: the columns its numbers are computed from.
  private enum Side {
    case numbers(Column<Double>)
    case mean(Column<Double>, step: Int, factor: Double, period: Double, share: Double)
    case distance(Column<Double>, Column<Double>)
    case greater(Column<Double>, Column<Double>)
    case lesser(Column<Double>, Column<Double>)
    case upperShadow(Column<Double>, Column<Double>, Column<Double>)
    case lowerShadow(Column<Double>, Column<Double>, Column<Double>)
  }

  /// One side of a comparison, from so many rows before the stretch on.
  private func side(_ reference: CandleGraph.Reference, _ reach: Int) -> Side {
    func part(_ operand: CandleGraph.Reference, _ lag: Int = 0) -> Column<Double> {
      column(CandleGraph.Reference(node: operand.node, lag: operand.lag + reference.lag + lag + reach))
    }
    guard isComputedInComparisons[reference.node] else { return .numbers(part(CandleGraph.Reference(node: reference.node, lag: 0))) }
    switch graph.operations[reference.node] {
    case .mean(let total, let factor, let period, let divisor):
      let (values, start, step) = source(CandleGraph.Reference(node: total, lag: reference.lag + reach))
      return .mean((values, start), step: step, factor: factor, period: Double(period), share: 1 / divisor)
    case .distance(let a, let b): return .distance(part(a), part(b))
    case .greater(let a, let b): return .greater(part(a), part(b))
    case .lesser(let a, let b): return .lesser(part(a), part(b))
    case .difference(let a, let b):
      if case .greater(let c, let d) = graph.operations[b.node] { return .upperShadow(part(a), part(c, b.lag), part(d, b.lag)) }
      if case .lesser(let c, let d) = graph.operations[a.node] { return .lowerShadow(part(c, a.lag), part(d, a.lag), part(b)) }
      preconditionFailure("no other difference is computed in comparisons")
    default: preconditionFailure("this is a column")
    }
  }

  /// Compares two columns of numbers, either of which may be computed only here.
  func compare(_ a: CandleGraph.Reference, _ b: CandleGraph.Reference, _ reach: Int, _ target: inout [Int8]) {
    let count = rows.count + reach
    let (one, other) = (side(a, reach), side(b, reach))

    // Two rows of a side are read at once. Either side can be any of the kinds: each pair of kinds is a loop of its own.
    @inline(__always)
    func write(_ first: (Int, Int) -> SIMD2<Double>, _ second: (Int, Int) -> SIMD2<Double>) {
      let lead = Self.lead &- reach
      var result = target.mutableSpan
      var index = 0
      while index &+ 16 <= count {
        result.put(sixteen(at: index, first, areBelow: second), at: index &+ lead)
        index &+= 16
      }
      while index < count {
        result.put(first(index, index).x < second(index, index).x ? -1 : 0, at: index &+ lead)
        index &+= 1
      }
    }
    @inline(__always)
    func read(_ side: Side, _ then: ((Int, Int) -> SIMD2<Double>) -> Void) {
      switch side {
      case .numbers(let a):
        let a = a.values.span.extracting(a.start..<a.start + count)
        then { a.two($0, $1) }
      case .mean(let totals, let step, let factor, let period, let share):
        let totals = totals.values.span.extracting(totals.start...)
        then { factor * (totals.two($0 &* step, $1 &* step) / period) * share }
      case .distance(let a, let b):
        let (a, b) = (a.values.span.extracting(a.start..<a.start + count), b.values.span.extracting(b.start..<b.start + count))
        then { (a.two($0, $1) - b.two($0, $1)).sizes }
      case .greater(let a, let b):
        let (a, b) = (a.values.span.extracting(a.start..<a.start + count), b.values.span.extracting(b.start..<b.start + count))
        then { a.two($0, $1).greatest(b.two($0, $1)) }
      case .lesser(let a, let b):
        let (a, b) = (a.values.span.extracting(a.start..<a.start + count), b.values.span.extracting(b.start..<b.start + count))
        then { a.two($0, $1).least(b.two($0, $1)) }
      case .upperShadow(let high, let a, let b):
        let (a, b) = (a.values.span.extracting(a.start..<a.start + count), b.values.span.extracting(b.start..<b.start + count))
        let high = high.values.span.extracting(high.start..<high.start + count)
        then { high.two($0, $1) - a.two($0, $1).greatest(b.two($0, $1)) }
      case .lowerShadow(let a, let b, let low):
        let (a, b) = (a.values.span.extracting(a.start..<a.start + count), b.values.span.extracting(b.start..<b.start + count))
        let low = low.values.span.extracting(low.start..<low.start + count)
        then { a.two($0, $1).least(b.two($0, $1)) - low.two($0, $1) }
      }
    }
    read(one) { first in read(other) { second in write(first, second) } }
  }
}
