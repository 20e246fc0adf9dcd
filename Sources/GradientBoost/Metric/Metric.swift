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
    }
  }

  private static let plain: [Metric] = [
    .logLoss, .auc, .averagePrecision, .accuracy, .precision, .recall, .f1, .brier, .rmse, .mae, .r2,
  ]

  /// Every metric's name.
  public static var names: [String] { plain.map(\.name) + ["pinball:0.5"] }

  /// The metric of a name; `nil` if there is none.
  public init?(name: String) {
    if let metric = Self.plain.first(where: { $0.name == name }) {
      self = metric
    } else if name.hasPrefix("pinball:"), let alpha = Double(name.dropFirst(8)), alpha > 0, alpha < 1 {
      self = .pinball(alpha: alpha)
    } else {
      return nil
    }
  }

  /// Whether more is better.
  public var higherIsBetter: Bool {
    switch self {
    case .auc, .averagePrecision, .accuracy, .precision, .recall, .f1, .r2: true
    case .logLoss, .brier, .rmse, .mae, .pinball: false
    }
  }

  /// What is allowed, if this is not.
  var problem: String? {
    if case .pinball(let alpha) = self, !(alpha > 0 && alpha < 1) { return "pinball with a number between 0 and 1" }
    return nil
  }

  /// Why it cannot judge an objective's predictions; `nil` if it can.
  func misfit(for objective: Objective) -> String? {
    let needed: String
    switch self {
    case .auc, .averagePrecision, .precision, .recall, .f1, .brier: needed = "binary"
    case .logLoss, .accuracy: needed = "binary or multiclass"
    case .rmse, .mae, .r2, .pinball: needed = "a regression"
    }
    let fits: Bool
    switch objective {
    case .binary: fits = needed.hasPrefix("binary")
    case .multiclass: fits = needed.hasSuffix("multiclass")
    case .regression, .regressionL1, .huber, .quantile: fits = needed == "a regression"
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
