import Market
import Statistics
import Testing

@testable import WalkForward

/// Every splitter beside a recomputation from its definition that looks at each row by itself.
@Suite struct SplitterOracleTests {
  struct Walk: Sendable, CustomStringConvertible {
    let rows: Int
    let train: Int
    let validation: Int
    let test: Int
    let label: Int
    let gap: Int
    let embargo: Int
    let expands: Bool
    var description: String {
      "\(rows) rows, train \(train), validation \(validation), test \(test), label \(label), gap \(gap), embargo \(embargo), \(expands)"
    }

    static let all: [Walk] = (1...14).flatMap { rows in
      [(1, 0, 1), (2, 0, 1), (3, 0, 2), (2, 1, 1), (3, 2, 2)].flatMap { train, validation, test in
        [(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1), (2, 0, 1)].flatMap { label, gap, embargo in
          [false, true].map {
            Walk(rows: rows, train: train, validation: validation, test: test, label: label, gap: gap, embargo: embargo, expands: $0)
          }
        }
      }
    }
  }

  /// Folds of a walk on a clock of one row a second, row by row; `nil` where a fold has nothing left.
  private static func naive(_ walk: Walk) -> [Fold]? {
    var folds: [Fold] = []
    var start = walk.train + walk.gap + (walk.validation > 0 ? walk.validation + walk.gap : 0)
    while start + walk.test <= walk.rows {
      let validationEnd = start - walk.gap
      let validationStart = validationEnd - walk.validation
      let trainEnd = walk.validation > 0 ? validationStart - walk.gap : validationEnd
      let trainStart = walk.expands ? 0 : trainEnd - walk.train
      let validation = (0..<walk.rows).filter {
        walk.validation > 0 && $0 >= validationStart && $0 < validationEnd && $0 + walk.label < start - walk.embargo
      }
      if walk.validation > 0 && validation.isEmpty { return nil }
      let next = validation.first ?? start
      let train = (0..<walk.rows).filter { $0 >= trainStart && $0 < trainEnd && $0 + walk.label < next - walk.embargo }
      if train.isEmpty { return nil }
      folds.append(
        Fold(index: folds.count, train: Rows(rows: train), validation: Rows(rows: validation), test: Rows(start..<start + walk.test)))
      start += walk.test
    }
    return folds.isEmpty ? nil : folds
  }

  @Test(arguments: Walk.all)
  func `walk-forward is its definition for all small sizes, in rows and in time`(walk: Walk) throws {
    let spans = try regularSpans(walk.rows, label: walk.label)
    let expected = Self.naive(walk)
    for unit in [SpanLength.rows, { .time(.seconds($0)) }] {
      let splitter = WalkForwardSplitter(
        walk.expands ? .expanding : .rolling, train: unit(walk.train), validation: unit(walk.validation), test: unit(walk.test),
        gap: unit(walk.gap), embargo: unit(walk.embargo))
      guard let expected else {
        #expect(throws: WalkForwardError.self) { try splitter.splits(of: spans) }
        continue
      }
      let splits = try splitter.splits(of: spans)
      #expect(splits.map(\.train) == expected.map(\.train))
      #expect(splits.map(\.validation) == expected.map(\.validation))
      #expect(splits.map(\.test) == expected.map(\.test))
    }
  }

  @Test(arguments: 2...13, [(0, 0), (1, 0), (0, 1), (1, 2)])
  func `k-fold is its definition for all small sizes`(rows: Int, lengths: (label: Int, embargo: Int)) throws {
    let spans = try regularSpans(rows, label: lengths.label)
    for folds in 2...rows {
      let expected = (0..<folds).map { fold -> (test: Range<Int>, train: [Int]) in
        // Sizes as numpy.array_split has them.
        let sizes = (0..<folds).map { rows / folds + ($0 < rows % folds ? 1 : 0) }
        let start = sizes[..<fold].reduce(0, +)
        let end = start + sizes[fold]
        let train = (0..<rows).filter { $0 + lengths.label < start || $0 > end - 1 + lengths.label + lengths.embargo }
        return (start..<end, train)
      }
      let splitter = PurgedKFold(folds, embargo: .rows(lengths.embargo))
      if expected.contains(where: \.train.isEmpty) {
        #expect(throws: WalkForwardError.self) { try splitter.splits(of: spans) }
      } else {
        let splits = try splitter.splits(of: spans)
        #expect(splits.map { Array($0.train) } == expected.map(\.train))
        #expect(splits.map(\.test) == expected.map { Rows($0.test) })
      }
    }
  }

  @Test(arguments: 4...12, [(0, 0), (1, 0), (0, 1)])
  func `combinatorial splits are their definition for all small sizes`(rows: Int, lengths: (label: Int, embargo: Int)) throws {
    let spans = try regularSpans(rows, label: lengths.label)
    for groups in 2...min(rows, 5) {
      for tested in 1..<groups {
        let splitter = CombinatorialPurgedKFold(groups: groups, testGroups: tested, embargo: .rows(lengths.embargo))
        let group = { (row: Int) in min(row / (rows / groups), groups - 1) }
        // Subsets as bits, in lexicographic order of their members.
        let choices = (0..<1 << groups).map { bits in (0..<groups).filter { bits >> $0 & 1 == 1 } }
          .filter { $0.count == tested }.sorted { $0.lexicographicallyPrecedes($1) }
        let expected = choices.map { choice in
          (0..<rows).filter { row in
            !choice.contains(group(row))
              && !(0..<rows).contains { other in
                choice.contains(group(other))
                  && (row < other ? row + lengths.label >= other : row <= other + lengths.label + lengths.embargo)
              }
          }
        }
        if expected.contains(where: \.isEmpty) {
          #expect(throws: WalkForwardError.self) { try splitter.splits(of: spans) }
          continue
        }
        let splits = try splitter.splits(of: spans)
        #expect(splits.map { Array($0.train) } == expected)
        #expect(splits.map(\.testGroups) == choices)
        #expect(splits.map { Array($0.test) } == choices.map { choice in (0..<rows).filter { choice.contains(group($0)) } })
        #expect(splits.paths.count == splitter.pathCount && splits.count == splitter.foldCount)
      }
    }
  }

  @Test(arguments: 1...12)
  func `hold-out is its definition for all small sizes`(rows: Int) throws {
    for (validation, test, label, embargo) in [(0, 1, 0, 0), (1, 1, 0, 0), (2, 2, 1, 0), (2, 3, 1, 1)] {
      let spans = try regularSpans(rows, label: label)
      let start = rows - test
      let selected = (0..<rows).filter { $0 >= start - validation && $0 < start && $0 + label < start - embargo }
      let next = selected.first ?? start
      let train = (0..<rows).filter { $0 < start - validation && $0 + label < next - embargo }
      for unit in [SpanLength.rows, { .time(.seconds($0)) }] {
        let splitter = HoldOut(validation: unit(validation), test: unit(test), embargo: unit(embargo))
        if train.isEmpty || (validation > 0 && selected.isEmpty) {
          #expect(throws: WalkForwardError.self) { try splitter.splits(of: spans) }
        } else {
          let fold = try splitter.splits(of: spans)[0]
          #expect(Array(fold.train) == train && Array(fold.validation) == selected && fold.test == Rows(start..<rows))
        }
      }
    }
  }
}
