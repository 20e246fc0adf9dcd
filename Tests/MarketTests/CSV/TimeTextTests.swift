import Testing

@testable import Market

private func instant(_ text: String, _ order: DateOrder? = nil) -> String? {
  let bytes = Array(text.utf8)
  return TimeText(bytes.span, bytes.indices, order: order).timestamp?.description
}

struct TimeTextTests {
  @Test(
    "Dates are read as they are written",
    arguments: [
      ("2023-03-24", "2023-03-24T00:00:00Z"), ("2023/03/24", "2023-03-24T00:00:00Z"), ("2023.03.24 12:40", "2023-03-24T12:40:00Z"),
      ("20230324", "2023-03-24T00:00:00Z"), ("20230324 124000", "2023-03-24T12:40:00Z"), ("20230324T124000Z", "2023-03-24T12:40:00Z"),
      ("2023-03-24T12:40:00.25Z", "2023-03-24T12:40:00.250Z"), ("2023-03-24 13:40:00+01:00", "2023-03-24T12:40:00Z"),
      ("2023-03-24 13:40:00+0100", "2023-03-24T12:40:00Z"), ("2023-03-24 08:40:00-04", "2023-03-24T12:40:00Z"),
      ("2023-03-24 12:40:00 UTC", "2023-03-24T12:40:00Z"), ("01.02.2017 22:00:00.000", "2017-02-01T22:00:00Z"),
      ("31.12.2017", "2017-12-31T00:00:00Z"), ("01-Apr-10", "2010-04-01T00:00:00Z"), ("3-dec-2010", "2010-12-03T00:00:00Z"),
      ("1/31/2026 6:49 PM", "2026-01-31T18:49:00Z"), ("1/31/2026 12:05 AM", "2026-01-31T00:05:00Z"), ("12/31/99", "1999-12-31T00:00:00Z"),
      ("12/31/68", "2068-12-31T00:00:00Z"), ("2023-03-24T24:00:00Z", "2023-03-25T00:00:00Z"),
      ("1969-12-31 23:59:59", "1969-12-31T23:59:59Z"),
      ("2009-05-01 00:00:00,273", "2009-05-01T00:00:00.273Z"), (" 2023-03-24 ", "2023-03-24T00:00:00Z"),
    ])
  func literals(_ text: String, _ expected: String) { #expect(instant(text, .monthFirst) == expected) }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "abc", "2023-13-01", "2023-02-29", "2023-03-24T", "2023-03-24T25:00", "2023-03-24T12:60", "2023-03-24 12:40 PMX", "32.01.2020",
      "1/1",
      "2023-03-24T12:40+99:00", "2023-03-24x", "13/13/2020", "2023-3", "9999-01-01", "2020-01-01 13:00 PM", "12:40", "2023-03/24",
    ])
  func refused(_ text: String) { #expect(instant(text, .monthFirst) == nil) }

  @Test("Day and month change places with the order, and the evidence is told")
  func orders() {
    #expect(instant("3/4/2020", .monthFirst) == "2020-03-04T00:00:00Z")
    #expect(instant("3/4/2020", .dayFirst) == "2020-04-03T00:00:00Z")
    func evidence(_ text: String) -> TimeText.Evidence {
      let bytes = Array(text.utf8)
      return TimeText(bytes.span, bytes.indices, order: nil).evidence
    }
    #expect(evidence("3/4/2020") == .ambiguous)
    #expect(evidence("13/4/2020") == .dayFirst)
    #expect(evidence("4/13/2020") == .monthFirst)
    #expect(evidence("3.4.2020") == .none)
    #expect(evidence("2020-04-03") == .none)
  }

  @Test("ISO 8601 reads as `Timestamp` reads it")
  func agreesWithTimestamp() {
    let seed: UInt64 = 4
    var generator = TestGenerator(seed: seed)
    for _ in 0..<5_000 {
      let nanoseconds = Int64(bitPattern: generator.next()) / 1_000_000 * (Bool.random(using: &generator) ? 1 : 1_000_000)
      let text = Timestamp(nanoseconds: nanoseconds).description
      #expect(instant(text) == Timestamp(text)?.description, "seed \(seed): \(text)")
      var buffer = TextBuffer(capacity: 1)
      var clock = ClockText()
      clock.append(Timestamp(nanoseconds: nanoseconds), to: &buffer)
      #expect(buffer.text == text, "seed \(seed): \(nanoseconds)")
    }
  }
}
