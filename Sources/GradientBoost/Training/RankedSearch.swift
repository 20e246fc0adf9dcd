extension SplitFinder {
  /// Puts the best candidate of a feature in place of a best one so far, if it is better.
  ///
  /// - Parameters:
  ///   - ranks: a leaf's rows in the order of their bins: in each the bin and, below it, the row.
  ///   - sums: what each row adds to a histogram.
  func improve(
    _ best: inout SplitCandidate?, by column: Column, ranks: Span<UInt16>, sums: Span<Int64>, _ search: borrowing Search
  ) {
    var missing: Int64 = 0
    var present = ranks.count
    while column.holdsMissing, present > 0, Int(ranks[present - 1] &>> 8) == column.bins {
      present -= 1
      missing &+= sums[Int(ranks[present] & 255)]
    }
    guard present < ranks.count else {
      return take(leadOfRanks(best, ranks, sums, from: 0, search), search, column, &best)
    }
    // Missing values to the right, where they are as another bin, and then to the left.
    take(leadOfRanks(best, ranks, sums, from: 0, search), search, column, missingGoesLeft: false, &best)
    let others = ranks.extracting(0..<present)
    take(leadOfRanks(best, others, sums, from: missing, search), search, column, missingGoesLeft: true, &best)
  }

  private func leadOfRanks(
    _ best: SplitCandidate?, _ ranks: Span<UInt16>, _ sums: Span<Int64>, from start: Int64, _ search: borrowing Search
  ) -> Lead {
    var lead = Lead(search.plain.lead(over: best))
    searchRanks(&lead, ranks, sums, from: start, search)
    return lead
  }

  /// Finds the place between two rows that leads.
  ///
  /// - Parameter start: what is to the left of all rows.
  @inline(never)
  private func searchRanks(
    _ lead: inout Lead, _ ranks: Span<UInt16>, _ sums: Span<Int64>, from start: Int64, _ search: borrowing Search
  ) {
    precondition(sums.count == SmallRows.stride, "a row's number is a byte")
    // So many rows must be on either side.
    let end = ranks.count - rules.minimumCount
    let first = max(0, rules.minimumCount - 1 - Int(layout.count(start)))
    guard first < end else { return }
    let filter = search.filter
    var threshold = filter.threshold(lead.worth)
    var sum = start
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
        lookClosely(&lead, ranks, sums, from: sum, place..<place &+ 8, since: first, search)
        threshold = filter.threshold(lead.worth)
      }
      sum = h
      place &+= 8
    }
    if place < end { lookClosely(&lead, ranks, sums, from: sum, place..<end, since: first, search) }
  }

  /// Looks at places one by one in double precision; only where the bin changes a leaf can be divided.
  @inline(never)
  private func lookClosely(
    _ lead: inout Lead, _ ranks: Span<UInt16>, _ sums: Span<Int64>, from start: Int64, _ places: Range<Int>, since first: Int,
    _ search: borrowing Search
  ) {
    var sum = start
    for place in places {
      sum &+= sums[Int(ranks[place] & 255)]
      guard let worth = search.plain.worth(Double(layout.gradient(sum)), Double(layout.hessian(sum)), above: lead.worth),
        place >= first, ranks[place] &>> 8 != ranks[place + 1] &>> 8
      else { continue }
      lead = Lead(worth, bin: Int(ranks[place] &>> 8), count: Int(layout.count(sum)))
    }
  }
}
