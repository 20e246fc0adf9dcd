import Market
import Statistics
import Testing

@testable import WalkForward

/// What every splitter owes on irregular samples of several symbols with overlapping labels.
@Suite struct SplitterLawTests {
  @Test(arguments: UInt64(1)...25)
  func `no training row of a walk touches validation, test or embargo`(seed: UInt64) throws {
    let spans = try randomSpans(400, seed: seed)
    for window in [WalkForwardSplitter.Window.rolling, .expanding, .anchored(spans.times[50])] {
      for (train, validation, test) in [
        (SpanLength.rows(120), SpanLength.none, SpanLength.rows(40)), (.time(.seconds(900)), .none, .time(.seconds(200))),
        (.rows(100), .rows(60), .time(.seconds(300))), (.share(0.3), .share(0.2), .share(0.1)),
      ] {
        let splitter = WalkForwardSplitter(
          window, train: train, validation: validation, test: test, embargo: .time(.seconds(7)), emptyFolds: .skip)
        let splits = try splitter.splits(of: spans)
        for fold in splits {
          let found = violations(fold, spans, embargoBefore: .seconds(7))
          #expect(found.isEmpty, "seed \(seed), \(splitter), fold \(fold.index): \(found.prefix(3))")
          if case .anchored(let anchor) = window, let first = fold.train.first { #expect(spans.times[first] >= anchor) }
        }
        // Tests follow each other and share no row.
        #expect(zip(splits, splits.dropFirst()).allSatisfy { ($0.test.last ?? 0) < ($1.test.first ?? 0) }, "seed \(seed), \(splitter)")
      }
    }
  }

  @Test(arguments: UInt64(1)...25)
  func `no training row of k-fold or combinatorial splits touches a test or its embargo`(seed: UInt64) throws {
    let spans = try randomSpans(300, seed: seed)
    let splitters: [any Splitter] = [
      PurgedKFold(6, embargo: .time(.seconds(9))), CombinatorialPurgedKFold(groups: 6, testGroups: 2, embargo: .time(.seconds(9))),
    ]
    for splitter in splitters {
      let splits = try splitter.splits(of: spans)
      for fold in splits {
        let found = violations(fold, spans, embargoAfter: .seconds(9))
        #expect(found.isEmpty, "seed \(seed), \(splits.maker), fold \(fold.index): \(found.prefix(3))")
        // Nothing vanishes: a row trains, tests or is named as dropped.
        let parts = [fold.train, fold.test, fold.purged, fold.embargoed]
        #expect(parts.map(\.count).reduce(0, +) == spans.count && Rows(parts.flatMap(\.ranges)).count == spans.count, "seed \(seed)")
      }
      // Every path covers every row once.
      for path in splits.paths {
        #expect(Rows(path.flatMap(\.rows.ranges)) == Rows(0..<spans.count) && path.map(\.rows.count).reduce(0, +) == spans.count)
        #expect(path.allSatisfy { piece in piece.rows.allSatisfy { splits[piece.fold].test.contains($0) } })
      }
    }
  }

  @Test(arguments: UInt64(1)...25)
  func `purging drops no row that does not touch`(seed: UInt64) throws {
    let spans = try randomSpans(300, seed: seed)
    for fold in try PurgedKFold(5).splits(of: spans) {
      let start = spans.times[try #require(fold.test.first)]
      let end = try #require(spans.latestEnd(of: fold.test))
      #expect(fold.purged.allSatisfy { spans.times[$0] <= end && spans.ends[$0] >= start }, "seed \(seed)")
    }
    for fold in try WalkForwardSplitter(.expanding, train: .rows(100), test: .rows(50)).splits(of: spans) {
      let start = spans.times[try #require(fold.test.first)]
      #expect(fold.purged.allSatisfy { spans.ends[$0] >= start }, "seed \(seed)")
    }
  }

  @Test(arguments: UInt64(1)...10)
  func `hold-out has three disjoint ordered spans`(seed: UInt64) throws {
    let spans = try randomSpans(200, seed: seed)
    let splits = try HoldOut(validation: .share(0.2), test: .share(0.2), embargo: .time(.seconds(5))).splits(of: spans)
    #expect(violations(splits[0], spans, embargoBefore: .seconds(5)).isEmpty, "seed \(seed)")
    #expect(try #require(splits[0].train.last) < #require(splits[0].validation.first))
    #expect(try #require(splits[0].validation.last) < #require(splits[0].test.first))
    #expect(splits[0].test.last == spans.count - 1)
  }

  @Test func `rows of one instant stay together`() throws {
    // Three symbols on one clock: a border in rows moves on to the next instant.
    let times = (0..<20).flatMap { second in [Timestamp](repeating: Timestamp(seconds: Int64(second)), count: 3) }
    let spans = try SampleSpans(times: times)
    for splits in [
      try WalkForwardSplitter(.rolling, train: .rows(10), test: .rows(4)).splits(of: spans), try PurgedKFold(7).splits(of: spans),
      try CombinatorialPurgedKFold(groups: 7, testGroups: 2).splits(of: spans),
      try HoldOut(validation: .rows(10), test: .rows(5)).splits(of: spans),
    ] {
      for fold in splits {
        #expect(
          [fold.train, fold.validation, fold.test].allSatisfy { $0.ranges.allSatisfy { $0.lowerBound % 3 == 0 && $0.count % 3 == 0 } })
      }
    }
  }

  @Test func `a step shorter than the test makes tests overlap, a longer one leaves holes`() throws {
    let spans = try regularSpans(30)
    let overlapping = try WalkForwardSplitter(.rolling, train: .rows(10), test: .rows(6), step: .rows(2)).splits(of: spans)
    #expect(overlapping.map(\.test.first) == [10, 12, 14, 16, 18, 20, 22, 24])
    #expect(overlapping.map(\.train.first) == [0, 2, 4, 6, 8, 10, 12, 14])
    let sparse = try WalkForwardSplitter(.expanding, train: .rows(10), test: .rows(2), step: .time(.seconds(8))).splits(of: spans)
    #expect(sparse.map(\.test.first) == [10, 18, 26])
    #expect(sparse.map(\.train) == [Rows(0..<10), Rows(0..<18), Rows(0..<26)])
  }

  @Test func `a hole in the data is an error that says where, or is left out and counted`() throws {
    let seconds = Array(0..<20) + Array(1_000_000..<1_000_020)
    let spans = try SampleSpans(times: seconds.map { Timestamp(seconds: Int64($0)) })
    let splitter = WalkForwardSplitter(.expanding, train: .time(.seconds(10)), test: .time(.seconds(5)))
    let error = #expect(throws: WalkForwardError.self) { try splitter.splits(of: spans) }
    #expect(error?.kind == .emptyFold && error?.description.contains("1970-01-01T00:00:20Z") == true)
    let lenient = WalkForwardSplitter(.expanding, train: .time(.seconds(10)), test: .time(.seconds(5)), emptyFolds: .skip)
    let splits = try lenient.splits(of: spans)
    #expect(splits.map(\.test) == [10..<15, 15..<20, 20..<25, 25..<30, 30..<35, 35..<40].map { Rows($0) })
    #expect(splits.skipped == 199_996)
  }

  @Test(
    arguments: [
      (WalkForwardSplitter(.rolling, train: .rows(90), test: .rows(20)), WalkForwardError.Kind.spanTooLong, "shorten"),
      (WalkForwardSplitter(.rolling, train: .days(9_000_000_000), test: .rows(20)), .spanTooLong, "shorten"),
      (WalkForwardSplitter(.rolling, train: .rows(.max), test: .rows(.max)), .spanTooLong, "shorten"),
      (WalkForwardSplitter(.rolling, train: .rows(10), test: .rows(101), keepsPartialTest: true), .spanTooLong, "shorten"),
      (WalkForwardSplitter(.rolling, train: .none, test: .rows(2)), .outOfRange, "longer than nothing"),
      (WalkForwardSplitter(.rolling, train: .rows(2), test: .rows(2), step: .some(.none)), .outOfRange, "step"),
      (WalkForwardSplitter(.rolling, train: .rows(2), test: .rows(-2)), .outOfRange, "must not be negative"),
      (WalkForwardSplitter(.rolling, train: .share(.nan), test: .rows(2)), .outOfRange, "share"),
      (WalkForwardSplitter(.rolling, train: .rows(2), test: .rows(2), embargo: .rows(5)), .emptyFold, "embargo"),
      (WalkForwardSplitter(.anchored(Timestamp(seconds: 500)), train: .rows(2), test: .rows(2)), .spanTooLong, "anchor"),
    ])
  func `spans that cannot be are errors that say what to change`(
    splitter: WalkForwardSplitter, kind: WalkForwardError.Kind, words: String
  ) throws {
    let spans = try regularSpans(100)
    let error = #expect(throws: WalkForwardError.self) { try splitter.splits(of: spans) }
    #expect(error?.kind == kind)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `folds that cannot be made are errors that say what to change`() throws {
    let spans = try regularSpans(20, label: 30)
    let purgedAway = #expect(throws: WalkForwardError.self) { try PurgedKFold(2).splits(of: spans) }
    #expect(purgedAway?.kind == .emptyFold && purgedAway?.description.contains("shorter labels") == true)
    let tooMany = #expect(throws: WalkForwardError.self) { try PurgedKFold(21).splits(of: spans) }
    #expect(tooMany?.kind == .outOfRange)
    let explosion = #expect(throws: WalkForwardError.self) {
      try CombinatorialPurgedKFold(groups: 60, testGroups: 30).splits(of: try regularSpans(1_000))
    }
    #expect(explosion?.description.contains("fewer groups") == true)
    let oneInstant = try SampleSpans(times: [Timestamp](repeating: Timestamp(seconds: 1), count: 9))
    #expect(#expect(throws: WalkForwardError.self) { try PurgedKFold(3).splits(of: oneInstant) }?.kind == .emptyFold)
    #expect(throws: WalkForwardError.self) { try HoldOut(validation: .none, test: .rows(20)).splits(of: spans) }
  }

  @Test func `folds explain themselves and have a picture`() throws {
    let spans = try regularSpans(60, label: 2)
    let splits = try PurgedKFold(3, embargo: .rows(3)).splits(of: spans)
    let picture = splits.picture(width: 60).split(separator: "\n").map(String.init)
    #expect(
      picture[1] == "1 " + String(repeating: "#", count: 18) + "xx" + String(repeating: "T", count: 20) + "xx---"
        + String(repeating: "#", count: 15))
    #expect(picture[3] == "# train   - embargo   x purged   T test")
    #expect(splits.explanation.contains("4 purged, 3 embargoed"))
    #expect(splits.explanation.contains("labels known by 1970-01-01T00:00:41Z"))
    #expect(splits[1].gap(spans) == .seconds(1))
  }

  @Test func `spans shorter than a row or a nanosecond, and the end of time, do not hang`() throws {
    let spans = try regularSpans(10)
    let tiny = try WalkForwardSplitter(.expanding, train: .share(1e-12), test: .share(1e-12), emptyFolds: .skip).splits(of: spans)
    #expect(tiny.count == 9 && tiny.allSatisfy { $0.test.count == 1 })
    let nothing = WalkForwardSplitter(.expanding, train: .rows(1), test: .time(.seconds(1e-13)), emptyFolds: .skip)
    #expect(throws: WalkForwardError.self) { try nothing.splits(of: spans) }
    let late = try SampleSpans(times: (0..<5).map { Timestamp(nanoseconds: .max - 4 + Int64($0)) })
    let walk = WalkForwardSplitter(.expanding, train: .time(.nanoseconds(1)), test: .time(.nanoseconds(1)), emptyFolds: .skip)
    #expect(try walk.splits(of: late).count >= 3)
    let early = try SampleSpans(times: [.distantPast, Timestamp(nanoseconds: 0), .distantFuture])
    #expect(throws: Never.self) { try PurgedKFold(3, embargo: .none).splits(of: early) }
    // The longest embargo there is reaches back 292 years, half of what can be told.
    #expect(try HoldOut(validation: .none, test: .rows(1), embargo: .days(.max)).splits(of: early)[0].train == Rows(0..<1))
  }

  @Test func `lengths have a text form`() {
    for text in ["500", "30d", "12h", "90m", "45s", "2w", "20%", "12.5%", "0"] { #expect(SpanLength(text)?.description == text) }
    #expect(SpanLength("0s") == .time(.zero) && SpanLength("7d") == .days(7))
    for text in ["", "d", "-1", "x%", "120%", "5y", "1.5d", "nan%"] { #expect(SpanLength(text) == nil, "\(text)") }
  }

  @Test func `rows are a set of ranges`() {
    let rows = Rows([5..<8, 0..<2, 6..<9, 2..<2])
    #expect(rows.ranges == [0..<2, 5..<9] && rows.count == 6 && Array(rows) == [0, 1, 5, 6, 7, 8])
    #expect((0..<10).filter(rows.contains) == Array(rows))
    #expect(Rows(rows: [8, 0, 5, 1, 7, 6, 0]) == rows)
    #expect(rows.overlaps(Rows(8..<20)) && !rows.overlaps(Rows(2..<5)) && !Rows().overlaps(rows))
    #expect(rows.gather(Array("abcdefghij")) == ["a", "b", "f", "g", "h", "i"])
    #expect(Array(Rows()) == [] && Rows().first == nil)
  }
}
