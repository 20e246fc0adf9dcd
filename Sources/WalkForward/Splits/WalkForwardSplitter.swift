public import Market
internal import Statistics

/// Walk-forward splits: train on the past, test on what follows, move on.
///
///     let splitter = WalkForwardSplitter(.rolling, train: .days(180), validation: .days(30), test: .days(30), embargo: .hours(24))
///     let splits = try splitter.splits(of: spans)
///
/// Every fold has training rows, then validation rows if asked for, then test rows. Training and validation rows whose labels reach into a
/// later part are purged. As training rows only ever lie before the test, the embargo lies there too: rows whose labels end within it
/// are dropped. The gap moves the parts themselves apart.
///
/// Pardo, "The Evaluation and Optimization of Trading Strategies", 2008; purging: López de Prado, "Advances in Financial Machine
/// Learning", 2018, chapter 7.
public struct WalkForwardSplitter: Splitter, Hashable {
  /// Where training begins.
  public enum Window: Sendable, Hashable {
    /// Training keeps its length and moves on with the test.
    case rolling
    /// Training begins with the first sample and grows.
    case expanding
    /// Training begins at an instant and grows; samples before it are not used.
    case anchored(Timestamp)
  }

  /// Where training begins.
  public let window: Window
  /// How long training is; for windows that grow, in the first fold.
  public let train: SpanLength
  /// How long the span for selection is; nothing where there is none.
  public let validation: SpanLength
  /// How long the test is.
  public let test: SpanLength
  /// How far the test moves from fold to fold; `nil` moves it by its own length.
  public let step: SpanLength?
  /// What is left free before the validation and before the test.
  public let gap: SpanLength
  /// How far from the validation and the test the labels of what comes before must have ended.
  public let embargo: SpanLength
  /// Whether a last test that the data end within is kept.
  public let keepsPartialTest: Bool
  /// What happens to empty folds, such as a test day without samples.
  public let emptyFolds: EmptyFolds

  /// A walk-forward scheme; parameters are checked when it is applied.
  public init(
    _ window: Window, train: SpanLength, validation: SpanLength = .none, test: SpanLength, step: SpanLength? = nil,
    gap: SpanLength = .none, embargo: SpanLength = .none, keepsPartialTest: Bool = false, emptyFolds: EmptyFolds = .fail
  ) {
    self.window = window
    self.train = train
    self.validation = validation
    self.test = test
    self.step = step
    self.gap = gap
    self.embargo = embargo
    self.keepsPartialTest = keepsPartialTest
    self.emptyFolds = emptyFolds
  }

  /// More folds than this are taken for a mistake in the step.
  private static let mostFolds = 1_000_000
  private static let name = "WalkForwardSplitter"

  /// The folds. O(n + folds · (log n + rows near the borders)), on all processors.
  public func splits(of spans: SampleSpans) throws(WalkForwardError) -> Splits {
    try train.check(Self.name, "train", isNeeded: true)
    try validation.check(Self.name, "validation", isNeeded: false)
    try test.check(Self.name, "test", isNeeded: true)
    try step?.check(Self.name, "step", isNeeded: true)
    try gap.check(Self.name, "gap", isNeeded: false)
    try embargo.check(Self.name, "embargo", isNeeded: false)

    let (tests, leftOut) = try testSpans(spans)
    let purge = Purge(spans)
    let origin = try origin(spans)
    let parts = parallelMap(tests) { fold(purge, origin: origin, test: $0) }
    var folds: [Fold] = []
    folds.reserveCapacity(parts.count)
    for (place, part) in parts.enumerated() {
      if let problem = part.problem(hasValidation: !validation.isNone) {
        if emptyFolds == .skip { continue }
        throw WalkForwardError(.emptyFold, Self.name, problem.parameter, "fold \(place) has \(problem.message)")
      }
      folds.append(part.fold(folds.count))
    }
    if folds.isEmpty { throw WalkForwardError(.emptyFold, Self.name, "train", "every fold is empty; shorten gap, embargo or labels") }
    return Splits(
      spans: spans, folds: folds, maker: description, skipped: leftOut + parts.count - folds.count, paths: nil)
  }

  /// The first row that training may use.
  private func origin(_ spans: SampleSpans) throws(WalkForwardError) -> Int {
    guard case .anchored(let anchor) = window else { return 0 }
    let row = spans.row(atOrAfter: anchor)
    if row == spans.count {
      throw WalkForwardError(
        .spanTooLong, Self.name, "anchored",
        "the anchor \(anchor) lies after the last sample at \(spans.times[row - 1]); choose one within the data")
    }
    return row
  }

  /// The tests as borders, without those that have no samples.
  private func testSpans(_ spans: SampleSpans) throws(WalkForwardError) -> (tests: [TestSpan], leftOut: Int) {
    let row = try origin(spans)
    var start: Border? = spans.border(at: row)
    if case .anchored(let anchor) = window, anchor > spans.times[0] { start = Border(row: row, instant: anchor) }
    for length in [train, validation.isNone ? .none : gap, validation, gap] where !length.isNone {
      start = start.flatMap { spans.border(length, after: $0) }
    }
    // A last test may be partial, but not because it is longer than all data.
    guard var start, start.row < spans.count, spans.border(test, after: spans.border(at: 0)) != nil else { throw tooLong(spans, from: row) }
    var tests: [TestSpan] = []
    var leftOut = 0
    while start.row < spans.count {
      let whole = spans.border(test, after: start)
      guard let end = whole ?? (keepsPartialTest ? spans.border(at: spans.count) : nil) else { break }
      if end.row == start.row {
        if emptyFolds == .fail { throw emptyTest(spans, start, end, tests.count) }
        leftOut += 1
      } else {
        tests.append(TestSpan(start: start, rows: start.row..<end.row))
      }
      if tests.count > Self.mostFolds {
        throw WalkForwardError(
          .outOfRange, Self.name, "step", "\(step ?? test) makes more than \(Self.mostFolds) folds; lengthen the step")
      }
      guard whole != nil, let next = step == nil ? end : spans.border(step ?? test, after: start) else { break }
      // At the end of the range of times the clock stands still.
      if next.row == start.row && next.instant <= start.instant { break }
      if end.row == start.row {
        let (later, steps) = skip(spans, from: next)
        (start, leftOut) = (later, leftOut + steps)
      } else {
        start = next
      }
    }
    if tests.isEmpty { throw tooLong(spans, from: row) }
    return (tests, leftOut)
  }

  /// Passes over steps without samples at once, so that a short step over a long hole ends.
  private func skip(_ spans: SampleSpans, from border: Border) -> (border: Border, steps: Int) {
    guard border.row < spans.count, case .time(let length) = test, case .time(let pace) = step ?? test else { return (border, 0) }
    let ahead = (spans.times[border.row] - border.instant).wholeNanoseconds.subtractingSaturating(length.wholeNanoseconds)
    let steps = max(0, ahead / max(1, pace.wholeNanoseconds))
    let instant = border.instant + .nanoseconds(steps.multipliedSaturating(by: pace.wholeNanoseconds))
    return (Border(row: spans.row(atOrAfter: instant), instant: instant), Int(steps))
  }

  private func fold(_ purge: Purge, origin: Int, test: TestSpan) -> FoldParts {
    let spans = purge.spans
    var parts = FoldParts(test: test.rows)
    var border = spans.border(gap, before: test.start)
    var next = test.rows.lowerBound
    if !validation.isNone {
      let start = spans.border(validation, before: border)
      parts.validationRange = max(origin, start.row)..<max(origin, border.row)
      purge.keep(
        parts.validationRange, before: spans.times[next], embargo: purge.embargoStart(embargo, before: next), in: &parts.validation)
      border = spans.border(gap, before: start)
      // Where the whole validation is gone the fold is empty, and training need not keep away from it.
      next = parts.validation.rows.first ?? next
    }
    let first = window == .rolling ? spans.border(train, before: border).row : origin
    parts.trainRange = max(origin, min(first, border.row))..<max(origin, border.row)
    purge.keep(parts.trainRange, before: spans.times[next], embargo: purge.embargoStart(embargo, before: next), in: &parts.train)
    return parts
  }
}

/// The span of a test.
private struct TestSpan: Sendable {
  let start: Border
  let rows: Range<Int>
}

/// A fold while it is being made.
private struct FoldParts: Sendable {
  let test: Range<Int>
  var trainRange = 0..<0
  var validationRange = 0..<0
  var train = Purge.Kept()
  var validation = Purge.Kept()

  init(test: Range<Int>) { self.test = test }

  func fold(_ index: Int) -> Fold {
    Fold(
      index: index, train: train.rows, validation: validation.rows, test: Rows(test),
      purged: Rows(train.purged.ranges + validation.purged.ranges),
      embargoed: Rows(train.embargoed.ranges + validation.embargoed.ranges))
  }

  func problem(hasValidation: Bool) -> (parameter: String, message: String)? {
    func message(_ name: String, _ range: Range<Int>, _ kept: Purge.Kept) -> String {
      range.isEmpty
        ? "no \(name) rows, because no samples lie in that span; lengthen it, or leave empty folds out with emptyFolds: .skip"
        : "no \(name) rows left: of \(range.count), \(kept.purged.count) were purged and \(kept.embargoed.count) embargoed; lengthen "
          + "\(name), or shorten the embargo or the labels"
    }
    if hasValidation && validation.rows.isEmpty { return ("validation", message("validation", validationRange, validation)) }
    return train.rows.isEmpty ? ("train", message("train", trainRange, train)) : nil
  }
}

extension WalkForwardSplitter {
  private func tooLong(_ spans: SampleSpans, from row: Int) -> WalkForwardError {
    let last = spans.times[spans.count - 1]
    return WalkForwardError(
      .spanTooLong, Self.name, "train",
      "\(train) of training\(validation.isNone ? "" : ", \(validation) of validation")\(gap.isNone ? "" : ", a gap of \(gap)") and \(test) of "
        + "test do not fit into the \(spans.count - row) samples from \(spans.times[row]) to \(last); shorten them, or bring more data")
  }

  private func emptyTest(_ spans: SampleSpans, _ start: Border, _ end: Border, _ place: Int) -> WalkForwardError {
    WalkForwardError(
      .emptyFold, Self.name, "test",
      "fold \(place) has no test rows: there are no samples from \(start.instant) to \(end.instant); lengthen the test, or leave such "
        + "folds out with emptyFolds: .skip")
  }
}

extension WalkForwardSplitter: CustomStringConvertible {
  /// The scheme with its parameters.
  public var description: String {
    var parts =
      switch window {
      case .rolling: ["rolling walk-forward"]
      case .expanding: ["expanding walk-forward"]
      case .anchored(let anchor): ["walk-forward anchored at \(anchor)"]
      }
    parts.append("train \(train)")
    if !validation.isNone { parts.append("validation \(validation)") }
    parts.append("test \(test)")
    if let step { parts.append("step \(step)") }
    if !gap.isNone { parts.append("gap \(gap)") }
    if !embargo.isNone { parts.append("embargo \(embargo)") }
    return parts.joined(separator: ", ")
  }
}
