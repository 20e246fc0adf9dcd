import Statistics

extension Parameters {
  /// Sets a parameter by LightGBM's canonical name, from text: what the command line and configuration files do.
  ///
  /// - Parameters:
  ///   - name: such as `num_leaves`. LightGBM's aliases (`n_estimators`, `eta`…) are not known: each thing has one name.
  ///   - text: a number; `true` or `false`; or, for lists, values with commas between them.
  public mutating func set(_ name: String, to text: String) throws(ParameterError) {
    guard let entry = Self.entries.first(where: { $0.name == name }) else {
      throw ParameterError.unknown(name, among: Self.names + Binning.names)
    }
    var changed = self
    try entry.set(&changed, text)
    self = changed
  }

  /// The canonical names of all parameters.
  public static var names: [String] { entries.map(\.name) }

  /// Throws an error that names the first value out of its range, and the range.
  public func validate() throws(ParameterError) {
    for entry in Self.entries {
      if let problem = entry.problem(self) { throw ParameterError(parameter: entry.name, value: entry.get(self), allowed: problem) }
    }
    if isUnbalance && scalePosWeight != 1 {
      throw ParameterError(
        parameter: "is_unbalance", value: "true", allowed: "false where scale_pos_weight is not 1: both weigh the positive rows")
    }
    if let problem = objective.problem { throw ParameterError(parameter: "objective", value: objective.name, allowed: problem) }
  }

  /// Every parameter but the objective with its value as text, by canonical name.
  public var texts: [(name: String, value: String)] { Self.entries.map { ($0.name, $0.get(self)) } }

  struct Entry: Sendable {
    let name: String
    let get: @Sendable (Parameters) -> String
    let set: @Sendable (inout Parameters, String) throws(ParameterError) -> Void
    /// What is allowed, if the value is not.
    let problem: @Sendable (Parameters) -> String?
  }

  static var entries: [Entry] {
    [
      whole("num_iterations", \.numIterations, 1...10_000_000),
      number("learning_rate", \.learningRate, "above 0") { $0 > 0 },
      whole("num_leaves", \.numLeaves, 2...131_072),
      whole("max_depth", \.maxDepth, -1...1_000_000),
      whole("min_data_in_leaf", \.minDataInLeaf, 0...1_000_000_000_000),
      number("min_sum_hessian_in_leaf", \.minSumHessianInLeaf, "0 or more") { $0 >= 0 },
      number("lambda_l1", \.lambdaL1, "0 or more") { $0 >= 0 },
      number("lambda_l2", \.lambdaL2, "0 or more") { $0 >= 0 },
      number("min_gain_to_split", \.minGainToSplit, "0 or more") { $0 >= 0 },
      number("max_delta_step", \.maxDeltaStep, "0 or more") { $0 >= 0 },
      number("feature_fraction", \.featureFraction, "above 0, up to 1") { $0 > 0 && $0 <= 1 },
      number("bagging_fraction", \.baggingFraction, "above 0, up to 1") { $0 > 0 && $0 <= 1 },
      whole("bagging_freq", \.baggingFreq, 0...10_000_000),
      seed,
      flag("is_unbalance", \.isUnbalance),
      number("scale_pos_weight", \.scalePosWeight, "above 0") { $0 > 0 },
      monotone,
      flag("boost_from_average", \.boostFromAverage),
      whole("early_stopping_round", \.earlyStoppingRound, 0...10_000_000),
      number("early_stopping_min_delta", \.earlyStoppingMinDelta, "0 or more") { $0 >= 0 },
      metric,
    ]
  }

  private static func whole(_ name: String, _ path: any WritableKeyPath<Parameters, Int> & Sendable, _ range: ClosedRange<Int>) -> Entry {
    let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return Entry(
      name: name, get: { String($0[keyPath: path]) },
      set: { (parameters, text) throws(ParameterError) in
        guard let value = Int(text), range.contains(value) else { throw ParameterError(parameter: name, value: text, allowed: allowed) }
        parameters[keyPath: path] = value
      }, problem: { range.contains($0[keyPath: path]) ? nil : allowed })
  }

  private static func number(
    _ name: String, _ path: any WritableKeyPath<Parameters, Double> & Sendable, _ allowed: String,
    _ isAllowed: @escaping @Sendable (Double) -> Bool
  ) -> Entry {
    Entry(
      name: name, get: { String($0[keyPath: path]) },
      set: { (parameters, text) throws(ParameterError) in
        guard let value = Double(text), value.isFinite, isAllowed(value) else {
          throw ParameterError(parameter: name, value: text, allowed: "a number \(allowed)")
        }
        parameters[keyPath: path] = value
      }, problem: { $0[keyPath: path].isFinite && isAllowed($0[keyPath: path]) ? nil : "a number \(allowed)" })
  }

  private static func flag(_ name: String, _ path: any WritableKeyPath<Parameters, Bool> & Sendable) -> Entry {
    Entry(
      name: name, get: { String($0[keyPath: path]) },
      set: { (parameters, text) throws(ParameterError) in
        guard let value = Bool(text) else { throw ParameterError(parameter: name, value: text, allowed: "true or false") }
        parameters[keyPath: path] = value
      }, problem: { _ in nil })
  }

  private static var seed: Entry {
    Entry(
      name: "seed", get: { String($0.seed) },
      set: { (parameters, text) throws(ParameterError) in
        guard let value = UInt64(text) else {
          throw ParameterError(parameter: "seed", value: text, allowed: "a whole number from 0 to \(UInt64.max)")
        }
        parameters.seed = value
      }, problem: { _ in nil })
  }

  private static var monotone: Entry {
    let allowed = "1, -1 or 0 for each feature, with commas between them"
    return Entry(
      name: "monotone_constraints", get: { $0.monotoneConstraints.map(String.init).joined(separator: ",") },
      set: { (parameters, text) throws(ParameterError) in
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        let values = text.isEmpty ? [] : words.compactMap { Int($0) }
        guard text.isEmpty || values.count == words.count, values.allSatisfy((-1...1).contains) else {
          throw ParameterError(parameter: "monotone_constraints", value: text, allowed: allowed)
        }
        parameters.monotoneConstraints = values
      }, problem: { $0.monotoneConstraints.allSatisfy((-1...1).contains) ? nil : allowed })
  }

  private static var metric: Entry {
    Entry(
      name: "metric", get: { $0.metrics.map(\.name).joined(separator: ",") },
      set: { (parameters, text) throws(ParameterError) in
        var metrics: [Metric] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
          guard let metric = Metric(name: String(word)) else {
            throw ParameterError.unknown(String(word), among: Metric.names, of: "metric")
          }
          metrics.append(metric)
        }
        parameters.metrics = metrics
      },
      problem: { $0.metrics.lazy.compactMap(\.problem).first })
  }
}

extension Binning {
  /// The canonical names of what concerns bins.
  public static let names = ["max_bin", "min_data_in_bin", "bin_construct_sample_cnt", "data_random_seed"]

  /// Sets a value by LightGBM's canonical name, from text.
  public mutating func set(_ name: String, to text: String) throws(ParameterError) {
    func whole(_ range: ClosedRange<Int>) throws(ParameterError) -> Int {
      guard let value = Int(text), range.contains(value) else {
        throw ParameterError(
          parameter: name, value: text, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    switch name {
    case "max_bin": maxBin = try whole(Self.maxBinRange)
    case "min_data_in_bin": minDataInBin = try whole(Self.countRange)
    case "bin_construct_sample_cnt": binConstructSampleCnt = try whole(Self.countRange)
    case "data_random_seed":
      guard let value = UInt64(text) else {
        throw ParameterError(parameter: name, value: text, allowed: "a whole number from 0 to \(UInt64.max)")
      }
      seed = value
    default: throw ParameterError.unknown(name, among: Self.names + Parameters.names)
    }
  }

  static let maxBinRange = 2...255
  static let countRange = 1...1_000_000_000_000

  func validate() throws(ParameterError) {
    for (name, value, range) in [
      ("max_bin", maxBin, Self.maxBinRange), ("min_data_in_bin", minDataInBin, Self.countRange),
      ("bin_construct_sample_cnt", binConstructSampleCnt, Self.countRange),
    ] where !range.contains(value) {
      throw ParameterError(
        parameter: name, value: String(value), allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
