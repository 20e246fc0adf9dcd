import Statistics
import Testing

@Suite("parallelMap")
struct ParallelMapTests {
  struct Odd: Error, Equatable { let item: Int }

  @Test("keeps the order, whatever the threads and the size", arguments: [1, 2, 3, 8, 64], [0, 1, 2, 3, 17, 100, 1000])
  func order(threads: Int, count: Int) {
    #expect(parallelMap(0..<count, threads: threads) { $0 * 3 } == (0..<count).map { $0 * 3 })
  }

  @Test("maps collections that do not start at 0")
  func slices() {
    let slice = Array(0..<100)[40..<60]
    #expect(parallelMap(slice, threads: 4) { $0 } == Array(40..<60))
  }

  @Test("rethrows the error of the lowest item", arguments: [1, 2, 5], 0..<10)
  func firstError(threads: Int, round: Int) {
    #expect(throws: Odd(item: 301)) {
      // The lowest failing item is made the slowest, so that other failures come first in time.
      try parallelMap(0..<1000, threads: threads) { item throws(Odd) in
        if item == 301 {
          var spin = SeededGenerator(seed: UInt64(round))
          for _ in 0..<20_000 where spin.next() == 0 { return 0 }
          throw Odd(item: item)
        }
        if item > 301 && item % 7 == 0 { throw Odd(item: item) }
        return item
      }
    }
  }

  @Test("cuts chunks of a fixed size", arguments: [1, 2, 7])
  func chunks(threads: Int) {
    #expect(parallelChunks(10, size: 4, threads: threads) { $0 } == [0..<4, 4..<8, 8..<10])
    #expect(parallelChunks(8, size: 4, threads: threads) { $0 } == [0..<4, 4..<8])
    #expect(parallelChunks(0, size: 4, threads: threads) { $0 } == [])
    #expect(parallelChunks(3, size: .max, threads: threads) { $0 } == [0..<3])
  }

  @Test("random work by stream does not depend on the threads")
  func streams() {
    let root = SeededGenerator(seed: 5)
    func run(threads: Int) -> [Double] {
      parallelMap(0..<200, threads: threads) { item in
        var generator = root.split(stream: UInt64(item))
        return generator.normal()
      }
    }
    #expect(run(threads: 1) == run(threads: 2))
    #expect(run(threads: 1) == run(threads: 7))
  }

  @Test("may be nested")
  func nested() {
    let table = parallelMap(0..<20, threads: 4) { row in parallelMap(0..<20, threads: 4) { $0 * row } }
    #expect(table == (0..<20).map { row in (0..<20).map { $0 * row } })
  }

  @Test("there is at least one processor")
  func processors() { #expect(ActiveProcessors.count >= 1) }
}
