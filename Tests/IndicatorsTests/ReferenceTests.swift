import Foundation
import Indicators
import TestSupport
import Testing

@Suite("Indicators agree with TA-Lib 0.8.1", .enabled(if: SharedData.isPresent, SharedData.absence))
struct ReferenceTests {
  @Test("at every bar, to a billionth", arguments: ReferenceVectors.cases.filter { IndicatorCatalogue[$0.code] != nil })
  func agrees(_ reference: ReferenceVectors.Case) throws {
    let entry = try #require(IndicatorCatalogue[reference.code])
    #expect(entry.declaration.inputs == reference.inputs)
    let columns = try reference.inputs.map { try #require(ReferenceVectors.bars[$0]) }
    let run = try entry.make(reference.parameters)
    let expected = try reference.outputs()
    for (way, outputs) in [("series", run.over(columns)), ("steps", run.stepped(over: columns))] {
      try #require(outputs.count == expected.count)
      for (name, (ours, theirs)) in zip(run.columnNames, zip(outputs, expected)) {
        let wrong = zip(ours, theirs).enumerated().first { !agree($0.element.0, $0.element.1) }
        #expect(
          wrong == nil, "\(name) by \(way), bar \(wrong?.offset ?? 0): \(wrong?.element.0 ?? 0) instead of \(wrong?.element.1 ?? 0)")
      }
    }
  }

  /// Within a billionth of the value, or of one near zero.
  private func agree(_ ours: Double, _ theirs: Double) -> Bool {
    if ours.isNaN || theirs.isNaN { return ours.isNaN && theirs.isNaN }
    return ours == theirs || abs(ours - theirs) <= 1e-9 * max(abs(theirs), 1)
  }
}
