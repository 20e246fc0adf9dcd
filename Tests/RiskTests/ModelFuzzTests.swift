import Foundation
import Risk
import Testing

@Suite struct ModelFuzzTests {
  /// Whole accounts driven by random events beside a naive model. ASSAY_FUZZ_SECONDS makes it go on; ASSAY_FUZZ_SEED says where it begins.
  @Test func fuzzedAccountsDoWhatTheModelSays() throws {
    let environment = ProcessInfo.processInfo.environment
    let seed = environment["ASSAY_FUZZ_SEED"].flatMap(UInt64.init) ?? 1
    let seconds = environment["ASSAY_FUZZ_SECONDS"].flatMap(Double.init)
    let end = Date(timeIntervalSinceNow: seconds ?? 0)
    var coverage = ModelRun.Coverage()
    var run: UInt64 = 0
    repeat {
      coverage.add(try ModelRun.drive(seed: seed &+ run, events: 150))
      run += 1
    } while run < 60 || seconds != nil && Date() < end
    #expect(coverage.broken == Set(RiskRule.allCases), "seed \(seed): every rule should have been broken by somebody")
    #expect(coverage.approved > 300 && coverage.resets > 5 && coverage.restarts > 50, "seed \(seed)")
  }
}
