import Market
import Testing

@testable import WalkForward

/// Instants so many seconds after the epoch.
func at(_ seconds: Int...) -> [Timestamp] { seconds.map { Timestamp(seconds: Int64($0)) } }

@Suite struct SampleSpansTests {
  @Test func `rows of the same instant are allowed and found together`() throws {
    let spans = try SampleSpans(times: at(1, 2, 2, 5), ends: at(2, 2, 9, 5), symbols: ["A", "A", "B", "A"])
    #expect(spans.count == 4)
    #expect(spans.hasEnds)
    #expect(spans.row(atOrAfter: Timestamp(seconds: 2)) == 1)
    #expect(spans.row(after: Timestamp(seconds: 2)) == 3)
    #expect(spans.row(after: Timestamp(seconds: 5)) == 4)
    #expect(spans.row(atOrAfter: .distantPast) == 0)
  }

  @Test func `without ends every label is known at once`() throws {
    let spans = try SampleSpans(times: at(1, 2))
    #expect(spans.ends == spans.times)
    #expect(!spans.hasEnds)
  }

  @Test func `times that go back name the row and the way out`() throws {
    let error = #expect(throws: WalkForwardError.self) { try SampleSpans(times: at(1, 3, 2)) }
    #expect(error?.kind == .unsortedTimes)
    #expect(error?.description.contains("row 2") == true)
    #expect(error?.description.contains("sortingOrder") == true)
  }

  @Test func `the sorting order puts rows right and keeps those of an instant in place`() throws {
    let times = at(5, 1, 5, 0)
    let order = SampleSpans.sortingOrder(of: times)
    #expect(order == [3, 1, 0, 2])
    #expect(throws: Never.self) { try SampleSpans(times: order.map { times[$0] }) }
  }

  @Test func `a label that ends before its time is refused with its row`() throws {
    let error = #expect(throws: WalkForwardError.self) { try SampleSpans(times: at(1, 3), ends: at(1, 2)) }
    #expect(error?.kind == .endBeforeTime)
    #expect(error?.description.contains("row 1") == true)
  }

  @Test func `columns of other lengths and no samples are refused`() throws {
    #expect(#expect(throws: WalkForwardError.self) { try SampleSpans(times: at(1, 3), ends: at(1)) }?.kind == .lengthMismatch)
    #expect(#expect(throws: WalkForwardError.self) { try SampleSpans(times: at(1, 3), symbols: ["A"]) }?.kind == .lengthMismatch)
    #expect(#expect(throws: WalkForwardError.self) { try SampleSpans(times: []) }?.kind == .tooFewSamples)
  }
}
