import Statistics

/// What a model predicts, and which loss training makes small.
///
///     let objective = try Objective("quantile:0.9")     // .quantile(alpha: 0.9)
public enum Objective: Sendable, Hashable {
  /// The chance of label 1 against label 0, by log loss.
  case binary
  /// The chance of each of so many classes, labelled 0, 1, 2…, by softmax and log loss.
  case multiclass(classes: Int)
  /// The mean, by squared error.
  case regression
  /// The median, by absolute error.
  case regressionL1
  /// The mean, by an error that is squared up to `alpha` and absolute from there on.
  case huber(alpha: Double)
  /// The value that the label stays under with probability `alpha`.
  case quantile(alpha: Double)
  /// The mean of counts, by Poisson's log loss.
  case poisson
  /// The mean of positive amounts, by gamma's deviance.
  case gamma
  /// The mean of amounts that are often 0, by Tweedie's deviance; 1 ≤ `power` < 2.
  case tweedie(power: Double)
  /// A chance that the labels, from 0 to 1, tell directly, by log loss.
  case crossEntropy
  /// The value with the least error in relation to the label.
  case mape
  /// An order within each query, by LambdaRank; labels are whole numbers from 0 on, more is better.
  case lambdarank
  /// One's own: an ``ObjectiveFunction`` that is passed to the trainer.
  case custom(String)
}

extension Objective {
  /// LightGBM's name, such as `regression_l1`.
  public var name: String {
    switch self {
    case .binary: "binary"
    case .multiclass: "multiclass"
    case .regression: "regression"
    case .regressionL1: "regression_l1"
    case .huber: "huber"
    case .quantile: "quantile"
    case .poisson: "poisson"
    case .gamma: "gamma"
    case .tweedie: "tweedie"
    case .crossEntropy: "cross_entropy"
    case .mape: "mape"
    case .lambdarank: "lambdarank"
    case .custom: "custom"
    }
  }

  /// How many scores a row has: the classes of multiclass, else 1.
  public var scoresPerRow: Int {
    if case .multiclass(let classes) = self { return classes }
    return 1
  }

  /// The objective that a text such as `binary`, `multiclass:3`, `huber:0.9` or `quantile:0.5` stands for.
  ///
  /// Without a number `huber` and `quantile` have LightGBM's, 0.9, and `tweedie` has 1.5.
  public init(_ text: String) throws(ParameterError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let objective: Objective? =
      switch (parts[0], parts.count > 1 ? parts[1] : nil) {
      case ("binary", nil): .binary
      case ("regression", nil): .regression
      case ("regression_l1", nil): .regressionL1
      case ("multiclass", let classes?): Int(classes).map { .multiclass(classes: $0) }
      case ("huber", let alpha): Double(alpha ?? "0.9").map { .huber(alpha: $0) }
      case ("quantile", let alpha): Double(alpha ?? "0.9").map { .quantile(alpha: $0) }
      case ("poisson", nil): .poisson
      case ("gamma", nil): .gamma
      case ("tweedie", let power): Double(power ?? "1.5").map { .tweedie(power: $0) }
      case ("cross_entropy", nil): .crossEntropy
      case ("mape", nil): .mape
      case ("lambdarank", nil): .lambdarank
      case ("custom", let name?): .custom(name)
      default: nil
      }
    guard let objective else {
      let names = [
        "binary", "regression", "regression_l1", "multiclass", "huber", "quantile", "poisson", "gamma", "tweedie", "cross_entropy", "mape",
        "lambdarank",
      ]
      if names.contains(parts[0]) {
        throw ParameterError(parameter: "objective", value: text, allowed: "written like binary, multiclass:3, huber:0.9 or quantile:0.5")
      }
      throw ParameterError.unknown(parts[0], among: names, of: "objective")
    }
    if let problem = objective.problem { throw ParameterError(parameter: "objective", value: text, allowed: problem) }
    self = objective
  }

  /// The text that `init(_:)` reads.
  public var text: String {
    switch self {
    case .multiclass(let classes): "\(name):\(classes)"
    case .huber(let alpha), .quantile(let alpha), .tweedie(let alpha): "\(name):\(alpha)"
    case .custom(let own): "\(name):\(own)"
    default: name
    }
  }

  /// What is allowed, if this is not.
  var problem: String? {
    switch self {
    case .multiclass(let classes): (2...10_000).contains(classes) ? nil : "of 2 to 10000 classes, such as multiclass:3"
    case .huber(let alpha): alpha > 0 && alpha.isFinite ? nil : "with a number above 0, such as huber:0.9"
    case .quantile(let alpha): alpha > 0 && alpha < 1 ? nil : "with a number between 0 and 1, such as quantile:0.9"
    case .tweedie(let power): power >= 1 && power < 2 ? nil : "with a number from 1 up to but not including 2, such as tweedie:1.5"
    default: nil
    }
  }

  /// What computes it; `nil` for multiclass, whose gradients need all of a row's scores, for ranking, whose need all of a query's, and for
  /// one's own.
  func function(_ parameters: Parameters? = nil) -> (any ObjectiveFunction)? {
    switch self {
    case .binary: BinaryObjective()
    case .regression: SquaredErrorObjective()
    case .regressionL1: AbsoluteErrorObjective()
    case .huber(let alpha): HuberObjective(alpha: alpha)
    case .quantile(let alpha): QuantileObjective(alpha: alpha)
    case .poisson: PoissonObjective(maximumStep: parameters?.poissonMaxDeltaStep ?? 0.7)
    case .gamma: GammaObjective()
    case .tweedie(let power): TweedieObjective(power: power)
    case .crossEntropy: CrossEntropyObjective()
    case .mape: PercentageErrorObjective()
    case .multiclass, .lambdarank, .custom: nil
    }
  }

  /// Whether files of the first version have a word for it.
  var isInVersion1: Bool {
    switch self {
    case .binary, .multiclass, .regression, .regressionL1, .huber, .quantile, .custom: true
    case .poisson, .gamma, .tweedie, .crossEntropy, .mape, .lambdarank: false
    }
  }

  /// What labels the objective takes, such as "takes 0 to 1", where a label is none of them; `nil` if it is one.
  public func problem(ofLabel label: Double) -> String? {
    guard label.isFinite else { return "takes finite numbers" }
    let isWhole = label == label.rounded(.down)
    switch self {
    case .binary: return isWhole && label >= 0 && label < 2 ? nil : "takes 0 to 1"
    case .multiclass(let classes): return isWhole && label >= 0 && label < Double(classes) ? nil : "takes 0 to \(classes - 1)"
    case .poisson, .tweedie: return label >= 0 ? nil : "takes 0 and more"
    case .gamma: return label > 0 ? nil : "takes numbers above 0"
    case .crossEntropy: return label >= 0 && label <= 1 ? nil : "takes numbers from 0 to 1"
    case .lambdarank: return isWhole && label >= 0 && label < 31 ? nil : "takes whole numbers from 0 to 30"
    case .regression, .regressionL1, .huber, .quantile, .mape, .custom: return nil
    }
  }

  /// Which quantile of the residuals a leaf's value is, where it is not the gradient's doing.
  var leafQuantile: Double? {
    switch self {
    case .regressionL1, .mape: 0.5
    case .quantile(let alpha): alpha
    default: nil
    }
  }
}

extension Objective: Codable {
  /// Reads the text that `encode(to:)` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = try Objective(try container.decode(String.self))
    } catch let error as ParameterError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
