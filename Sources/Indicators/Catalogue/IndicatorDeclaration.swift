/// What an indicator is called, reads, takes and answers: the one source of the tool, the documentation, the law tests and the benchmarks.
public struct IndicatorDeclaration: Sendable {
  /// The code, which is TA-Lib's name where TA-Lib has the function.
  public let code: String
  /// The family it belongs to.
  public let family: Family
  /// What it tells, in one line.
  public let summary: String
  /// Its parameters in order.
  public let parameters: [ParameterDeclaration]
  /// The columns it reads, in order.
  public let inputs: [String]
  /// What its outputs are called, in order; a single output has no name of its own.
  public let outputs: [String]
  /// The outputs that are 0 instead of NaN in the rows of a whole series before the first output, because TA-Lib gives them as whole numbers.
  public let zeroWhileWarmingUp: [String]
  /// Whether an output depends on the last inputs only, or on all there ever were.
  public let memory: Memory

  /// How far back an indicator remembers, which says what a missing input does to it.
  public enum Memory: String, Sendable {
    /// An output depends on the last `warmUp + 1` inputs: a missing one spoils those outputs and no more.
    case window
    /// State is carried on from input to input: a missing one is skipped, with NaN as its own output.
    case recursive
  }

  /// The families, which are also the folders of the code.
  public enum Family: String, CaseIterable, Sendable {
    case overlap, momentum, volatility, volume, statistics, cycle, price, math, pattern
  }

  /// A declaration.
  public init(
    _ code: String, _ family: Family, _ summary: String, parameters: [ParameterDeclaration] = [], inputs: [String] = ["close"],
    outputs: [String] = [], zeroWhileWarmingUp: [String] = [], memory: Memory = .window
  ) {
    self.code = code
    self.family = family
    self.summary = summary
    self.parameters = parameters
    self.inputs = inputs
    self.outputs = outputs
    self.zeroWhileWarmingUp = zeroWhileWarmingUp
    self.memory = memory
  }

  /// All parameters: those that were given, in order, and the defaults of the rest; or an error that says what is wrong with them.
  public func resolve(_ given: [Double]) throws(InvalidParameter) -> [Double] {
    guard given.count <= parameters.count else {
      throw InvalidParameter(
        indicator: code, parameter: "the number of parameters", value: Double(given.count), expectation: "at most \(parameters.count)")
    }
    var values: [Double] = []
    for (position, parameter) in parameters.enumerated() {
      values.append(try parameter.checked(position < given.count ? given[position] : parameter.defaultValue, of: code))
    }
    return values
  }

  /// The names of the output columns for these parameters, such as `rsi_14` or `macd_12_26_9_line`.
  public func columnNames(_ values: [Double]) -> [String] {
    let stem = ([code.lowercased()] + values.map(ParameterDeclaration.text)).joined(separator: "_")
    return outputs.isEmpty ? [stem] : outputs.map { "\(stem)_\($0)" }
  }
}
