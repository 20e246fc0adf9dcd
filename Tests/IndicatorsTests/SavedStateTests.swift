import Foundation
import Indicators
import Market
import Testing

/// What steps rely on without looking again is looked at once, when a state is read.
@Suite("A saved state")
struct SavedStateTests {
  @Test(
    "that cannot be is refused instead of trusted",
    arguments: [
      ("SMA", [20]), ("SMA", [4]), ("WMA", [9]), ("CMF", [7]), ("MAX", [9]), ("AROON", [8]), ("STDDEV", [9, 1]), ("VAR", [3, 1]),
      ("CORREL", [9]), ("LINEARREG", [9]), ("TSF", [5]), ("CCI", [9]), ("AVGDEV", [4]), ("ULTOSC", [7, 11, 13]), ("HMA", [9]),
      ("AC", [5, 9, 4]),
      ("MOM", [9]), ("COPPOCK", [4, 9, 6]), ("ER", [8]), ("VHF", [9]), ("CHOP", [9]), ("YANGZHANG", [9, 1]), ("MAXINDEX", [9]),
      ("MINMAXINDEX", [5]),
      ("PERCENTILE", [9, 50]), ("PERCENTILE", [300, 50]), ("PERCENTRANK", [9]), ("HURST", [20]),
    ] as [(String, [Double])])
  func damaged(_ code: String, _ parameters: [Double]) throws {
    let trial = CatalogueCase(code: code, parameters: parameters, seed: 3)
    let columns = try trial.columns(count: max(59, 2 * trial.run().warmUp + 7))
    for (position, damage) in Damage.all.enumerated() {
      #expect(throws: DecodingError.self, "\(code) \(parameters), damage \(position)") {
        _ = try trial.run().resumed(over: columns, at: columns[0].count - 1, through: DamagingJourney(damage: damage))
      }
    }
  }

  @Test("is read as it used to be written, whatever a step keeps it in")
  func earlierStates() throws {
    try expect(
      CCI(3), after: 4,
      readsAs: """
        {"window":{"sums":{"period":3,"slots":[{"value":7},{"value":2},{"value":4}],"position":1,"isFull":true},"ring":[7,2,4],"position":1}}
        """)
    try expect(
      WMA(2), after: 3,
      readsAs: """
        {"window":{"period":2,"slots":[{"count":1,"sum":4,"weighted":4},{"count":1,"sum":2,"weighted":2}],"position":1,"isFull":true}}
        """)
    try expect(
      MIDPRICE(2), after: 3,
      readsAs: """
        {"window":{"period":2,"slots":[{"greatest":4,"least":4,"missing":0},{"greatest":2,"least":2,"missing":0}],"position":1,"isFull":true}}
        """)
    try expect(
      PlusDM(2), after: 2,
      readsAs: """
        {"sum":{"side":"plus","movement":{"high":2,"low":2,"close":2,"isSeeded":true},
        "smoothing":{"period":2,"weight":0.5,"seen":2,"average":0.5},"isSeeded":true}}
        """)
    try expect(
      BETA(2), after: 2,
      readsAs: """
        {"window":{"period":2,"slots":[{"origin":{"x":1,"y":1},"sums":[0,0],"squares":[0,0],"products":0}],"position":1,"isFull":false,
        "head":{"origin":{"x":1,"y":1},"sums":[0,0],"squares":[0,0],"products":0}},"previous":{"x":2,"y":2}}
        """)
  }

  /// Holds an indicator that has seen some prices to what a text of before says, and to going on from it.
  private func expect<Base: SeriesIndicator>(_ indicator: Base, after count: Int, readsAs text: String) throws where Base.Output == Double {
    let prices = [1.0, 2, 4, 7, 3, 5]
    var fresh = indicator
    func row(_ row: Int) throws -> Base.Input {
      let bars = Bar.Columns(open: prices, high: prices, low: prices, close: prices, volume: prices)
      let inputs: [Any] = [prices[row], Pair(prices[row], prices[row]), Bar.row(row, of: bars)]
      return try #require(inputs.compactMap { $0 as? Base.Input }.first)
    }
    for index in 0..<count { _ = fresh.update(try row(index)) }
    var restored = try JSONDecoder().decode(Base.self, from: Data(text.utf8))
    #expect(restored == fresh)
    for index in count..<prices.count { #expect(restored.update(try row(index)) == fresh.update(try row(index))) }
  }
}

/// What is wrong with a state: what stands at a key is changed, wherever the key is.
struct Damage: Sendable {
  let change: @Sendable (_ key: String, _ value: Any) -> Any

  private static let places: Set = ["position", "front"]
  private static let lengths: Set = ["period", "length"]
  private static let lists: Set = ["slots", "ring", "values", "rows"]

  static let all: [Damage] = [
    Damage { key, value in places.contains(key) ? 1_000_000 : value },
    Damage { key, value in places.contains(key) ? -1 : value },
    Damage { key, value in lengths.contains(key) ? 0 : value },
    Damage { key, value in lengths.contains(key) ? 1 << 40 : value },
    Damage { key, value in lists.contains(key) ? (value as? [Any]).map { Array($0.dropLast()) } ?? value : value },
    Damage { key, value in lists.contains(key) ? (value as? [Any]).map { $0 + $0 } ?? value : value },
  ]

  func applied(to value: Any) -> Any {
    if let table = value as? [String: Any] {
      return Dictionary(uniqueKeysWithValues: table.map { ($0, change($0, applied(to: $1))) })
    }
    if let list = value as? [Any] { return list.map { applied(to: $0) } }
    return value
  }
}

struct DamagingJourney: StateTransport {
  let damage: Damage

  func carry<State: Codable>(_ state: State) throws -> State {
    let whole = try JSONSerialization.jsonObject(with: JSONEncoder().encode(state))
    return try JSONDecoder().decode(State.self, from: JSONSerialization.data(withJSONObject: damage.applied(to: whole)))
  }
}
