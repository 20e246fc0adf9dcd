import Statistics
import Testing

@testable import GradientBoost

/// The best tree found by trying every split of every leaf on the values themselves, with doubles.
struct BruteForce {
  let columns: [[Double]]
  let gradients: [SIMD2<Double>]
  let minimumRows: Int

  indirect enum Node {
    case leaf(rows: [Int])
    case split(feature: Int, left: Node, right: Node)
  }

  func best(_ rows: [Int]) -> (gain: Double, feature: Int, left: [Int], right: [Int])? {
    func worth(_ rows: [Int]) -> Double {
      let sum = rows.reduce(SIMD2<Double>.zero) { $0 + gradients[$1] }
      return sum.x * sum.x / sum.y
    }
    var best: (gain: Double, feature: Int, left: [Int], right: [Int])?
    for feature in columns.indices {
      for threshold in Set(rows.map { columns[feature][$0] }).sorted() {
        let left = rows.filter { columns[feature][$0] <= threshold }
        let right = rows.filter { columns[feature][$0] > threshold }
        guard left.count >= minimumRows, right.count >= minimumRows else { continue }
        let gain = worth(left) + worth(right) - worth(rows)
        if gain > (best?.gain ?? 0) * (1 + 1e-9) + 1e-9 { best = (gain, feature, left, right) }
      }
    }
    return best
  }

  /// The rows of each leaf after so many splits, the leaf of greatest gain first.
  func leaves(_ count: Int) -> Set<[Int]> {
    var leaves = [Array(gradients.indices)]
    while leaves.count < count {
      let candidates = leaves.map(best)
      guard let place = candidates.indices.max(by: { candidates[$0]?.gain ?? -1 < candidates[$1]?.gain ?? -1 }),
        let split = candidates[place]
      else { break }
      leaves[place] = split.left
      leaves.append(split.right)
    }
    return Set(leaves)
  }
}

@Suite("A tree")
struct TreeTests {
  @Test("is the one that trying everything finds", arguments: 1...12)
  func bruteForce(seed: Int) throws {
    let rows = Rows(60, features: 3, seed: UInt64(seed), for: .regression)
    var parameters = Parameters.small(.regression, iterations: 1, leaves: 6, rows: 4)
    parameters.learningRate = 1
    var binning = Binning()
    binning.minDataInBin = 1
    let data = try Dataset(columns: rows.columns, labels: rows.labels, binning: binning, threads: 1)
    let model = try Trainer(parameters).train(on: data, threads: 1)
    let mean = rows.labels.reduce(0, +) / 60
    let naive = BruteForce(columns: rows.columns, gradients: rows.labels.map { SIMD2(mean - $0, 1) }, minimumRows: 4)
    let leaves = try model.leafIndices(columns: rows.columns, threads: 1).map { $0[0] }
    let groups = Set(Dictionary(grouping: rows.labels.indices, by: { leaves[$0] }).values.map { $0.sorted() })
    #expect(groups == naive.leaves(6), "seed \(seed)")
    // With a learning rate of 1 a leaf predicts the mean of its rows.
    let predictions = try model.predict(columns: rows.columns, threads: 1)
    for group in groups {
      let wanted = group.reduce(0) { $0 + rows.labels[$1] } / Double(group.count)
      for row in group { #expect(agree(predictions[row], wanted, 1e-8), "seed \(seed)") }
    }
  }

  @Test("is grown from gradients alone as trying everything grows it", arguments: [(60, 1), (60, 3), (2_500, 1), (2_500, 2)])
  func growerAlone(count: Int, threads: Int) throws {
    // Whole numbers lose nothing when they are rounded, few bins keep the naive search short.
    var draws = SeededGenerator(seed: UInt64(count))
    let columns = (0..<3).map { _ in (0..<count).map { _ in Double(draws.integer(below: 12)) } }
    let gradients = (0..<count).map { row in
      SIMD2(Double((columns[0][row] > 5 ? 2 : -2) + Int(columns[1][row]) % 3 + draws.integer(below: 3)), 1)
    }
    var parameters = Parameters.small(.regression, leaves: 6, rows: 4)
    parameters.lambdaL2 = 0
    let data = try Dataset(columns: columns, labels: columns[0], threads: 1)
    let splittable = data.usedFeatures.enumerated().map { index, feature in
      SplitFinder.Column(
        index: index, bins: data.bins[feature].upperBounds.count, holdsMissing: false, monotone: 0, salt: data.bins[feature].salt)
    }
    let crew = Crew(threads: threads)
    defer { crew.dismiss() }
    let grower = TreeGrower(matrix: data.matrix, columns: splittable, parameters: parameters, classes: 1, crew: crew)
    let greatest = gradients.reduce(.zero) { SIMD2(max($0.x, abs($1.x)), 1) }
    // A wrong guess must not change anything, a right one saves going over the rows again, and without one a block is asked first.
    for (guess, times) in [(nil, 1), (greatest, 1), (SIMD2(1_000, 0.001), 2), (SIMD2(0.1, 1), 2)] as [(SIMD2<Double>?, Int)] {
      let calls = grower.blocks.map { _ in Owned(0) }
      let grown = try grower.grow(rowCount: count, round: 0, guess: guess, usedColumns: nil) { number, block, rounding, room in
        calls[number].value += 1
        room = Array(gradients[block.rows])
        block.round(rounding, room)
        block.reset()
        return room.reduce(.zero) { SIMD2(max($0.x, abs($1.x)), max($0.y, $1.y)) }
      }
      for (number, call) in calls.enumerated() { #expect(call.value == times + (guess == nil && number == 0 ? 1 : 0)) }
      var leaves: Set<[Int]> = []
      for leaf in grown.counts.indices {
        var rows: [Int] = []
        for block in grower.blocks {
          block.value.withRows(ofLeaf: leaf) { span in
            for place in 0..<span.count { rows.append(block.value.rows.lowerBound + Int(span[place])) }
          }
        }
        #expect(rows.count == grown.counts[leaf])
        let sum = rows.reduce(SIMD2<Double>.zero) { $0 + gradients[$1] }
        #expect(grown.rounding.value(grown.sums[leaf]) == sum)
        leaves.insert(rows.sorted())
      }
      #expect(leaves == BruteForce(columns: columns, gradients: gradients, minimumRows: 4).leaves(6), "guess \(String(describing: guess))")
    }
  }

  @Test("has leaves of at least the rows asked for, counted exactly", arguments: [1, 7, 40])
  func minimumRows(rows minimum: Int) throws {
    let rows = Rows(700, seed: 4, missing: 0.1)
    let model = try Trainer(.small(.binary, iterations: 8, leaves: 20, rows: minimum)).train(on: rows.dataset(), threads: 1)
    let leaves = try model.leafIndices(columns: rows.columns, threads: 1)
    for (index, tree) in model.trees.enumerated() {
      for leaf in tree.leaves.indices {
        let count = leaves.count { $0[index] == leaf }
        #expect(count == tree.leaves[leaf].count && count >= minimum)
      }
    }
  }

  @Test("is no deeper and has no more leaves than allowed", arguments: [1, 2, 4])
  func limits(depth: Int) throws {
    var parameters = Parameters.small(.binary, leaves: 9)
    parameters.maxDepth = depth
    let model = try Trainer(parameters).train(on: Rows(400, seed: 5).dataset(), threads: 1)
    for tree in model.trees {
      #expect(tree.depth <= depth && tree.leaves.count <= min(9, 1 << depth))
      #expect(tree.problem(featureCount: 6) == nil)
    }
  }

  @Test("obeys monotone constraints everywhere", arguments: [1, -1])
  func monotone(direction: Int) throws {
    let rows = Rows(600, features: 3, seed: 6, for: .regression)
    var parameters = Parameters.small(.regression, iterations: 20, leaves: 15)
    parameters.monotoneConstraints = [direction, 0, 0]
    let model = try Trainer(parameters).train(on: rows.dataset(), threads: 1)
    var draws = SeededGenerator(seed: 1)
    var rises = 0
    for _ in 0..<200 {
      let other = [draws.normal(), Double(draws.integer(below: 7)) - 3]
      let scores = stride(from: -3.0, through: 3, by: 0.25).map { model.predictor.predict([$0] + other) }
      for (low, high) in zip(scores, scores.dropFirst()) {
        #expect(Double(direction) * (high - low) >= -1e-12)
        if high != low { rises += 1 }
      }
    }
    // Against the grain of the data the feature cannot be used; with it, it must be.
    if direction == 1 { #expect(rises > 100) }
  }

  @Test("sends missing values the better way")
  func missing() throws {
    // Rows without a value have high labels.
    var rows = Rows(300, features: 1, seed: 7, for: .regression)
    for row in rows.labels.indices {
      if row % 3 == 0 { rows.columns[0][row] = .nan }
      rows.labels[row] = row % 3 == 0 ? 5 : rows.columns[0][row] > 1 ? 5 : 0
    }
    var parameters = Parameters.small(.regression, iterations: 1, leaves: 2)
    parameters.learningRate = 1
    var binning = Binning()
    binning.minDataInBin = 1
    let data = try Dataset(columns: rows.columns, labels: rows.labels, binning: binning)
    let model = try Trainer(parameters).train(on: data, threads: 1)
    #expect(model.trees[0].nodes.first?.missingGoesLeft == false)
    #expect(agree(model.predictor.predict([.nan]), 5, 1e-9) && agree(model.predictor.predict([-1]), 0, 1e-9))
  }

  @Test("divides missing from present where that is all there is to know")
  func onlyMissing() throws {
    let column = (0..<100).map { $0 % 2 == 0 ? Double.nan : 1 }
    let data = try Dataset(columns: [column], labels: (0..<100).map { Double($0 % 2) }, threads: 1)
    let model = try Trainer(.small(.regression, iterations: 60, leaves: 2)).train(on: data, threads: 1)
    #expect(model.predictor.predict([.nan]) < 0.01 && model.predictor.predict([1]) > 0.99)
  }
}
