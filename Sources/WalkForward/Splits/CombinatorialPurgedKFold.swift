internal import Statistics

/// Combinatorial purged cross-validation: every choice of k test groups out of n is a fold, and the tests join to several whole histories.
///
///     let splitter = CombinatorialPurgedKFold(groups: 6, testGroups: 2, embargo: .hours(24))
///     splitter.foldCount     // 15
///     splitter.pathCount     // 5
///
/// One walk-forward gives one history, which may have been lucky. Here each group is predicted by (n − 1 choose k − 1) folds that did not
/// train on it; path j takes the j-th of them, so that there are as many histories, each covering all rows.
///
/// Groups have ⌊rows / n⌋ rows and the last one takes what is left, as in skfolio, whose folds and paths these are. Purge and embargo are
/// those of ``PurgedKFold``, on both sides of every run of test groups.
///
/// López de Prado, "Advances in Financial Machine Learning", 2018, section 12.4.
public struct CombinatorialPurgedKFold: Splitter, Hashable {
  /// How many groups the rows are cut into.
  public let groups: Int
  /// How many of them each fold tests.
  public let testGroups: Int
  /// What is dropped after the last label of a test is known.
  public let embargo: SpanLength

  /// A scheme; parameters are checked when it is applied.
  ///
  /// - Parameters:
  ///   - groups: n, from 2 to 64.
  ///   - testGroups: k, from 1 to n − 1; (n choose k) must not exceed 100 000.
  ///   - embargo: 0 or more.
  public init(groups: Int, testGroups: Int, embargo: SpanLength = .none) {
    self.groups = groups
    self.testGroups = testGroups
    self.embargo = embargo
  }

  private static let name = "CombinatorialPurgedKFold"
  private static let mostFolds = 100_000

  /// How many folds there are: n choose k, at most `Int.max`.
  public var foldCount: Int { Self.choose(groups, testGroups) }

  /// How many histories the tests join to: n − 1 choose k − 1, at most `Int.max`.
  public var pathCount: Int { Self.choose(groups - 1, testGroups - 1) }

  private static func choose(_ n: Int, _ k: Int) -> Int {
    guard n >= 0, k >= 0, k <= n else { return 0 }
    var result = 1
    for step in 0..<min(k, n - k) {
      let (product, overflow) = result.multipliedReportingOverflow(by: n - step)
      if overflow { return .max }
      result = product / (step + 1)
    }
    return result
  }

  /// The folds, in the order of their test groups, and the paths. O(n + folds · (groups + log n + rows near the borders)), on all processors.
  public func splits(of spans: SampleSpans) throws(WalkForwardError) -> Splits {
    try embargo.check(Self.name, "embargo", isNeeded: false)
    if groups < 2 || groups > min(64, spans.count) {
      throw WalkForwardError(
        .outOfRange, Self.name, "groups", "is \(groups); it must be from 2 to 64 and at most the number of samples, \(spans.count)")
    }
    if testGroups < 1 || testGroups >= groups {
      throw WalkForwardError(.outOfRange, Self.name, "testGroups", "is \(testGroups); it must be from 1 to \(groups - 1), below groups")
    }
    if foldCount > Self.mostFolds {
      throw WalkForwardError(
        .outOfRange, Self.name, "groups",
        "\(groups) groups of which \(testGroups) are tested make \(foldCount) folds, each a model to fit; at most \(Self.mostFolds) are "
          + "allowed: use fewer groups")
    }
    let cut = try Groups(spans, count: groups, embargo: embargo, remainder: .last, Self.name)
    let combinations = combinations()
    let folds = parallelMap(Array(combinations.enumerated())) {
      cut.fold(index: $0.offset, testing: $0.element, isCombinatorial: true)
    }
    try Groups.check(folds, Self.name)
    return Splits(spans: spans, folds: folds, maker: description, skipped: 0, paths: paths(combinations, cut.ranges))
  }

  /// Every choice of groups in lexicographic order.
  private func combinations() -> [[Int]] {
    var result: [[Int]] = []
    var choice = Array(0..<testGroups)
    while true {
      result.append(choice)
      guard let place = choice.indices.last(where: { choice[$0] < groups - testGroups + $0 }) else { return result }
      choice[place] += 1
      for later in choice.indices where later > place { choice[later] = choice[later - 1] + 1 }
    }
  }

  /// Path j has, for each group, the j-th fold that tests it.
  private func paths(_ combinations: [[Int]], _ ranges: [Range<Int>]) -> [Splits.Path] {
    var folds = [[Int]](repeating: [], count: groups)
    for (fold, choice) in combinations.enumerated() {
      for group in choice { folds[group].append(fold) }
    }
    return (0..<pathCount).map { path in
      ranges.indices.map { Splits.Piece(fold: folds[$0][path], rows: Rows(ranges[$0])) }
    }
  }
}

extension CombinatorialPurgedKFold: CustomStringConvertible {
  /// The scheme with its parameters.
  public var description: String {
    "combinatorial purged cross-validation, \(testGroups) of \(groups) groups tested" + (embargo.isNone ? "" : ", embargo \(embargo)")
  }
}
