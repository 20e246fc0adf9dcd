public import Backtest
public import Market

/// Something that may forbid an entry: it watches every bar, and is asked when a strategy wants to open, add to or turn a position.
public protocol EntryFilter: Sendable {
  /// Sees the bar that just closed, and the account before the wish at it.
  mutating func observe(_ bar: ClosedBar, _ account: AccountView) throws

  /// Whether this entry may be made now.
  func allows(_ wish: Intent, at bar: ClosedBar) -> Bool

  /// From when to when the bars lie that a model inside was trained on; `nil` unless told.
  var trainingSpan: ClosedRange<Timestamp>? { get }
}

extension EntryFilter {
  /// No model, nothing was trained.
  public var trainingSpan: ClosedRange<Timestamp>? { nil }
}

/// A strategy whose entries pass a filter. What leaves a position always passes.
///
///     let strategy = try Momentum().filtered(by: TrendFilter(200)).filtered(by: CooldownFilter(bars: 5))
///
/// A forbidden entry is not made later: the strategy has to wish it again. Where a position was to be turned, it is closed. In several markets
/// the filtered strategy goes inside `EachMarket`, so that each has a filter of its own.
public struct Filtered<Base: Strategy, Filter: EntryFilter>: Strategy {
  /// The strategy.
  public private(set) var base: Base
  /// The filter.
  public private(set) var filter: Filter

  /// A strategy and what its entries have to pass.
  public init(_ base: Base, _ filter: Filter) {
    self.base = base
    self.filter = filter
  }

  /// Takes the bar that just closed.
  public mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent? {
    try filter.observe(bar, account)
    guard let wish = try base.update(bar, account) else { return nil }
    let isSame = wish.direction == account.direction && wish.instrument == nil
    let grows = wish.adjustment == .add || wish.adjustment == .resize
    guard wish.direction != .flat, !isSame || grows, !filter.allows(wish, at: bar) else { return wish }
    return isSame ? nil : Intent(.flat, instrument: wish.instrument)
  }

  /// From the first beginning to the last end of the training of both.
  public var trainingSpan: ClosedRange<Timestamp>? { joined(base.trainingSpan, filter.trainingSpan) }
}

extension Strategy {
  /// The strategy, its entries passing a filter.
  public func filtered<Filter: EntryFilter>(by filter: Filter) -> Filtered<Self, Filter> { Filtered(self, filter) }
}
