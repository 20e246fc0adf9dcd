#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension DailyReport {
  /// `report.json`: the report as one document, with keys in snake case and in order.
  public func json() throws(PipelineError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw PipelineError("report", "cannot be written as JSON: \(error)", remedy: "this is a defect of the program: please report it")
    }
  }

  /// The report that a `report.json` holds.
  ///
  /// - Throws: ``PipelineError`` for bytes that are no such document, and for a document of a later form.
  public init(json bytes: [UInt8]) throws(PipelineError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      self = try decoder.decode(DailyReport.self, from: Data(bytes))
    } catch {
      throw PipelineError("report", "is no daily report: \(error)", remedy: "give the report.json of a daily run")
    }
    guard schema == 1 else {
      throw PipelineError("report", "is of form \(schema), but this program reads form 1", remedy: "read it with the version that wrote it")
    }
  }
}
