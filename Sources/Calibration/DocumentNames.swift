internal import Statistics

/// Which names a JSON document may have, level by level, so that a misspelt one is an error that says which was meant.
indirect enum DocumentNames: Sendable {
  /// A number, a word or nothing: no names.
  case value
  /// An object with these members.
  case object([String: DocumentNames])
  /// A list of these.
  case list(DocumentNames)

  /// An object whose members are all values.
  static func object(_ names: some Sequence<String>) -> DocumentNames {
    .object(Dictionary(uniqueKeysWithValues: names.map { ($0, .value) }))
  }

  /// Throws if a name is unknown, here or further down; that something is of another kind is for the reader to say.
  func check(_ decoder: any Decoder) throws {
    switch self {
    case .value: return
    case .object(let names):
      guard let container = try? decoder.container(keyedBy: AnyName.self) else { return }
      for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
        guard let below = names[key.stringValue] else {
          throw AnyName.unknown(key.stringValue, names.keys.sorted(), decoder.codingPath)
        }
        if case .value = below { continue }
        try below.check(container.superDecoder(forKey: key))
      }
    case .list(let below):
      guard var container = try? decoder.unkeyedContainer() else { return }
      while !container.isAtEnd { try below.check(container.superDecoder()) }
    }
  }
}

/// Any name in a JSON object, to find those nobody knows.
struct AnyName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(intValue: Int) { nil }
  init(stringValue: String) { self.stringValue = stringValue }

  /// Throws if an object has a name that is not among the known ones.
  static func check(_ decoder: any Decoder, against known: [String]) throws {
    let container = try decoder.container(keyedBy: AnyName.self)
    for key in container.allKeys where !known.contains(key.stringValue) {
      throw unknown(key.stringValue, known, decoder.codingPath)
    }
  }

  static func unknown(_ name: String, _ known: [String], _ path: [any CodingKey]) -> DecodingError {
    let advice =
      Suggestion.nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "there are \(known.sorted().joined(separator: ", "))"
    return DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "unknown name '\(name)'; \(advice)"))
  }
}

extension DocumentNames {
  static let interval = object(["lower", "upper"])
  static let verdict = DocumentNames.object(["name": .value, "outcome": .value, "reason": .value, "evidence": evidence])
  private static let evidence = list(object(["name", "value"]))
  private static let measured = DocumentNames.object(["count": .value, "value": .value, "interval": interval])
  private static let costs = DocumentNames.object([
    "maker_fee": .value, "taker_fee": .value, "slippage": .value, "slippage_by_window": .value,
    "slippage_by_regime": object(["ranging", "trending", "volatile"]),
  ])
  private static let slippage = DocumentNames.object([
    "count": .value, "effective_count": .value, "measured": .value, "standard_error": .value, "interval": interval, "value": .value,
  ])
  private static let trades = DocumentNames.object([
    "count": .value, "exits": list(.object(["reason": .value, "share": measured])), "payoff": measured, "mean_hold_seconds": measured,
    "median_hold_seconds": measured, "time_limit_share": measured, "stop_share": measured, "win_share": measured,
  ])

  /// Those of an ``ExecutionCalibration``.
  static let executionCalibration = DocumentNames.object([
    "format": .value, "verdict": verdict, "avg_slippage_per_side_pct": .value, "slippage": slippage,
    "buckets": list(.object(["dimension": .value, "name": .value, "slippage": slippage, "position_multiplier": .value])),
    "maker_fee": measured, "taker_fee": measured, "fill_rate": measured, "mean_latency_seconds": measured,
    "median_latency_seconds": measured, "trades": trades,
    "impact": .object(["base": .value, "coefficient": .value, "interval": interval, "count": .value, "r_squared": .value]),
    "costs": costs, "assumed": costs, "assumed_from": .value, "backtest_slippage_multiplier": .value,
    "recommendations": list(.object(["code": .value, "text": .value, "evidence": evidence])), "drift": verdict, "ignored": .value,
    "through": .value,
  ])

  private static let bins = list(.object(["count": .value, "predicted": .value, "observed": .value, "interval": interval]))

  /// Those of a ``Reliability``.
  static let reliability = DocumentNames.object([
    "count": .value, "bins": bins, "brier": .value, "verdict": verdict, "positive_share": .value, "equal_count_bins": bins,
    "expected_calibration_error": .value, "maximum_calibration_error": .value, "adaptive_calibration_error": .value, "log_loss": .value,
    "spiegelhalter_z": .value, "p_value": .value,
    "decomposition": object(["reliability", "resolution", "uncertainty", "within_bin_variance", "within_bin_covariance"]),
  ])
}
