/// Scores many rows: sends all rows of a block down a tree together, dividing them at each node as training does.
///
/// Each row costs as many steps as its own leaf is deep, no step waits for another, and there is no branch to guess: three times as
/// fast as walking row by row.
struct BatchPredictor {
  /// Rows of a block: enough to make the nodes' own cost small, few enough for their values of one feature to stay in a fast cache.
  static let blockRows = 8_192

  /// How many rows each block should have so that there is work for all threads.
  static func blockRows(for rowCount: Int, threads: Int) -> Int { min(blockRows, max(1_024, rowCount / threads + 1)) }

  private let trees: [Tree]
  private let initialScores: [Double]
  /// The rows at the nodes of a level, and at those of the next.
  private var order: [UInt16]
  private var next: [UInt16]
  private var stack: [(child: Int, begin: Int, end: Int, isInNext: Bool)] = []

  init(trees: [Tree], initialScores: [Double]) {
    self.trees = trees
    self.initialScores = initialScores
    order = Array(repeating: 0, count: Self.blockRows)
    next = order
  }

  /// The raw scores of some rows of columns, at most a block, for each row one for each class.
  mutating func scores(columns: [[Double]], rows: Range<Int>) -> [Double] {
    let classes = initialScores.count
    var scores = Array(repeating: 0.0, count: rows.count * classes)
    for index in scores.indices { scores[index] = initialScores[index % classes] }
    for (index, tree) in trees.enumerated() {
      for row in 0..<rows.count { order[row] = UInt16(truncatingIfNeeded: row) }
      stack.append((tree.nodes.isEmpty ? ~0 : 0, 0, rows.count, false))
      while let (child, begin, end, isInNext) = stack.popLast() {
        if child < 0 {
          let value = tree.leaves[~child].value
          if let linear = tree.leaves[~child].linear {
            for place in begin..<end {
              let row = Int(isInNext ? next[place] : order[place])
              scores[row * classes + index % classes] += linear.value { columns[$0][rows.lowerBound + row] } ?? value
            }
            continue
          }
          Self.add(value, to: &scores, isInNext ? next : order, begin..<end, stride: classes, offset: index % classes)
          continue
        }
        let node = tree.nodes[child]
        let middle =
          isInNext
          ? Self.divide(next, into: &order, begin..<end, columns[node.feature], rows.lowerBound, node)
          : Self.divide(order, into: &next, begin..<end, columns[node.feature], rows.lowerBound, node)
        if middle < end { stack.append((node.right, middle, end, !isInNext)) }
        if begin < middle { stack.append((node.left, begin, middle, !isInNext)) }
      }
    }
    return scores
  }

  private static func add(
    _ value: Double, to scores: inout [Double], _ order: [UInt16], _ places: Range<Int>, stride: Int, offset: Int
  ) {
    let rows = order.span
    var scores = scores.mutableSpan
    for place in places { scores[Int(rows[place]) &* stride &+ offset] += value }
  }

  /// Writes the rows that go left to the front of the target's places and the others, backwards, to its end; gives back where those begin.
  private static func divide(
    _ order: [UInt16], into target: inout [UInt16], _ places: Range<Int>, _ column: [Double], _ first: Int, _ node: Tree.Node
  ) -> Int {
    let threshold = node.threshold
    if let categories = node.categories {
      let words = categories.words
      return divide(order, &target, places, column, first) { value in
        value.isNaN ? node.missingGoesLeft : CategorySet.contains(value, words.span)
      }
    }
    switch node.missing {
    case .zero:
      return divide(order, &target, places, column, first) { value in
        value.isNaN || abs(value) <= Tree.zeroBand ? node.missingGoesLeft : value <= threshold
      }
    case .never where 0 <= threshold, .nan where node.missingGoesLeft:
      // A NaN is not above anything.
      return divide(order, &target, places, column, first) { !($0 > threshold) }
    case .never, .nan:
      return divide(order, &target, places, column, first) { $0 <= threshold }
    }
  }

  @inline(__always)
  private static func divide(
    _ order: [UInt16], _ target: inout [UInt16], _ places: Range<Int>, _ column: [Double], _ first: Int, isLeft: (Double) -> Bool
  ) -> Int {
    let rows = order.span
    let values = column.span
    var output = target.mutableSpan
    var left = places.lowerBound
    var right = places.upperBound &- 1
    for place in places {
      let row = rows[place]
      let goesLeft = isLeft(values[first &+ Int(row)]) ? 1 : 0
      // Both are written, one of them counts: there is no branch to guess.
      output[left] = row
      output[right] = row
      left &+= goesLeft
      right &-= 1 &- goesLeft
    }
    return left
  }
}
