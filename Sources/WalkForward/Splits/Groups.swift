internal import Market

/// Samples cut into groups of nearly equal size, and the folds that test some of them and train on the rest.
struct Groups: Sendable {
  let purge: Purge
  let embargo: SpanLength
  /// The rows of each group, in order.
  let ranges: [Range<Int>]
  /// The latest label end within each group.
  let latestEnds: [Timestamp]

  /// Where the rows go that are left over when the samples are shared out.
  enum Remainder { case spread, last }

  init(
    _ spans: SampleSpans, count: Int, embargo: SpanLength, remainder: Remainder, _ procedure: String
  ) throws(WalkForwardError) {
    let (size, rest) = spans.count.quotientAndRemainder(dividingBy: count)
    var ranges: [Range<Int>] = []
    var start = 0
    for group in 0..<count {
      let nominal =
        switch remainder {
        case .spread: (group + 1) * size + min(group + 1, rest)
        case .last: group + 1 < count ? (group + 1) * size : spans.count
        }
      let end = spans.wholeInstant(max(start, nominal))
      if end == start {
        throw WalkForwardError(
          .emptyFold, procedure, "folds",
          "group \(group) of \(count) would be empty: there are \(spans.count) samples, and rows of one instant stay together; use fewer folds"
        )
      }
      ranges.append(start..<end)
      start = end
    }
    self.ranges = ranges
    self.embargo = embargo
    purge = Purge(spans)
    latestEnds = ranges.map { spans.latestEnd(of: Rows($0)) ?? .distantPast }
  }

  /// The fold that tests some groups.
  ///
  /// A training row is dropped if its span touches that of a run of test groups, from its first time to its latest label end, or if its
  /// time lies within the embargo after it.
  func fold(index: Int, testing groups: [Int], isCombinatorial: Bool) -> Fold {
    let spans = purge.spans
    var kept = Purge.Kept()
    var test = Rows()
    var purgedUpTo = 0
    var embargoedUpTo = 0
    var place = 0
    for group in 0...ranges.count {
      // The run of training groups that ends here lies after all tests so far and before the next.
      let isTested = group < ranges.count && groups.contains(group)
      guard isTested || group == ranges.count else { continue }
      let region = place..<(isTested ? ranges[group].lowerBound : spans.count)
      let purged = min(max(region.lowerBound, purgedUpTo), region.upperBound)
      let free = min(max(purged, embargoedUpTo), region.upperBound)
      kept.purged.append(region.lowerBound..<purged)
      kept.embargoed.append(purged..<free)
      if isTested {
        let start = spans.times[ranges[group].lowerBound]
        purge.keep(free..<region.upperBound, before: start, embargo: start, in: &kept)
        test.append(ranges[group])
        purgedUpTo = max(purgedUpTo, spans.row(after: latestEnds[group]))
        embargoedUpTo = max(embargoedUpTo, purge.embargoEnd(embargo, after: latestEnds[group]))
        place = ranges[group].upperBound
      } else {
        kept.rows.append(free..<region.upperBound)
      }
    }
    return Fold(
      index: index, train: kept.rows, test: test, purged: kept.purged, embargoed: kept.embargoed,
      testGroups: isCombinatorial ? groups : [])
  }

  /// Throws if a fold has nothing to train on.
  static func check(_ folds: [Fold], _ procedure: String) throws(WalkForwardError) {
    if let fold = folds.first(where: \.train.isEmpty) {
      throw WalkForwardError(
        .emptyFold, procedure, "folds",
        "fold \(fold.index) has no training rows left: \(fold.purged.count) were purged and \(fold.embargoed.count) embargoed; use fewer "
          + "folds, a shorter embargo or shorter labels")
    }
  }
}
