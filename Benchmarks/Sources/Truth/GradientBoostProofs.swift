import Assay

/// What `GradientBoost` promises.
enum GradientBoostProofs {
  static var all: [Proof] {
    [
      Proof("gradientboost.memory", "training on 1 M rows of 28 features needs at most the columns, their bins and 64 MiB", memory),
      Proof("gradientboost.same-bytes", "100 K rows give the same model byte for byte on 1, 2 and 7 threads", sameBytes),
      Proof("gradientboost.stream", "10 M rows of 28 features become a data set within a byte a cell and 256 MiB", stream),
      Proof("gradientboost.linear", "the time of training grows no faster than rows, features and trees", linear),
    ]
  }

  private static let mebibyte = 1_048_576.0

  private static func rows(_ count: Int, _ features: Int) -> (columns: [[Double]], labels: [Double]) {
    let columns = (0..<features).map { feature in
      var draws = SeededGenerator(seed: UInt64(feature))
      return (0..<count).map { _ in draws.normal() }
    }
    var draws = SeededGenerator(seed: 99)
    return (columns, (0..<count).map { columns[0][$0] + columns[1][$0] * columns[2][$0] + draws.normal() > 0 ? 1 : 0 })
  }

  private static func memory() throws -> Verdict {
    let name = "gradientboost.memory"
    let (count, features) = (1_000_000, 28)
    let (columns, labels) = rows(count, features)
    guard let before = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    var parameters = Parameters(objective: .binary)
    parameters.numIterations = 20
    // The columns stay to the end, or their memory would be used anew.
    let model = try withExtendedLifetime(columns) {
      try Trainer(parameters).train(on: Dataset(columns: columns, labels: labels))
    }
    guard let after = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    let limit = Double(count * features) + 64 * mebibyte
    let evidence: KeyValuePairs = [
      "mebibytes": (after - before) / mebibyte, "limit": limit / mebibyte, "before": before / mebibyte, "trees": Double(model.trees.count),
    ]
    return after - before <= limit
      ? .pass(name, "\(Int((after - before) / mebibyte)) MiB more than the columns.", evidence)
      : .fail(name, "\(Int((after - before) / mebibyte)) MiB more than the columns.", evidence)
  }

  /// Rows made up as they are asked for.
  private struct MadeRows: RowStream {
    let count: Int
    let features: Int

    var featureNames: [String] { (0..<features).map { "f\($0)" } }

    func forEachChunk(_ body: (RowChunk) throws -> Void) throws {
      var draws = SeededGenerator(seed: 5)
      for start in stride(from: 0, to: count, by: 4_096) {
        let rows = min(4_096, count - start)
        let values = (0..<rows * features).map { _ in draws.uniform() }
        try body(RowChunk(values: values, labels: (0..<rows).map { values[$0 * features] > 0.5 ? 1 : 0 }))
      }
    }
  }

  private static func stream() throws -> Verdict {
    let name = "gradientboost.stream"
    let (count, features) = (10_000_000, 28)
    guard let before = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    let data = try Dataset(stream: MadeRows(count: count, features: features))
    guard let after = peakMemory() else { return .insufficient(name, "The system does not tell how much memory was in use.") }
    let limit = Double(count * features) + 256 * mebibyte
    let evidence: KeyValuePairs = [
      "mebibytes": (after - before) / mebibyte, "limit": limit / mebibyte, "before": before / mebibyte, "rows": Double(data.rowCount),
    ]
    return after - before <= limit
      ? .pass(name, "\(Int((after - before) / mebibyte)) MiB.", evidence)
      : .fail(name, "\(Int((after - before) / mebibyte)) MiB.", evidence)
  }

  private static func sameBytes() throws -> Verdict {
    let name = "gradientboost.same-bytes"
    let (columns, labels) = rows(100_000, 30)
    var parameters = Parameters(objective: .binary)
    parameters.numIterations = 30
    parameters.baggingFraction = 0.8
    parameters.baggingFreq = 3
    parameters.featureFraction = 0.7
    let models = try [1, 2, 7].map { threads in
      try Trainer(parameters).train(on: Dataset(columns: columns, labels: labels, threads: threads), threads: threads).json()
    }
    let evidence: KeyValuePairs = ["bytes": Double(models[0].count)]
    return models.allSatisfy { $0 == models[0] }
      ? .pass(name, "All three are equal.", evidence) : .fail(name, "They differ.", evidence)
  }

  /// Twice as much of anything may take at most two and a half times as long: caches have edges.
  private static func linear() throws -> Verdict {
    let clock = ContinuousClock()
    func seconds(_ count: Int, _ features: Int, _ trees: Int) throws -> Double {
      let (columns, labels) = rows(count, features)
      var parameters = Parameters(objective: .binary)
      parameters.numIterations = trees
      return try (0..<3).map { _ in
        try clock.measure {
          _ = try Trainer(parameters).train(on: Dataset(columns: columns, labels: labels, threads: 1), threads: 1)
        } / .seconds(1)
      }.min() ?? .nan
    }
    var parts: [Verdict] = []
    for (what, size) in [("rows", (2, 1, 1)), ("features", (1, 2, 1)), ("trees", (1, 1, 2))] {
      let times = try [1, 2, 4].map { factor in
        try seconds(size.0 == 2 ? 50_000 * factor : 50_000, size.1 == 2 ? 16 * factor : 16, size.2 == 2 ? 25 * factor : 25)
      }
      let evidence: KeyValuePairs = ["once": times[0], "twice": times[1], "four_times": times[2]]
      let isLinear = times[1] <= 2.5 * times[0] && times[2] <= 2.5 * times[1]
      let text = "\(what): \(times.map { ($0 * 1_000).rounded() / 1_000 }) s."
      parts.append(isLinear ? .pass(what, text, evidence) : .fail(what, text, evidence))
    }
    return .combining(parts, name: "gradientboost.linear")
  }
}
