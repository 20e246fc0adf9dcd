internal import Statistics

/// Whether test rows lie, feature for feature, among the training rows of their fold.
struct DuplicateCheck {
  /// Equal rows have equal numbers.
  private let kinds: [Int]
  private let kindCount: Int
  /// Whether some feature hardly ever repeats, so that equal rows are copies and no coincidence.
  private let isContinuous: Bool

  init(_ samples: LabeledSamples) {
    var keys = [UInt64](repeating: 0xcbf2_9ce4_8422_2325, count: samples.count)
    for column in samples.columns {
      for row in column.indices {
        // −0 is 0, and all missing values are the same.
        let bits = column[row].isNaN ? UInt64.max : (column[row] + 0).bitPattern
        keys[row] = (keys[row] ^ bits ^ (bits >> 29)) &* 0x9e37_79b9_7f4a_7c15
        keys[row] ^= keys[row] >> 32
      }
    }
    var numbers: [UInt64: Int] = [:]
    var firsts: [Int] = []
    kinds = keys.enumerated().map { row, key in
      if let number = numbers[key] { return number }
      numbers[key] = firsts.count
      firsts.append(row)
      return firsts.count - 1
    }
    kindCount = firsts.count
    isContinuous = samples.columns.contains { column in 2 * Set(firsts.map { column[$0].bitPattern }).count > firsts.count }
  }

  func verdict(_ splits: Splits, limit: Double) -> Verdict {
    let name = "duplicate_rows"
    var (copies, tested) = (0, 0)
    var seen = [Int](repeating: -1, count: kindCount)
    var example: (fold: Int, row: Int)?
    for fold in splits {
      for row in fold.train { seen[kinds[row]] = fold.index }
      for row in fold.test where seen[kinds[row]] == fold.index {
        copies += 1
        if example == nil { example = (fold.index, row) }
      }
      tested += fold.test.count
    }
    let share = Double(copies) / Double(max(1, tested))
    let evidence: KeyValuePairs<String, Double> = [
      "duplicates": Double(copies), "test_rows": Double(tested), "share": share, "limit": limit,
      "distinct_rows": Double(kindCount),
    ]
    if share <= limit || copies < 2 {
      return .pass(name, "\(copies) of \(tested) test rows are also training rows.", evidence)
    }
    let place = example.map { ", such as row \($0.row) in fold \($0.fold)" } ?? ""
    if isContinuous {
      return .fail(
        name, "\(copies) of \(tested) test rows have the same features as a training row\(place). Remove duplicates before splitting.",
        evidence)
    }
    return .insufficient(
      name,
      "\(copies) of \(tested) test rows have the same features as a training row\(place), but features take so few values that this may be chance.",
      evidence)
  }
}
