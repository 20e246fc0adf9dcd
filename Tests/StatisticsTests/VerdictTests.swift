import Foundation
import Statistics
import Testing

@Suite("Verdict")
struct VerdictTests {
  static let pass = Verdict.pass("a", "Fine.", ["x": 1])
  static let fail = Verdict.fail("b", "Too low.", ["x": 2])
  static let unknown = Verdict.insufficient("c", samples: 3, needed: 30)

  @Test(
    "any fail is a fail, else any insufficient is insufficient, else pass",
    arguments: [
      ([pass], Verdict.Outcome.pass), ([pass, pass], .pass), ([pass, unknown], .insufficient), ([unknown, pass], .insufficient),
      ([fail, unknown], .fail), ([unknown, fail, pass], .fail), ([fail], .fail), ([unknown], .insufficient), ([], .insufficient),
    ])
  func combines(parts: [Verdict], expected: Verdict.Outcome) {
    #expect(Verdict.combining(parts).outcome == expected)
  }

  @Test("a combined verdict names what decided it and keeps every number")
  func keepsEvidence() {
    let all = Verdict.combining([Self.pass, Self.fail, Self.unknown], name: "gates")
    #expect(all.reason == "1 of 3 failed: b (Too low.).")
    #expect(all["failed"] == 1)
    #expect(all["insufficient"] == 1)
    #expect(all["passed"] == 1)
    #expect(all["b.x"] == 2)
    #expect(all["c.needed"] == 30)
    #expect(all["nothing"] == nil)
    #expect(Verdict.combining([Self.pass, Self.unknown]).reason == "1 of 2 lack evidence: c (3 samples where 30 are needed.).")
  }

  @Test("insufficient is neither a pass nor a fail")
  func threeValued() {
    #expect(!Self.unknown.isPass && !Self.unknown.isFail && Self.unknown.isInsufficient)
    #expect(Self.unknown.description == "c: insufficient. 3 samples where 30 are needed.")
  }

  @Test("survives JSON with NaN and infinite evidence")
  func codable() throws {
    let verdict = Verdict.insufficient("t", "x", ["nan": .nan, "inf": .infinity, "minus": -.infinity, "one": 1.5])
    let data = try JSONEncoder().encode(verdict)
    #expect(try JSONDecoder().decode(Verdict.self, from: data) == verdict)
    #expect(String(decoding: data, as: UTF8.self).contains(#""insufficient""#))
  }

  @Test("refuses evidence that is not a number")
  func refusesText() {
    let text = #"{"name":"x","value":"many"}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Verdict.Evidence.self, from: Data(text.utf8)) }
  }

  @Test(
    "writes numbers with at most four significant digits",
    arguments: [
      (435.7366873138684, "435.7"), (1.0, "1"), (0.0, "0"), (-0.00012346, "-0.0001235"), (99_996, "100000"), (1_234_567, "1235000"),
      (0.1, "0.1"), (2.0 / 3, "0.6667"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"), (-.infinity, "-inf"), (.nan, "nan"),
    ])
  func numbers(value: Double, text: String) {
    #expect(Verdict.text(value) == text)
  }

  @Test("counts in the singular and the plural", arguments: [(1.0, "1 trial"), (8.5261, "8.526 trials"), (1e9, "1000000000 trials")])
  func counts(count: Double, text: String) {
    #expect(Verdict.text(count, "trial") == text)
  }
}
