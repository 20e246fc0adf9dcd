import Testing

@testable import GradientBoost

@Suite("A crew")
struct CrewTests {
  @Test("does every piece once and gives the results in order", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 100])
  func everyPiece(threads: Int, count: Int) {
    let crew = Crew(threads: threads)
    defer { crew.dismiss() }
    for round in 0..<50 {
      let counts = (0..<count).map { _ in Owned(0) }
      let results = crew.map(count) { index in
        counts[index].value += 1
        return index * round
      }
      #expect(results == (0..<count).map { $0 * round })
      #expect(counts.allSatisfy { $0.value == 1 })
    }
  }

  @Test("works for many leaders at once, more than there are processors")
  func manyCrews() async {
    await withTaskGroup(of: Int.self) { group in
      for number in 0..<24 {
        group.addTask {
          let crew = Crew(threads: 4)
          defer { crew.dismiss() }
          return (0..<20).reduce(0) { sum, _ in sum + crew.map(9) { $0 + number }.reduce(0, +) }
        }
      }
      var total = 0
      for await sum in group { total += sum }
      #expect(total == 20 * (24 * 36 + 9 * 276))
    }
  }
}
