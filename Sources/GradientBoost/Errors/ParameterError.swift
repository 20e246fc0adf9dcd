import Statistics

/// A parameter that does not exist, or a value that it may not have.
public struct ParameterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name of the parameter as it was given.
  public let parameter: String
  /// What is wrong and what to do about it.
  public let description: String

  init(parameter: String, value: String, allowed: String) {
    self.parameter = parameter
    description = "Parameter \(parameter) is '\(value)'; it must be \(allowed)."
  }

  private init(parameter: String, description: String) {
    self.parameter = parameter
    self.description = description
  }

  static func unknown(_ name: String, among names: [String], of kind: String = "parameter") -> ParameterError {
    let advice = Suggestion.nearest(to: name, in: names).map { "Did you mean '\($0)'?" } ?? "There are \(names.joined(separator: ", "))."
    return ParameterError(parameter: name, description: "There is no \(kind) '\(name)'. \(advice)")
  }
}
