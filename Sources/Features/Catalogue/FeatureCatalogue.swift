internal import Indicators
internal import Statistics

/// Every feature there is, by name.
///
///     FeatureCatalogue.names.count                          // those that lists show; any other parameter works too
///     try FeatureCatalogue.definition(of: "rsi_21").0       // RSI over 21 bars
public enum FeatureCatalogue {
  /// All definitions, group by group.
  public static let definitions: [FeatureDefinition] = price + volume + technical + volatility + regime + time + crossAsset

  /// The names that lists show, group by group.
  public static let names: [String] = definitions.flatMap(\.listedNames)

  private static let byKey = Dictionary(grouping: definitions) { $0.key }

  /// The definition that a base such as `rsi_14` asks for, with all its parameters; or an error with a suggestion.
  public static func definition(of base: String) throws(FeatureError) -> (FeatureDefinition, parameters: [Double]) {
    let pattern = BasePattern(base)
    let candidates = byKey[pattern.key] ?? []
    let fitting = candidates.first { ($0.requiredCount...$0.parameters.count).contains(pattern.numbers.count) }
    guard let definition = fitting else { throw .unknownFeature(base, nearest: nearest(to: base, pattern)) }
    return (definition, try definition.values(pattern.numbers, of: base))
  }

  /// Whether a base has the form of a feature of the catalogue.
  static func contains(_ base: String) -> Bool {
    let pattern = BasePattern(base)
    return (byKey[pattern.key] ?? []).contains { ($0.requiredCount...$0.parameters.count).contains(pattern.numbers.count) }
  }

  /// The name that was probably meant: one of the lists, or any pattern with the numbers that were written.
  private static func nearest(to base: String, _ written: BasePattern) -> String? {
    let withNumbers = definitions.compactMap { definition -> String? in
      guard (definition.requiredCount...definition.parameters.count).contains(written.numbers.count), !written.numbers.isEmpty else {
        return nil
      }
      var numbers = written.numbers[...]
      let parts = definition.pattern.split(separator: "_").map { $0 == "#" ? numbers.popFirst() ?? "" : String($0) }
      return (parts + numbers).joined(separator: "_")
    }
    return Suggestion.nearest(to: base, in: withNumbers + names)
  }
}

extension FeatureDefinition {
  /// The pattern without the numbers at its end: what names are looked up by.
  var key: String {
    var parts = pattern.split(separator: "_")
    while parts.count > 1, parts.last == "#" { parts.removeLast() }
    return parts.joined(separator: "_")
  }
}
