import Market
import Testing

@testable import WalkForward

/// The folds of skfolio and scikit-learn, written by `Benchmarks/peers/splits.py`.
@Suite struct SplitterPeerTests {
  @Test(arguments: PeerSplits.walks.indices)
  func `walk-forward by rows is skfolio's`(index: Int) throws {
    let peer = PeerSplits.walks[index]
    let splitter = WalkForwardSplitter(
      peer.expands ? .expanding : .rolling, train: .rows(peer.train), test: .rows(peer.test), gap: .rows(peer.gap),
      keepsPartialTest: peer.keepsPartialTest)
    let splits = try splitter.splits(of: try regularSpans(peer.rows))
    #expect(splits.map(\.train.ranges) == peer.folds.map(\.train))
    #expect(splits.map(\.test.ranges) == peer.folds.map(\.test))
  }

  @Test(arguments: PeerSplits.calendarWalks.indices)
  func `walk-forward by days on a clock with holes is skfolio's`(index: Int) throws {
    let peer = PeerSplits.calendarWalks[index]
    let hours = (0..<24 * 30).filter { $0 % 7 != 3 }
    let spans = try SampleSpans(times: hours.map { Timestamp(seconds: 1_704_067_200 + Int64($0) * 3_600) })
    let splitter = WalkForwardSplitter(peer.expands ? .expanding : .rolling, train: .days(peer.train), test: .days(peer.test))
    let splits = try splitter.splits(of: spans)
    #expect(spans.count == peer.rows)
    // skfolio leaves out a last period that no later date closes; every fold it makes is ours.
    #expect(Array(splits.map(\.train.ranges).prefix(peer.folds.count)) == peer.folds.map(\.train))
    #expect(Array(splits.map(\.test.ranges).prefix(peer.folds.count)) == peer.folds.map(\.test))
    #expect(splits.count - peer.folds.count <= 1)
  }

  @Test(arguments: PeerSplits.combinatorial.indices)
  func `combinatorial splits and their paths are skfolio's`(index: Int) throws {
    let peer = PeerSplits.combinatorial[index]
    // A purge of h rows is what labels of h rows need.
    let splitter = CombinatorialPurgedKFold(groups: peer.groups, testGroups: peer.testGroups, embargo: .rows(peer.embargo))
    let splits = try splitter.splits(of: try regularSpans(peer.rows, label: peer.purge))
    #expect(splits.map(\.train.ranges) == peer.folds.map(\.train))
    #expect(splits.map(\.test.ranges) == peer.folds.map(\.test))
    #expect(splits.paths.map { $0.map(\.fold) } == peer.paths)
  }

  @Test(arguments: PeerSplits.kFolds.indices)
  func `the groups of k-fold are scikit-learn's`(index: Int) throws {
    let peer = PeerSplits.kFolds[index]
    let splits = try PurgedKFold(peer.folds).splits(of: try regularSpans(peer.rows))
    #expect(splits.map(\.test.ranges) == peer.tests.map { [$0] })
  }
}
