/// The rows of small leaves, column by column in the order of their bins: such leaves have no histograms.
///
/// A column's histogram has 256 sums however few rows a leaf has. To clear them, to take them from the parent's and to search them takes
/// several times as long as to go over the rows themselves, once these are in order; and of a leaf's order that of its children is made
/// by dividing it. Candidates, their sums and so the trees are those that histograms would give.
struct RankedLeaves: Sendable {
  /// From a column's places to the next column's.
  private static let stride = SmallRows.stride

  /// Up to how many rows a leaf is kept here.
  let limit: Int
  private let all: [SplitFinder.Column]
  /// The columns that this tree may use.
  private var columns: [SplitFinder.Column] = []
  private var families: [Family] = []
  /// How many of the families this tree has.
  private var count = 0
  /// Room for counting bins.
  private var ends = [UInt8](repeating: 0, count: 256)
  /// For each row of a family whether it goes to the first of the children that are kept.
  private var isFirst = [UInt8](repeating: 0, count: Self.stride)
  /// Room for a column's rows.
  private var room = [UInt16](repeating: 0, count: Self.stride)
  /// Room for the histogram of one column and for its search.
  private var histogram = [Int64](repeating: 0, count: HistogramKernel.binsPerFeature)
  private var starts = [Int64](repeating: 0, count: SplitFinder.blockCount)

  /// The rows of a leaf and of all leaves below it.
  private struct Family: Sendable {
    /// What each row adds to a histogram.
    var sums = [Int64](repeating: 0, count: SmallRows.stride)
    /// For each column places for rows; in each the bin of a row and, below it, the row's number in the family.
    var ranks: [UInt16]
  }

  /// Where a leaf's rows are.
  struct Place: Sendable {
    fileprivate let family: Int
    /// Its places in every column.
    fileprivate let rows: Range<Int>
  }

  /// - Parameter columns: all that a tree may be told to use.
  init(columns: [SplitFinder.Column]) {
    all = columns
    // As many rows as a column has bins on average: about there both ways take as long.
    limit = min(SmallRows.capacity, columns.reduce(0) { $0 + $1.bins } / max(1, columns.count))
  }

  /// Gets ready for a tree.
  ///
  /// - Parameter used: which columns it may use; `nil` for all.
  mutating func begin(used: [Bool]?) {
    count = 0
    columns = used.map { used in all.filter { used[$0.index] } } ?? all
  }

  // MARK: - Rows

  /// Takes in a leaf's rows and puts them in order.
  mutating func rank(_ rows: SmallRows) -> Place {
    if count == families.count {
      families.append(Family(ranks: [UInt16](repeating: 0, count: all.count * Self.stride)))
    }
    Self.copy(rows.sums, to: &families[count].sums)
    Self.rank(rows, columns, into: &families[count].ranks, &ends, &room)
    count += 1
    return Place(family: count - 1, rows: 0..<rows.count)
  }

  private static func copy(_ sums: [Int64], to target: inout [Int64]) {
    let sums = sums.span
    var target = target.mutableSpan
    for row in 0..<stride { target[row] = sums[row] }
  }

  /// Sorts every column's rows by counting them.
  private static func rank(
    _ rows: SmallRows, _ columns: [SplitFinder.Column], into ranks: inout [UInt16], _ ends: inout [UInt8], _ room: inout [UInt16]
  ) {
    let words = rows.words.span
    let count = rows.count
    var ranks = ranks.mutableSpan
    var ends = ends.mutableSpan
    var sorted = room.mutableSpan
    precondition(ends.count == 256 && sorted.count == stride && count < stride, "a column has 256 bins, a row's number is a byte")
    for place in columns.indices {
      let (first, shift) = rows.place(of: columns[place].index)
      let own = words.extracting(first..<first + count)
      for bin in 0..<256 { ends[bin] = 0 }
      for row in 0..<count { ends[Int(own[row] &>> shift & 255)] &+= 1 }
      addUp(&ends)
      for row in 0..<count {
        let bin = own[row] &>> shift & 255
        let last = ends[Int(bin)] &- 1
        ends[Int(bin)] = last
        sorted[Int(last)] = UInt16(truncatingIfNeeded: bin) &<< 8 | UInt16(truncatingIfNeeded: row)
      }
      for row in 0..<count { ranks[place &* stride &+ row] = sorted[row] }
    }
  }

  /// Adds to each count all that come before it, eight at a time: times 1 in every byte, a byte becomes the sum of itself and
  /// all below. No sum is greater than a byte holds.
  @inline(__always)
  private static func addUp(_ counts: inout MutableSpan<UInt8>) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var total: UInt64 = 0
    for word in 0..<32 {
      let first = word &* 8
      let low =
        UInt64(counts[first]) | UInt64(counts[first &+ 1]) &<< 8 | UInt64(counts[first &+ 2]) &<< 16 | UInt64(counts[first &+ 3]) &<< 24
      let high =
        UInt64(counts[first &+ 4]) &<< 32 | UInt64(counts[first &+ 5]) &<< 40 | UInt64(counts[first &+ 6]) &<< 48
        | UInt64(counts[first &+ 7]) &<< 56
      let sums = (low | high) &* ones
      let all = sums &+ total &* ones
      for byte in 0..<8 { counts[first &+ byte] = UInt8(truncatingIfNeeded: all &>> UInt64(8 &* byte)) }
      total &+= sums &>> 56
    }
  }

  /// Divides a leaf's rows between its children.
  ///
  /// - Parameters:
  ///   - test: how bins of the column are divided.
  ///   - keeps: which children's rows are wanted.
  mutating func divide(
    _ place: Place, by candidate: SplitCandidate, _ test: BinTest, keeps: (left: Bool, right: Bool)
  ) -> (left: Place?, right: Place?) {
    guard let column = columns.firstIndex(where: { $0.index == candidate.column }) else {
      preconditionFailure("a tree is divided by columns that it may use")
    }
    let first = keeps.left ? 1 : 0
    if let set = candidate.categories {
      Self.mark(families[place.family].ranks, place.rows, column, &isFirst) { set.contains($0) ^ 1 ^ first }
    } else {
      Self.mark(families[place.family].ranks, place.rows, column, &isFirst) { test.goesLeft($0) ^ 1 ^ first }
    }
    guard keeps.left && keeps.right else {
      Self.divide(&families[place.family].ranks, place.rows, columns: columns.count, isFirst, &room, keepsOthers: false)
      let count = keeps.left ? candidate.leftCount : place.rows.count - candidate.leftCount
      let kept = Place(family: place.family, rows: place.rows.lowerBound..<place.rows.lowerBound + count)
      return keeps.left ? (kept, nil) : (nil, kept)
    }
    Self.divide(&families[place.family].ranks, place.rows, columns: columns.count, isFirst, &room, keepsOthers: true)
    let middle = place.rows.lowerBound + candidate.leftCount
    return (
      Place(family: place.family, rows: place.rows.lowerBound..<middle),
      Place(family: place.family, rows: middle..<place.rows.upperBound)
    )
  }

  @inline(__always)
  private static func mark(_ ranks: [UInt16], _ rows: Range<Int>, _ column: Int, _ isFirst: inout [UInt8], _ isWanted: (UInt8) -> Int) {
    let all = ranks.span
    let own = all.extracting(rows.lowerBound + column * stride..<rows.upperBound + column * stride)
    var isFirst = isFirst.mutableSpan
    precondition(isFirst.count == stride, "every row is marked")
    for place in 0..<own.count {
      isFirst[Int(own[place] & 255)] = UInt8(truncatingIfNeeded: isWanted(UInt8(truncatingIfNeeded: own[place] &>> 8)))
    }
  }

  /// The rows that are marked keep their order at the front of a leaf's places, the others theirs behind them, if they are kept.
  @inline(__always)
  private static func divide(
    _ ranks: inout [UInt16], _ rows: Range<Int>, columns: Int, _ isFirst: [UInt8], _ room: inout [UInt16], keepsOthers: Bool
  ) {
    let isFirst = isFirst.span
    var ranks = ranks.mutableSpan
    var others = room.mutableSpan
    precondition(isFirst.count == stride && others.count == stride, "every row is marked and has room")
    for column in 0..<columns {
      let places = column &* stride &+ rows.lowerBound..<column &* stride &+ rows.upperBound
      precondition(places.lowerBound >= 0 && places.upperBound <= ranks.count, "a column's places")
      var first = places.lowerBound
      for place in places {
        let rank = ranks[place]
        // It is written to both sides, and one of them counts: there is no branch to guess.
        ranks[first] = rank
        if keepsOthers { others[(place &- first) & 255] = rank }
        first &+= Int(isFirst[Int(rank & 255)])
      }
      if keepsOthers {
        for place in first..<places.upperBound { ranks[place] = others[(place &- first) & 255] }
      }
    }
  }

  /// What a leaf's rows add up to.
  func total(_ place: Place) -> Int64 {
    let family = families[place.family]
    return place.rows.reduce(0) { $0 &+ family.sums[Int(family.ranks[$1] & 255)] }
  }

  // MARK: - Search

  /// Puts the best way to divide a leaf in place of a best one so far, if it is better.
  mutating func improve(_ best: inout SplitCandidate?, _ finder: SplitFinder, _ place: Place, _ search: borrowing SplitFinder.Search) {
    let family = families[place.family]
    let ranks = family.ranks.span
    let sums = family.sums.span
    for index in columns.indices {
      let column = columns[index]
      guard search.allowed?[column.index] ?? true else { continue }
      let first = index * Self.stride
      let own = ranks.extracting(first + place.rows.lowerBound..<first + place.rows.upperBound)
      if finder.searchesPlainly(column, search) {
        finder.improve(&best, by: column, ranks: own, sums: sums, search)
      } else {
        Self.fill(&histogram, own, sums)
        Self.improve(&best, finder, column, histogram, &starts, search)
      }
    }
  }

  private static func improve(
    _ best: inout SplitCandidate?, _ finder: SplitFinder, _ column: SplitFinder.Column, _ histogram: [Int64], _ room: inout [Int64],
    _ search: borrowing SplitFinder.Search
  ) {
    var room = room.mutableSpan
    finder.improve(&best, by: column, packed: histogram.span, room: &room, search)
  }

  /// Makes the histogram that the search for everything that can be asked for wants.
  private static func fill(_ histogram: inout [Int64], _ ranks: Span<UInt16>, _ sums: Span<Int64>) {
    var histogram = histogram.mutableSpan
    precondition(histogram.count == 256 && sums.count == stride, "a histogram has 256 sums, a row's number is a byte")
    for bin in 0..<256 { histogram[bin] = 0 }
    for place in 0..<ranks.count { histogram[Int(ranks[place] &>> 8)] &+= sums[Int(ranks[place] & 255)] }
  }
}
