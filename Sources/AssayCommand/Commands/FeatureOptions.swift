import Assay

/// The options that every command which computes features shares.
enum FeatureOptions {
  static let set = Option<[String]>.repeated("set", "NAME", "a set of features, such as standard", .text.completed { FeatureSet.setNames })
  static let compute = Option<[String]>.repeated(
    "compute", "NAMES", "features with commas between them, such as rsi_14,1h.ema_21, or NAME=FORMULA", .text)
  static let with = Option<[String]>.repeated("with", "FILE", "bars of another symbol, whose file's name tells which", .text)

  /// For usage and help.
  static let declarations =
    [
      set.declaration, compute.declaration, with.declaration, MarketFileOptions.symbol.declaration, MarketFileOptions.timeframe.declaration,
      MarketFileOptions.calendar.declaration,
    ] + MarketFileOptions.layout

  /// Whether anything was asked for.
  static func areGiven(_ arguments: Arguments) throws -> Bool {
    try !arguments[set].isEmpty || !arguments[compute].isEmpty || !arguments[with].isEmpty
  }

  /// The features that were asked for.
  static func set(_ arguments: Arguments) throws -> FeatureSet {
    var features = FeatureSet()
    do throws(FeatureError) {
      for name in try given(set, arguments) {
        for feature in try FeatureSet(named: name).names where !features.names.contains(feature) { try features.add(feature) }
      }
      for request in try given(compute, arguments) {
        for part in parts(of: request) {
          if let sign = definition(part) {
            try features.add(sign.name, formula: sign.formula)
          } else if !features.names.contains(part) {
            try features.add(part)
          }
        }
      }
    } catch {
      throw problem(error, arguments)
    }
    return features
  }

  /// What is wrong with a feature that was asked for; where nothing was probably meant, the list is where to look.
  static func problem(_ error: FeatureError, _ arguments: Arguments) -> UsageError {
    if case .unknownFeature(_, nearest: nil) = error { return arguments.error("\(error); 'assay features' lists them") }
    return arguments.error("\(error)")
  }

  /// The texts of an option; that they can be read was seen before.
  private static func given(_ option: Option<[String]>, _ arguments: Arguments) throws(FeatureError) -> [String] {
    do {
      return try arguments[option]
    } catch {
      throw FeatureError.invalidRequest(error.description)
    }
  }

  /// A text taken apart at the commas that are in no parentheses or brackets.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for letter in text {
      if letter == "(" || letter == "[" { depth += 1 }
      if letter == ")" || letter == "]" { depth -= 1 }
      if letter == ",", depth <= 0 { parts.append("") } else { parts[parts.count - 1].append(letter) }
    }
    return parts.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }

  /// `NAME=FORMULA` taken apart; comparisons have signs that look alike.
  private static func definition(_ text: String) -> (name: String, formula: String)? {
    guard let sign = text.firstIndex(of: "=") else { return nil }
    let name = text[..<sign].filter { $0 != " " }
    let formula = text[text.index(after: sign)...]
    guard !name.isEmpty, !formula.hasPrefix("="), name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
    return (String(name), String(formula))
  }

  /// The labels that were asked for.
  static func labels(_ texts: [String], _ arguments: Arguments) throws -> [Label] {
    do throws(FeatureError) {
      var labels: [Label] = []
      for text in texts {
        let label = try Label(text)
        if labels.contains(where: { $0.name == label.name }) { throw .repeated(label.name) }
        labels.append(label)
      }
      return labels
    } catch {
      throw arguments.error("--label: \(error)")
    }
  }

  /// The bars of a file and of those named beside it.
  static func market(_ path: String, _ arguments: Arguments) throws -> (series: BarSeries, others: [BarSeries]) {
    let timeframe = try arguments[MarketFileOptions.timeframe]
    let options = try MarketFileOptions.reading(arguments)
    let series = try BarSeries(csv: path, symbol: try arguments[MarketFileOptions.symbol], timeframe: timeframe, options: options)
    let others = try arguments[with].map { try BarSeries(csv: $0, options: options) }
    for other in others where other.symbol == series.symbol || others.count(where: { $0.symbol == other.symbol }) > 1 {
      throw arguments.error("--with: two files hold bars of \(other.symbol); rename one, or say --symbol")
    }
    return (series, others)
  }

  /// The plan of a set over these bars.
  static func plan(_ set: FeatureSet, _ market: (series: BarSeries, others: [BarSeries]), _ arguments: Arguments) throws -> FeaturePlan {
    do throws(FeatureError) {
      return try FeaturePlan(
        set, symbol: market.series.symbol, timeframe: market.series.timeframe, calendar: calendar(arguments),
        others: Dictionary(market.others.map { ($0.symbol, $0.timeframe) }) { first, _ in first })
    } catch {
      throw arguments.error("\(error)")
    }
  }

  private static func calendar(_ arguments: Arguments) throws(FeatureError) -> TradingCalendar {
    do {
      return try arguments[MarketFileOptions.calendar]
    } catch {
      throw FeatureError.invalidRequest(error.description)
    }
  }
}
