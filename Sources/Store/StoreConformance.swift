/// The laws that every store keeps, as a suite that any test framework can run.
///
///     @Test func myStoreIsAStore() async {
///       let findings = await StoreConformance.check { MyStore() }
///       #expect(findings.isEmpty, "\(findings)")
///     }
///
/// It imports no test framework: it returns what it found.
public enum StoreConformance {
  /// A law that a store breaks.
  public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// The law, as a sentence.
    public var law: String
    /// What happened instead.
    public var message: String

    /// The finding as one line.
    public var description: String { "\(law): \(message)" }
  }

  /// A law with the program that tries it.
  public struct Law: Sendable, CustomStringConvertible {
    /// The law, as a sentence.
    public let name: String
    let body: @Sendable (inout Trial, any Storage) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (inout Trial, any Storage) async throws -> Void) {
      self.name = name
      self.body = body
    }

    /// The law.
    public var description: String { name }
  }

  /// Collects what does not hold.
  struct Trial {
    let law: String
    var findings: [Finding] = []

    mutating func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
      if !holds { findings.append(Finding(law: law, message: message())) }
    }

    mutating func equal<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) {
      expect(found == expected, "\(what) is \(found), expected \(expected)")
    }

    mutating func conflict(_ what: String, _ body: () async throws -> Void) async {
      do {
        try await body()
        expect(false, "\(what) went through")
      } catch let error as StoreError {
        expect(error.code == .conflict, "\(what) threw \(error.code), expected conflict")
      } catch {
        expect(false, "\(what) threw \(error), expected a StoreError with code conflict")
      }
    }
  }

  /// All laws.
  public static let laws: [Law] = documentLaws + journalLaws + commitLaws

  /// Tries every law on a store of its own.
  /// - Parameter make: Makes an empty store; called once for each law.
  /// - Returns: The laws that do not hold; empty if all do.
  public static func check(_ make: @Sendable () async throws -> any Storage) async -> [Finding] {
    var findings: [Finding] = []
    for law in laws {
      do {
        findings += await check(law, on: try await make())
      } catch {
        findings.append(Finding(law: law.name, message: "no store could be made: \(error)"))
      }
    }
    return findings
  }

  /// Tries one law on an empty store.
  public static func check(_ law: Law, on store: any Storage) async -> [Finding] {
    var trial = Trial(law: law.name)
    do {
      try await law.body(&trial, store)
    } catch {
      trial.expect(false, "threw \(error)")
    }
    return trial.findings
  }

  static func time(_ second: Int) -> RecordTime { RecordTime(nanosecondsSince1970: Int64(second) * 1_000_000_000) }

  static func values(_ records: [JournalRecord]) throws -> [Int] { try records.map { try $0.decode(Int.self) } }
}
