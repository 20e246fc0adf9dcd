/// A feature written as a formula of others: `(close - vwap_20) / atr_14`.
///
///     try set.add("stretch", formula: "(close - vwap_20) / atr_14")
///     try set.add("breakout", formula: "if(close > lag(highest(high, 20), 1), 1, 0)")
///
/// Numbers, names of features (those with a hyphen in brackets: `[ETH-USDT.roc_5]`), `+ - * /`, `^` for powers, comparisons, `and`, `or`, `not`, and the
/// functions that ``functions`` lists. Nothing else: a formula cannot run code, and cannot look ahead. What is undefined, such as a division by
/// zero, is missing.
public struct Formula: Hashable, Sendable {
  /// The text as it was written.
  public let text: String
  let root: Term

  /// A formula, or an error that says what is wrong at which column.
  public init(_ text: String) throws(FeatureError) {
    self.text = text
    do throws(InvalidFormula) {
      root = try FormulaParser.parse(text)
    } catch {
      throw .formula(error)
    }
  }

  /// The functions, with what they are handed.
  public static let functions: [(name: String, arguments: String, summary: String)] = FormulaFunction.all.map {
    ($0.name, $0.arguments, $0.summary)
  }

  /// The text in one way of writing: what the fingerprint holds.
  var canonical: String { root.description }

  /// A part of a formula.
  indirect enum Term: Hashable, Sendable, CustomStringConvertible {
    case number(Double)
    case feature(String)
    case row(RowFunction, [Term])
    case window(FormulaFunction.Window, Term, Int)

    var description: String {
      switch self {
      case .number(let value): "\(value)"
      case .feature(let name): name
      case .row(let function, let terms): "\(function.rawValue)(\(terms.map(\.description).joined(separator: ", ")))"
      case .window(let window, let term, let length): "\(window.rawValue)(\(term), \(length))"
      }
    }
  }
}

/// What is wrong with a formula, and where.
public struct InvalidFormula: Error, Hashable, Sendable, CustomStringConvertible {
  /// The formula.
  public let text: String
  /// The column, counted from 1.
  public let column: Int
  /// What is wrong and what is allowed.
  public let reason: String

  /// What is wrong, where, and what is allowed.
  public var description: String { "formula '\(text.prefix(120))', column \(column): \(reason)" }
}

/// A function that formulas can call.
struct FormulaFunction: Sendable {
  /// Functions of the last rows of a column.
  enum Window: String, Hashable, Sendable { case lag, delta, mean, sum, std, ema, zscore, highest, lowest, rank }

  enum Kind: Sendable {
    case row(RowFunction)
    case window(Window, least: Int)
  }

  let name: String
  let arguments: String
  let summary: String
  let kind: Kind

  static let all: [FormulaFunction] = [
    .init(name: "abs", arguments: "x", summary: "size without sign", kind: .row(.absolute)),
    .init(name: "sqrt", arguments: "x", summary: "square root", kind: .row(.squareRoot)),
    .init(name: "log", arguments: "x", summary: "natural logarithm", kind: .row(.logarithm)),
    .init(name: "exp", arguments: "x", summary: "e to a power", kind: .row(.exponential)),
    .init(name: "sign", arguments: "x", summary: "1, 0 or -1", kind: .row(.sign)),
    .init(name: "min", arguments: "x, y", summary: "the lesser", kind: .row(.least)),
    .init(name: "max", arguments: "x, y", summary: "the greater", kind: .row(.greatest)),
    .init(name: "if", arguments: "condition, x, y", summary: "x where the condition holds, else y", kind: .row(.choose)),
    .init(name: "lag", arguments: "x, n", summary: "the value n bars ago", kind: .window(.lag, least: 0)),
    .init(name: "delta", arguments: "x, n", summary: "the change over n bars", kind: .window(.delta, least: 1)),
    .init(name: "mean", arguments: "x, n", summary: "mean of n bars", kind: .window(.mean, least: 1)),
    .init(name: "sum", arguments: "x, n", summary: "sum of n bars", kind: .window(.sum, least: 2)),
    .init(name: "std", arguments: "x, n", summary: "standard deviation of n bars, dividing by n", kind: .window(.std, least: 2)),
    .init(name: "ema", arguments: "x, n", summary: "exponential average", kind: .window(.ema, least: 1)),
    .init(name: "zscore", arguments: "x, n", summary: "distance from the mean of n bars in deviations", kind: .window(.zscore, least: 2)),
    .init(name: "highest", arguments: "x, n", summary: "greatest of n bars", kind: .window(.highest, least: 2)),
    .init(name: "lowest", arguments: "x, n", summary: "least of n bars", kind: .window(.lowest, least: 2)),
    .init(name: "rank", arguments: "x, n", summary: "how many percent of the n bars before are less", kind: .window(.rank, least: 2)),
  ]
}
