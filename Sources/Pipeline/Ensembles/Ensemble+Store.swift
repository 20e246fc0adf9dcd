public import Market
public import Store

extension Ensemble {
  /// Where the documents of ensembles are kept.
  public static let prefix = "ensembles/"
  /// Where every ensemble that was ever tested is journaled.
  public static let journal: StoreKey = "ensembles-tested"

  /// Writes ensembles in the place of the last ones of their groups, and notes that they were tested.
  public static func put(_ ensembles: [Ensemble], at time: Timestamp, in changes: inout StoreChanges) throws(StoreError) {
    for ensemble in ensembles {
      try changes.put(ensemble, at: StoreKey("ensembles/\(ensemble.id)"))
      try changes.append(ensemble, to: journal, at: RecordTime(time))
    }
  }
}

extension ModelGroup {
  /// One group for each length of bars, of all symbols that have them.
  public static func groups(of series: [BarSeries]) throws(RegistryError) -> [ModelGroup] {
    var groups: [ModelGroup] = []
    for timeframe in Set(series.map(\.timeframe)).sorted(by: { $0.description < $1.description }) {
      let symbols = Set(series.filter { $0.timeframe == timeframe }.map(\.symbol)).sorted()
      groups.append(try ModelGroup("all-\(timeframe)", symbols: symbols, timeframe: timeframe))
    }
    return groups
  }
}
