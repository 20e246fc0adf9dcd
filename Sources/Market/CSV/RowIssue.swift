/// Something wrong with one line.
struct RowIssue: Hashable {
  var line: Int
  var column: String?
  var problem: DataProblem
  var explanation: String
  var remedy: String

  func error(path: String) -> InvalidFile {
    InvalidFile(path: path, line: line, column: column, problem, explanation, remedy: remedy)
  }
}

/// A text of a file as it can stand in a message: short, and without control characters.
func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(40) {
    shown.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
  }
  return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
}

/// What is wrong with a cell.
enum CellFault: Error {
  case missing
  case notANumber
  case notFinite
  case notATime
  case timeOutOfRange
  case otherUnit(expected: TimeUnit, looksLike: TimeUnit)
  case ambiguousDate
  case notASide

  func issue(line: Int, column: String, text: String) -> RowIssue {
    let (problem, explanation, remedy) = words(quoted(text))
    return RowIssue(line: line, column: column, problem: problem, explanation: explanation, remedy: remedy)
  }

  private func words(_ text: String) -> (DataProblem, String, String) {
    switch self {
    case .missing: (.missingValue, "the value is missing", "every row needs one here; \(RowIssue.leaveOut)")
    case .notANumber:
      (
        .notANumber, "\(text) is not a number",
        "numbers look like 1234.5 or 1e-5, without thousand separators and with a decimal point; \(RowIssue.leaveOut)"
      )
    case .notFinite: (.notFinite, "\(text) is not a finite number", "prices and sizes must be finite; \(RowIssue.leaveOut)")
    case .notATime:
      (
        .notATime, "\(text) is not a time like those of the other rows",
        "use seconds, milliseconds, microseconds or nanoseconds since 1970, or dates such as 2023-03-24T12:40:00Z, the same in every row; \(RowIssue.leaveOut)"
      )
    case .timeOutOfRange: (.timeOutOfRange, "\(text) is out of range", "times lie between 1677-09-22 and 2262-04-11; \(RowIssue.leaveOut)")
    case .otherUnit(let expected, let other):
      (
        .mixedTimeUnits, "\(text) has the size of \(other.rawValue), but the file's times are \(expected.rawValue)",
        "write every time in one unit, or name the unit yourself (timeUnit); \(RowIssue.leaveOut)"
      )
    case .ambiguousDate:
      (
        .ambiguousDate, "\(text) does not tell day from month", "say which comes first (dateOrder: dayFirst or monthFirst)"
      )
    case .notASide: (.notASide, "\(text) is not a side", "use buy or sell, b or s, 1 or -1; or ignore the column (ignoresSide)")
    }
  }
}

extension RowIssue {
  static let leaveOut = "correct the line, or read leniently to leave it out (assay resample --lenient, or `CSVOptions.strictness`)"

  static func fieldCount(line: Int, found: Int, expected: Int) -> RowIssue {
    RowIssue(
      line: line, problem: .fieldCount, explanation: "\(found) field\(found == 1 ? "" : "s") where the file has \(expected) columns",
      remedy:
        "every line needs the same number of fields; if the first lines are no part of the table, pass over them (skippedLines); \(leaveOut)"
    )
  }

  static func lineTooLong(line: Int, limit: Int) -> RowIssue {
    RowIssue(
      line: line, problem: .lineTooLong, explanation: "the line is longer than \(limit) bytes",
      remedy: "check that this is a CSV file; if it is, allow longer lines (longestLine)")
  }

  static func openQuote(line: Int) -> RowIssue {
    RowIssue(
      line: line, problem: .openQuote, explanation: "a quote is opened and never closed", remedy: "close it or remove it; \(leaveOut)")
  }
}
