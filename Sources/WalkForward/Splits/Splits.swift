/// The folds that a splitter made of samples, in order, and how their tests join to whole histories.
///
///     let splits = try PurgedKFold(5, embargo: .hours(24)).splits(of: spans)
///     print(splits.explanation)
///     print(splits.picture())
public struct Splits: Sendable, Hashable {
  /// The samples that were split.
  public let spans: SampleSpans
  /// The folds in order.
  public let folds: [Fold]
  /// What made them, with its parameters.
  public let maker: String
  /// How many folds were left out because they were empty; only where the caller allowed it.
  public let skipped: Int
  /// Histories in which every tested row occurs once: each is a list of a fold and those of its test rows that belong to it. Combinatorial
  /// splits have several; others have one, made of all folds.
  public let paths: [Path]

  /// One piece of a history: test rows that one fold predicts.
  public struct Piece: Sendable, Hashable {
    /// The fold's place.
    public let fold: Int
    /// The rows that it predicts here.
    public let rows: Rows
  }

  /// A history put together from the tests of several folds.
  public typealias Path = [Piece]

  /// Folds made by hand, or by another library.
  ///
  /// - Throws: ``WalkForwardError`` if there is no fold, a fold has no rows to train or test on, or a row lies outside the samples.
  public init(spans: SampleSpans, folds: [Fold], maker: String = "made by hand") throws(WalkForwardError) {
    if folds.isEmpty {
      throw WalkForwardError(.emptyFold, "Splits", "folds", "there are none; at least one is needed")
    }
    for (place, fold) in folds.enumerated() {
      if fold.index != place {
        throw WalkForwardError(
          .badRows, "Splits", "folds", "the fold at place \(place) says that it is number \(fold.index); number folds from 0")
      }
      if fold.train.isEmpty || fold.test.isEmpty {
        throw WalkForwardError(
          .emptyFold, "Splits", "folds", "fold \(place) has \(fold.train.count) training and \(fold.test.count) test rows; both need some")
      }
      for rows in [fold.train, fold.validation, fold.test] {
        if let first = rows.first, let last = rows.last, first < 0 || last >= spans.count {
          throw WalkForwardError(
            .badRows, "Splits", "folds", "fold \(place) has rows from \(first) to \(last); the samples are rows 0 to \(spans.count - 1)")
        }
      }
    }
    self.init(spans: spans, folds: folds, maker: maker, skipped: 0, paths: nil)
  }

  init(spans: SampleSpans, folds: [Fold], maker: String, skipped: Int, paths: [Path]?) {
    self.spans = spans
    self.folds = folds
    self.maker = maker
    self.skipped = skipped
    self.paths = paths ?? [folds.map { Piece(fold: $0.index, rows: $0.test) }]
  }
}

extension Splits: RandomAccessCollection {
  /// The place of the first fold.
  public var startIndex: Int { 0 }
  /// The place after the last fold.
  public var endIndex: Int { folds.count }
  /// The fold at a place.
  public subscript(place: Int) -> Fold { folds[place] }
}

extension Splits {
  /// What the splits are made of, a line for each fold: rows, spans, gaps, and the rows dropped by purge and embargo.
  public var explanation: String {
    var lines = ["\(maker) of \(spans.count) rows: \(folds.count) folds" + (skipped > 0 ? ", \(skipped) empty ones left out" : "")]
    if !spans.hasEnds { lines.append("no label ends were given: every label is taken to be known at once, so nothing can be purged") }
    if paths.count > 1 { lines.append("\(paths.count) paths of \(paths[0].count) pieces") }
    return (lines + folds.map { $0.explanation(spans) }).joined(separator: "\n")
  }

  /// How rows are shown in a picture.
  enum Mark: Character, CaseIterable {
    case unused = "."
    case train = "#"
    case embargoed = "-"
    case purged = "x"
    case validation = "v"
    case test = "T"

    var meaning: String {
      switch self {
      case .unused: "not used"
      case .train: "train"
      case .embargoed: "embargo"
      case .purged: "purged"
      case .validation: "validation"
      case .test: "test"
      }
    }
  }

  /// The folds as text, one line each, time running to the right.
  ///
  /// A character stands for rows that follow each other; where they differ it shows what is rarest: test, validation, purge, embargo,
  /// then train.
  ///
  /// - Parameter width: how many characters a line has, 1 or more; fewer if there are fewer rows.
  public func picture(width: Int = 72) -> String {
    precondition(width >= 1, "Splits.picture: the width must be 1 or more.")
    let width = Swift.min(width, spans.count)
    let digits = "\(folds.count - 1)".count
    var used = Set<Mark>()
    let lines = folds.map { fold in
      let marks = marks(of: fold, width: width)
      used.formUnion(marks)
      let number = "\(fold.index)"
      return String(repeating: " ", count: digits - number.count) + number + " " + String(marks.map(\.rawValue))
    }
    let legend = Mark.allCases.filter(used.contains).map { "\($0.rawValue) \($0.meaning)" }
    return (lines + [legend.joined(separator: "   ")]).joined(separator: "\n")
  }

  /// What each of `width` runs of rows is in a fold.
  func marks(of fold: Fold, width: Int) -> [Mark] {
    var marks = [Mark](repeating: .unused, count: width)
    func paint(_ rows: Rows, _ mark: Mark) {
      for range in rows.ranges {
        let first = range.lowerBound.multipliedFullWidth(by: width)
        let last = (range.upperBound - 1).multipliedFullWidth(by: width)
        let cells = spans.count.dividingFullWidth(first).quotient...spans.count.dividingFullWidth(last).quotient
        for cell in cells { marks[cell] = mark }
      }
    }
    paint(fold.train, .train)
    paint(fold.embargoed, .embargoed)
    paint(fold.purged, .purged)
    paint(fold.validation, .validation)
    paint(fold.test, .test)
    return marks
  }
}
