extension DataQuality {
  /// Looks through a series for what is possible but suspicious: bars without volume, runs of one price, prices far off.
  ///
  /// Gaps need a calendar: ``addGaps(of:in:)`` adds them.
  public init(of series: BarSeries) {
    self.init(source: series.symbol.name, rows: series.count, findings: DataQuality.findings(in: series))
  }

  /// Reads a file leniently and tells everything that is wrong or suspicious with it.
  ///
  /// - Parameters:
  ///   - path: a CSV file of bars.
  ///   - symbol: whose bars they are; left out, the file's name tells.
  ///   - timeframe: how much a bar holds; left out, the most common step tells.
  ///   - calendar: when the market is open, so that bars can be missing.
  ///   - options: how it is read.
  ///   - progress: called now and then with the share of the file that has been read.
  /// - Throws: ``InvalidFile`` where there is nothing to judge: no such file, no rows, a column that is missing.
  public init(
    ofBars path: String, symbol: Symbol? = nil, timeframe: Timeframe? = nil, calendar: TradingCalendar = .continuous,
    options: CSVOptions = CSVOptions(), progress: (Double) -> Void = { _ in }
  ) throws(InvalidFile) {
    var options = options
    options.strictness = .lenient
    do {
      let file = try BarFile(path, symbol: symbol, timeframe: timeframe, options: options, progress: progress)
      self = file.quality
      add(DataQuality.findings(in: file.series))
      addGaps(of: file.series, in: calendar)
    } catch  where error.problem == .noTimeframe || error.problem == .noRows {
      // Too little is left to make a series of, but what was left out can still be told.
      var reader = try BarReader(path, options: options)
      var batch = BarBatch()
      do { while try reader.next(into: &batch) {} } catch  where error.problem == .noRows {}
      self = reader.quality
      if leftOut == 0 { throw error }
      add([Finding(error.problem, count: 1, examples: [Example(explanation: error.explanation)])])
    }
  }

  /// Reads a file leniently and tells everything that is wrong or suspicious with it.
  ///
  /// - Parameters:
  ///   - path: a CSV file of trades.
  ///   - symbol: whose trades they are; left out, the file's name tells.
  ///   - options: how it is read.
  ///   - progress: called now and then with the share of the file that has been read.
  /// - Throws: ``InvalidFile`` where there is nothing to judge: no such file, no rows, a column that is missing.
  public init(
    ofTicks path: String, symbol: Symbol? = nil, options: CSVOptions = CSVOptions(), progress: (Double) -> Void = { _ in }
  ) throws(InvalidFile) {
    var options = options
    options.strictness = .lenient
    do {
      let file = try TickFile(path, symbol: symbol, options: options, progress: progress)
      self = file.quality
      add(DataQuality.findings(in: file.series))
    } catch  where error.problem == .noRows {
      var reader = try TickReader(path, options: options)
      var batch = TickBatch()
      do { while try reader.next(into: &batch) {} } catch  where error.problem == .noRows {}
      self = reader.quality
      if leftOut == 0 { throw error }
      add([Finding(error.problem, count: 1, examples: [Example(explanation: error.explanation)])])
    }
  }

  /// How many bars of one price in a row are suspicious.
  public static let flatRunLength = 5

  /// From how many robust standard deviations on a price is far off.
  ///
  /// Returns of real markets reach 20 to 50 in a year of news; prices that never traded lie hundreds away.
  public static let outlierThreshold = 60.0

  /// What is suspicious with bars.
  public static func findings(in series: BarSeries) -> [Finding] {
    [zeroVolume(series), flatRuns(series)].compactMap(\.self) + outliers(series)
  }

  /// What is suspicious with trades.
  public static func findings(in series: TickSeries) -> [Finding] {
    let steps = series.price.indices.dropFirst().map { logarithm(series.price[$0] / series.price[$0 - 1]) }
    // Most trades repeat the price before them, so only those that do not say how far prices move.
    guard let scale = RobustScale(steps.filter { $0 != 0 }) else { return [] }
    let far = steps.indices.filter { abs(steps[$0]) > outlierThreshold * scale.deviation }
    return finding(
      .outlier,
      far.sorted { (abs(steps[$1]), $0) < (abs(steps[$0]), $1) }.map { step in
        Example(
          time: series.time[step + 1],
          explanation: "the price goes from \(series.price[step]) to \(series.price[step + 1]), \(scale.multiple(steps[step])) usual steps")
      }
    ).map { [$0] } ?? []
  }

  private static func finding(_ problem: DataProblem, _ examples: [Example]) -> Finding? {
    examples.isEmpty ? nil : Finding(problem, count: examples.count, examples: Array(examples.prefix(exampleLimit)))
  }

  private static func zeroVolume(_ series: BarSeries) -> Finding? {
    let silent = series.volume.indices.filter { series.volume[$0] == 0 }
    let examples = silent.prefix(exampleLimit).map { Example(time: series.time[$0], explanation: "nothing traded") }
    return silent.isEmpty ? nil : Finding(.zeroVolume, count: silent.count, examples: examples)
  }

  private static func flatRuns(_ series: BarSeries) -> Finding? {
    var runs: [Range<Int>] = []
    var start: Int?
    for index in 0...series.count {
      let isFlat = index < series.count && series.high[index] == series.low[index]
      if isFlat, let first = start, series.close[index] == series.close[first] { continue }
      if let first = start, index - first >= flatRunLength { runs.append(first..<index) }
      start = isFlat ? index : nil
    }
    let examples = runs.map { run in
      Example(time: series.time[run.lowerBound], explanation: "\(run.count) bars in a row at \(series.close[run.lowerBound])")
    }
    return finding(.flatRun, examples)
  }

  /// Prices that lie further from the last close than markets move: single prints that never traded, or a move worth a look.
  private static func outliers(_ series: BarSeries) -> [Finding] {
    guard series.count > 2 else { return [] }
    // What moved while bars were missing counts as if it had taken as many steps.
    let length = max(1, series.timeframe.duration?.inSeconds ?? 1)
    let weights = series.indices.dropFirst().map { index in
      max(1, (series.time[index] - series.time[index - 1]).inSeconds / length).squareRoot()
    }
    let returns = weights.indices.map { logarithm(series.close[$0 + 1] / series.close[$0]) / weights[$0] }
    guard let scale = RobustScale(returns) else { return [] }
    var far: [(index: Int, price: Double, distance: Double)] = []
    for index in series.indices.dropFirst() {
      var worst = (price: 0.0, distance: 0.0)
      for price in [series.open[index], series.high[index], series.low[index], series.close[index]] {
        let distance = abs(logarithm(price / series.close[index - 1]) / weights[index - 1])
        if distance > worst.distance { worst = (price, distance) }
      }
      if worst.distance > outlierThreshold * scale.deviation { far.append((index, worst.price, worst.distance)) }
    }
    let examples = far.sorted { ($1.distance, $0.index) < ($0.distance, $1.index) }.map { outlier in
      Example(
        time: series.time[outlier.index],
        explanation: "\(outlier.price) after a close of \(series.close[outlier.index - 1]), \(scale.multiple(outlier.distance)) usual moves"
      )
    }
    return finding(.outlier, examples).map { [$0] } ?? []
  }
}

/// The spread of numbers, told so that a few wild ones do not matter.
private struct RobustScale {
  /// The larger of two estimates that are the standard deviation for a normal distribution: from the median absolute deviation, and from the
  /// mean absolute deviation of all but the hundredth that lies furthest out. The second one holds where most of the numbers are equal.
  let deviation: Double

  init?(_ values: [Double]) {
    guard values.count > 2 else { return nil }
    let middle = RobustScale.median(values.sorted())
    let distances = values.map { abs($0 - middle) }.sorted()
    let inner = distances.dropLast(max(2, distances.count / 100))
    let mean = inner.isEmpty ? 0 : inner.reduce(0, +) / Double(inner.count)
    let deviation = max(1.482_602_218_505_602 * RobustScale.median(distances), 1.253_314_137_315_5 * mean)
    guard deviation > 0, deviation.isFinite else { return nil }
    self.deviation = deviation
  }

  func multiple(_ distance: Double) -> Int { Int(min(abs(distance) / deviation, 1e9)) }

  private static func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
