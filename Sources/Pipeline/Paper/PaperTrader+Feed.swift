import ABTest
import Backtest
public import Market
import Risk

extension PaperTrader {
  /// Trades on all bars that have not been traded on yet, in the order in which they became known.
  ///
  /// Bars that come after later ones have been traded on are left out, and noted: nobody could have traded on them.
  ///
  /// - Parameters:
  ///   - series: bars, also those that have been fed before: what is known already is passed over.
  ///   - through: the last instant to trade on; all unless told.
  public mutating func feed(_ series: [BarSeries], through: Timestamp = .distantFuture) throws {
    var parts: [BarSeries] = []
    for one in series { parts.append(try unseen(one)) }
    let names = parts.map { PaperState.name($0.symbol, $0.timeframe) }
    for place in desks.indices { desks[place].sources = desks[place].feeds.map { feed in names.firstIndex(of: feed.name) } }
    var together: [(series: Int, bar: Bar)] = []
    for step in MarketClock(parts) {
      if step.time > through { break }
      together.append((step.series, parts[step.series][step.index]))
      guard step.isLastAtItsTime else { continue }
      try trade(together, names, at: step.time)
      together.removeAll(keepingCapacity: true)
    }
    arrange()
  }

  /// The part of a series that has not been traded on; what came too late is noted.
  private mutating func unseen(_ series: BarSeries) throws -> BarSeries {
    let name = PaperState.name(series.symbol, series.timeframe)
    var first = 0
    if let last = state.fed[name] { while first < series.count, series.end(at: first) <= last { first += 1 } }
    guard let through = state.through, first < series.count else { return try rest(of: series, from: first) }
    // A series that nobody has traded yet has no past here.
    var end = first
    while end < series.count, series.end(at: end) <= through { end += 1 }
    if end > first, state.fed[name] != nil {
      let late = PaperState.LateBars(series: name, from: series.time[first], to: series.end(at: end - 1), count: end - first)
      state.late.append(late)
      state.fed[name] = late.to
      isChanged = true
      note(
        .late, name, at: through,
        "\(late.count) bars from \(late.from) to \(late.to) came after bars up to \(through) had been traded on, and were left out.")
    }
    return try rest(of: series, from: end)
  }

  private func rest(of series: BarSeries, from first: Int) throws -> BarSeries {
    first < series.count ? series.part(from: series.time[first], to: .distantFuture) : series.part(from: .distantFuture, to: .distantFuture)
  }

  /// Trades on the bars that closed at one instant.
  private mutating func trade(_ bars: [(series: Int, bar: Bar)], _ names: [String], at time: Timestamp) throws {
    var known: [(place: Int, fed: [PaperDesk.Fed])] = []
    for place in desks.indices {
      var fed: [PaperDesk.Fed] = []
      for (feed, source) in zip(desks[place].feeds, desks[place].sources) {
        if let bar = bars.first(where: { $0.series == source })?.bar { fed.append(PaperDesk.Fed(feed: feed, bar: bar)) }
      }
      let rest = fed.isEmpty ? [] : desks[place].tradable(fed)
      if !rest.isEmpty { known.append((place, rest)) }
    }
    if known.isEmpty, state.through == nil { return }
    isChanged = true
    for place in desks.indices where !desks[place].kept.isInPortfolio {
      let isShadow = desks[place].kept.seat.arm?.isShadow ?? false
      if !isShadow, desks[place].isFlat { desks[place].kept.isInPortfolio = true }
    }
    let stops = state.portfolio?.stops ?? []
    for (place, fed) in known { try book(desks[place].take(fed), of: place, at: time) }
    try mark(known, at: time)
    for (place, fed) in known { decide(place, fed) }
    for (place, _) in known {
      try book(desks[place].settle(at: time), of: place, at: time)
      release(place)
    }
    for stop in state.portfolio?.stops ?? [] where !stops.contains(where: { $0.kind == stop.kind }) {
      note(.stopped, "portfolio", at: time, "\(stop.reason) No entry is made until a person takes the stop off.")
    }
    leaveSeats(at: time)
    for (series, bar) in bars { state.fed[names[series]] = bar.end }
    state.through = time
  }

  /// Marks the portfolio at the closes.
  private mutating func mark(_ known: [(place: Int, fed: [PaperDesk.Fed])], at time: Timestamp) throws {
    var prices: [Symbol: Double] = [:]
    for (place, fed) in known {
      for one in fed { prices[desks[place].engine.symbols[one.feed.instrument]] = one.bar.close }
    }
    try state.portfolio?.mark(prices.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, time: time)
  }

  // MARK: - Books

  /// Journals fills and trades, and books those of the portfolio.
  private mutating func book(_ events: PaperDesk.Events, of place: Int, at time: Timestamp) throws {
    if events.isEmpty { return }
    let kept = desks[place].kept
    for fill in events.fills {
      append(fill, of: kept)
      guard kept.isInPortfolio, let portfolio = state.portfolio else { continue }
      // The books take events in the order in which they become known; a fill inside a bar is known at its end.
      let known = max(fill.time, portfolio.ledger.time)
      try state.portfolio?.record(
        Fill(
          symbol: fill.symbol, side: fill.side, quantity: fill.quantity, price: fill.price, referencePrice: fill.referencePrice,
          decided: fill.decided, time: min(known, max(time, fill.time)), fee: fill.fee, liquidity: fill.liquidity))
      if let i = desks[place].engine.symbols.firstIndex(of: fill.symbol) {
        let pending = desks[place].kept.approved[i]
        if pending * fill.side.sign > 0 {
          desks[place].kept.approved[i] = fill.side.sign * max(0, abs(pending) - fill.quantity)
        }
      }
    }
    for trade in events.trades { append(trade, of: kept) }
  }

  private mutating func append(_ fill: Fill, of kept: PaperState.Seat) {
    pages.fills.append(
      PaperFill(
        seat: kept.number, strategy: kept.seat.specification.description, arm: kept.seat.arm, fill: fill, isInPortfolio: kept.isInPortfolio)
    )
    state.positions.fills += 1
  }

  private mutating func append(_ record: TradeRecord, of kept: PaperState.Seat) {
    let trade = PaperTrade(
      seat: kept.number, strategy: kept.seat.specification.description, model: kept.seat.model, arm: kept.seat.arm, record: record)
    pages.trades.append(trade)
    trades.append(trade)
    state.positions.trades += 1
  }

  /// Gives back the room of orders that will not trade any more.
  private mutating func release(_ place: Int) {
    guard desks[place].kept.isInPortfolio else { return }
    for (i, symbol) in desks[place].engine.symbols.enumerated() {
      let (approved, ordered) = (desks[place].kept.approved[i], desks[place].engine.ordered(of: i))
      let still = approved * ordered > 0 ? min(abs(approved), abs(ordered)) : 0
      if abs(approved) > still {
        try? state.portfolio?.release(symbol, approved > 0 ? .buy : .sell, abs(approved) - still)
        desks[place].kept.approved[i] = approved > 0 ? still : -still
      }
    }
  }

  /// Seats that have nothing left to close are given up.
  private mutating func leaveSeats(at time: Timestamp) {
    let leaving = desks.filter { desk in desk.kept.retiringSince.map { time > $0 && desk.isFlat } ?? false }
    for desk in leaving {
      note(.closed, desk.kept.seat.name, at: time, desk.failure ?? "It holds nothing any more and trades no longer.")
    }
    desks.removeAll { desk in leaving.contains { $0.kept.number == desk.kept.number } }
  }

  // MARK: - Decisions

  private mutating func decide(_ place: Int, _ fed: [PaperDesk.Fed]) {
    let seat = desks[place].kept.seat
    let (sizer, assigned, arm) = (sizer, assignment(of: seat), seat.arm?.name)
    let (number, isInPortfolio) = (desks[place].kept.number, desks[place].kept.isInPortfolio)
    // Taken out, so that neither it nor the strategy is ever copied.
    var portfolio = state.portfolio
    state.portfolio = nil
    var answers: [PaperOrder] = []
    var approved: [(symbol: Symbol, quantity: Double)] = []
    desks[place].decide(
      fed,
      answer: { bar, wish, request in
        guard let request else { return .refused("no true range is known yet to measure exits by") }
        if let assigned, assigned.arm(for: "\(request.symbol) \(day(of: bar.end))").name != arm { return .passedOver }
        return size(request, by: sizer, for: isInPortfolio ? portfolio : nil)
      },
      approve: { order in
        guard isInPortfolio else { return nil }
        do throws(RiskRefusal) {
          _ = try portfolio?.check(order)
          approved.append((order.symbol, order.side.sign * order.quantity))
          return nil
        } catch {
          return error.breaches.map { "\($0.rule.rawValue): \($0.message)" }.joined(separator: "; ")
        }
      },
      refused: { bar, symbol, side, reason in
        answers.append(PaperOrder(seat: number, time: bar.end, symbol: symbol, side: side, quantity: nil, refusal: reason))
      },
      granted: { bar, symbol, side, quantity in
        answers.append(PaperOrder(seat: number, time: bar.end, symbol: symbol, side: side, quantity: quantity, refusal: nil))
      })
    state.portfolio = portfolio
    for (symbol, quantity) in approved {
      if let i = desks[place].engine.symbols.firstIndex(of: symbol) { desks[place].kept.approved[i] += quantity }
    }
    for answer in answers where PaperTrader.isNews(answer, &desks[place].kept) {
      pages.orders.append(answer)
      state.positions.orders += 1
    }
  }

  /// An instant of the past of a seat that is taken late: traded in its own account, without the portfolio.
  mutating func tradeAlone(_ desk: inout PaperDesk, _ fed: [PaperDesk.Fed], _ time: Timestamp) {
    let sizer = sizer
    let assigned = assignment(of: desk.kept.seat)
    let (number, arm) = (desk.kept.number, desk.kept.seat.arm?.name)
    var answers: [PaperOrder] = []
    var events = [desk.take(fed)]
    desk.decide(
      fed,
      answer: { bar, wish, request in
        guard let request else { return .refused("no true range is known yet to measure exits by") }
        if let assigned, assigned.arm(for: "\(request.symbol) \(day(of: bar.end))").name != arm { return .passedOver }
        return size(request, by: sizer, for: nil)
      }, approve: { _ in nil },
      refused: { bar, symbol, side, reason in
        answers.append(PaperOrder(seat: number, time: bar.end, symbol: symbol, side: side, quantity: nil, refusal: reason))
      },
      granted: { bar, symbol, side, quantity in
        answers.append(PaperOrder(seat: number, time: bar.end, symbol: symbol, side: side, quantity: quantity, refusal: nil))
      })
    events.append(desk.settle(at: time))
    for answer in answers where PaperTrader.isNews(answer, &desk.kept) {
      pages.orders.append(answer)
      state.positions.orders += 1
    }
    for event in events {
      for fill in event.fills { append(fill, of: desk.kept) }
      for trade in event.trades { append(trade, of: desk.kept) }
    }
  }

  /// Whether an answer is to be journaled; a refusal that says the same as the last one is only counted.
  private static func isNews(_ answer: PaperOrder, _ kept: inout PaperState.Seat) -> Bool {
    guard let refusal = answer.refusal else {
      kept.lastRefusal = nil
      return true
    }
    kept.refusals += 1
    let told = "\(answer.symbol) \(refusal.prefix { $0 != ":" })"
    defer { kept.lastRefusal = told }
    return kept.lastRefusal != told
  }

  /// How keys are dealt among the arms of a seat's experiment; `nil` where it plays none, or is only looked at.
  private func assignment(of seat: PaperSeat) -> Assignment? {
    guard let arm = seat.arm, !arm.isShadow else { return nil }
    return experiments.first { $0.name == arm.experiment }?.assignment
  }
}

/// The day that a bar's close falls on, in UTC: what experiments deal.
private func day(of time: Timestamp) -> CivilDate { CivilDate(daysSinceEpoch: Int((Double(time.nanoseconds) / 86_400e9).rounded(.down))) }

/// Asks a sizer about an entry: as the engine would, but with the portfolio's equity, cash and exposure where there is one.
private func size(_ request: SizingRequest, by sizer: any Sizer, for portfolio: RiskChecker?) -> PaperDesk.Answer {
  var request = request
  if let portfolio {
    do throws(RiskError) {
      let account = try portfolio.request(request.symbol, request.side, at: request.price, time: request.time)
      request.equity = account.equity
      request.cash = account.cash
      request.heldQuantity = account.heldQuantity
      request.symbolExposure = account.symbolExposure
      request.groupExposure = account.groupExposure
      request.totalExposure = account.totalExposure
      request.drawdown = account.drawdown
    } catch {
      return .refused("\(error)")
    }
  }
  let sizing = sizer.size(request)
  if let refusal = sizing.refusal { return .refused("size: \(refusal)") }
  return sizing.quantity > 0 && sizing.quantity < .infinity ? .granted(sizing.quantity) : .refused("size: nothing is left to trade with")
}
