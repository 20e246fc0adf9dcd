/// What is wrong or suspicious with market data, counted and with the first examples of each kind.
public struct DataQuality: Hashable, Codable, Sendable {
  /// The file or series that was looked at.
  public let source: String
  /// How many rows were looked at, those left out included.
  public let rows: Int
  /// How many rows were left out because they broke a rule.
  public let leftOut: Int
  /// What was found, problems of the file first, in the order of ``DataProblem``.
  public private(set) var findings: [Finding]

  /// One kind of problem.
  public struct Finding: Hashable, Codable, Sendable {
    /// What it is.
    public let problem: DataProblem
    /// How often it occurs.
    public let count: Int
    /// The first few.
    public let examples: [Example]

    /// A problem that occurs so often.
    public init(_ problem: DataProblem, count: Int, examples: [Example]) {
      self.problem = problem
      self.count = count
      self.examples = examples
    }
  }

  /// One place where a problem occurs.
  public struct Example: Hashable, Codable, Sendable {
    /// The line in the file, where there is one.
    public let line: Int?
    /// The column's name, where there is one.
    public let column: String?
    /// The time of the bar or trade, where there is one.
    public let time: Timestamp?
    /// What is wrong there.
    public let explanation: String

    /// A place where a problem occurs.
    public init(line: Int? = nil, column: String? = nil, time: Timestamp? = nil, explanation: String) {
      self.line = line
      self.column = column
      self.time = time
      self.explanation = explanation
    }
  }

  /// How many examples of each kind are kept.
  public static let exampleLimit = 5

  /// What was found in a source.
  public init(source: String, rows: Int, leftOut: Int = 0, findings: [Finding] = []) {
    self.source = source
    self.rows = rows
    self.leftOut = leftOut
    self.findings = []
    add(findings)
  }

  /// Whether nothing was found.
  public var isClean: Bool { findings.isEmpty }

  /// What was found of one kind.
  public subscript(problem: DataProblem) -> Finding? { findings.first { $0.problem == problem } }

  /// Adds findings, such as the gaps of a series.
  public mutating func add(_ more: [Finding]) {
    let places = Dictionary(uniqueKeysWithValues: zip(DataProblem.allCases, 0...))
    findings = (findings + more).filter { $0.count > 0 }.sorted { (places[$0.problem] ?? 0) < (places[$1.problem] ?? 0) }
  }
}

/// Counts issues while a file is read and keeps the first few of each kind.
struct IssueLog {
  private(set) var count = 0
  private var kinds: [DataProblem: (count: Int, examples: [DataQuality.Example])] = [:]

  mutating func note(_ issue: RowIssue, time: Timestamp? = nil, leavesOut: Bool = true) {
    if leavesOut { count += 1 }
    var kind = kinds[issue.problem] ?? (0, [])
    kind.count += 1
    if kind.examples.count < DataQuality.exampleLimit || (kind.examples.last?.line ?? 0) > issue.line {
      // Rows are judged a batch at a time, lines as they come: the examples are kept in the order of the file.
      kind.examples.append(.init(line: issue.line, column: issue.column, time: time, explanation: issue.explanation))
      kind.examples.sort { ($0.line ?? 0) < ($1.line ?? 0) }
      if kind.examples.count > DataQuality.exampleLimit { kind.examples.removeLast() }
    }
    kinds[issue.problem] = kind
  }

  var findings: [DataQuality.Finding] {
    kinds.map { DataQuality.Finding($0.key, count: $0.value.count, examples: $0.value.examples) }
  }
}
