internal import Market

/// One split into three disjoint, ordered spans: fit on the first, select on the second, report on the third.
///
///     let fold = try HoldOut(validation: .share(0.2), test: .share(0.2), embargo: .hours(24)).splits(of: spans)[0]
///
/// The test is the end of the data and the validation lies before it; the rest trains. Whoever reports the score that was selected by
/// reports luck: that is why there are three.
public struct HoldOut: Splitter, Hashable {
  /// How long the span for selection is; nothing where there is none.
  public let validation: SpanLength
  /// How long the test is.
  public let test: SpanLength
  /// What is left free before the validation and before the test.
  public let gap: SpanLength
  /// How far from the validation and the test the labels of what comes before must have ended.
  public let embargo: SpanLength

  /// A scheme; parameters are checked when it is applied.
  public init(validation: SpanLength, test: SpanLength, gap: SpanLength = .none, embargo: SpanLength = .none) {
    self.validation = validation
    self.test = test
    self.gap = gap
    self.embargo = embargo
  }

  private static let name = "HoldOut"

  /// The one fold. O(n).
  public func splits(of spans: SampleSpans) throws(WalkForwardError) -> Splits {
    try validation.check(Self.name, "validation", isNeeded: false)
    try test.check(Self.name, "test", isNeeded: true)
    try gap.check(Self.name, "gap", isNeeded: false)
    try embargo.check(Self.name, "embargo", isNeeded: false)
    let testStart = spans.border(test, before: spans.border(at: spans.count))
    if testStart.row == 0 { throw tooLong(spans, "test") }
    if testStart.row == spans.count {
      throw WalkForwardError(.emptyFold, Self.name, "test", "\(test) of \(spans.count) samples holds none; lengthen it")
    }
    let purge = Purge(spans)
    var border = spans.border(gap, before: testStart)
    var next = testStart.row
    var selected = Purge.Kept()
    if !validation.isNone {
      let start = spans.border(validation, before: border)
      if start.row == 0 { throw tooLong(spans, "validation") }
      purge.keep(start.row..<border.row, before: spans.times[next], embargo: purge.embargoStart(embargo, before: next), in: &selected)
      guard let first = selected.rows.first else { throw empty("validation", start.row..<border.row, selected) }
      next = first
      border = spans.border(gap, before: start)
    }
    var kept = Purge.Kept()
    purge.keep(0..<border.row, before: spans.times[next], embargo: purge.embargoStart(embargo, before: next), in: &kept)
    if kept.rows.isEmpty { throw empty("train", 0..<border.row, kept) }
    let fold = Fold(
      index: 0, train: kept.rows, validation: selected.rows, test: Rows(testStart.row..<spans.count),
      purged: Rows(kept.purged.ranges + selected.purged.ranges), embargoed: Rows(kept.embargoed.ranges + selected.embargoed.ranges))
    return Splits(spans: spans, folds: [fold], maker: description, skipped: 0, paths: nil)
  }

  private func tooLong(_ spans: SampleSpans, _ parameter: String) -> WalkForwardError {
    WalkForwardError(
      .spanTooLong, Self.name, parameter,
      "\(test) of test\(validation.isNone ? "" : " and \(validation) of validation") leave nothing to train on of the \(spans.count) samples "
        + "from \(spans.times[0]) to \(spans.times[spans.count - 1]); shorten them, or bring more data")
  }

  private func empty(_ parameter: String, _ range: Range<Int>, _ kept: Purge.Kept) -> WalkForwardError {
    WalkForwardError(
      .emptyFold, Self.name, parameter,
      "no \(parameter) rows are left: of \(range.count), \(kept.purged.count) were purged and \(kept.embargoed.count) embargoed; lengthen the "
        + "span, or shorten gap, embargo or labels")
  }
}

extension HoldOut: CustomStringConvertible {
  /// The scheme with its parameters.
  public var description: String {
    var parts = ["hold-out"]
    if !validation.isNone { parts.append("validation \(validation)") }
    parts.append("test \(test)")
    if !gap.isNone { parts.append("gap \(gap)") }
    if !embargo.isNone { parts.append("embargo \(embargo)") }
    return parts.joined(separator: ", ")
  }
}
