import Foundation
import Indicators
import Testing

/// What holds for every indicator, whatever it computes. A new one joins the catalogue and is held to all of it.
@Suite("Every indicator of the catalogue")
struct CatalogueLawTests {
  static let cases = CatalogueCase.all(draws: 3)

  @Test("answers first exactly when its warm-up is over, with a row for every input", arguments: cases)
  func warmUpIsExact(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let count = run.warmUp + 40
    let outputs = run.over(try trial.columns(count: count))
    #expect(outputs.count == run.columnNames.count)
    for (position, output) in outputs.enumerated() {
      #expect(output.count == count)
      // TA-Lib gives some outputs as whole numbers, which cannot be missing.
      let name = position < run.declaration.outputs.count ? run.declaration.outputs[position] : ""
      let isZero = run.declaration.zeroWhileWarmingUp.contains(name)
      #expect(output.prefix(run.warmUp).allSatisfy { isZero ? $0 == 0 : $0.isNaN })
    }
    #expect(outputs.contains { !$0[run.warmUp].isNaN }, "nothing at row \(run.warmUp)")
  }

  @Test("computes by series what it computes by steps", arguments: cases)
  func seriesEqualsSteps(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    for count in [0, 1, run.warmUp, run.warmUp + 1, run.warmUp + 2, 3 * run.warmUp + 267] {
      let columns = try trial.columns(count: count)
      let steps = run.stepped(over: columns)
      expectEqual(run.over(columns), steps, within: 1e-12, run, "with \(count) inputs")
      if count > 0 {
        expectEqual(run.last(of: columns).map { [$0] }, steps.map { Array($0.suffix(1)) }, within: 0, run, "the last of \(count)")
      }
    }
  }

  @Test("never changes an output already given", arguments: cases)
  func prefixInvariance(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let columns = try trial.columns(count: run.warmUp + 200)
    let whole = run.over(columns)
    for length in [1, run.warmUp, run.warmUp + 1, run.warmUp + 6, run.warmUp + 97] {
      let part = run.over(columns.map { Array($0.prefix(length)) })
      expectEqual(part, whole.map { Array($0.prefix(length)) }, within: 0, run, "seen up to \(length)")
    }
  }

  @Test("never changes an output already given, whatever is missing later", arguments: cases)
  func prefixInvarianceNearGaps(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let place = run.warmUp + 21
    for value in [Double.nan, .infinity] {
      var columns = try trial.columns(count: place + 8)
      for position in columns.indices { columns[position][place] = value }
      let whole = run.over(columns)
      for length in place - 4...place + 7 {
        let part = run.over(columns.map { Array($0.prefix(length)) })
        expectEqual(part, whole.map { Array($0.prefix(length)) }, within: 0, run, "\(value) at \(place), seen up to \(length)")
      }
    }
  }

  @Test("goes on from a saved state bit for bit, and a copy leads a life of its own", arguments: cases)
  func stateTravels(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let columns = try trial.columns(count: 2 * run.warmUp + 60)
    let steps = run.stepped(over: columns)
    for cut in [0, 1, run.warmUp / 2, run.warmUp, run.warmUp + 1, 2 * run.warmUp + 30] {
      expectEqual(try run.resumed(over: columns, at: cut, through: JSONJourney()), steps, within: 0, run, "cut at \(cut)")
    }
  }

  @Test("forgets a missing value as its definition says", arguments: cases)
  func missingValuesHeal(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let place = run.warmUp + 10
    let columns = try trial.columns(count: 2 * run.warmUp + 120)
    for position in columns.indices {
      var spoilt = columns
      spoilt[position][place] = .nan
      for (way, outputs) in [("series", run.over(spoilt)), ("steps", run.stepped(over: spoilt))] {
        let clean = run.over(columns)
        expectEqual(outputs.map { Array($0[..<place]) }, clean.map { Array($0[..<place]) }, within: 1e-12, run, "\(way), before the gap")
        if run.declaration.memory == .window {
          let healed = place + run.warmUp + 1
          // Not to 1e-12 as elsewhere: lines through a window are added up in the order of TA-Lib, afresh after a gap and then every 32 periods,
          // so that with and without the gap the same sums are rounded at other rows.
          expectEqual(outputs.map { Array($0[healed...]) }, clean.map { Array($0[healed...]) }, within: 1e-10, run, "\(way), after the gap")
        } else {
          #expect(
            outputs.allSatisfy { output in output[(place + run.warmUp + 2)...].allSatisfy { !$0.isNaN } },
            "\(trial.testDescription) by \(way) does not recover")
        }
      }
    }
  }

  @Test(
    "forgets an absurd spike once it has left the window",
    arguments: cases.filter { IndicatorCatalogue[$0.code]?.declaration.memory == .window })
  func spikesHeal(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    let place = run.warmUp + 10
    let columns = try trial.columns(count: 2 * run.warmUp + 120)
    var spoilt = columns
    for position in spoilt.indices { spoilt[position][place] = 1e15 }
    let healed = place + run.warmUp + 1
    let clean = run.over(columns)
    for (way, outputs) in [("series", run.over(spoilt)), ("steps", run.stepped(over: spoilt))] {
      expectEqual(outputs.map { Array($0[healed...]) }, clean.map { Array($0[healed...]) }, within: 1e-9, run, "\(way), after the spike")
    }
  }

  @Test("survives whatever it is handed", arguments: cases)
  func survives(_ trial: CatalogueCase) throws {
    for value in [0.0, 1, -1, .infinity, -.infinity, .nan, 1e300, -1e300, .leastNonzeroMagnitude, 5e15] { try survive(trial, value) }
  }

  private func survive(_ trial: CatalogueCase, _ value: Double) throws {
    let run = try trial.run()
    let count = run.warmUp + 20
    let constant = run.declaration.inputs.map { _ in [Double](repeating: value, count: count) }
    #expect(run.over(constant).allSatisfy { $0.count == count })
    #expect(run.stepped(over: constant).allSatisfy { $0.count == count })
    // The same in the middle of a series.
    var columns = try trial.columns(count: count)
    for position in columns.indices { columns[position][count / 2] = value }
    #expect(run.over(columns).allSatisfy { $0.count == count })
    #expect(run.stepped(over: columns).allSatisfy { $0.count == count })
  }

  @Test(
    "of finite prices that never move makes no infinity, where it is not a function of one row that has one there",
    arguments: cases.filter { IndicatorCatalogue[$0.code]?.declaration.family != .math })
  func constantPrices(_ trial: CatalogueCase) throws {
    let run = try trial.run()
    for value in [100.0, 0] {
      let constant = run.declaration.inputs.map {
        $0 == "periods" ? [Double](repeating: 5, count: run.warmUp + 20) : [Double](repeating: value, count: run.warmUp + 20)
      }
      let outputs = run.over(constant)
      #expect(outputs.allSatisfy { $0.allSatisfy { !$0.isInfinite } }, "\(run.columnNames) of prices that stay at \(value)")
      expectEqual(outputs, run.stepped(over: constant), within: 1e-12, run, "prices that stay at \(value)")
    }
  }

  @Test(
    "refuses parameters out of range with a message that says what is allowed",
    arguments: IndicatorCatalogue.entries.map(\.declaration.code))
  func badParameters(_ code: String) throws {
    let entry = try #require(IndicatorCatalogue[code])
    for (position, parameter) in entry.declaration.parameters.enumerated() {
      for value in [parameter.range.lowerBound - 1, parameter.range.upperBound + 1, .nan, .infinity, -.infinity, 1e300]
      where !parameter.range.contains(value) {
        var values = entry.declaration.parameters.map(\.defaultValue)
        values[position] = value
        let error = #expect(throws: InvalidParameter.self) { try entry.make(values) }
        #expect(error?.description.contains(parameter.name) == true)
        #expect(error?.description.contains("must be") == true)
      }
    }
    let tooMany = [Double](repeating: 5, count: entry.declaration.parameters.count + 1)
    #expect(throws: InvalidParameter.self) { try entry.make(tooMany) }
  }

  @Test("is found by its code, and has a file, a summary and outputs of its own")
  func catalogueIsOrderly() {
    let codes = IndicatorCatalogue.entries.map(\.declaration.code)
    #expect(Set(codes).count == codes.count)
    for declaration in IndicatorCatalogue.entries.map(\.declaration) {
      #expect(IndicatorCatalogue[declaration.code.lowercased()]?.declaration.code == declaration.code)
      #expect(!declaration.summary.isEmpty && !declaration.inputs.isEmpty)
      #expect(Set(declaration.outputs).count == declaration.outputs.count)
    }
  }

  /// Compares columns row by row, relative to the size of the value, or exactly if `tolerance` is 0.
  private func expectEqual(_ ours: [[Double]], _ theirs: [[Double]], within tolerance: Double, _ run: IndicatorRun, _ when: String) {
    for (name, (left, right)) in zip(run.columnNames, zip(ours, theirs)) {
      let wrong = firstDifference(left, right, within: tolerance)
      #expect(
        wrong == nil,
        "\(name), \(when), row \(wrong ?? 0) of \(left.count) and \(right.count): \(wrong.map { left[$0...].first ?? 0 } ?? 0) and \(wrong.map { right[$0...].first ?? 0 } ?? 0)"
      )
    }
  }
}

/// Writes the state down as JSON and reads it back.
private struct JSONJourney: StateTransport {
  func carry<State: Codable>(_ state: State) throws -> State {
    try JSONDecoder().decode(State.self, from: JSONEncoder().encode(state))
  }
}
