import Statistics
import Testing

@testable import GradientBoost

@Suite("Histograms")
struct HistogramTests {
  @Test("hold gradient, hessian and count of a full lane apart", arguments: [1, 64, 65, 1_000, 8_192, 1_000_000])
  func lanes(rows: Int) {
    let layout = LaneLayout(rowCount: rows)
    for sign: Int64 in [-1, 1] {
      let row = layout.pack(gradient: sign * layout.gradientLimit, hessian: layout.hessianLimit, count: 1)
      var sum: Int64 = 0
      for _ in 0..<layout.capacity { sum &+= row }
      let count = Int64(layout.capacity)
      #expect(layout.gradient(sum) == sign * layout.gradientLimit * count)
      #expect(layout.hessian(sum) == layout.hessianLimit * count)
      #expect(layout.count(sum) == count)
      #expect(layout.narrowed(WideSum(layout.widened(sum))) == sum)
    }
  }

  @Test("add rows as a naive loop does, and take them back", arguments: 1...20, [1_000, 100_000])
  func kernel(columns: Int, rowCount: Int) {
    var draws = SeededGenerator(seed: UInt64(columns))
    let layout = RecordLayout(columnCount: columns, lanes: LaneLayout(rowCount: rowCount))
    let records = (0..<200 * layout.stride).map { _ in draws.next() }
    let rows = (0..<200).filter { _ in draws.uniform() < 0.5 }.map { UInt16($0) }
    var sums = [Int64](repeating: 7, count: 256)
    for (group, own) in layout.groups.enumerated() {
      var fast = [Int64](repeating: 0, count: HistogramKernel.groupSize)
      var span = fast.mutableSpan
      if group == 0 {
        var additions = sums.mutableSpan
        HistogramKernel.addFirst(rows.span, records: records.span, layout, to: &span, sums: &additions)
        #expect(sums[..<rows.count].elementsEqual(rows.map { layout.sum(records[Int($0) * layout.stride]) }))
        #expect(sums[rows.count...].allSatisfy { $0 == 7 })
      } else {
        let additions = sums.span
        HistogramKernel.add(
          rows.span, sums: additions.extracting(0..<rows.count), records: records.span, layout, group: group, to: &span)
      }
      var naive = [Int64](repeating: 0, count: HistogramKernel.groupSize)
      for (row, sum) in zip(rows, sums) {
        for feature in own.indices {
          let place = feature - own.lowerBound
          let word = records[Int(row) * layout.stride + layout.word(of: group)]
          let bin = Int(truncatingIfNeeded: word >> (UInt64(8 * place) + layout.shift(of: group))) & 255
          naive[place * 256 + bin] &+= sum
        }
      }
      #expect(fast == naive)
      let words = rows.map { records[Int($0) * layout.stride + layout.word(of: group)] }
      var rest = fast.mutableSpan
      HistogramKernel.subtract(
        words.span, shift: layout.shift(of: group), sums: sums.span.extracting(0..<rows.count), features: own.count, from: &rest)
      #expect(fast.allSatisfy { $0 == 0 })
    }
  }

  @Test("read in the lines of the rows they want, no others where these are few", arguments: [1_000, 100_000], [1, 12, 28, 40, 60, 90])
  func touch(rowCount: Int, columns: Int) {
    let layout = RecordLayout(columnCount: columns, lanes: LaneLayout(rowCount: rowCount))
    // Every sixty-fourth row has the same bit, in all words of its record.
    var words = AlignedWords(count: 1_000 * layout.stride)
    for row in 0..<1_000 {
      for word in 0..<layout.stride { words.words[words.first + row * layout.stride + word] = 1 << UInt64(row % 64) }
    }
    let all = words.words.span
    let records = all.extracting(words.first...)
    for rows: [UInt16] in [[3, 17, 40], [40, 17, 3], [5], [0, 63], [10, 11, 12, 14, 15, 17], [31, 20, 19, 18]] {
      let wanted = rows.reduce(0 as UInt64) { $0 | 1 << UInt64($1) }
      let read = HistogramKernel.touch(rows.span, records: records, layout)
      let isClose = Int(rows.max() ?? 0) - Int(rows.min() ?? 0) < 5 * rows.count
      // Where lines are read in order, one place of each stands for all rows in it.
      if !isClose { #expect(read == wanted) } else if layout.stride >= CacheLine.words { #expect(read & wanted == wanted) }
      #expect(read != 0)
    }
    #expect(HistogramKernel.touch([UInt16]().span, records: records, layout) == 0)
  }

  @Test("lie in one line each where a line holds a whole number of them")
  func lines() {
    for count in [0, 1, 7, 8, 100, 5_000, 200_000] {
      let words = AlignedWords(count: count)
      #expect(words.words.count >= words.first + count)
      let address = unsafe words.words.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
      #expect((address + 8 * words.first) % 64 == 0)
    }
    let layouts = [(4, true), (12, true), (13, false), (28, true), (36, false), (60, true), (61, false)]
    for (columns, isInOneLine) in layouts {
      #expect(RecordLayout(columnCount: columns, lanes: LaneLayout(rowCount: 1_000_000)).isInOneLine == isInOneLine)
    }
  }

  @Test("get back what was put into a record", arguments: [10, 1_024, 1_025, 5_000, 1_000_000], [0, 1, 4, 5, 28])
  func records(rows: Int, columns: Int) {
    let lanes = LaneLayout(rowCount: rows)
    let layout = RecordLayout(columnCount: columns, lanes: lanes)
    #expect(layout.isCompact == (rows > 1_024))
    #expect(layout.groups.flatMap(\.self) == Array(0..<columns))
    #expect(layout.stride >= max(1, (columns + (layout.isCompact ? 4 : 8) + 7) / 8))
    for (gradient, hessian) in [
      (-lanes.gradientLimit, lanes.hessianLimit), (lanes.gradientLimit, 0), (0, 0), (-1, 1), (1, lanes.hessianLimit),
    ] {
      let word = layout.word(gradient: gradient, hessian: hessian, in: 0x0403_0201_dead_beef, isCompact: layout.isCompact)
      #expect(layout.sum(word) == lanes.pack(gradient: gradient, hessian: hessian, count: 1))
      if layout.isCompact { #expect(word >> 32 == 0x0403_0201) }
    }
  }

  @Test("of many rows are flushed before a lane overflows")
  func wide() {
    let layout = LaneLayout(rowCount: 20_000)
    let recordLayout = RecordLayout(columnCount: 1, lanes: layout)
    let record = recordLayout.word(gradient: -layout.gradientLimit, hessian: layout.hessianLimit, in: 5 << 32, isCompact: true)
    let records = [UInt64](repeating: record, count: 5_000)
    let rows = (0..<5_000).map { UInt16($0) }
    var worker = HistogramWorker(layout: layout, records: recordLayout, isCrowded: [true])
    worker.begin(groups: 0..<1, isWide: true)
    for _ in 0..<4 { worker.add(rows.span, of: records.span) }
    worker.finish()
    #expect(
      worker.sums[0].value.wide[5] == WideSum(-20_000 * Double(layout.gradientLimit), 20_000 * Double(layout.hessianLimit), 20_000, 0))
    #expect(worker.sums[0].value.packed.allSatisfy { $0 == 0 })
    worker.clear()
    #expect(worker.sums[0].value.wide.allSatisfy { $0 == .zero })
  }

  @Test("know which columns have a bin with more rows than a lane holds", arguments: [1, 2])
  func crowded(threads: Int) {
    // Of the columns' bins the fullest have 40 000, 8 193, 8 192 and 157 rows.
    let matrix = BinnedMatrix(rowCount: 40_000, columnCount: 4, threads: threads) { column, rows, place, bins in
      for (offset, row) in rows.enumerated() {
        bins[place + offset] = [3, row < 8_193 ? 255 : UInt8(row % 250), row < 8_192 ? 0 : UInt8(1 + row % 250), UInt8(row % 255)][column]
      }
    }
    let crew = Crew(threads: threads)
    defer { crew.dismiss() }
    #expect(matrix.crowded(above: 8_192, crew: crew) == [true, true, false, false])
    #expect(matrix.crowded(above: 40_000, crew: crew) == [false, false, false, false])
  }

  @Test("round gradients right on average and within the lanes")
  func rounding() {
    let layout = LaneLayout(rowCount: 100_000)
    let rounding = GradientRounding(greatest: SIMD2(3, 0.25), layout: layout, rowCount: 100_000, round: 7)
    var sum = SIMD2<Double>.zero
    let gradient = SIMD2(0.000_123, 0.000_01)
    for hash in 0..<UInt32(65_536) {
      let coarse = rounding.coarse(gradient, hash: hash)
      sum += SIMD2(Double(coarse.x), Double(coarse.y))
    }
    let mean = sum / 65_536 / rounding.scale
    #expect(agree(mean.x / gradient.x, 1, 0.05) && agree(mean.y / gradient.y, 1, 0.05), "\(mean)")
    let most = rounding.coarse(SIMD2(-3, 0.25), hash: 12_345)
    #expect(abs(most.x) <= layout.gradientLimit && most.y <= layout.hessianLimit)
    let fine = SIMD2<Int64>(truncatingIfNeeded: rounding.exact(gradient))
    #expect(abs(rounding.value(fine).x - gradient.x) < 3 * 0x1p-30 && abs(rounding.value(fine).y - gradient.y) < 0.25 * 0x1p-29)
  }

  @Test("round hessians below a quarter alike, however little is missing", arguments: [1_000, 1_000_000, 1 << 40])
  func quarter(rows: Int) {
    let layout = LaneLayout(rowCount: rows)
    func rounding(_ hessian: Double) -> GradientRounding {
      GradientRounding(greatest: SIMD2(0.7, hessian), layout: layout, rowCount: rows, round: 7)
    }
    let nearest = 0.25.nextDown
    for hessian in [0.25 - 1e-14, 0.25 - 1e-10, 0.25 - 1e-9, 0.25 - 1e-8] {
      #expect(rounding(hessian).roundsLike(rounding(nearest)))
      #expect(Double(rounding(hessian).exact(SIMD2(0, hessian)).y) == (hessian * rounding(hessian).fineScale.y).rounded())
    }
    #expect(!rounding(nearest).roundsLike(rounding(0.12)))
    // Neither all gradients nor all hessians together need more than 62 bits.
    let most = rounding(nearest).exact(SIMD2(0.7, nearest))
    #expect(Double(max(most.x, most.y)) * Double(rows) < 0x1p62)
  }
}

@Suite("The split finder")
struct SplitFinderTests {
  /// A histogram of random rows.
  struct Case {
    let layout: LaneLayout
    let bins: Int
    var plain: [Int64]
    var node: NodeTotals

    init(layout: LaneLayout, bins: Int, rows: Int) {
      self.layout = layout
      self.bins = bins
      plain = [Int64](repeating: 0, count: 256)
      node = NodeTotals(count: rows, gradient: 0, hessian: 0)
    }

    init(seed: UInt64, rows: Int, bins: Int, missing: Bool) {
      self.init(layout: LaneLayout(rowCount: rows), bins: bins, rows: rows)
      var draws = SeededGenerator(seed: seed)
      for _ in 0..<rows {
        let bin = draws.integer(below: missing ? bins + 1 : bins)
        let slope = Double(bin) / Double(bins) - 0.4
        let gradient = Int64((slope + draws.normal() * 0.3) * Double(layout.gradientLimit) / 3)
        let hessian = Int64(draws.uniform(in: 0.3..<1) * Double(layout.hessianLimit))
        plain[bin] &+= layout.pack(gradient: gradient, hessian: hessian, count: 1)
        node.gradient += gradient
        node.hessian += hessian
      }
    }

    /// The best split by trying all, with divisions and without cleverness.
    func naive(_ rules: SplitRules, missing: Bool) -> (bin: Int, missingLeft: Bool, gain: Double)? {
      var best: (bin: Int, missingLeft: Bool, gain: Double)?
      func score(_ gradient: Double, _ hessian: Double) -> Double {
        let shrunk = abs(gradient) <= rules.lambdaL1 ? 0 : abs(gradient) - rules.lambdaL1
        return shrunk * shrunk / (hessian + rules.lambdaL2)
      }
      for bin in 0..<bins {
        for missingLeft in missing ? [false, true] : [false] {
          var (g, h, c): (Int64, Int64, Int64) = (0, 0, 0)
          for place in Array(0...bin) + (missingLeft ? [bins] : []) {
            g += layout.gradient(plain[place])
            h += layout.hessian(plain[place])
            c += layout.count(plain[place])
          }
          guard c >= rules.minimumCount, node.count - Int(c) >= rules.minimumCount, bin < bins - 1 || !missingLeft else { continue }
          let gain =
            score(Double(g), Double(h)) + score(Double(node.gradient - g), Double(node.hessian - h))
            - score(Double(node.gradient), Double(node.hessian)) - rules.minimumGain
          if gain > best?.gain ?? 0 { best = (bin, missingLeft, gain) }
        }
      }
      return best
    }
  }

  /// The last six have more rows than a packed sum holds, though no bin has.
  @Test("finds what trying every split finds", arguments: 0..<96)
  func matchesNaive(seed: Int) throws {
    var draws = SeededGenerator(seed: UInt64(seed))
    let missing = seed % 3 == 0
    let isLarge = seed >= 90
    let rows = isLarge ? 20_000 : [30, 200, 3_000][seed % 3 == 1 ? 2 : seed % 2]
    let bins = [isLarge ? 3 : 2, 5, 64, 255 - (missing ? 1 : 0)][seed % 4]
    let example = Case(seed: UInt64(seed), rows: rows, bins: bins, missing: missing)
    var parameters = Parameters(objective: .binary)
    parameters.minDataInLeaf = [1, 5, 20][seed % 3]
    parameters.lambdaL2 = seed % 5 == 0 ? 3 : 0
    parameters.lambdaL1 = seed % 7 == 0 ? draws.uniform() : 0
    let rounding = GradientRounding(greatest: SIMD2(1, 1), layout: example.layout, rowCount: rows, round: 0)
    let rules = SplitRules(parameters, rounding: rounding)
    let finder = SplitFinder(layout: example.layout, rules: rules)
    let column = SplitFinder.Column(index: 4, bins: example.bins, holdsMissing: missing, monotone: 0)
    let search = finder.search(example.node, bounds: ValueBounds())
    let wideSums = example.plain.map { WideSum(example.layout.widened($0)) }
    var found: SplitCandidate?
    var room = [Int64](repeating: 0, count: SplitFinder.blockCount)
    var span = room.mutableSpan
    finder.improve(&found, by: column, packed: example.plain.span, room: &span, search)
    var wide: SplitCandidate?
    finder.improve(&wide, by: column, wide: wideSums.span, search)
    let naive = example.naive(rules, missing: missing)
    #expect(found?.bin == naive?.bin, "seed \(seed)")
    #expect(wide?.bin == naive?.bin, "seed \(seed)")
    if let found, let naive {
      #expect(agree(found.gain, naive.gain, 1e-9), "seed \(seed)")
      // Where none is missing, missing values follow the larger side.
      if example.plain[example.bins] != 0 { #expect(found.missingGoesLeft == naive.missingLeft, "seed \(seed)") }
    }
  }

  @Test("sends missing values left where lanes have no room for them twice", arguments: [3, 6, 8, 14, 15, 16, 17, 250, 254])
  func fullLanes(bins: Int) throws {
    let layout = LaneLayout(rowCount: 8_192)
    var example = Case(layout: layout, bins: bins, rows: layout.capacity)
    // Half of all rows are missing; the last two bins differ from all others.
    for row in 0..<layout.capacity {
      let bin = row % 2 == 0 ? bins : row / 2 % bins
      let gradient = layout.gradientLimit * (bin == bins || bin < bins - 2 ? 1 : -1)
      example.plain[bin] &+= layout.pack(gradient: gradient, hessian: layout.hessianLimit, count: 1)
      example.node.gradient += gradient
      example.node.hessian += layout.hessianLimit
    }
    let rounding = GradientRounding(greatest: SIMD2(1, 1), layout: layout, rowCount: layout.capacity, round: 0)
    let finder = SplitFinder(layout: layout, rules: SplitRules(Parameters(objective: .binary), rounding: rounding))
    let column = SplitFinder.Column(index: 0, bins: bins, holdsMissing: true, monotone: 0)
    var found: SplitCandidate?
    var room = [Int64](repeating: 0, count: SplitFinder.blockCount)
    var span = room.mutableSpan
    finder.improve(&found, by: column, packed: example.plain.span, room: &span, finder.search(example.node, bounds: ValueBounds()))
    #expect(found?.bin == bins - 3 && found?.missingGoesLeft == true)
  }
}

@Suite("The row partition")
struct RowPartitionTests {
  @Test("keeps every row once and sends missing values where they belong", arguments: [false, true])
  func partition(missingGoesLeft: Bool) {
    var draws = SeededGenerator(seed: 9)
    let count = 300
    let bins = (0..<count).map { _ in UInt8(draws.integer(below: 11)) }
    var block = RowBlock(
      rows: 0..<count, columns: bins, salts: [1], layout: RecordLayout(columnCount: 1, lanes: LaneLayout(rowCount: count)), classes: 1,
      leaves: 3)
    block.reset()
    block.partition(leaf: 0, newLeaf: 1, by: BinTest(column: 0, threshold: 6, missing: 10, missingGoesLeft: missingGoesLeft))
    block.partition(leaf: 0, newLeaf: 2, by: BinTest(column: 0, threshold: 2, missing: 10, missingGoesLeft: !missingGoesLeft))
    func rows(_ leaf: Int) -> [Int] {
      var rows: [Int] = []
      block.withRows(ofLeaf: leaf) { span in
        for index in 0..<span.count { rows.append(Int(span[index])) }
      }
      return rows
    }
    func leaf(_ bin: UInt8) -> Int {
      if bin == 10 { return missingGoesLeft ? 2 : 1 }
      return bin <= 2 ? 0 : bin <= 6 ? 2 : 1
    }
    for index in 0..<3 { #expect(rows(index).sorted() == bins.indices.filter { leaf(bins[$0]) == index }) }
  }
}
