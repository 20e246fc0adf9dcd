extension SplitFinder {
  /// Puts the best candidate of a feature in place of a best one so far, if it is better.
  ///
  /// - Parameters:
  ///   - ranks: a leaf's rows in the order of their bins: in each the bin and, below it, the row.
  ///   - sums: what each row adds to a histogram.
  func improve(
    _ best: inout SplitCandidate?, by column: Column, ranks: Span<UInt16>, sums: Span<Int64>, _ search: borrowing Search
  ) {
    var lead = Lead(search.plain.lead(over: best))
    searchRanks(&lead, ranks, sums, search)
    guard lead.bin >= 0 else { return }
    take(lead.worth, bin: lead.bin, count: lead.count, search, column, &best)
  }

  /// Finds the place between two rows that leads.
  @inline(never)
  private func searchRanks(_ lead: inout Lead, _ ranks: Span<UInt16>, _ sums: Span<Int64>, _ search: borrowing Search) {
    precondition(sums.count == SmallRows.stride, "a row's number is a byte")
    // So many rows must be on either side.
    let end = ranks.count - rules.minimumCount
    let first = rules.minimumCount - 1
    guard first < end else { return }
    let filter = search.filter
    var threshold = filter.threshold(lead.worth)
    var sum: Int64 = 0
    // Eight places are asked together; so that none are left over the first of them may begin earlier.
    var place = max(0, end - (end - first + 7) & ~7)
    for place in 0..<place { sum &+= sums[Int(ranks[place] & 255)] }
    while place &+ 8 <= end {
      precondition(place >= 0 && place < 248 && place <= ranks.count &- 8, "eight places of a leaf")
      let a = sum &+ sums[Int(ranks[place] & 255)]
      let b = a &+ sums[Int(ranks[place &+ 1] & 255)]
      let c = b &+ sums[Int(ranks[place &+ 2] & 255)]
      let d = c &+ sums[Int(ranks[place &+ 3] & 255)]
      let e = d &+ sums[Int(ranks[place &+ 4] & 255)]
      let f = e &+ sums[Int(ranks[place &+ 5] & 255)]
      let g = f &+ sums[Int(ranks[place &+ 6] & 255)]
      let h = g &+ sums[Int(ranks[place &+ 7] & 255)]
      if filter.anyPasses(SIMD4(a, b, c, d), SIMD4(e, f, g, h), threshold) {
        lookClosely(&lead, ranks, sums, from: sum, place..<place &+ 8, search)
        threshold = filter.threshold(lead.worth)
      }
      sum = h
      place &+= 8
    }
    if place < end { lookClosely(&lead, ranks, sums, from: sum, place..<end, search) }
  }

  /// Looks at places one by one in double precision; only where the bin changes a leaf can be divided.
  @inline(never)
  private func lookClosely(
    _ lead: inout Lead, _ ranks: Span<UInt16>, _ sums: Span<Int64>, from start: Int64, _ places: Range<Int>, _ search: borrowing Search
  ) {
    var sum = start
    for place in places {
      sum &+= sums[Int(ranks[place] & 255)]
      guard let worth = search.plain.worth(Double(layout.gradient(sum)), Double(layout.hessian(sum)), above: lead.worth),
        place + 1 >= rules.minimumCount, ranks[place] &>> 8 != ranks[place + 1] &>> 8
      else { continue }
      lead = Lead(worth, bin: Int(ranks[place] &>> 8), count: place + 1)
    }
  }
}
