import Statistics

extension Training {
  /// For each block the rows of a bag, ascending: the share asked for of all rows, to the row.
  func bag(_ number: Int) -> [[UInt16]] {
    let generator = generator.split(stream: 0x6261_67).split(stream: UInt64(number))
    let share = parameters.baggingFraction
    let blocks = grower.blocks
    return crew.map(blocks.count) { index in
      let rows = blocks[index].value.rows
      var draws = generator.split(stream: UInt64(index))
      let count = Int(Double(rows.upperBound) * share) - Int(Double(rows.lowerBound) * share)
      return draws.sample(min(max(count, rows.count == blocks[0].value.rows.count ? 1 : 0), rows.count), from: rows.count).sorted()
        .map { UInt16(truncatingIfNeeded: $0) }
    }
  }

  /// Which columns a tree may use; `nil` for all.
  func usedColumns(_ round: Int) -> [Bool]? {
    let count = data.usedFeatures.count
    guard parameters.featureFraction < 1, count > 1 else { return nil }
    var draws = generator.split(stream: 0x66_6561_7475).split(stream: UInt64(earlierTrees + round))
    var used = Array(repeating: false, count: count)
    for column in draws.sample(max(1, Int((Double(count) * parameters.featureFraction).rounded())), from: count) { used[column] = true }
    return used
  }

  /// For each block the rows that take part in an iteration, ascending; `nil` for all. GOSS makes drawn rows count for those that were not.
  func sample(_ iteration: Int, _ all: inout [[SIMD2<Double>]]) -> [[UInt16]]? {
    if keepsGreatest(iteration) { return keepGreatest(iteration, &all) }
    return samplesRows ? bag(iteration / parameters.baggingFreq) : nil
  }

  /// Whether GOSS chooses the rows: only when the first trees have made gradients tell rows apart.
  func keepsGreatest(_ iteration: Int) -> Bool {
    parameters.dataSampleStrategy == .goss && Double(iteration) >= 1 / parameters.learningRate && data.rowCount > 1
  }

  private func keepGreatest(_ iteration: Int, _ all: inout [[SIMD2<Double>]]) -> [[UInt16]] {
    let classes = classes
    let gradients = all
    let blocks = grower.blocks
    let sizes = crew.map(blocks.count) { index in
      let rows = blocks[index].value.rows.count
      return (0..<rows).map { row in
        (0..<classes).reduce(0.0) { sum, place in
          let own = gradients[index][place * rows + row]
          return sum + abs(own.x * own.y)
        }
      }
    }
    let count = data.rowCount
    let top = max(1, Int(Double(count) * parameters.topRate))
    let others = min(count - top, max(1, Int(Double(count) * parameters.otherRate)))
    // A gradient that is not finite is reported when the tree grows; here it only must not spoil the order.
    let order = Selected(sizes: sizes.map { $0.map { $0.isNaN ? .infinity : $0 } }, top: top)
    let generator = generator.split(stream: 0x676f_7373).split(stream: UInt64(earlierTrees + iteration))
    let rest = count - top
    let factor = others > 0 ? Double(rest) / Double(others) : 1
    let drawn = crew.map(blocks.count) { index in
      let isTop = order.isTop[index]
      let low = isTop.indices.filter { !isTop[$0] }
      var draws = generator.split(stream: UInt64(index))
      let before = order.othersBefore[index]
      let wanted =
        Int(Double(before + low.count) * Double(others) / Double(max(1, rest)))
        - Int(Double(before) * Double(others) / Double(max(1, rest)))
      return draws.sample(min(wanted, low.count), from: low.count).map { low[$0] }
    }
    for index in blocks.indices {
      let rows = order.isTop[index].count
      for row in drawn[index] {
        for place in 0..<classes { all[index][place * rows + row] *= factor }
      }
    }
    return blocks.indices.map { index in
      (order.isTop[index].indices.filter { order.isTop[index][$0] } + drawn[index]).sorted().map { UInt16(truncatingIfNeeded: $0) }
    }
  }

  /// The rows of greatest size; of equals the first.
  private struct Selected {
    var isTop: [[Bool]] = []
    /// How many rows of the blocks before are not among them.
    var othersBefore: [Int] = []

    init(sizes: [[Double]], top: Int) {
      let sorted = RadixSort.sorted(sizes.flatMap(\.self))
      let threshold = sorted[sorted.count - top]
      var room = top - sizes.reduce(0) { $0 + $1.count { $0 > threshold } }
      var others = 0
      for block in sizes {
        othersBefore.append(others)
        isTop.append(
          block.map { size in
            if size == threshold, room > 0 {
              room -= 1
              return true
            }
            return size > threshold
          })
        others += isTop[isTop.count - 1].count { !$0 }
      }
    }
  }
}
