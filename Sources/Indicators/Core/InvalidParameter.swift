/// A parameter that an indicator cannot be made with.
public struct InvalidParameter: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which indicator was to be made.
  public let indicator: String
  /// Which parameter it is.
  public let parameter: String
  /// What it was.
  public let value: Double
  /// What it may be, as the end of a sentence: `at least 1`.
  public let expectation: String

  /// An error about one parameter.
  public init(indicator: String, parameter: String, value: Double, expectation: String) {
    self.indicator = indicator
    self.parameter = parameter
    self.value = value
    self.expectation = expectation
  }

  /// What is wrong and what is allowed, such as `RSI: period must be at least 2, got 0`.
  public var description: String {
    "\(indicator): \(parameter) must be \(expectation), got \(ParameterDeclaration.text(value))"
  }
}
