import Assay
import Foundation

// One line a suite; each suite is a file of its own. Every proof runs in a process of its own, so that peaks of memory are its own too.
let proofs: [Proof] = [
  ABTestProofs.all,
  BacktestProofs.all,
  CalibrationProofs.all,
  FeaturesProofs.all,
  GradientBoostProofs.all,
  IndicatorsProofs.all,
  LeakageProofs.all,
  MarketProofs.all,
  OverfittingProofs.all,
  PipelineProofs.all,
  PlotsProofs.all,
  RiskProofs.all,
  SearchProofs.all,
  SweepProofs.all,
].flatMap(\.self)

func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "--list":
  for proof in proofs { print("\(proof.name)  \(proof.promise)") }
case "--ten-days":
  // What a proof starts, and kills.
  guard words.count == 3, let threads = Int(words[2]) else { exit(64) }
  do {
    try await PipelineProofs.tenDays(words[1], threads: threads)
  } catch {
    say("truth: --ten-days: \(error)")
    exit(1)
  }
case "--one":
  guard words.count == 2, let proof = proofs.first(where: { $0.name == words[1] }) else {
    say("truth: --one takes the name of a proof; --list shows them")
    exit(64)
  }
  do {
    let verdict = try proof.verdict()
    print("\(verdict.outcome.rawValue)  \(proof.name)  \(verdict.reason)")
    for number in verdict.evidence { print("    \(number.name) = \(number.value)") }
    exit(verdict.isPass ? 0 : verdict.isFail ? 2 : 3)
  } catch {
    say("truth: \(proof.name): \(error)")
    exit(1)
  }
default:
  let chosen = proofs.filter { proof in words.isEmpty || words.contains { proof.name.contains($0) } }
  guard !chosen.isEmpty else {
    say("truth: no proof's name contains \(words.joined(separator: " or ")); --list shows them")
    exit(64)
  }
  var passed = 0
  for proof in chosen {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = ["--one", proof.name]
    try process.run()
    process.waitUntilExit()
    if process.terminationReason == .exit && process.terminationStatus == 0 { passed += 1 }
  }
  print("\(passed) passed, \(chosen.count - passed) failed")
  exit(passed == chosen.count ? 0 : 1)
}
