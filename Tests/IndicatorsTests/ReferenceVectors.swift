import Foundation
import TestSupport
import Testing

/// Values that TA-Lib 0.8.1 computed from real prices, beside the checkout.
struct ReferenceVectors: Sendable {
  /// One case: which function, with what, and what came out.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let code: String
    let parameters: [Double]
    let inputs: [String]

    var testDescription: String { name }

    /// The expected output columns; NaN where there is no value.
    func outputs() throws -> [[Double]] { try ReferenceVectors.columns(of: "\(name).csv").map(\.values) }
  }

  /// All cases; none where the vectors are not there.
  static let cases: [Case] =
    (try? rows(of: "index.csv").dropFirst().map { row in
      Case(
        name: row[0], code: row[1],
        parameters: row[2].split(separator: " ").compactMap { $0.split(separator: "=").last.flatMap { Double($0) } },
        inputs: row[3].split(separator: " ").map(String.init))
    }) ?? []

  /// The columns of the bars the cases were computed from.
  static let bars: [String: [Double]] =
    (try? Dictionary(uniqueKeysWithValues: columns(of: "bars.csv").map { ($0.name, $0.values) })) ?? [:]

  private static func rows(of file: String) throws -> [[String]] {
    try String(contentsOfFile: SharedData.path("reference/talib/\(file)"), encoding: .utf8).split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  private static func columns(of file: String) throws -> [(name: String, values: [Double])] {
    // A missing value in a file of one column is an empty line, which must not be dropped.
    let text = try String(contentsOfFile: SharedData.path("reference/talib/\(file)"), encoding: .utf8)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map { $0.replacingOccurrences(of: "\"", with: "") }
    }
    if lines.last == [""] { lines.removeLast() }
    let header = lines.removeFirst()
    return header.indices.map { position in (header[position], lines.map { Double($0[position]) ?? .nan }) }
  }
}
