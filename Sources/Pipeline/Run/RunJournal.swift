public import Market
public import Store

/// How a run stands in the state: `runs/<date>`. It says the same whether the run was interrupted or not.
public struct RunHeader: Codable, Hashable, Sendable {
  /// The day.
  public let date: CivilDate
  /// What the run rests on, as digests by name: settings, data.
  public var inputs: [String: String]
  /// What everything random was derived from.
  public let seed: UInt64
  /// The inputs that were others when the run was gone on with, by name.
  public var changed: [String] = []
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

  /// What a run has yielded so far, told from the state alone; `nil` if it was never begun.
  ///
  /// - Parameter steps: the names of its steps, in their order.
  static func result(of date: CivilDate, _ steps: [String], _ state: StateReader) async throws -> RunResult? {
    guard let header = try await state.get(header(date), as: RunHeader.self) else { return nil }
    var result = RunResult(header)
    for step in steps {
      if let kept = try await state.get(record(date, step), as: KeptRecord.self) {
        result.outcomes.append(kept.outcome(of: step))
        result.records[step] = kept.record
      } else if let reason = header.missing[step] {
        result.outcomes.append(StepOutcome(name: step, status: .unreachable, message: reason, warnings: []))
      }
    }
    return result
  }
}

/// What a run yielded.
public struct RunResult: Sendable {
  /// The day.
  public let date: CivilDate
  /// What the run rests on, as digests by name.
  public let inputs: [String: String]
  /// What everything random was derived from.
  public let seed: UInt64
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

  /// Nothing yet of a run.
  init(_ header: RunHeader) {
    date = header.date
    inputs = header.inputs
    seed = header.seed
    (outcomes, records, products, timings) = ([], [:], [:], [:])
    warnings = header.changed.map {
      "The \($0) changed since the run of \(header.date) began: what was done by then rests on the former."
    }
  }

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

  /// What became of the step, as it is told later.
  func outcome(of step: String) -> StepOutcome {
    StepOutcome(name: step, status: status == .done ? .resumed : status, message: message, warnings: warnings)
  }
}
