public import Market
import Statistics
import Store

/// Reads the markets of a run: bars or trades, up to the end of the day, into the timeframes that are scored.
///
/// Trades of any number become bars while they are read and are never held. What is wrong with a file costs its symbol, not the run; what is
/// wrong beside yesterday is said.
public struct Ingest: Sendable {
  let source: MarketSource
  let timeframes: [Timeframe]
  let threads: Int

  /// A reader of a source.
  public init(_ source: MarketSource, timeframes: [Timeframe], threads: Int) {
    self.source = source
    self.timeframes = timeframes
    self.threads = threads
  }

  /// The state that the next run compares with.
  static let stateKey: StoreKey = "ingest/markets"

  /// The day that a run is for unless told: the last one that is over in the newest data.
  ///
  /// Bars that close at midnight are of the day before. Of trades it is the day before the last one's.
  public func lastDay() throws -> CivilDate {
    let ends = try read(until: .distantFuture).found.compactMap { $0.series.last?.end }
    guard let newest = ends.max() else {
      throw PipelineError("markets", "there are no bars to tell the day by", remedy: "give one (--date)")
    }
    return newest.date.adding(days: -1)
  }

  /// The source, read once: to be asked for its last day and then run, or run for several days.
  public func prepared() throws -> MarketSource {
    let read = try read(until: .distantFuture)
    return .prepared(
      PreparedMarkets(
        found: read.found, issues: read.issues, count: read.count, identity: source.identity(), text: source.text(reading: read.count)))
  }

  /// Reads everything that had closed by an instant.
  ///
  /// - Parameters:
  ///   - end: the end of the day.
  ///   - before: what the last run saw.
  public func run(until end: Timestamp, before: [MarketState] = []) throws -> (record: IngestRecord, ingested: Ingested) {
    let read = try read(until: end)
    var issues = read.issues
    var (states, kept): ([MarketState], [BarSeries]) = ([], [])
    for one in read.found {
      for series in try resampled(one.series) where !series.isEmpty {
        let known = before.first { $0.symbol == series.symbol && $0.timeframe == series.timeframe }
        let (all, prefix, count) = MarketDigest.of(series, until: known?.to)
        guard let first = series.first, let last = series.last else { continue }
        if let known, last.end < known.to {
          issues.append(
            DataIssue(
              subject: "\(series.symbol)/\(series.timeframe)", kind: .wentBack,
              message: "the data ends at \(last.end), but an earlier run had seen bars until \(known.to): it was left out",
              remedy: "put back the whole file, or run in a workspace of its own"))
          continue
        }
        if let known, prefix != known.digest || count != known.bars {
          issues.append(
            DataIssue(
              subject: "\(series.symbol)/\(series.timeframe)", kind: .rewritten,
              message:
                "bars before \(known.to) are not those that an earlier run had read (\(count) of them, \(known.bars) then): scores that rest on those stay as they are",
              remedy: "find out who changed the history; run in a new workspace to score on the new one"))
        }
        states.append(
          MarketState(
            symbol: series.symbol, timeframe: series.timeframe, bars: series.count, missing: series.gaps().reduce(0) { $0 + $1.missing },
            from: first.start, to: last.end, digest: all, quality: one.quality))
        kept.append(series)
      }
      if one.quality.isFail {
        issues.append(
          DataIssue(subject: "\(one.series.symbol)", kind: .quality, message: one.quality.reason, remedy: "'assay check' lists every row"))
      }
    }
    guard !kept.isEmpty else {
      let why = issues.map { "\($0.subject): \($0.message)" }.joined(separator: "; ")
      throw PipelineError(
        "markets", "none has a bar that had closed by \(end)\(why.isEmpty ? "" : ": \(why)")",
        remedy: "look after the files, or give another day (--date)")
    }
    issues += gone(states, before: before, read: read.issues) + withoutNews(states, until: end)
    let record = IngestRecord(
      data: source.text(reading: read.count), isSynthetic: kept.contains { $0.provenance.isSynthetic }, markets: states, issues: issues)
    return (record, Ingested(series: kept))
  }

  /// The symbols that an earlier run had and this one has not.
  private func gone(_ states: [MarketState], before: [MarketState], read: [DataIssue]) -> [DataIssue] {
    let there = Set(states.map(\.symbol))
    return Set(before.map(\.symbol)).subtracting(there).sorted().compactMap { symbol in
      if before.contains(where: { $0.symbol == symbol }), read.contains(where: { $0.subject.contains(symbol.name) }) { return nil }
      return DataIssue(
        subject: symbol.name, kind: .missing,
        message: "an earlier run had read it, and it is not there: nothing of it was scored or traded",
        remedy: "put its file back; what is known of it is kept")
    }
  }

  /// The symbols without a bar of the day.
  private func withoutNews(_ states: [MarketState], until end: Timestamp) -> [DataIssue] {
    let stale = states.filter { $0.to <= end - .seconds(86_400) }
    let symbols = Set(stale.map(\.symbol)).sorted()
    if symbols.count == Set(states.map(\.symbol)).count, let newest = states.map(\.to).max() {
      return [
        DataIssue(
          subject: "markets", kind: .noNews, message: "no market has a bar of the day; the newest is known since \(newest)",
          remedy: "if they were open, look after what brings the data")
      ]
    }
    return symbols.map { symbol in
      let last = stale.filter { $0.symbol == symbol }.map(\.to).max() ?? .distantPast
      return DataIssue(
        subject: symbol.name, kind: .noNews, message: "there is no bar of the day; the last is known since \(last)",
        remedy: "if the market was open, look after what brings the data")
    }
  }

  /// The bars in every timeframe that can be made of them, or as they are if none can.
  private func resampled(_ series: BarSeries) throws -> [BarSeries] {
    guard let length = series.timeframe.duration?.wholeNanoseconds, length > 0 else { return [series] }
    let wanted = timeframes.filter { timeframe in
      (timeframe.duration?.wholeNanoseconds).map { $0 >= length && $0 % length == 0 } ?? false
    }
    return try wanted.isEmpty ? [series] : wanted.map { $0 == series.timeframe ? series : try series.resampled(to: $0).series }
  }
}

// MARK: - Reading

extension Ingest {
  struct Found: Sendable {
    let series: BarSeries
    let quality: Verdict
  }

  private func read(until end: Timestamp) throws -> (found: [Found], issues: [DataIssue], count: Int) {
    switch source {
    case .prepared(let markets):
      let found = markets.found.map { Found(series: $0.series.closed(by: end), quality: $0.quality) }
      return (found.filter { !$0.series.isEmpty }, markets.issues, markets.count)
    case .series(let all):
      let cut = all.map { $0.closed(by: end) }
      let found = cut.filter { !$0.isEmpty }.map { Found(series: $0, quality: DataQuality(of: $0).verdict) }
      return (found.sorted { $0.series.symbol < $1.series.symbol }, [], all.count)
    case .folder(let folder):
      let paths = try MarketFolder.files(in: folder)
      var groups: [Symbol: [String]] = [:]
      var issues: [DataIssue] = []
      for path in paths {
        if let symbol = Symbol(fileName: path) {
          groups[symbol, default: []].append(path)
        } else {
          issues.append(
            DataIssue(
              subject: Ingest.name(path), kind: .unreadable, message: "its name tells no symbol",
              remedy: "call it something like BTC-USDT-1h.csv"))
        }
      }
      let results = parallelMap(groups.sorted { $0.key < $1.key }, threads: threads) { group -> Result<Found, PipelineError> in
        do {
          return .success(try Ingest.read(group.value, of: group.key, ticksTo: timeframes.first ?? .hours(1), until: end))
        } catch {
          return .failure(error as? PipelineError ?? PipelineError(group.key.name, "\(error)"))
        }
      }
      var found: [Found] = []
      for (group, result) in zip(groups.sorted(by: { $0.key < $1.key }), results) {
        switch result {
        case .success(let one): if !one.series.isEmpty { found.append(one) }
        case .failure(let error):
          issues.append(
            DataIssue(
              subject: group.key.name, kind: .unreadable, message: Ingest.withoutFolder(error.message, folder),
              remedy: error.remedy ?? "'assay check' tells more"))
        }
      }
      return (found, issues, paths.count)
    }
  }

  static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  /// A message without the folder in its paths: where a folder lies is nothing that the state should depend on.
  private static func withoutFolder(_ message: String, _ folder: String) -> String {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return message.split(separator: prefix, omittingEmptySubsequences: false).joined()
  }

  /// The files of a symbol as one series.
  private static func read(_ paths: [String], of symbol: Symbol, ticksTo timeframe: Timeframe, until end: Timestamp) throws -> Found {
    let kinds = try paths.map { try MarketFileKind(of: $0) }
    guard let kind = kinds.first, Set(kinds).count == 1 else {
      throw PipelineError(
        symbol.name, "some of \(paths.map(name).joined(separator: ", ")) hold bars and some trades", remedy: "keep one kind of each symbol")
    }
    return try kind == .ticks ? ticks(paths, of: symbol, to: timeframe, until: end) : bars(paths, of: symbol, until: end)
  }

  private static func bars(_ paths: [String], of symbol: Symbol, until end: Timestamp) throws -> Found {
    var options = CSVOptions()
    options.strictness = .lenient
    var parts: [BarSeries] = []
    var verdicts: [Verdict] = []
    for path in paths {
      let file = try BarFile(path, symbol: symbol, options: options)
      var quality = file.quality
      quality.add(DataQuality.findings(in: file.series))
      verdicts.append(quality.verdict)
      parts.append(file.series.closed(by: end))
    }
    parts = parts.filter { !$0.isEmpty }.sorted { ($0.first?.start ?? .distantPast) < ($1.first?.start ?? .distantPast) }
    guard let first = parts.first else {
      return Found(series: try BarSeries(symbol: symbol, timeframe: .hours(1), bars: []), quality: verdicts[0])
    }
    guard parts.allSatisfy({ $0.timeframe == first.timeframe }) else {
      throw PipelineError(
        symbol.name,
        "\(paths.map(name).joined(separator: ", ")) hold bars of \(Set(parts.map { "\($0.timeframe)" }).sorted().joined(separator: " and "))",
        remedy: "keep the shortest, the others are made of it")
    }
    let series =
      parts.count == 1
      ? first
      : try BarSeries(
        symbol: symbol, timeframe: first.timeframe, time: parts.flatMap(\.time), open: parts.flatMap(\.open), high: parts.flatMap(\.high),
        low: parts.flatMap(\.low), close: parts.flatMap(\.close), volume: parts.flatMap(\.volume),
        ends: parts.flatMap { part in part.indices.map { part.end(at: $0) } }, provenance: first.provenance)
    return Found(series: series, quality: verdicts.count == 1 ? verdicts[0] : .combining(verdicts, name: "data_quality"))
  }

  /// Bars of the trades of any number of files, in the memory of the bars.
  private static func ticks(_ paths: [String], of symbol: Symbol, to timeframe: Timeframe, until end: Timestamp) throws -> Found {
    var resampler = try Resampler(ticksTo: timeframe)
    var options = CSVOptions()
    options.strictness = .lenient
    options.ignoresSide = true
    var bars: [Bar] = []
    var verdicts: [Verdict] = []
    var batch = TickBatch()
    reading: for path in paths {
      var reader = try TickReader(path, options: options)
      while try reader.next(into: &batch) {
        for index in batch.time.indices {
          guard batch.time[index] < end else {
            if end > resampler.clock, let last = try resampler.advance(to: end) { bars.append(last.bar) }
            break reading
          }
          let closed = try resampler.update(Tick(time: batch.time[index], price: batch.price[index], size: batch.size[index]))
          if let first = closed.first { bars.append(first.bar) }
          if closed.count > 1 { bars.append(closed[1].bar) }
        }
      }
      verdicts.append(reader.quality.verdict)
    }
    let series = try BarSeries(symbol: symbol, timeframe: timeframe, bars: bars, provenance: .file(paths.first ?? ""))
    let quality: Verdict =
      verdicts.isEmpty ? DataQuality(of: series).verdict : verdicts.count == 1 ? verdicts[0] : .combining(verdicts, name: "data_quality")
    return Found(series: series, quality: quality)
  }
}

extension BarSeries {
  /// The bars that were over by an instant.
  func closed(by instant: Timestamp) -> BarSeries {
    var count = firstIndex(startingAtOrAfter: instant)
    while count > 0, end(at: count - 1) > instant { count -= 1 }
    return part(0..<count)
  }
}
