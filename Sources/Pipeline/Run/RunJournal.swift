public import Market
public import Store

/// How a run stands in the state: `runs/<date>`. It says the same whether the run was interrupted or not.
public struct RunHeader: Codable, Hashable, Sendable {
  /// The day.
  public let date: CivilDate
  /// What the run rests on, as digests by name: settings, data.
  public var inputs: [String: String]
  /// The steps that have a result.
  public var done: [String]
  /// Why the others have none, by name; empty while it runs.
  public var missing: [String: String]
  /// Whether every step has a result.
  public var isFinished: Bool
}

/// Where runs are kept.
public enum RunJournal {
  /// Every day's header begins with this.
  static let prefix = "runs/"
  /// The journal of finished days.
  public static let finished: StoreKey = "runs/finished"

  /// The header of a day.
  public static func header(_ date: CivilDate) throws(StoreError) -> StoreKey { try StoreKey("runs/\(date)") }

  /// The record of a step.
  public static func record(_ date: CivilDate, _ step: String) throws(StoreError) -> StoreKey { try StoreKey("runs/\(date)/steps/\(step)") }

  /// The headers of all days that were begun, in order.
  public static func headers(_ state: StateReader) async throws -> [RunHeader] {
    var headers: [RunHeader] = []
    for key in try await state.list(prefix) where key.segments.count == 2 {
      if let header = try await state.get(key, as: RunHeader.self) { headers.append(header) }
    }
    return headers.sorted { $0.date < $1.date }
  }
}

/// What a run yielded.
public struct RunResult: Sendable {
  /// The day.
  public let date: CivilDate
  /// What became of every step, in the declared order.
  public internal(set) var outcomes: [StepOutcome]
  /// What steps said, those of earlier attempts included.
  public internal(set) var records: [String: JSONText]
  /// What steps made in this process.
  public internal(set) var products: [String: any Sendable]
  /// How long steps took on the clock; part of no state.
  public internal(set) var timings: [String: Duration]
  /// What a person should know of the run itself.
  public internal(set) var warnings: [String]

  /// Whether every step has a result.
  public var isComplete: Bool { outcomes.allSatisfy(\.status.hasResult) }

  /// What a step said; `nil` if it has no result.
  public func record<Record: Decodable>(of step: String, as type: Record.Type = Record.self) throws -> Record? {
    try records[step]?.decode(Record.self)
  }
}

/// A step's record as it is kept: what it said, how it ended, and what a person should know.
struct KeptRecord: Codable, Sendable {
  let record: JSONText
  let status: StepStatus
  let message: String
  let warnings: [String]
}
