import Statistics

/// What a search may choose: named dimensions with their ranges.
///
///     let space = try SearchSpace([
///       .real("learning_rate", from: 0.01, to: 0.3, scale: .logarithmic),
///       .whole("num_leaves", from: 4, to: 256, scale: .logarithmic),
///       .choice("boosting", ["gbdt", "dart"]),
///       .real("drop_rate", from: 0.05, to: 0.5).when("boosting", is: "dart"),
///     ])
public struct SearchSpace: Sendable, Hashable {
  /// The dimensions, in their order.
  public let dimensions: [Dimension]

  /// How the numbers of a dimension lie: where twice as much matters as much everywhere, choose the logarithm.
  public enum Scale: String, Sendable, Hashable, Codable {
    /// Equal differences count the same.
    case linear
    /// Equal ratios count the same; only above 0.
    case logarithmic
  }

  /// One thing that is searched.
  public struct Dimension: Sendable, Hashable {
    /// Its name, each once in a space.
    public let name: String
    /// What it may be.
    public let kind: Kind
    /// When it is in force; always if `nil`.
    public private(set) var condition: Condition?

    /// What a dimension may be.
    public enum Kind: Sendable, Hashable {
      /// A number, both ends included.
      case real(from: Double, to: Double, scale: Scale)
      /// A whole number, both ends included.
      case whole(from: Int, to: Int, scale: Scale)
      /// One of several words.
      case choice([String])
    }

    /// Another dimension, a choice, and those of its words that put this dimension in force.
    public struct Condition: Sendable, Hashable {
      /// The name of the other dimension.
      public let name: String
      /// The words.
      public let choices: [String]
    }

    /// A number, both ends included.
    public static func real(_ name: String, from low: Double, to high: Double, scale: Scale = .linear) -> Dimension {
      Dimension(name: name, kind: .real(from: low, to: high, scale: scale))
    }

    /// A whole number, both ends included.
    public static func whole(_ name: String, from low: Int, to high: Int, scale: Scale = .linear) -> Dimension {
      Dimension(name: name, kind: .whole(from: low, to: high, scale: scale))
    }

    /// One of several words, which have no order.
    public static func choice(_ name: String, _ choices: [String]) -> Dimension { Dimension(name: name, kind: .choice(choices)) }

    /// The same dimension, in force only while another one is one of these words.
    public func when(_ name: String, is choices: String...) -> Dimension {
      var dimension = self
      dimension.condition = Condition(name: name, choices: choices)
      return dimension
    }
  }

  /// A space, or an error that says which dimension is wrong.
  ///
  /// - Parameter dimensions: at least one. A condition names a dimension that stands before.
  public init(_ dimensions: [Dimension]) throws(WalkForwardError) {
    func refuse(_ name: String, _ message: String) -> WalkForwardError { .init(.outOfRange, "SearchSpace", name, message) }
    if dimensions.isEmpty {
      throw refuse(
        "dimensions", "there are none, so there is nothing to search. Give at least one, such as .real(\"rate\", from: 0, to: 1).")
    }
    var known: [String: [String]] = [:]
    for dimension in dimensions {
      if dimension.name.isEmpty { throw refuse("name", "is empty; every dimension needs one.") }
      if known[dimension.name] != nil { throw refuse(dimension.name, "is there twice; every dimension needs a name of its own.") }
      if let problem = Self.problem(dimension.kind) { throw refuse(dimension.name, problem) }
      if let condition = dimension.condition {
        guard let choices = known[condition.name] else {
          let hint = Suggestion.nearest(to: condition.name, in: known.keys.sorted()).map { " Did you mean '\($0)'?" } ?? ""
          throw refuse(dimension.name, "depends on '\(condition.name)', which does not stand before it.\(hint)")
        }
        guard !condition.choices.isEmpty, condition.choices.allSatisfy(choices.contains) else {
          throw refuse(
            dimension.name,
            "depends on '\(condition.name)' being \(condition.choices.joined(separator: " or ")); "
              + (choices.isEmpty ? "that is not a choice." : "it may be \(choices.joined(separator: ", "))."))
        }
      }
      if case .choice(let choices) = dimension.kind { known[dimension.name] = choices } else { known[dimension.name] = [] }
    }
    self.dimensions = dimensions
  }

  private static func problem(_ kind: Dimension.Kind) -> String? {
    switch kind {
    case .real(let low, let high, let scale):
      if !(low.isFinite && high.isFinite) { return "goes from \(low) to \(high); both ends must be finite." }
      if low > high { return "goes from \(low) to \(high); the first must not be greater. Swap them." }
      if !(high - low).isFinite { return "goes from \(low) to \(high), which is too wide; use a logarithmic scale or a narrower range." }
      if scale == .logarithmic && low <= 0 {
        return "goes from \(low) on a logarithmic scale; it must begin above 0. Begin at a small number, or use .linear."
      }
    case .whole(let low, let high, let scale):
      if low > high { return "goes from \(low) to \(high); the first must not be greater. Swap them." }
      let limit = 1 << 52
      if low < -limit || high > limit { return "goes from \(low) to \(high); both ends must be from −2⁵² to 2⁵²." }
      if scale == .logarithmic && low < 1 {
        return "goes from \(low) on a logarithmic scale; it must begin at 1 or more. Begin at 1, or use .linear."
      }
    case .choice(let choices):
      if choices.isEmpty { return "has no choices; give at least one." }
      if Set(choices).count != choices.count { return "has a choice twice; each must be there once." }
    }
    return nil
  }
}

extension SearchSpace {
  /// Whether a dimension is in force given the values of the ones before.
  func isActive(_ dimension: Dimension, given values: [String: ParameterValue]) -> Bool {
    guard let condition = dimension.condition else { return true }
    guard case .choice(let choice) = values[condition.name] else { return false }
    return condition.choices.contains(choice)
  }

  /// Whether a configuration could have come from this space: the right dimensions, in order, each within its range.
  public func contains(_ configuration: Configuration) -> Bool {
    var values: [String: ParameterValue] = [:]
    var remaining = configuration.entries[...]
    for dimension in dimensions where isActive(dimension, given: values) {
      guard let entry = remaining.popFirst(), entry.name == dimension.name, dimension.allows(entry.value) else { return false }
      values[entry.name] = entry.value
    }
    return remaining.isEmpty
  }
}

extension SearchSpace.Dimension {
  func allows(_ value: ParameterValue) -> Bool {
    switch (kind, value) {
    case (.real(let low, let high, _), .real(let number)): number >= low && number <= high
    case (.whole(let low, let high, _), .whole(let number)): number >= low && number <= high
    case (.choice(let choices), .choice(let word)): choices.contains(word)
    default: false
    }
  }
}
