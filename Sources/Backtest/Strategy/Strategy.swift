public import Market

/// A rule that is handed each bar as it closes and answers what it wants to hold.
///
///     struct EMACross: Strategy {
///       var cross: Crossover<EMA, EMA>
///       mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
///         switch cross.update(bar.close) {
///         case .above: .long
///         case .below: .flat
///         case nil: nil
///         }
///       }
///     }
///
/// It is only ever handed what has already happened, so that there is nothing to look ahead with. A strategy that watches several symbols or
/// timeframes receives each bar at the moment it closes and tells them apart by ``ClosedBar/series``. An error that it throws ends the run,
/// which then says at which bar.
public protocol Strategy: Sendable {
  /// Takes the bar that just closed; `nil` leaves everything as it is.
  mutating func update(_ bar: ClosedBar, _ account: AccountView) throws -> Intent?

  /// From when to when the bars lie that a model inside was trained on; a run that would score any of them is refused. `nil` unless told.
  var trainingSpan: ClosedRange<Timestamp>? { get }

  /// Whether it may know beforehand that it will be silent; `false` unless told.
  static var foreseesSilence: Bool { get }

  /// To how many of the bars that follow it answers `nil`, whatever they are and whatever happens to the account; 0 unless told.
  ///
  /// A backtest of one series may pass over them faster, if ``foreseesSilence`` says that it is worth asking: it then calls ``pass(_:)`` instead of handing them over. Only a strategy that a sweep has
  /// prepared can know.
  var silentBars: Int { get }

  /// Goes on as if so many bars, at most ``silentBars``, had been handed over.
  mutating func pass(_ bars: Int)
}

extension Strategy {
  /// No model, nothing was trained.
  @inlinable
  public var trainingSpan: ClosedRange<Timestamp>? { nil }

  /// It knows nothing beforehand. Asked of the type, so that no bar pays for the question.
  @inlinable
  @inline(__always)
  public static var foreseesSilence: Bool { false }

  /// It has to see every bar.
  @inlinable
  @inline(__always)
  public var silentBars: Int { 0 }

  /// Nothing to do: it has to see every bar.
  @inlinable
  @inline(__always)
  public mutating func pass(_ bars: Int) {}
}
