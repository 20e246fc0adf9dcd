public import Market

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where a run takes its prices from.
public enum MarketSource: Sendable {
  /// The CSV files of a folder, bars or trades; each tells its symbol by its name. Several files of a symbol follow each other.
  case folder(String)
  /// Bars that somebody made or read elsewhere, one series a symbol. A run sees of them what had closed by the end of its day.
  case series([BarSeries])
  /// What has been read already, see ``Ingest/prepared()``.
  case prepared(PreparedMarkets)

  /// What tells it from another source, whatever days have been added to it.
  func identity() -> String {
    switch self {
    case .prepared(let markets): markets.identity
    case .folder(let path): ((try? MarketFolder.files(in: path)) ?? []).map(Ingest.name).joined(separator: "\n")
    case .series(let series): series.map { "\($0.symbol)/\($0.timeframe)/\($0.provenance)" }.joined(separator: "\n")
    }
  }

  /// What it is, in a few words; no path, so that a folder that was moved is the same source.
  func text(reading count: Int) -> String {
    switch self {
    case .prepared(let markets): markets.text
    case .folder(let path): "\(count) \(count == 1 ? "file" : "files") in '\(path.split(separator: "/").last ?? "/")'"
    case .series(let series):
      if case .synthetic(let text)? = series.first?.provenance { text } else { "\(count) series handed over" }
    }
  }
}

/// Markets that have been read: bars up to the newest, of which each run takes those of its day.
public struct PreparedMarkets: Sendable {
  let found: [Ingest.Found]
  let issues: [DataIssue]
  let count: Int
  let identity: String
  let text: String
}

/// The files of market data in a folder.
enum MarketFolder {
  /// The paths of the CSV files in a folder, in the order of their names.
  static func files(in folder: String) throws(PipelineError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw PipelineError(
        folder, "the folder of market data can't be read", remedy: "give one that is there, with a CSV file for each symbol (--bars)")
    }
    let kept = names.filter { name in
      guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
      return ["csv", "tsv", "txt"].contains(name[name.index(after: dot)...].lowercased())
    }
    guard !kept.isEmpty else {
      throw PipelineError(folder, "there is no CSV file in it", remedy: "put one there for each symbol, such as BTC-USDT-1h.csv")
    }
    return kept.sorted().map { folder.hasSuffix("/") ? folder + $0 : folder + "/" + $0 }
  }
}
