import Indicators
import TestSupport
import Testing

@Suite("A step")
struct AllocationTests {
  #if canImport(Glibc)
    @Test("allocates nothing after the first, of any indicator of the catalogue")
    func allocatesNothing() throws {
      let scratch = try ScratchFolder()
      let trace = scratch.path("allocations")
      let outcome = try Program.run(
        built: "IndicatorAllocationCounter", [trace], environment: ["LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_TRACE": trace])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n")
      // The first is an array that grows: nothing would be proved by a tracer that sees nothing.
      #expect(Int(lines.first?.split(separator: " ").last ?? "") ?? 0 > 5, "the tracer sees allocations: \(lines.first ?? "no line")")
      #expect(lines.count > IndicatorCatalogue.entries.count)
      #expect(lines.dropFirst().filter { !$0.hasSuffix(": 0") } == [])
    }
  #endif
}
