/// What can be wrong with market data, in a file or in a series.
public enum DataProblem: String, Hashable, CaseIterable, Codable, Sendable, CustomStringConvertible {
  // The file
  case noSuchFile, notPermitted, isDirectory, cannotRead, cannotWrite, nobodyReads, empty, notText, compressed, noRows
  // Its columns
  case missingColumn, repeatedColumn, ambiguousColumns
  // Its lines
  case lineTooLong, openQuote, fieldCount
  // Its cells
  case missingValue, notANumber, notFinite, notATime, mixedTimeUnits, ambiguousDate, timeOutOfRange, notASide
  // Its bars and trades
  case priceNotPositive, negativeVolume, highBelowLow, openOutsideRange, closeOutsideRange
  // Their order
  case timeGoesBack, repeatedTime, overlap, noTimeframe
  // The symbol
  case notASymbol
  // What is possible, but suspicious
  case gap, zeroVolume, flatRun, outlier

  /// The problem as a short phrase.
  public var description: String {
    switch self {
    case .noSuchFile: "there is no such file"
    case .notPermitted: "no permission"
    case .isDirectory: "a directory"
    case .cannotRead: "cannot be read"
    case .cannotWrite: "cannot be written"
    case .nobodyReads: "nobody reads it any more"
    case .empty: "the file is empty"
    case .notText: "not a text file"
    case .compressed: "compressed"
    case .noRows: "no rows"
    case .missingColumn: "a column is missing"
    case .repeatedColumn: "a column occurs twice"
    case .ambiguousColumns: "columns that cannot be told apart"
    case .lineTooLong: "a line is too long"
    case .openQuote: "a quote is never closed"
    case .fieldCount: "wrong number of fields"
    case .missingValue: "a value is missing"
    case .notANumber: "not a number"
    case .notFinite: "not a finite number"
    case .notATime: "not a time"
    case .mixedTimeUnits: "mixed time units"
    case .ambiguousDate: "day and month cannot be told apart"
    case .timeOutOfRange: "a time out of range"
    case .notASide: "not a side"
    case .priceNotPositive: "a price that is not positive"
    case .negativeVolume: "a negative size"
    case .highBelowLow: "high below low"
    case .openOutsideRange: "open outside low to high"
    case .closeOutsideRange: "close outside low to high"
    case .timeGoesBack: "time goes back"
    case .repeatedTime: "a time occurs twice"
    case .overlap: "bars overlap"
    case .noTimeframe: "the timeframe cannot be told"
    case .notASymbol: "not a symbol"
    case .gap: "missing bars"
    case .zeroVolume: "bars without volume"
    case .flatRun: "a run of equal prices"
    case .outlier: "an outlier"
    }
  }

  init(_ reason: ImpossibleBar.Reason) {
    self =
      switch reason {
      case .notFinite: .notFinite
      case .priceNotPositive: .priceNotPositive
      case .negativeVolume: .negativeVolume
      case .highBelowLow: .highBelowLow
      case .openOutsideRange: .openOutsideRange
      case .closeOutsideRange: .closeOutsideRange
      case .endBeforeStart: .overlap
      }
  }
}

/// A file that cannot be read or written, with the place and what to do.
///
///     btc.csv, line 17, column 'high': 'abc' is not a number; write numbers like 1234.5 without thousand separators, or read leniently …
public struct InvalidFile: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named.
  public let path: String
  /// The line, counted from 1, where the problem has one.
  public let line: Int?
  /// The column's name, where the problem has one.
  public let column: String?
  /// What kind of problem it is.
  public let problem: DataProblem
  /// What is wrong, as a sentence without its end.
  public let explanation: String
  /// What is allowed and what to do.
  public let remedy: String

  /// An error about a file.
  public init(path: String, line: Int? = nil, column: String? = nil, _ problem: DataProblem, _ explanation: String, remedy: String) {
    self.path = path
    self.line = line
    self.column = column
    self.problem = problem
    self.explanation = explanation
    self.remedy = remedy
  }

  /// Where, what is wrong, and what to do.
  public var description: String {
    let place = [path] + (line.map { ["line \($0)"] } ?? []) + (column.map { ["column '\($0)'"] } ?? [])
    return place.joined(separator: ", ") + ": \(explanation); \(remedy)"
  }
}
