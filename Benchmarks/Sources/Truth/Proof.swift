import Assay
import Foundation

/// A promise of the system, proven at full size: too large for `swift test`, run by `Benchmarks/truth`.
struct Proof {
  /// Its name: `module.what`.
  let name: String
  /// What is promised, in one sentence.
  let promise: String
  /// Finds out: pass, fail, or insufficient evidence, with the numbers.
  let verdict: () throws -> Verdict

  init(_ name: String, _ promise: String, _ verdict: @escaping () throws -> Verdict) {
    self.name = name
    self.promise = promise
    self.verdict = verdict
  }
}

/// The peak of the memory this process has had in use, in bytes; `nil` where the system does not tell.
func peakMemory() -> Double? { memory("VmHWM:") }

/// The memory this process has in use, in bytes; `nil` where the system does not tell.
func memoryInUse() -> Double? { memory("VmRSS:") }

private func memory(_ name: String) -> Double? {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
  let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
  return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }.map { $0 * 1_024 }
}
