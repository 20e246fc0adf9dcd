import Market
import Risk
import Statistics
import Store

/// Takes stops off that paper trading has latched, because a person says so; the journal says who, and why.
///
///     let result = try ResetOperation(["drawdown"]).run(store.paperBook(), by: "Ada", reason: "The feed was wrong, and is mended.")
///     try await store.commit(result.changes)
///
/// Loss and drawdown are reckoned from the present equity from then on. What was held stays as it is.
public struct ResetOperation: Sendable {
  /// The stops that are meant, such as `daily_loss`; all that are on if empty.
  public let stops: [String]

  /// An operation.
  public init(_ stops: [String] = []) { self.stops = stops }

  /// The names of all stops that there can be.
  public static var names: [String] { RiskStop.Kind.allCases.map(\.rawValue) }

  /// Looks at the stops that are on, and takes off those that are meant.
  ///
  /// - Parameters:
  ///   - book: paper trading as it is kept.
  ///   - person: who takes them off; `nil` only to look.
  ///   - reason: why.
  /// - Throws: ``PaperError`` for a stop that is not on, and for a name or a reason that is empty.
  public func run(_ book: PaperBook, by person: String?, reason: String) throws -> OperationResult {
    guard var portfolio = book.state.portfolio, let through = book.state.through else {
      return OperationResult(.nothingToDo, "Nothing has been traded on paper yet, so nothing can have stopped.")
    }
    let on = portfolio.stops
    let verdicts: [Verdict] = on.map {
      .fail($0.kind.rawValue, "On since \($0.since): \($0.reason).", ["value": $0.value, "limit": $0.limit])
    }
    let names = on.map(\.kind.rawValue)
    for name in stops where !names.contains(name) {
      let meant =
        Suggestion.nearest(to: name, in: Self.names).map { "did you mean '\($0)'?" } ?? "there are \(Self.names.joined(separator: ", "))"
      let hint = Self.names.contains(name) ? "" : "; \(meant)"
      throw PaperError("the stop '\(name)' is not on\(hint); on \(names.isEmpty ? "is none" : "are: \(names.joined(separator: ", "))")")
    }
    if on.isEmpty { return OperationResult(.nothingToDo, "No stop is on.") }
    guard let person else {
      return OperationResult(.blocked, "Paper trading makes no entries: \(names.joined(separator: ", ")).", verdicts: verdicts)
    }
    guard reason.contains(where: { !$0.isWhitespace }) else { throw PaperError("say why the stop is taken off: the journal keeps it") }
    var state = book.state
    var changes = StoreChanges()
    var actions: [String] = []
    for stop in on where stops.isEmpty || stops.contains(stop.kind.rawValue) {
      try portfolio.reset(stop.kind, by: person, at: max(through, portfolio.ledger.time))
      let note = PaperNote(
        kind: .reset, subject: "portfolio", time: through, message: "\(person) took the stop \(stop.kind.rawValue) off: \(reason)")
      try changes.append(note, to: PaperKeys.notes, at: RecordTime(through))
      state.positions.notes += 1
      actions.append("The stop \(stop.kind.rawValue), on since \(stop.since), is taken off.")
    }
    state.portfolio = portfolio
    try changes.put(state, at: PaperKeys.state, expecting: book.version.map { .version($0) } ?? .absent)
    return OperationResult(
      .forced, "\(person) took off what had stopped: \(reason)", verdicts: verdicts, actions: actions, changes: changes)
  }
}
