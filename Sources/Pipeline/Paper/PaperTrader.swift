public import ABTest
public import Backtest
public import Market
public import Risk
public import Store
public import Strategies

/// Trades the active roster on paper: every strategy in an account of its own, every order through one portfolio's limits, every fill into one
/// journal.
///
///     var trader = try PaperTrader(store.paperBook(), settings, seats: seats, bars: series)
///     try trader.feed(series)                              // bars that have not been traded on yet, in order of time
///     try await store.commit(trader.takeChanges())         // state and journals together, or neither
///
/// The engine is the one that backtests run. Bars can be fed a day at a time or one by one; what has been committed is never traded on again, and what
/// has not been is traded on the same way when it comes again: a restart at any moment loses and doubles nothing. Strategies are not kept: they are made
/// again from their bars and from the journal of what was granted to them, and must come to the account that was kept. Where they do not, the bars have
/// been changed since; that is noted, and the kept account counts.
public struct PaperTrader: Sendable {
  /// The assumptions.
  public let settings: PaperSettings
  /// The experiments whose arms are played.
  public let experiments: [Experiment]
  /// What is remembered, as of the last instant.
  public internal(set) var state: PaperState
  /// Every trade so far, in the order in which they were closed.
  public internal(set) var trades: [PaperTrade]
  /// What a person should know of what has happened since the book was opened.
  public internal(set) var notes: [PaperNote] = []
  var version: Int?
  var desks: [PaperDesk] = []
  var pages = PaperPages()
  let sizer: any Sizer
  /// Seats whose strategy could not be made again; what they hold stays as it is.
  var stranded: [PaperState.Seat] = []
  var isChanged = false

  /// A trader that goes on where a book ends.
  ///
  /// - Parameters:
  ///   - book: what has been traded so far.
  ///   - settings: assumptions of seats that are taken from now on, and of the portfolio when it is opened.
  ///   - seats: what is to be traded. A seat that is already taken goes on as it began; one that is no longer named closes what it holds and leaves.
  ///   - experiments: those whose arms seats play.
  ///   - bars: every series that seats need, from their warming up to at least where the book ends.
  ///   - models: the files of the models that drive seats, which only a registry hands out, and only of models that nothing stands against.
  ///   - catalogue: where strategies are looked up.
  /// - Throws: ``PaperError`` if settings are impossible. A seat that can't be taken is noted and left out.
  public init(
    _ book: PaperBook, _ settings: PaperSettings, seats: [PaperSeat], experiments: [Experiment] = [], bars: [BarSeries],
    models: [ModelReference: ModelFile] = [:], catalogue: StrategyCatalogue = .standard
  ) throws {
    try settings.validate()
    self.settings = settings
    self.experiments = experiments
    sizer = try settings.policy.sizer()
    state = book.state
    trades = book.trades
    version = book.version
    let opening = PaperOpening(settings: settings, bars: bars, models: models, catalogue: catalogue)
    try adoptPolicy()
    try resume(book, seats, opening)
    try take(seats, opening)
  }

  /// The stops of the portfolio that are on: no entry is made until a person takes them off.
  public var stops: [RiskStop] { state.portfolio?.stops ?? [] }

  /// What every seat holds, at the last closes.
  public var openTrades: [(seat: PaperState.Seat, trade: OpenTrade)] {
    desks.flatMap { desk in desk.engine.openTrades(at: state.through ?? desk.kept.seat.from).map { (desk.kept, $0) } }
  }

  /// The closed trades of a strategy, in all its seats and arms.
  public func trades(of specification: StrategySpecification) -> [PaperTrade] {
    let name = specification.description
    return trades.filter { $0.strategy == name }
  }

  /// What has happened since the last time this was asked, as one commit: the state and its journals.
  ///
  /// - Throws: `StoreError` if something can't be written as JSON. Committing throws a conflict if another trader has written in between.
  public mutating func takeChanges() throws(StoreError) -> StoreChanges {
    var changes = StoreChanges()
    guard isChanged else { return changes }
    for order in pages.orders { try changes.append(order, to: PaperKeys.orders, at: RecordTime(order.time)) }
    for fill in pages.fills { try changes.append(fill, to: PaperKeys.fills, at: RecordTime(fill.fill.time)) }
    for trade in pages.trades { try changes.append(trade, to: PaperKeys.trades, at: RecordTime(trade.record.trade.exitTime)) }
    for note in pages.notes { try changes.append(note, to: PaperKeys.notes, at: RecordTime(note.time)) }
    try changes.put(state, at: PaperKeys.state, expecting: version.map { .version($0) } ?? .absent)
    version = (version ?? 0) + 1
    pages = PaperPages()
    isChanged = false
    return changes
  }
}

// MARK: - Opening

extension PaperTrader {
  /// Brings the seats of the book back to where they were.
  private mutating func resume(_ book: PaperBook, _ wanted: [PaperSeat], _ opening: PaperOpening) throws {
    guard let through = state.through else { return }
    var granted: [Int: [PaperOrder]] = [:]
    for order in book.orders where order.quantity != nil { granted[order.seat, default: []].append(order) }
    for saved in state.seats {
      do {
        let (backtest, series) = try opening.backtest(saved.seat, saved.rules)
        var desk: PaperDesk
        do {
          let strategy = try opening.strategy(saved.seat, backtest)
          desk = try PaperDesk(saved, from: backtest.engine(), strategy: strategy, backtest: backtest)
        } catch {
          // Nobody decides for it any more: what it holds is closed.
          note(.failed, saved.seat.name, at: through, "It trades no more, and closes what it holds: \(error)")
          desk = try PaperDesk(saved, from: backtest.engine(), strategy: AlwaysFlat(), backtest: backtest)
          desk.engine = try Engine(saved.rules, sizing: backtest.sizer, symbols: backtest.symbols, resuming: saved.engine)
          retire(&desk, at: through)
          desks.append(desk)
          continue
        }
        var answers = PaperAnswers(granted[saved.number] ?? [])
        desk.live(series, warmUpBars: saved.warmUpBars, through: through, late: state.late) { desk, fed, time in
          _ = desk.take(fed)
          answers.decide(&desk, fed)
          _ = desk.settle(at: time)
        }
        if desk.engine.state != saved.engine {
          desk.engine = try Engine(saved.rules, sizing: backtest.sizer, symbols: backtest.symbols, resuming: saved.engine)
          note(
            .changed, saved.seat.name, at: through,
            "Its bars up to \(through) lead to another account than the one that was kept: they have been changed since, or begin later. It goes on from the kept account."
          )
        }
        desk.kept = saved
        if !wanted.contains(where: { $0.tradesLike(saved.seat) }) { retire(&desk, at: through) }
        desks.append(desk)
      } catch {
        // Whoever takes it away would lose what it holds: it stays, and is tried again the next time.
        note(.failed, saved.seat.name, at: through, "It can't go on: \(error)")
        stranded.append(saved)
      }
    }
  }

  /// Limits that were changed apply wholly from now on: to sizes, to orders, and to what stops.
  private mutating func adoptPolicy() throws {
    guard var portfolio = state.portfolio, portfolio.policy != settings.policy, let through = state.through else { return }
    let stops = portfolio.stops
    try portfolio.adopt(settings.policy)
    state.portfolio = portfolio
    isChanged = true
    note(.limits, "portfolio", at: through, "The limits were changed; the new ones apply from now on.")
    for stop in portfolio.stops where !stops.contains(where: { $0.kind == stop.kind }) {
      note(.stopped, "portfolio", at: through, "\(stop.reason) No entry is made until a person takes the stop off.")
    }
  }

  private mutating func retire(_ desk: inout PaperDesk, at time: Timestamp) {
    guard desk.kept.retiringSince == nil else { return }
    desk.kept.retiringSince = time
    isChanged = true
  }

  /// Gives new strategies their seats; what has happened since their beginning they trade alone.
  private mutating func take(_ wanted: [PaperSeat], _ opening: PaperOpening) throws {
    let taken = desks.map(\.kept) + stranded
    for seat in wanted where !taken.contains(where: { $0.seat.tradesLike(seat) && $0.retiringSince == nil }) {
      do {
        let rules = try settings.rules(seat.specification.timeframe)
        let (backtest, series) = try opening.backtest(seat, rules)
        let strategy = try opening.strategy(seat, backtest)
        let engine = try backtest.engine()
        let isFirst = state.through == nil
        let kept = PaperState.Seat(
          number: state.seatCount + 1, seat: seat, rules: rules, warmUpBars: settings.warmUpBars, engine: engine.state,
          approved: backtest.symbols.map { _ in 0 },
          isInPortfolio: isFirst && !(seat.arm?.isShadow ?? false), retiringSince: nil, refusals: 0, lastRefusal: nil)
        var desk = try PaperDesk(kept, from: engine, strategy: strategy, backtest: backtest)
        state.seatCount += 1
        desk.live(series, warmUpBars: settings.warmUpBars, through: state.through, late: state.late) { desk, fed, time in
          tradeAlone(&desk, fed, time)
        }
        for symbol in backtest.symbols { try openLine(of: symbol, at: wanted.map(\.from).min() ?? seat.from) }
        desks.append(desk)
        note(.opened, seat.name, at: seat.from, "It trades from \(seat.from) on.")
        isChanged = true
      } catch {
        note(.refused, seat.name, at: seat.from, "It can't be traded: \(error)")
      }
    }
    arrange()
  }

  /// Puts desks in an order that does not depend on the order in which they came.
  mutating func arrange() {
    desks.sort { $0.kept.number < $1.kept.number }
    for place in desks.indices { desks[place].keep() }
    state.seats = (desks.map(\.kept) + stranded).sorted { $0.number < $1.number }
  }

  /// A line in the portfolio's books; the books are opened with the first.
  private mutating func openLine(of symbol: Symbol, at time: Timestamp) throws {
    if state.portfolio == nil {
      let symbols = Set(settings.policy.namedSymbols + [symbol]).sorted()
      state.portfolio = try RiskChecker(settings.policy, cash: settings.capital, symbols: symbols, opened: time)
    } else if state.portfolio?.ledger[symbol] == nil {
      try state.portfolio?.add(symbol)
    }
  }

  mutating func note(_ kind: PaperNote.Kind, _ subject: String, at time: Timestamp, _ message: String) {
    let note = PaperNote(kind: kind, subject: subject, time: time, message: message)
    notes.append(note)
    // What is found again at every opening is told each time, and journaled only with what really happens.
    if kind == .changed || kind == .failed || kind == .refused { return }
    pages.notes.append(note)
    state.positions.notes += 1
  }
}
