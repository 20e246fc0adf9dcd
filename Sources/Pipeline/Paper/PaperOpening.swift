import Backtest
import Market
import Risk
import Strategies

/// What seats are opened with: the bars, the assumptions, the models.
struct PaperOpening {
  let settings: PaperSettings
  let bars: [BarSeries]
  let models: [ModelReference: ModelFile]
  let catalogue: StrategyCatalogue

  /// The series that a seat needs: its own, and that of its leader.
  func series(of seat: PaperSeat) throws(PaperError) -> [BarSeries] {
    var found: [BarSeries] = []
    for symbol in [seat.specification.symbol] + (seat.specification.leader.map { [$0] } ?? []) {
      guard let one = bars.first(where: { $0.symbol == symbol && $0.timeframe == seat.specification.timeframe }), !one.isEmpty else {
        throw PaperError("there are no bars of \(symbol) in \(seat.specification.timeframe)")
      }
      found.append(one)
    }
    return found
  }

  /// What the strategy is made for, and what it is fed.
  func backtest(_ seat: PaperSeat, _ rules: TradingRules) throws -> (Backtest, [BarSeries]) {
    let series = try series(of: seat)
    var from = seat.from
    if let last = series[0].time.last, last < from {
      // A strategy that learns would learn something else once there are bars of its window.
      if try catalogue.entry(seat.specification.strategy).bars == .learning {
        throw PaperError("there is no bar yet that begins at \(from) or later; it learns from those before, and waits")
      }
      from = last
    }
    return (try Backtest(series, rules, sizing: FixedQuantity(1), from: from), series)
  }

  /// The strategy of a seat.
  func strategy(_ seat: PaperSeat, _ backtest: Backtest) throws -> any Strategy {
    let strategy: any Strategy
    if let reference = seat.model {
      guard let file = models[reference] else {
        throw PaperError("the file of \(reference) was not handed over: a registry hands it out unless it is in quarantine")
      }
      strategy = try seat.specification.strategy(for: backtest, drivenBy: file)
    } else {
      strategy = try seat.specification.strategy(for: backtest, catalogue: catalogue)
    }
    if let span = strategy.trainingSpan, span.upperBound > seat.from {
      throw PaperError(
        "its model was trained on \(span.lowerBound) to \(span.upperBound), and it would trade from \(seat.from) on: what a model has seen says nothing about it; let it begin later"
      )
    }
    return strategy
  }
}

/// What was granted to a seat, to be answered again.
struct PaperAnswers {
  private let orders: [PaperOrder]
  private var next = 0

  init(_ orders: [PaperOrder]) { self.orders = orders }

  mutating func decide(_ desk: inout PaperDesk, _ fed: [PaperDesk.Fed]) {
    guard let time = fed.last?.bar.end else { return }
    while next < orders.count, orders[next].time < time { next += 1 }
    var place = next
    desk.decide(
      fed,
      answer: { _, wish, request in
        let side: Side = wish.direction == .long ? .buy : .sell
        guard place < orders.count, orders[place].time == time, orders[place].side == side, request?.symbol == orders[place].symbol,
          let quantity = orders[place].quantity
        else { return .passedOver }
        place += 1
        return .granted(quantity)
      }, approve: { _ in nil }, refused: { _, _, _, _ in }, granted: { _, _, _, _ in })
    next = place
  }
}

/// Records that are not in the journals yet.
struct PaperPages: Sendable {
  var orders: [PaperOrder] = []
  var fills: [PaperFill] = []
  var trades: [PaperTrade] = []
  var notes: [PaperNote] = []
}
