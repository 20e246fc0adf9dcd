import Statistics
import Testing

@testable import GradientBoost

/// Rows with a category among their features.
struct CategoryRows {
  var columns: [[Double]]
  var labels: [Double]

  /// - Parameter categories: how many there are; the effect of each is drawn at random.
  init(_ count: Int, categories: Int, seed: UInt64, missing: Double = 0.05) {
    var draws = SeededGenerator(seed: seed)
    let effects = (0..<categories).map { _ in draws.normal() }
    var category: [Double] = []
    var other: [Double] = []
    labels = []
    for _ in 0..<count {
      let own = draws.integer(below: categories)
      category.append(draws.uniform() < missing ? .nan : Double(own * 3))
      other.append(draws.normal())
      labels.append((category.last?.isNaN == true ? 0.5 : effects[own]) + 0.3 * other[other.count - 1] + 0.1 * draws.normal())
    }
    columns = [category, other]
  }

  func dataset(threads: Int = 1, maxBin: Int = 255) throws -> Dataset {
    var binning = Binning()
    binning.categoricalFeatures = ["kind"]
    binning.maxBin = maxBin
    return try Dataset(columns: columns, featureNames: ["kind", "size"], labels: labels, binning: binning, threads: threads)
  }
}

@Suite("Categories")
struct CategoryTests {
  private static func parameters(oneHot: Int) -> Parameters {
    var parameters = Parameters.small(.regression, iterations: 8, leaves: 8)
    parameters.maxCatToOnehot = oneHot
    parameters.minDataPerGroup = 5
    parameters.catSmooth = 2
    parameters.catL2 = 1
    return parameters
  }

  @Test("get a bin each, the most frequent first; rare, negative and missing ones share that of missing values")
  func bins() {
    let values: [Double] = [7, 7, 7, 2, 2, 2, 2, 9, 9, 9, 5, -1, .nan, 1e300, 3.9]
    let bins = CategorySketch.bins(of: values, maximumBins: 255, minimumRows: 2)
    #expect(bins.categories == [2, 7, 9] && bins.holdsMissing && bins.count == 4 && bins.isCategorical)
    #expect([2, 7.5, 9, 5, -1, .nan, 1e300].map { bins.bin(of: $0) } == [0, 1, 2, 3, 3, 3, 3])
    #expect(CategorySketch.bins(of: values, maximumBins: 3, minimumRows: 1).categories == [2, 7])
    #expect(CategorySketch.bins(of: [4, 4], maximumBins: 255, minimumRows: 1).isConstant)
    #expect(CategorySketch.bins(of: [.nan, -3], maximumBins: 255, minimumRows: 1).isConstant)
    var written = [UInt8](repeating: 9, count: values.count)
    var span = written.mutableSpan
    BinLookup(bins).write(values.span, into: &span, at: 0)
    #expect(written.map(Int.init) == values.map { bins.bin(of: $0) })
  }

  @Test("are sets that hold what was put into them")
  func sets() {
    var draws = SeededGenerator(seed: 4)
    let members = Set((0..<20).map { _ in draws.integer(below: 300) })
    let set = CategorySet(members)
    #expect(set.members == members.sorted())
    for category in -2..<400 { #expect(set.contains(Double(category)) == members.contains(category)) }
    for value in [Double.nan, .infinity, -.infinity, 1e300, -1e300] { #expect(!set.contains(value)) }
    var bins = BinSet()
    for member in members where member < 256 { bins.insert(member) }
    for bin in 0..<256 { #expect(bins.contains(UInt8(bin)) == (members.contains(bin) ? 1 : 0)) }
    #expect(CategorySet(words: [5, 0, 0]).words == [5] && CategorySet([]).members.isEmpty)
  }

  /// With squared error the best of all subsets divides the categories where they are put in order of their means.
  @Test("are divided as trying every set of them divides them", arguments: 1...12)
  func everySet(seed: Int) throws {
    let rows = CategoryRows(240, categories: 7, seed: UInt64(seed), missing: 0)
    var parameters = Self.parameters(oneHot: 1)
    parameters.numIterations = 1
    parameters.numLeaves = 2
    parameters.learningRate = 1
    parameters.catSmooth = 0
    parameters.catL2 = 0
    parameters.minDataPerGroup = 1
    var only = rows
    only.columns = [rows.columns[0]]
    var binning = Binning()
    binning.categoricalFeatures = ["0"]
    let model = try Trainer(parameters).train(
      on: Dataset(columns: only.columns, labels: only.labels, binning: binning, threads: 1), threads: 1)
    let mean = rows.labels.reduce(0, +) / 240
    func worth(_ members: [Int]) -> Double {
      let sum = members.reduce(0.0) { $0 + rows.labels[$1] - mean }
      return members.isEmpty ? 0 : sum * sum / Double(members.count)
    }
    var best = 0.0
    for set in 1..<(1 << 7) - 1 {
      let left = rows.labels.indices.filter { set >> (Int(rows.columns[0][$0]) / 3) & 1 == 1 }
      let right = rows.labels.indices.filter { set >> (Int(rows.columns[0][$0]) / 3) & 1 == 0 }
      if left.count >= 5 && right.count >= 5 { best = max(best, worth(left) + worth(right)) }
    }
    let leaves = try model.leafIndices(columns: only.columns, threads: 1).map { $0[0] }
    let found = (0...1).reduce(0.0) { sum, leaf in sum + worth(rows.labels.indices.filter { leaves[$0] == leaf }) }
    #expect(agree(found, best, 1e-6), "seed \(seed): \(found) and \(best)")
  }

  @Test("few of them are divided one from the rest as trying each does", arguments: 1...8)
  func oneHot(seed: Int) throws {
    let rows = CategoryRows(200, categories: 4, seed: UInt64(seed), missing: 0.1)
    var parameters = Self.parameters(oneHot: 4)
    parameters.numIterations = 1
    parameters.numLeaves = 2
    var binning = Binning()
    binning.categoricalFeatures = ["0"]
    let model = try Trainer(parameters).train(
      on: Dataset(columns: [rows.columns[0]], labels: rows.labels, binning: binning, threads: 1), threads: 1)
    let mean = rows.labels.reduce(0, +) / 200
    func worth(_ isIn: (Double) -> Bool) -> Double {
      let own = rows.labels.indices.filter { isIn(rows.columns[0][$0]) }
      let sum = own.reduce(0.0) { $0 + rows.labels[$1] - mean }
      return sum * sum / Double(max(1, own.count))
    }
    let gains = (0..<4).map { category in worth { $0 == Double(category * 3) } + worth { $0 != Double(category * 3) } }
    let best = gains.indices.max { gains[$0] < gains[$1] }
    #expect(model.trees[0].nodes[0].categories?.members == best.map { [$0 * 3] }, "seed \(seed)")
  }

  @Test(
    "not seen in training go where missing ones go, and predictions are the same row by row, in the bins and from a file",
    arguments: [1, 40])
  func unseen(oneHot: Int) throws {
    let rows = CategoryRows(900, categories: 30, seed: 3)
    let data = try rows.dataset()
    let fresh = CategoryRows(200, categories: 45, seed: 3)
    let valid = try Dataset(columns: fresh.columns, labels: fresh.labels, binsOf: data)
    let model = try Trainer(Self.parameters(oneHot: oneHot)).train(on: data, validation: [.init("fresh", valid)], threads: 1)
    #expect(model.trees.contains { $0.nodes.contains { $0.categories?.members.count ?? 0 > (oneHot == 1 ? 1 : 0) } })
    let predictions = try model.predict(columns: fresh.columns, threads: 1)
    for value in [Double.nan, -1, 1, 1_000, 1e300, .infinity] {
      #expect(model.predictor.predict([value, 0.2]) == model.predictor.predict([.nan, 0.2]))
    }
    for row in 0..<200 { #expect(model.predictor.predict(fresh.columns.map { $0[row] }) == predictions[row]) }
    let rmse = try #require(Metric.rmse.value(predictions: predictions, labels: fresh.labels))
    #expect(agree(rmse, try #require(model.record?.history[0].values.last), 1e-9))
    #expect(try Model(json: model.json()).predict(columns: fresh.columns) == predictions)
    let text = try Model(lightGBMText: model.lightGBMText()).predict(columns: fresh.columns)
    #expect(zip(text, predictions).allSatisfy { agree($0, $1, 1e-12) })
    let sums = try model.contributions(columns: fresh.columns, threads: 1)
    #expect(zip(sums, predictions).allSatisfy { agree($0.reduce(0, +), $1, 1e-9) })
  }

  @Test("give the same bytes on any number of threads, and tell more than their numbers do")
  func threads() throws {
    let rows = CategoryRows(3_000, categories: 40, seed: 9)
    let one = try Trainer(Self.parameters(oneHot: 4)).train(on: rows.dataset(), threads: 1)
    for threads in [2, 7] {
      #expect(try Trainer(Self.parameters(oneHot: 4)).train(on: rows.dataset(threads: threads), threads: threads).json() == one.json())
    }
    let numbers = try Trainer(Self.parameters(oneHot: 4)).train(
      on: Dataset(columns: rows.columns, labels: rows.labels, threads: 1), threads: 1)
    func error(_ model: Model) throws -> Double {
      try Metric.rmse.value(predictions: model.predict(columns: rows.columns), labels: rows.labels) ?? .nan
    }
    #expect(try error(one) < error(numbers) * 0.8)
    // Where other parameters take the general search, the categories still are categories.
    var slow = Self.parameters(oneHot: 4)
    slow.lambdaL1 = 0.01
    slow.monotoneConstraints = [0, 1]
    let monotone = try Trainer(slow).train(on: rows.dataset(), threads: 2)
    #expect(try error(monotone) < error(numbers))
    slow.monotoneConstraints = [1, 0]
    #expect(throws: TrainingError.self) { try Trainer(slow).train(on: rows.dataset(), threads: 1) }
    var wrong = Binning()
    wrong.categoricalFeatures = ["2"]
    #expect(throws: DatasetError.self) { try Dataset(columns: rows.columns, labels: rows.labels, binning: wrong) }
  }
}
