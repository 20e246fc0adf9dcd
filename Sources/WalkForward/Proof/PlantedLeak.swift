internal import Market
internal import Statistics

/// A way of knowing what one should not, planted into an honest dataset.
public enum PlantedLeak: String, Sendable, Hashable, CaseIterable, Codable {
  /// The label, with some noise, is among the features.
  case labelAmongFeatures = "label_among_features"
  /// A feature is taken from the row after its own.
  case shiftedFeature = "shifted_feature"
  /// The scaler is fitted before the split.
  case fittedBeforeSplit = "fitted_before_split"
  /// Labels overlap and training rows are not purged.
  case notPurged = "not_purged"
  /// A tenth of the rows comes again elsewhere.
  case duplicatedRows = "duplicated_rows"
  /// A feature knows the whole of the longer bar that its row lies in.
  case futureBar = "future_bar"

  /// The check of ``LeakageAudit`` that is made for it; `nil` where several may be the first to see it.
  public var check: String? {
    switch self {
    case .labelAmongFeatures: "feature_alone"
    case .shiftedFeature: "future_correlation"
    case .fittedBeforeSplit: "fitted_outside_fold"
    case .notPurged: "purge"
    case .duplicatedRows: "duplicate_rows"
    case .futureBar: nil
    }
  }

  /// The feature that leaks; `nil` where it is not one feature.
  public var feature: String? {
    switch self {
    case .labelAmongFeatures: "outcome"
    case .shiftedFeature: "shifted"
    case .futureBar: "12h.return"
    case .fittedBeforeSplit, .notPurged, .duplicatedRows: nil
    }
  }

  /// Whether an audit found it: the check that is made for it fails and, where it is a feature, names it.
  public func isFound(by report: LeakageReport) -> Bool {
    report.verdicts.contains { verdict in
      verdict.isFail && (check == nil || verdict.name == check) && (feature.map { verdict.reason.contains("'\($0)'") } ?? true)
    }
  }
}

/// A dataset with its folds and the recipe of its model, as an audit takes them.
public struct PlantedDataset: Sendable {
  /// The rows.
  public let samples: LabeledSamples
  /// The folds that results were reported on.
  public let splits: Splits
  /// How the model is made.
  public let recipe: ModelRecipe
}

extension PlantedMarket {
  /// The market's dataset with a leak, or without.
  ///
  /// - Parameters:
  ///   - leak: what is planted; `nil` for a clean set.
  ///   - target: what the label is.
  public func dataset(_ leak: PlantedLeak?, target: LabeledSamples.Target = .value) throws(WalkForwardError) -> PlantedDataset {
    func dataset(_ samples: LabeledSamples, _ recipe: ModelRecipe = .ridge()) throws(WalkForwardError) -> PlantedDataset {
      PlantedDataset(samples: samples, splits: try splits(samples), recipe: recipe)
    }
    switch leak {
    case nil: return try dataset(samples(target))
    case .labelAmongFeatures:
      return try dataset(samples(target, extra: [("outcome", { label($0) + 0.2 * returns[$0 - 7] })]))
    case .shiftedFeature: return try dataset(samples(target, extra: [("shifted", { sum($0 - 3..<$0 + 2) })]))
    case .fittedBeforeSplit: return try dataset(samples(target), .ridge(scaledOnAllRows: true))
    case .notPurged:
      let samples = try samples(target)
      // Split as if every label were known at once.
      let blind = try PurgedKFold(4).splits(of: SampleSpans(times: samples.spans.times))
      return PlantedDataset(samples: samples, splits: blind, recipe: .ridge())
    case .duplicatedRows: return try dataset(duplicated(samples(target)))
    case .futureBar:
      return try dataset(samples(target, extra: [("12h.return", { sum($0 / 12 * 12..<$0 / 12 * 12 + 12) })]))
    }
  }

  /// A tenth of the rows comes again elsewhere, as when files that overlap are joined.
  private func duplicated(_ samples: LabeledSamples) -> LabeledSamples {
    var generator = SeededGenerator(seed: seed).split(stream: 1)
    let source = (0..<samples.count).map { row in generator.chance(0.1) ? generator.integer(below: samples.count) : row }
    return samples.with(
      columns: samples.columns.map { column in source.map { column[$0] } }, labels: source.map { samples.labels[$0] })
  }
}
