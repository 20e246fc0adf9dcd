import Foundation
import Market
import Risk
import Statistics
import Testing

@Suite struct PolicyFuzzTests {
  /// Documents of policies with bytes changed, taken out, doubled or put in. ASSAY_FUZZ_SECONDS makes it go on; ASSAY_FUZZ_SEED says where it begins.
  @Test func fuzzedPoliciesAreErrorsOrPoliciesThatCanBeUsed() throws {
    let environment = ProcessInfo.processInfo.environment
    let seed = environment["ASSAY_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
    let end = Date(timeIntervalSinceNow: environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init) ?? 0)
    var random = SeededGenerator(seed: seed)
    var policy = RiskPolicy.aggressive
    policy.groups = ["majors": ["BTC-USDT", "ETH-USDT"]]
    policy.allowedSymbols = ["BTC-USDT", "ETH-USDT", "SOL-USDT"]
    let documents = try [policy.json(), RiskPolicy.safe.json(), #"{"preset": "normal", "daily_loss": 0.02}"#].map { Array($0.utf8) }
    let words = ["null", "-1", "1e308", "1e999", "0", "true", "[]", "{}", "\"x\"", "9223372036854775808", "0.1", "\u{0}", "\"safe\""].map {
      Array($0.utf8)
    }
    var (read, refused) = (0, 0)
    while read + refused < 1_500 || Date() < end {
      var bytes = random.element(of: documents) ?? []
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: bytes.count)
        let last = min(bytes.count, place + 1 + random.integer(below: 8))
        switch random.integer(below: 5) {
        case 0: bytes[place] = UInt8(random.integer(below: 256))
        case 1: bytes.removeSubrange(place..<last)
        case 2: bytes.insert(contentsOf: bytes[place..<last], at: place)
        case 3: bytes.insert(contentsOf: random.element(of: words) ?? [], at: place)
        default:
          // A value in the place of a value.
          guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { continue }
          let end = bytes[colon...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") } ?? bytes.endIndex
          bytes.replaceSubrange(colon + 1..<end, with: random.element(of: words) ?? [])
        }
        if bytes.isEmpty { bytes = [UInt8(ascii: "{")] }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let policy = try RiskPolicy(json: text)
        read += 1
        #expect(try RiskPolicy(json: policy.json()) == policy, "seed \(seed): \(text)")
        _ = try policy.sizer()
      } catch {
        refused += 1
        #expect(!error.description.isEmpty, "seed \(seed): \(text)")
      }
    }
    #expect(read > 5 && refused > 500, "seed \(seed): \(read) read, \(refused) refused")
  }
}
