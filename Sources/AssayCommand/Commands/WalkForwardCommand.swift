import Assay

extension Command {
  /// `assay walkforward`: how good a model is on rows it has not seen, and whether that can be believed.
  static let walkforward = Command(
    declaration: CommandDeclaration(
      name: "walkforward", summary: "Validate a model by purged, embargoed folds, and look for leaks",
      operands: [.init(name: "FILE", help: "a CSV file with named columns of numbers and one of times; empty cells are missing values")],
      options: [
        target.declaration, objective.declaration, labelEnd.declaration, scheme.declaration, folds.declaration, trainSpan.declaration,
        test.declaration, gap.declaration, embargo.declaration, trials.declaration, set.declaration, seed.declaration, threads.declaration,
        svg.declaration, json.declaration,
      ],
      discussion: """
        It takes what 'assay features' writes with --label. Every column is a feature but the time, the target, and labels, which have a column
        NAME_end beside them. The label's end is when the target of a row was known: training rows that reach into a test are purged by it. It is
        the column TARGET_end, else label_end, unless --label-end names another; without one nothing can be purged, and the gate says so.
        Rows without a target, such as the last ones, are left out. A binary target is 0 or 1, or a direction: 1, −1, and 0 where nothing moved.
        Lengths are times (30d, 12h), numbers of rows (500) or shares of the rows (20%). Parameters have LightGBM's names, as for 'assay train'.
        For the luck to be taken off, the side of every prediction is followed: a regression's target is what being long pays, a
        binary one pays 1 or −1, and a direction what it says.
        Whatever was tried before on the same data belongs into --trials: the best of many is lucky.
        Exit status 2 says that a leak was found, that the result is no better than luck, or that there is too little evidence.
        """,
      example: "assay walkforward features.csv --target direction_5 --objective binary"),
    run: { arguments, console in
      let (path, threads) = (arguments.operands[0], try arguments[threads] ?? ActiveProcessors.count)
      var parameters = Parameters(objective: try arguments[objective])
      guard parameters.objective.scoresPerRow == 1 else {
        throw arguments.error("--objective must give one score a row, such as binary or regression")
      }
      var binning = Binning()
      for setting in try arguments[set] {
        do {
          if Binning.names.contains(setting.name) {
            try binning.set(setting.name, to: setting.value)
          } else {
            try parameters.set(setting.name, to: setting.value)
          }
        } catch { throw arguments.error("\(error)") }
      }
      let table = try SampleTable(path, target: try arguments[target], labelEnd: try arguments[labelEnd], objective: parameters.objective)
      let splitter = Self.splitter(
        try arguments[scheme], folds: try arguments[folds], train: try arguments[trainSpan], test: try arguments[test],
        gap: try arguments[gap],
        embargo: try arguments[embargo])
      let splits = try splitter.splits(of: table.samples.spans)
      var progress = Progress("validating", total: 4, unit: "steps", on: console)
      let validation = try ModelValidation(
        table, splits, parameters: parameters, binning: binning, trials: try arguments[trials], seed: try arguments[seed] ?? 0,
        threads: threads
      ) { progress.update($0) }
      progress.finish()
      if let path = try arguments[svg] { try WholeFile.write(Array(splits.svg().utf8), to: path) }
      if try arguments[json] {
        try console.print(json: validation.report(path))
      } else {
        console.print(validation.text(usesColor: console.usesColor))
      }
      return validation.gate.isPass ? .done : .refused
    })

  enum Scheme: Sendable { case rolling, expanding, kFold, combinatorial }

  private static func splitter(
    _ scheme: Scheme, folds: Int, train: SpanLength?, test: SpanLength?, gap: SpanLength, embargo: SpanLength
  ) -> any Splitter {
    // Left to itself a walk has one span more than folds: the first one only trains.
    let share = SpanLength.share(1 / Double(folds + 1))
    return switch scheme {
    case .kFold: PurgedKFold(folds, embargo: embargo)
    case .combinatorial: CombinatorialPurgedKFold(groups: max(folds, 3), testGroups: 2, embargo: embargo)
    case .rolling, .expanding:
      WalkForwardSplitter(
        scheme == .rolling ? .rolling : .expanding, train: train ?? share, test: test ?? share, gap: gap, embargo: embargo,
        keepsPartialTest: true, emptyFolds: .skip)
    }
  }

  private static let target = Option<String>.required("target", "COL", "the column to predict", .text)
  private static let objective = Option<Objective>.required(
    "objective", "NAME", "binary, regression, regression_l1, huber:0.9 or quantile:0.5", .objective)
  private static let labelEnd = Option<String?>.optional("label-end", "COL", "the column of times at which the target was known", .text)
  private static let scheme = Option<Scheme>.defaulted(
    "scheme", "NAME", "rolling, expanding, kfold or combinatorial",
    .oneOf(["rolling": .rolling, "expanding": .expanding, "kfold": .kFold, "combinatorial": .combinatorial]), .expanding, shown: "expanding"
  )
  private static let folds = Option<Int>.defaulted(
    "folds", "N", "how many folds; for combinatorial how many groups, two of which are tested", .whole(2...64), 5, shown: "5")
  private static let trainSpan = Option<SpanLength?>.optional("train", "SPAN", "how long the first training span of a walk is", .span)
  private static let test = Option<SpanLength?>.optional("test", "SPAN", "how long the test spans of a walk are", .span)
  private static let gap = Option<SpanLength>.defaulted(
    "gap", "SPAN", "what is left free before a test of a walk", .span, .none, shown: "0")
  private static let embargo = Option<SpanLength>.defaulted(
    "embargo", "SPAN", "how far training keeps from a test beyond the labels", .span, .share(0.01), shown: "1%")
  private static let trials = Option<Int>.defaulted(
    "trials", "N", "how many configurations were tried on these data, this one included", .whole(1...1_000_000_000), 1, shown: "1")
  private static let set = Option<[Setting]>.settings("set", "NAME=VALUE", "a parameter by LightGBM's name")
  private static let seed = Option<UInt64?>.optional("seed", "S", "what shuffles and intervals are drawn from; otherwise 0", .seed)
  private static let threads = Option<Int?>.optional("threads", "N", "the most threads to use; otherwise all processors", .whole(1...1_024))
  private static let svg = Option<String?>.optional("svg", "FILE", "where a picture of the folds is written", .text)
  private static let json = Option<Bool>.flag("json", "print one JSON document")
}

extension ValueType where Value == SpanLength {
  /// A length such as `30d`, `500` or `20%`.
  static let span = ValueType { (text) throws(ValueProblem) in
    guard let value = SpanLength(text) else { throw ValueProblem(expectation: "is not understood: \(SpanLength.expectation)") }
    return value
  }
}
