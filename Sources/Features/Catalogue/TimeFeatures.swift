internal import Indicators

extension FeatureCatalogue {
  private static let readings: [(name: String, unit: FeatureUnit, range: ClosedRange<Double>, summary: String, formula: String)] = [
    ("hour_sin", .ratio, -1...1, "time of day at the bar's end, as a sine", "sin(2π · time of day), in the calendar's time zone"),
    ("hour_cos", .ratio, -1...1, "time of day at the bar's end, as a cosine", "cos(2π · time of day), in the calendar's time zone"),
    ("weekday_sin", .ratio, -1...1, "day of the week at the bar's end, as a sine", "sin(2π · day / 7), Monday 0"),
    ("weekday_cos", .ratio, -1...1, "day of the week at the bar's end, as a cosine", "cos(2π · day / 7), Monday 0"),
    (
      "minutes_to_session_end", .minutes, 0...1_440, "minutes from the bar's end to the close of the calendar's session",
      "(close of the session - end of the bar); missing outside of sessions"
    ),
  ]

  static let time: [FeatureDefinition] = readings.enumerated().map { position, reading in
    FeatureDefinition(
      reading.name, .time, reading.unit, range: reading.range, reading.summary, formula: reading.formula
    ) { (build, _) throws(FeatureError) in
      let calendar = build.calendar
      return try build.computed("clock", [build.bars(.close)], outputs: ClockReading.outputs) { ClockReading(calendar: calendar) }[position]
    }
  }
}
