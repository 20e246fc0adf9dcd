internal import Market
internal import Statistics

/// Whether a training row's span touches that of a test, looked at afresh and not by the code that purges.
struct PurgeCheck {
  private let samples: LabeledSamples
  private let order: SymbolOrder

  init(_ samples: LabeledSamples, _ order: SymbolOrder) {
    self.samples = samples
    self.order = order
  }

  func verdict(_ splits: Splits) -> Verdict {
    let name = "purge"
    var (touching, shared, folds) = (0, 0, 0)
    var example: (fold: Int, row: Int)?
    for fold in splits {
      let (rows, both) = violations(fold)
      touching += rows.count
      shared += both
      if !rows.isEmpty || both > 0 { folds += 1 }
      if example == nil, let row = rows.first { example = (fold.index, row) }
    }
    if touching + shared > 0 {
      let place = example.map {
        "; in fold \($0.fold) the label of training row \($0.row), at \(samples.spans.times[$0.row]), is known at \(samples.spans.ends[$0.row])"
      }
      return .fail(
        name,
        "\(touching) training rows touch the span of a test and \(shared) are in two parts, in \(folds) of \(splits.count) folds"
          + "\(place ?? ""). Purge by label end.",
        ["touching": Double(touching), "in_two_parts": Double(shared), "folds": Double(folds)])
    }
    if samples.spans.hasEnds {
      return .pass(name, "No training row touches the span of a test in \(splits.count) folds.", ["folds": Double(splits.count)])
    }
    return withoutEnds(name)
  }

  /// Without label ends there is only the label's own memory to go by: labels that overlap are alike.
  private func withoutEnds(_ name: String) -> Verdict {
    let previous = order.neighbours(-1, count: samples.count)
    let pairs = previous.indices.filter { previous[$0] != $0 }
    guard pairs.count >= 30 else { return .insufficient(name, samples: pairs.count, needed: 30) }
    let memory = Correlation.pearson(pairs.map { samples.labels[$0] }, pairs.map { samples.labels[previous[$0]] })
    let bound = CorrelationBound(memory, count: Double(pairs.count), level: 0.001)
    if bound.least > 0.3 {
      return .fail(
        name,
        "Label ends were not given, and labels hang together as overlapping ones do (correlation \(Verdict.text(memory)) with the one before). Give the "
          + "moment each label was known, so that training rows can be purged.", ["label_autocorrelation": memory])
    }
    return .insufficient(
      name, "Label ends were not given, so it cannot be told whether training rows know what the test is asked.",
      ["label_autocorrelation": memory])
  }

  /// The training rows that touch the span of a test, and how many rows are in two parts.
  private func violations(_ fold: Fold) -> (touching: [Int], shared: Int) {
    let spans = samples.spans
    func touching(_ rows: Rows, _ later: Rows) -> [Int] {
      // Every run of rows is a span; spans that overlap become one, so that each row is looked up once.
      var merged: [(start: Timestamp, end: Timestamp)] = []
      for range in later.ranges {
        let start = spans.times[range.lowerBound]
        let end = spans.latestEnd(of: Rows(range)) ?? start
        if let last = merged.last, last.end >= start {
          merged[merged.count - 1].end = max(last.end, end)
        } else {
          merged.append((start, end))
        }
      }
      return rows.filter { row in
        // The last span that begins at or before the label's end.
        var (low, high) = (0, merged.count)
        while low < high {
          let middle = low + (high - low) / 2
          if merged[middle].start <= spans.ends[row] { low = middle + 1 } else { high = middle }
        }
        return low > 0 && merged[low - 1].end >= spans.times[row]
      }
    }
    func shared(_ one: Rows, _ other: Rows) -> Int { one.overlaps(other) ? one.count { other.contains($0) } : 0 }
    return (
      touching(fold.train, fold.test) + touching(fold.validation, fold.test) + touching(fold.train, fold.validation),
      shared(fold.train, fold.test) + shared(fold.validation, fold.test) + shared(fold.train, fold.validation)
    )
  }
}
