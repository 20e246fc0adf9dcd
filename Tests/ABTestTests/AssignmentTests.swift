import ABTest
import Foundation
import Testing

@Suite struct AssignmentTests {
  static let keys = (0..<20_000).map { "BTC-USDT \($0)" }

  @Test("A key gets the same arm whenever it is asked, and another seed deals anew")
  func sticky() throws {
    let arms = [try Arm("a"), try Arm("b")]
    let first = try Assignment(seed: 1, arms: arms)
    let again = try Assignment(seed: 1, arms: arms)
    let other = try Assignment(seed: 2, arms: arms)
    let dealt = Self.keys.prefix(1_000).map { first.arm(for: $0).name }
    #expect(dealt == Self.keys.prefix(1_000).map { again.arm(for: $0).name })
    let moved = zip(dealt, Self.keys).count { $0 != other.arm(for: $1).name }
    #expect((400...600).contains(moved))
  }

  @Test("The division is the same in every release")
  func frozen() throws {
    let assignment = try Assignment(seed: 7, arms: [Arm("champion", weight: 3), Arm("challenger", weight: 1)])
    let letters = (0..<40).map { assignment.arm(for: "key \($0)").name == "champion" ? "." : "x" }.joined()
    #expect(letters == Self.expected)
  }
  static let expected = "x....x....xx.........x.x......x..x.x.x.."

  @Test("Arms get the share that their weights say", arguments: [[1.0, 1], [9, 1], [1, 2, 7], [0.01, 0.99], [5, 0, 5]])
  func shares(weights: [Double]) throws {
    let arms = try weights.enumerated().map { try Arm("arm \($0.offset)", weight: $0.element) }
    let assignment = try Assignment(seed: 11, arms: arms)
    var counts: [String: Double] = [:]
    for key in Self.keys { counts[assignment.arm(for: key).name, default: 0] += 1 }
    let total = weights.reduce(0, +)
    for (arm, weight) in zip(arms, weights) {
      let (share, n) = (weight / total, Double(Self.keys.count))
      #expect(abs((counts[arm.name] ?? 0) / n - share) <= 4 * (share * (1 - share) / n).squareRoot(), "\(arm.name)")
      #expect(abs(assignment.share(of: arm.name) - share) < 1e-12)
    }
  }

  @Test("A ramp keeps whom it had, and moves keys only to the arm that grows")
  func ramp() throws {
    var experiment = try Experiment(
      name: "e", seed: 3, champion: Arm("old"), challengers: [Arm("new", isShadow: true), Arm("third", weight: 0.5)])
    var before = Self.keys.map { experiment.assignment.arm(for: $0).name }
    for share in [0.01, 0.05, 0.25] {
      experiment = try experiment.giving("new", share: share)
      let now = Self.keys.map { experiment.assignment.arm(for: $0).name }
      #expect(zip(before, now).allSatisfy { $0 == $1 || $1 == "new" })
      let got = Double(now.count { $0 == "new" }) / Double(now.count)
      #expect(abs(got - share) < 4 * (share / Double(now.count)).squareRoot())
      before = now
    }
  }

  @Test("Shadows are scored and never traded")
  func shadows() throws {
    let experiment = try Experiment(name: "e", seed: 3, champion: Arm("old"), challengers: [Arm("watched", weight: 100, isShadow: true)])
    #expect(Self.keys.prefix(500).allSatisfy { experiment.assignment.arm(for: $0).name == "old" })
    #expect(experiment.shadows.map(\.name) == ["watched"])
  }

  @Test("Refuses what cannot be divided, and says what to do")
  func refusals() throws {
    #expect(throws: ABTestError.self) { try Arm("") }
    #expect(throws: ABTestError.self) { try Arm("a", weight: -1) }
    #expect(throws: ABTestError.self) { try Arm("a", weight: .nan) }
    #expect(throws: ABTestError.self) { try Assignment(seed: 1, arms: []) }
    #expect(throws: ABTestError.self) { try Assignment(seed: 1, arms: [Arm("a", weight: 0), Arm("b", isShadow: true)]) }
    let twice = #expect(throws: ABTestError.self) { try Assignment(seed: 1, arms: [Arm("a"), Arm("a")]) }
    #expect(twice?.description.contains("'a'") == true)
    let experiment = try Experiment(name: "e", seed: 1, champion: Arm("old"), challengers: [Arm("new")])
    #expect(throws: ABTestError.self) { try experiment.giving("new", share: 1) }
    let unknown = #expect(throws: ABTestError.self) { try experiment.giving("nwe", share: 0.1) }
    #expect(unknown?.description.contains("new") == true)
  }

  @Test("An experiment survives JSON, and a broken one is refused")
  func json() throws {
    let experiment = try Experiment(name: "e", seed: .max, champion: Arm("old"), challengers: [Arm("new", weight: 0.25)])
    let data = try JSONEncoder().encode(experiment)
    #expect(try JSONDecoder().decode(Experiment.self, from: data) == experiment)
    let broken = String(decoding: data, as: UTF8.self).replacingOccurrences(of: "\"new\"", with: "\"old\"")
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Experiment.self, from: Data(broken.utf8)) }
  }

  @Test("Thompson's weights follow the evidence, keep a floor and sum to one")
  func thompson() throws {
    let sampling = try ThompsonSampling(floor: 0.02, seed: 5)
    let good = try Draws.normal("good", count: 200, mean: 0.4, seed: 1)
    let bad = try Draws.normal("bad", count: 200, mean: -0.4, seed: 2)
    let new = try ArmResults("new", results: [], times: [])
    let weights = try sampling.weights([good, bad, new])
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    #expect(weights.allSatisfy { $0 >= 0.02 })
    #expect(weights[0] > weights[1] && weights[1] < 0.03 && weights[2] > 0.1)
    // Nothing known: equal shares, within what the draws allow.
    let blank = try sampling.weights([new, try ArmResults("b", results: [], times: [])])
    #expect(abs(blank[0] - 0.5) < 0.04)
    // Two arms with known, equal spread: the probability that one mean exceeds the other is a normal integral.
    let first = try Draws.normal("a", count: 500, mean: 0.05, seed: 8)
    let second = try Draws.normal("b", count: 500, mean: 0, seed: 9)
    let gap = first.results.reduce(0, +) / 500 - second.results.reduce(0, +) / 500
    let expected = 0.5 * erfc(-gap / (2.0 / 500).squareRoot() / 2.0.squareRoot())
    #expect(abs(try ThompsonSampling(draws: 40_000, floor: 0, seed: 1).weights([first, second])[0] - expected) < 0.03)
    #expect(throws: ABTestError.self) { try sampling.weights([good]) }
  }
}
