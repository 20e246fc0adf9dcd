public import Indicators

/// The groups of the catalogue.
public enum FeatureGroup: String, CaseIterable, Hashable, Sendable, Codable {
  case price, volume, technical, volatility, regime, time
  case crossAsset = "cross_asset"
}

/// What the numbers of a feature are.
public enum FeatureUnit: String, CaseIterable, Hashable, Sendable, Codable {
  /// As prices are.
  case price
  /// As sizes are.
  case volume
  /// Prices times sizes.
  case value
  /// A share: 0.01 is one percent.
  case fraction
  /// Percent.
  case percent
  /// A share per year.
  case fractionPerYear = "fraction_per_year"
  /// A ratio, or another number without a unit.
  case ratio
  /// 1 or 0, sometimes −1.
  case flag
  /// A whole number that stands for a state.
  case code
  case bars
  case minutes
}

/// A feature of the catalogue, or a whole family of them: what it is called, takes and tells.
public struct FeatureDefinition: Sendable {
  /// Its name with `#` in the place of each parameter it cannot be without: `ema_#_#_cross`.
  public let pattern: String
  /// Where it belongs.
  public let group: FeatureGroup
  /// Its parameters: first those of the pattern, then those that may be left out, with their defaults.
  public let parameters: [ParameterDeclaration]
  /// The parameters of those that lists show.
  public let listed: [[Double]]
  /// What its numbers are.
  public let unit: FeatureUnit
  /// Between what limits they lie; `nil` where there are none.
  public let range: ClosedRange<Double>?
  /// What it tells, in one line.
  public let summary: String
  /// How it is computed.
  public let formula: String
  /// Raised whenever its numbers change: part of the fingerprint.
  public let version: Int
  /// Whether it compares with another symbol, which its name must then say.
  public let comparesSymbols: Bool
  let build: @Sendable (inout FeatureBuilder, [Double]) throws(FeatureError) -> Column

  init(
    _ pattern: String, _ group: FeatureGroup, _ unit: FeatureUnit, range: ClosedRange<Double>? = nil,
    parameters: [ParameterDeclaration] = [], listed: [[Double]] = [[]], _ summary: String, formula: String, comparesSymbols: Bool = false,
    build: @escaping @Sendable (inout FeatureBuilder, [Double]) throws(FeatureError) -> Column
  ) {
    self.pattern = pattern
    self.group = group
    self.unit = unit
    self.range = range
    self.parameters = parameters
    self.listed = listed
    self.summary = summary
    self.formula = formula
    version = 1
    self.comparesSymbols = comparesSymbols
    self.build = build
  }

  /// How many parameters must be given.
  public var requiredCount: Int { pattern.split(separator: "_").count { $0 == "#" } }

  /// The names that lists show.
  public var listedNames: [String] { listed.map { name($0) } }

  /// The name for these parameters, those that have their defaults left out at the end.
  public func name(_ values: [Double]) -> String {
    var values = values[...]
    while values.count > requiredCount, let last = values.last, last == parameters[values.count - 1].defaultValue { values.removeLast() }
    var parts: [String] = []
    for part in pattern.split(separator: "_") { parts.append(part == "#" ? FeatureDefinition.text(values.popFirst() ?? 0) : String(part)) }
    return (parts + values.map(FeatureDefinition.text)).joined(separator: "_")
  }

  /// The shortest text of a parameter.
  static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The parameters that a name's numbers are, the defaults of those left out, or an error.
  func values(_ numbers: [String], of name: String) throws(FeatureError) -> [Double] {
    var values: [Double] = []
    for (position, parameter) in parameters.enumerated() {
      guard position < numbers.count else {
        values.append(parameter.defaultValue)
        continue
      }
      let value = Double(numbers[position]) ?? .nan
      do throws(InvalidParameter) {
        values.append(try parameter.checked(value, of: name))
      } catch {
        throw .invalidParameter(feature: name, error)
      }
      let shortest = FeatureDefinition.text(value)
      if numbers[position] != shortest { throw .notShortest(feature: name, number: numbers[position], shortest: shortest) }
    }
    return values
  }
}
