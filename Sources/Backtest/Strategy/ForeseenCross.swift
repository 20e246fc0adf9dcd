import Indicators

/// ``EMACross`` for a sweep: its crossings are looked up in two columns that other runs share, all at once before the run.
struct ForeseenCross: Strategy {
  /// The rows at which the faster average crosses, and whether to above the slower one.
  private var crossings: [(row: Int, isAbove: Bool)] = []
  private let under: Direction
  private var next = 0
  private var row = 0

  /// Over so many rows.
  init(_ fast: Replay<EMA>, _ slow: Replay<EMA>, rows: Int, under: Direction) {
    self.under = under
    var cross = Crossover(fast, slow)
    for row in 0..<rows {
      // The columns know their inputs.
      if let crossing = cross.update(0) { crossings.append((row, crossing == .above)) }
    }
  }

  mutating func update(_ bar: ClosedBar, _ account: AccountView) -> Intent? {
    defer { row &+= 1 }
    guard next < crossings.count, crossings[next].row == row else { return nil }
    defer { next &+= 1 }
    return crossings[next].isAbove ? .long : Intent(under)
  }

  static var foreseesSilence: Bool { true }

  var silentBars: Int { next < crossings.count ? crossings[next].row &- row : .max / 2 }

  mutating func pass(_ bars: Int) { row &+= bars }
}
