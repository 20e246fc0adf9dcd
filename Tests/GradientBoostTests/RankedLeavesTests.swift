import Statistics
import Testing

@testable import GradientBoost

@Suite("Small leaves")
struct RankedLeavesTests {
  /// Random rows in blocks, in leaf 0, with all that is wanted to search them.
  struct Case {
    let lanes: LaneLayout
    let columns: [SplitFinder.Column]
    let bins: [[UInt8]]
    let sums: [Int64]
    let blocks: [Owned<RowBlock>]
    let rounding: GradientRounding
    /// The rows, gathered from their blocks.
    var small: SmallRows

    /// Some columns have few bins, some hold missing values or categories, some must not fall.
    init(seed: UInt64, rows: Int, blockRows: Int) {
      var draws = SeededGenerator(seed: seed)
      let lanes = LaneLayout(rowCount: seed % 2 == 0 ? rows : 5_000)
      let columns = (0..<11).map { index in
        SplitFinder.Column(
          index: index, bins: [2, 7, 30, 254][draws.integer(below: 4)], holdsMissing: seed % 3 == 0 && index % 3 == 1,
          monotone: seed % 5 == 0 && index % 4 == 2 ? 1 : 0, salt: draws.next(), isCategorical: seed % 3 == 1 && index % 5 == 3)
      }
      let bins = columns.map { column in (0..<rows).map { _ in UInt8(draws.integer(below: column.bins + (column.holdsMissing ? 1 : 0))) } }
      // Eighths lose nothing when they are rounded.
      let gradients = (0..<rows).map { row in
        SIMD2(
          Double(draws.integer(below: 33) - 16 + (Int(bins[0][row]) * 16 / columns[0].bins)) / 8, Double(draws.integer(below: 8) + 1) / 8)
      }
      let rounding = GradientRounding(greatest: SIMD2(8, 1), layout: lanes, rowCount: rows, round: 3)
      let layout = RecordLayout(columnCount: columns.count, lanes: lanes)
      var blocks: [Owned<RowBlock>] = []
      for first in stride(from: 0, to: rows, by: blockRows) {
        let own = first..<min(rows, first + blockRows)
        var block = RowBlock(
          rows: own, columns: bins.flatMap { $0[own] }, salts: columns.map(\.salt), layout: layout, classes: 1, leaves: 40)
        block.round(rounding, Array(gradients[own]))
        block.reset()
        blocks.append(Owned(block))
      }
      let sums = gradients.map { gradient in
        let whole = rounding.coarse(gradient, hash: 0)
        return lanes.pack(gradient: whole.x, hessian: whole.y, count: 1)
      }
      small = SmallRows(layout: layout)
      small.gather(leaf: 0, of: blocks)
      (self.lanes, self.columns, self.bins, self.sums, self.blocks, self.rounding) = (lanes, columns, bins, sums, blocks, rounding)
    }

    func histogram(_ column: Int, _ rows: [Int]) -> [Int64] {
      var histogram = [Int64](repeating: 0, count: 256)
      for row in rows { histogram[Int(bins[column][row])] &+= sums[row] }
      return histogram
    }

    func goesLeft(_ row: Int, _ candidate: SplitCandidate, _ test: BinTest) -> Bool {
      let bin = bins[candidate.column][row]
      return (candidate.categories?.contains(bin) ?? test.goesLeft(bin)) == 1
    }
  }

  @Test("are divided, with all leaves below them, where histograms would divide them", arguments: 0..<60)
  func matchHistograms(seed: Int) throws {
    var draws = SeededGenerator(seed: UInt64(1_000 + seed))
    let count = seed == 0 ? 255 : seed == 1 ? 1 : draws.integer(below: 250) + 2
    var parameters = Parameters(objective: .regression)
    parameters.minDataInLeaf = [1, 3, 20][seed % 3]
    parameters.lambdaL2 = seed % 4 == 0 ? 2 : 0
    parameters.lambdaL1 = seed % 7 == 3 ? 0.5 : 0
    parameters.minDataPerGroup = 2
    let example = Case(seed: UInt64(seed), rows: count, blockRows: [40, 300][seed % 2])
    let used = seed % 6 == 5 ? example.columns.map { $0.index % 2 == 0 } : nil
    let finder = SplitFinder(layout: example.lanes, rules: SplitRules(parameters, rounding: example.rounding))
    var ranked = RankedLeaves(columns: example.columns)
    ranked.begin(used: used)
    var todo = [(place: ranked.rank(example.small), rows: Array(0..<count))]
    var divided = 0
    while let (place, rows) = todo.popLast() {
      let total = rows.reduce(0) { $0 &+ example.sums[$1] }
      #expect(ranked.total(place) == total)
      let allowed = seed % 8 == 7 ? example.columns.map { _ in draws.uniform() < 0.7 } : nil
      let search = finder.search(
        NodeTotals(total, example.lanes), bounds: ValueBounds(), allowed: allowed, draw: seed % 10 == 9 ? draws.next() : nil)
      var wanted: SplitCandidate?
      var room = [Int64](repeating: 0, count: SplitFinder.blockCount)
      for column in example.columns where used?[column.index] ?? true && allowed?[column.index] ?? true {
        var span = room.mutableSpan
        finder.improve(&wanted, by: column, packed: example.histogram(column.index, rows).span, room: &span, search)
      }
      var found: SplitCandidate?
      ranked.improve(&found, finder, place, search)
      #expect(found == wanted, "seed \(seed), \(rows.count) rows")
      guard let found else { continue }
      divided += 1
      let column = example.columns[found.column]
      let test = BinTest(
        column: found.column, threshold: found.bin, missing: column.holdsMissing ? column.bins : 255, missingGoesLeft: found.missingGoesLeft
      )
      let keeps = [(true, true), (true, false), (false, true)][draws.integer(below: 3)]
      let places = ranked.divide(place, by: found, test, keeps: keeps)
      #expect((places.left != nil) == keeps.0 && (places.right != nil) == keeps.1)
      if let left = places.left { todo.append((left, rows.filter { example.goesLeft($0, found, test) })) }
      if let right = places.right { todo.append((right, rows.filter { !example.goesLeft($0, found, test) })) }
    }
    #expect(divided > 0 || count < 60)
  }

  @Test("take a tree's room for the next, which may use other columns")
  func reuse() {
    let example = Case(seed: 2, rows: 100, blockRows: 100)
    let total = example.sums.reduce(0, &+)
    var ranked = RankedLeaves(columns: example.columns)
    for used in [nil, example.columns.map { $0.index == 10 }, example.columns.map { $0.index < 9 }] {
      ranked.begin(used: used)
      let places = (0..<3).map { _ in ranked.rank(example.small) }
      for place in places { #expect(ranked.total(place) == total) }
    }
  }

  @Test(
    "are those with fewer rows than a column has bins, and never more than a byte tells apart",
    arguments: [(254, 254), (255, 255), (16, 16)])
  func limit(bins: Int, limit: Int) {
    let columns = (0..<3).map { SplitFinder.Column(index: $0, bins: bins, holdsMissing: false, monotone: 0) }
    #expect(RankedLeaves(columns: columns).limit == limit)
    #expect(RankedLeaves(columns: []).limit == 0)
  }

  @Test("are gathered from all blocks and taken out of the histograms of the leaf they were in", arguments: 0..<8)
  func gather(seed: Int) {
    let example = Case(seed: UInt64(seed), rows: 1 + seed * 36, blockRows: [17, 1_000][seed % 2])
    let rows = example.sums.indices
    #expect(example.small.count == rows.count)
    #expect(example.small.sums[rows].elementsEqual(example.sums))
    #expect(example.small.total == example.sums.reduce(0, &+))
    for (column, bins) in example.bins.enumerated() {
      let (first, shift) = example.small.place(of: column)
      for row in rows { #expect(UInt8(truncatingIfNeeded: example.small.words[first + row] >> shift) == bins[row]) }
    }
    for own in RecordLayout(columnCount: 11, lanes: example.lanes).groups {
      var group = HistogramGroup(columns: Array(example.columns[own]), layout: example.lanes, leaves: 2, isCrowded: false)
      var sums = own.flatMap { example.histogram($0, Array(rows)) }
      sums += Array(repeating: 0, count: HistogramKernel.groupSize - sums.count)
      // One row stays.
      let last = own.map { Int(example.bins[$0][rows.count - 1]) }
      let left = example.lanes.pack(gradient: -3, hessian: 2, count: 1)
      for (place, bin) in last.enumerated() { sums[place * 256 + bin] &+= left }
      group.take(packed: &sums, forLeaf: 1)
      group.subtract(example.small, fromLeaf: 1)
      #expect(group.totals(ofLeaf: 1, count: 1) == NodeTotals(left, example.lanes))
    }
  }
}
