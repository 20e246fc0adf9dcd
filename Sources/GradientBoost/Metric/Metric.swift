/// How good predictions are.
///
///     Metric.auc.value(predictions: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1])     // 0.75
public enum Metric: Sendable, Hashable {
  /// Logarithmic loss of chances, of two classes or more.
  case logLoss
  /// Area under the receiver operating characteristic: the chance that a positive row ranks above a negative one.
  case auc
  /// Area under the precision-recall curve, as average precision.
  case averagePrecision
  /// Share of rows whose likeliest class is theirs.
  case accuracy
  /// Share of the rows called positive that are.
  case precision
  /// Share of the positive rows that are called so.
  case recall
  /// Harmonic mean of precision and recall.
  case f1
  /// Mean squared error of chances.
  case brier
  /// Root of the mean squared error.
  case rmse
  /// Mean absolute error.
  case mae
  /// Share of the labels' variance that is explained.
  case r2
  /// Mean pinball loss: what a quantile makes small.
  case pinball(alpha: Double)

  /// Matthews' correlation of classes called and classes true.
  case mcc
  /// Expected calibration error: how far the chances in each tenth are from how often they came true, by tenths' sizes.
  case ece
  /// The same of the tenth that is furthest off.
  case maximumCalibrationError
  /// The part of the Brier score that is lack of calibration, by tenths (Murphy 1973).
  case brierReliability
  /// The part of the Brier score that telling rows apart earns, by tenths (Murphy 1973).
  case brierResolution
  /// Log loss of labels that are themselves chances.
  case crossEntropy
  /// Mean absolute error in relation to the label; labels nearer to 0 than 1 count as 1.
  case mape
  /// Mean deviance of counts.
  case poissonDeviance
  /// Mean deviance of positive amounts.
  case gammaDeviance
  /// Mean deviance of amounts that are often 0; 1 < `power` < 2, or 1 for counts.
  case tweedieDeviance(power: Double)
  /// Normalised discounted cumulative gain of the first places of each query; a query without anything relevant counts 1.
  case ndcg(at: Int)
  /// Mean average precision of the first places of each query; a query without anything relevant counts 1.
  case map(at: Int)

  /// Its name, such as `log_loss` or `pinball:0.9`.
  public var name: String {
    switch self {
    case .logLoss: "log_loss"
    case .auc: "auc"
    case .averagePrecision: "average_precision"
    case .accuracy: "accuracy"
    case .precision: "precision"
    case .recall: "recall"
    case .f1: "f1"
    case .brier: "brier"
    case .rmse: "rmse"
    case .mae: "mae"
    case .r2: "r2"
    case .pinball(let alpha): "pinball:\(alpha)"
    case .mcc: "mcc"
    case .ece: "ece"
    case .maximumCalibrationError: "maximum_calibration_error"
    case .brierReliability: "brier_reliability"
    case .brierResolution: "brier_resolution"
    case .crossEntropy: "cross_entropy"
    case .mape: "mape"
    case .poissonDeviance: "poisson_deviance"
    case .gammaDeviance: "gamma_deviance"
    case .tweedieDeviance(let power): "tweedie_deviance:\(power)"
    case .ndcg(let places): "ndcg:\(places)"
    case .map(let places): "map:\(places)"
    }
  }

  private static let plain: [Metric] = [
    .logLoss, .auc, .averagePrecision, .accuracy, .precision, .recall, .f1, .brier, .rmse, .mae, .r2, .mcc, .ece,
    .maximumCalibrationError, .brierReliability, .brierResolution, .crossEntropy, .mape, .poissonDeviance, .gammaDeviance,
  ]

  /// Every metric's name.
  public static var names: [String] { plain.map(\.name) + ["pinball:0.5", "tweedie_deviance:1.5", "ndcg:10", "map:10"] }

  /// The metric of a name; `nil` if there is none.
  public init?(name: String) {
    if let metric = Self.plain.first(where: { $0.name == name }) {
      self = metric
    } else if name.hasPrefix("pinball:"), let alpha = Double(name.dropFirst(8)), alpha > 0, alpha < 1 {
      self = .pinball(alpha: alpha)
    } else if name.hasPrefix("tweedie_deviance:"), let power = Double(name.dropFirst(17)), power >= 1, power < 2 {
      self = .tweedieDeviance(power: power)
    } else if name.hasPrefix("ndcg:"), let places = Int(name.dropFirst(5)), places >= 1 {
      self = .ndcg(at: places)
    } else if name.hasPrefix("map:"), let places = Int(name.dropFirst(4)), places >= 1 {
      self = .map(at: places)
    } else {
      return nil
    }
  }

  /// Whether more is better.
  public var higherIsBetter: Bool {
    switch self {
    case .auc, .averagePrecision, .accuracy, .precision, .recall, .f1, .r2, .mcc, .brierResolution, .ndcg, .map: true
    case .logLoss, .brier, .rmse, .mae, .pinball, .ece, .maximumCalibrationError, .brierReliability, .crossEntropy, .mape,
      .poissonDeviance, .gammaDeviance, .tweedieDeviance:
      false
    }
  }

  /// What predictions of an objective are usually judged by.
  public static func usual(for objective: Objective) -> [Metric] {
    switch objective {
    case .binary: [.logLoss, .auc]
    case .multiclass: [.logLoss, .accuracy]
    case .quantile(let alpha): [.pinball(alpha: alpha)]
    case .poisson: [.poissonDeviance, .rmse, .mae]
    case .gamma: [.gammaDeviance, .rmse, .mae]
    case .tweedie(let power): [.tweedieDeviance(power: power), .rmse, .mae]
    case .crossEntropy: [.crossEntropy, .rmse]
    case .mape: [.mape, .mae, .rmse]
    case .lambdarank: [.ndcg(at: 5), .ndcg(at: 10), .map(at: 10)]
    case .regression, .regressionL1, .huber, .custom: [.rmse, .mae, .r2]
    }
  }

  /// Whether files of the first version have a word for it.
  var isInVersion1: Bool {
    switch self {
    case .logLoss, .auc, .averagePrecision, .accuracy, .precision, .recall, .f1, .brier, .rmse, .mae, .r2, .pinball: true
    default: false
    }
  }

  /// Whether it judges the order within queries.
  public var needsQueries: Bool {
    switch self {
    case .ndcg, .map: true
    default: false
    }
  }

  /// What is allowed, if this is not.
  var problem: String? {
    switch self {
    case .pinball(let alpha): return alpha > 0 && alpha < 1 ? nil : "pinball with a number between 0 and 1"
    case .tweedieDeviance(let power): return power >= 1 && power < 2 ? nil : "tweedie_deviance with a number from 1 up to below 2"
    case .ndcg(let places), .map(let places): return places >= 1 ? nil : "ndcg and map with a number of places, 1 or more"
    default: return nil
    }
  }

  /// Why it cannot judge an objective's predictions; `nil` if it can.
  func misfit(for objective: Objective) -> String? {
    let needed: String
    switch self {
    case .auc, .averagePrecision, .precision, .recall, .f1, .brier, .maximumCalibrationError, .brierReliability, .brierResolution:
      needed = "binary"
    case .logLoss, .accuracy, .mcc, .ece: needed = "binary or multiclass"
    case .crossEntropy: needed = "binary or cross_entropy"
    case .rmse, .mae, .r2, .pinball, .mape, .poissonDeviance, .gammaDeviance, .tweedieDeviance: needed = "a regression"
    case .ndcg, .map: needed = "lambdarank"
    }
    let fits: Bool
    switch objective {
    case .binary: fits = needed.hasPrefix("binary")
    case .multiclass: fits = needed.hasSuffix("multiclass")
    case .regression, .regressionL1, .huber, .quantile, .poisson, .gamma, .tweedie, .mape: fits = needed == "a regression"
    case .crossEntropy: fits = needed.hasSuffix("cross_entropy") || needed == "a regression" || self == .brier
    case .lambdarank: fits = needed == "lambdarank"
    case .custom: fits = true
    }
    return fits ? nil : "Metric \(name) judges an objective that is \(needed); this one is \(objective.name)."
  }
}

extension Metric: Codable {
  /// Reads the name that `encode(to:)` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let metric = Metric(name: name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "There is no metric '\(name)'.")
    }
    self = metric
  }

  /// Writes its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
