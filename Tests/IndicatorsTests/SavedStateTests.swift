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
      ("CORREL", [9]), ("LINEARREG", [9]), ("TSF", [5]), ("CCI", [9]), ("AVGDEV", [4]), ("ULTOSC", [7, 11, 13]),
    ] as [(String, [Double])])
  func damaged(_ code: String, _ parameters: [Double]) throws {
    let trial = CatalogueCase(code: code, parameters: parameters, seed: 3)
    let columns = try trial.columns(count: 59)
    for (position, damage) in Damage.all.enumerated() {
      #expect(throws: DecodingError.self, "\(code) \(parameters), damage \(position)") {
        _ = try trial.run().resumed(over: columns, at: 58, through: DamagingJourney(damage: damage))
      }
    }
  }

  @Test("of a mean deviation is read as it used to be written")
  func earlierState() throws {
    var fresh = try CCI(3)
    let prices = [1.0, 2, 4, 7, 3, 5]
    let columns = Bar.Columns(open: prices, high: prices, low: prices, close: prices, volume: prices)
    for row in 0..<4 { _ = fresh.update(Bar.row(row, of: columns)) }
    let text = """
      {"window":{"sums":{"period":3,"slots":[{"value":7},{"value":2},{"value":4}],"position":1,"isFull":true},"ring":[7,2,4],"position":1}}
      """
    var restored = try JSONDecoder().decode(CCI.self, from: Data(text.utf8))
    #expect(restored == fresh)
    for row in 4..<6 { #expect(restored.update(Bar.row(row, of: columns)) == fresh.update(Bar.row(row, of: columns))) }
  }
}

/// What is wrong with a state: what stands at a key is changed, wherever the key is.
struct Damage: Sendable {
  let change: @Sendable (_ key: String, _ value: Any) -> Any

  static let all: [Damage] = [
    Damage { key, value in key == "position" ? 1_000_000 : value },
    Damage { key, value in key == "position" ? -1 : value },
    Damage { key, value in key == "period" ? 0 : value },
    Damage { key, value in key == "period" ? 1 << 40 : value },
    Damage { key, value in ["slots", "ring"].contains(key) ? (value as? [Any]).map { Array($0.dropLast()) } ?? value : value },
    Damage { key, value in ["slots", "ring"].contains(key) ? (value as? [Any]).map { $0 + $0 } ?? value : value },
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
