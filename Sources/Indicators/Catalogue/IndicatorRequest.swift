internal import Statistics

extension IndicatorCatalogue {
  /// The indicator that a text asks for: a code, and its parameters behind a colon.
  ///
  ///     try IndicatorCatalogue.run("MACD:12,26,9").columnNames     // ["macd_12_26_9_line", "macd_12_26_9_signal", …]
  ///     try IndicatorCatalogue.run("MA:20,EMA")                    // kinds of moving averages by TA-Lib's name or number
  ///
  /// Parameters that are left out at the end have their defaults.
  public static func run(_ text: String) throws(InvalidIndicatorRequest) -> IndicatorRun {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let entry = IndicatorCatalogue[parts[0]] else {
      let codes = entries.map(\.declaration.code)
      throw .unknownCode(parts[0], nearest: Suggestion.nearest(to: parts[0].uppercased(), in: codes))
    }
    let words = parts.count == 1 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let declared = entry.declaration.parameters
    guard words.count <= declared.count else {
      throw .tooManyParameters(code: entry.declaration.code, count: words.count, expected: declared.map(\.name))
    }
    var values: [Double] = []
    for (word, parameter) in zip(words, declared) {
      let kind = parameter.kind == .movingAverage ? MovingAverageKind(word).map { Double($0.rawValue) } : nil
      guard let value = kind ?? Double(word) else {
        throw .notANumber(code: entry.declaration.code, parameter: parameter.name, text: word, expectation: parameter.expectation)
      }
      values.append(value)
    }
    do throws(InvalidParameter) {
      return try entry.make(values)
    } catch {
      throw .invalidParameter(error)
    }
  }

  /// Computes several indicators over the columns they read, on all cores.
  ///
  /// The result does not depend on the number of threads. Memory is needed for the outputs, and for a few thousand rows per thread.
  ///
  /// - Parameters:
  ///   - runs: the indicators.
  ///   - columns: columns of equal length by name, such as `close`; those that the indicators read must be there.
  ///   - threads: the greatest number of threads to use, 1 or more; left out, as many as there are active processors.
  /// - Returns: the output columns of each indicator, in the order of the indicators.
  public static func compute(_ runs: [IndicatorRun], over columns: [String: [Double]], threads: Int? = nil) -> [[[Double]]] {
    parallelMap(runs, threads: threads ?? ActiveProcessors.count) { run in
      run.over(
        run.declaration.inputs.map { name in
          guard let column = columns[name] else { preconditionFailure("every column an indicator reads must be given: \(name) is not") }
          return column
        })
    }
  }
}

/// Why a text asks for no indicator.
public enum InvalidIndicatorRequest: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no indicator of this code.
  case unknownCode(String, nearest: String?)
  /// There are more parameters than the indicator has.
  case tooManyParameters(code: String, count: Int, expected: [String])
  /// A parameter is no number.
  case notANumber(code: String, parameter: String, text: String, expectation: String)
  /// A parameter is not allowed.
  case invalidParameter(InvalidParameter)

  /// What is wrong and what is allowed.
  public var description: String {
    switch self {
    case .unknownCode(let code, let nearest):
      return "unknown indicator '\(code)'\(nearest.map { "; did you mean '\($0)'?" } ?? "")"
    case .tooManyParameters(let code, let count, let expected):
      let allowed = expected.isEmpty ? "no parameters" : "at most \(expected.count) (\(expected.joined(separator: ", ")))"
      return "\(code): takes \(allowed), got \(count)"
    case .notANumber(let code, let parameter, let text, let expectation):
      return "\(code): \(parameter) must be \(expectation), got '\(text)'"
    case .invalidParameter(let error): return error.description
    }
  }
}
