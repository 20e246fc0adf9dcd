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
    try validateTogether()
    if let problem = objective.problem { throw ParameterError(parameter: "objective", value: objective.name, allowed: problem) }
  }

  /// What goes with what.
  private func validateTogether() throws(ParameterError) {
    func refuse(_ name: String, _ value: String, _ allowed: String) -> ParameterError {
      ParameterError(parameter: name, value: value, allowed: allowed)
    }
    let samples = baggingFreq > 0 && baggingFraction < 1
    if boosting == .rf && !samples && featureFraction == 1 && featureFractionBynode == 1 && !extraTrees {
      throw refuse(
        "boosting", "rf", "together with bagging (bagging_freq and bagging_fraction) or feature_fraction: else all trees are one")
    }
    if boosting != .gbdt && earlyStoppingRound > 0 {
      throw refuse(
        "early_stopping_round", "\(earlyStoppingRound)",
        "0 where boosting is \(boosting.rawValue): later trees change what earlier ones say")
    }
    if dataSampleStrategy == .goss {
      if samples { throw refuse("data_sample_strategy", "goss", "bagging where bagging_freq is above 0: both choose the rows") }
      if topRate + otherRate > 1 { throw refuse("other_rate", "\(otherRate)", "at most 1 less top_rate, which is \(topRate)") }
      if boosting == .rf { throw refuse("data_sample_strategy", "goss", "bagging where boosting is rf") }
    }
    if linearTree {
      if objective.leafQuantile != nil {
        throw refuse("linear_tree", "true", "false with objective \(objective.name), whose leaves are quantiles")
      }
      if boosting == .rf || monotoneConstraints.contains(where: { $0 != 0 }) || pathSmooth > 0 {
        throw refuse("linear_tree", "true", "false with boosting=rf, monotone_constraints or path_smooth")
      }
    }
  }

  /// Every parameter but the objective with its value as text, by canonical name.
  public var texts: [(name: String, value: String)] { Self.entries.map { ($0.name, $0.get(self)) } }

  /// What files of the first version hold.
  func texts(ofVersion version: Int) -> [(name: String, value: String)] {
    let later = Set(Self.laterEntries.map(\.name))
    return texts.filter { version > 1 || !later.contains($0.name) }
  }

  /// What files of the first version have no words for and is not the default.
  var unusualLaterTexts: [(name: String, value: String)] {
    let usual = Parameters(objective: objective)
    return Self.laterEntries.filter { $0.get(self) != $0.get(usual) }.map { ($0.name, $0.get(self)) }
  }

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
    ] + laterEntries
  }

  /// What files of the first version have no words for; they hold it only where it is not the default.
  static var laterEntries: [Entry] {
    func share(_ name: String, _ path: any WritableKeyPath<Parameters, Double> & Sendable) -> Entry {
      number(name, path, "above 0, up to 1") { $0 > 0 && $0 <= 1 }
    }
    func chance(_ name: String, _ path: any WritableKeyPath<Parameters, Double> & Sendable) -> Entry {
      number(name, path, "from 0 to 1") { $0 >= 0 && $0 <= 1 }
    }
    func notNegative(_ name: String, _ path: any WritableKeyPath<Parameters, Double> & Sendable) -> Entry {
      number(name, path, "0 or more") { $0 >= 0 }
    }
    return [
      choice("boosting", \.boosting), choice("data_sample_strategy", \.dataSampleStrategy), share("top_rate", \.topRate),
      share("other_rate", \.otherRate), chance("drop_rate", \.dropRate), whole("max_drop", \.maxDrop, -1...1_000_000),
      chance("skip_drop", \.skipDrop), flag("uniform_drop", \.uniformDrop), flag("extra_trees", \.extraTrees),
      share("feature_fraction_bynode", \.featureFractionBynode), interactions, notNegative("path_smooth", \.pathSmooth),
      flag("linear_tree", \.linearTree), notNegative("linear_lambda", \.linearLambda),
      whole("max_cat_to_onehot", \.maxCatToOnehot, 1...255), whole("max_cat_threshold", \.maxCatThreshold, 1...255),
      notNegative("cat_l2", \.catL2), notNegative("cat_smooth", \.catSmooth),
      whole("min_data_per_group", \.minDataPerGroup, 1...1_000_000_000_000),
      number("poisson_max_delta_step", \.poissonMaxDeltaStep, "above 0") { $0 > 0 },
      whole("lambdarank_truncation_level", \.lambdarankTruncationLevel, 1...1_000_000), flag("lambdarank_norm", \.lambdarankNorm),
      labelGains,
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

  private static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Parameters, Choice> & Sendable
  ) -> Entry {
    let names = Choice.allCases.map(\.rawValue)
    return Entry(
      name: name, get: { $0[keyPath: path].rawValue },
      set: { (parameters, text) throws(ParameterError) in
        guard let value = Choice(rawValue: text) else {
          throw ParameterError(parameter: name, value: text, allowed: names.joined(separator: " or "))
        }
        parameters[keyPath: path] = value
      }, problem: { _ in nil })
  }

  private static var interactions: Entry {
    let allowed = "groups of feature numbers in brackets, such as [0,1,2],[2,3]"
    return Entry(
      name: "interaction_constraints",
      get: { $0.interactionConstraints.map { "[\($0.map(String.init).joined(separator: ","))]" }.joined(separator: ",") },
      set: { (parameters, text) throws(ParameterError) in
        func refused() -> ParameterError { ParameterError(parameter: "interaction_constraints", value: text, allowed: allowed) }
        var groups: [[Int]] = []
        for part in text.split(separator: "]", omittingEmptySubsequences: true) {
          guard let open = part.firstIndex(of: "["), part[..<open].allSatisfy({ $0 == "," || $0 == " " }) else { throw refused() }
          let words = part[part.index(after: open)...].split(separator: ",", omittingEmptySubsequences: false)
          let numbers = words.compactMap { Int($0.filter { $0 != " " }) }
          guard numbers.count == words.count, numbers.allSatisfy({ $0 >= 0 }) else { throw refused() }
          groups.append(numbers)
        }
        guard text.isEmpty || text.last == "]" else { throw refused() }
        parameters.interactionConstraints = groups
      }, problem: { $0.interactionConstraints.joined().allSatisfy { $0 >= 0 } ? nil : allowed })
  }

  private static var labelGains: Entry {
    let allowed = "what each label from 0 on is worth, finite and never falling, with commas between them"
    @Sendable func isAllowed(_ values: [Double]) -> Bool {
      values.allSatisfy(\.isFinite) && zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
    }
    return Entry(
      name: "label_gain", get: { $0.labelGain.map { "\($0)" }.joined(separator: ",") },
      set: { (parameters, text) throws(ParameterError) in
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        let values = text.isEmpty ? [] : words.compactMap { Double($0) }
        guard text.isEmpty || values.count == words.count, isAllowed(values) else {
          throw ParameterError(parameter: "label_gain", value: text, allowed: allowed)
        }
        parameters.labelGain = values
      }, problem: { isAllowed($0.labelGain) ? nil : allowed })
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
  public static let names = ["max_bin", "min_data_in_bin", "bin_construct_sample_cnt", "data_random_seed", "categorical_feature"]

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
    case "categorical_feature":
      // LightGBM's two ways: numbers, or names behind `name:`.
      let list = text.hasPrefix("name:") ? text.dropFirst(5) : text[...]
      categoricalFeatures = list.split(separator: ",").map(String.init)
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
