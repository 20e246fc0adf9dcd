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
      let gradients = (0..<rows).map { row in
        SIMD2(draws.normal() + Double(bins[0][row]) / Double(columns[0].bins), draws.uniform(in: 0.1..<1))
      }
      let rounding = GradientRounding(greatest: SIMD2(8, 1), layout: lanes, rowCount: rows, round: 3)
      let layout = RecordLayout(columnCount: columns.count, lanes: lanes)
      var blocks: [Owned<RowBlock>] = []
      var sums: [Int64] = []
      for first in stride(from: 0, to: rows, by: blockRows) {
        let own = first..<min(rows, first + blockRows)
        var block = RowBlock(
          rows: own, columns: bins.flatMap { $0[own] }, salts: columns.map(\.salt), layout: layout, classes: 1, leaves: 40)
        block.round(rounding, Array(gradients[own]))
        block.reset()
        var ownSums = [Int64](repeating: 0, count: max(blockRows, 256))
        var words = [UInt64](repeating: 0, count: ownSums.count * layout.stride)
        #expect(block.list(leaf: 0, from: 0, &ownSums, &words) == own.count)
        sums += ownSums[..<own.count]
        blocks.append(Owned(block))
      }
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
    var ranked = RankedLeaves(columns: example.columns, layout: RecordLayout(columnCount: 11, lanes: example.lanes))
    ranked.begin(used: used)
    var todo = [(place: ranked.rank(leaf: 0, of: example.blocks), rows: Array(0..<count))]
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
    var ranked = RankedLeaves(columns: example.columns, layout: RecordLayout(columnCount: 11, lanes: example.lanes))
    for used in [nil, example.columns.map { $0.index == 10 }, example.columns.map { $0.index < 9 }] {
      ranked.begin(used: used)
      let places = (0..<3).map { _ in ranked.rank(leaf: 0, of: example.blocks) }
      for place in places { #expect(ranked.total(place) == total) }
    }
  }

  @Test(
    "are those with fewer rows than a column has bins, and never more than a byte tells apart",
    arguments: [(254, 254), (255, 255), (16, 16)])
  func limit(bins: Int, limit: Int) {
    let columns = (0..<3).map { SplitFinder.Column(index: $0, bins: bins, holdsMissing: false, monotone: 0) }
    let layout = RecordLayout(columnCount: 3, lanes: LaneLayout(rowCount: 1_000))
    #expect(RankedLeaves(columns: columns, layout: layout).limit == limit)
    #expect(RankedLeaves(columns: [], layout: RecordLayout(columnCount: 0, lanes: LaneLayout(rowCount: 1_000))).limit == 0)
  }
}
