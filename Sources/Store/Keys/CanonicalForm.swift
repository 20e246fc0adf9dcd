/// Unicode Normalization Form C (Unicode Standard Annex 15), for keys.
///
/// The standard library normalises inside `==` but does not hand out the result, and the library that does brings ICU along.
enum CanonicalForm {
  /// The text in Normalization Form C. Texts that are equal as `String`s give the same bytes.
  static func compose(_ text: String) -> String {
    // Nothing below U+0300 takes part in a composition as a second scalar, and everything there is already composed.
    guard text.unicodeScalars.contains(where: { $0.value >= 0x300 }) else { return text }
    var scalars: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars { decompose(scalar, into: &scalars) }
    reorder(&scalars)
    return String(String.UnicodeScalarView(compose(scalars)))
  }

  private static func decompose(_ scalar: Unicode.Scalar, into scalars: inout [Unicode.Scalar]) {
    if let hangul = decomposeHangul(scalar) {
      scalars += hangul
    } else if let parts = tables.decompositions[scalar] {
      // A decomposition's first part may decompose again, at most four times (Unicode fixes this bound).
      for part in parts { decompose(part, into: &scalars) }
    } else {
      scalars.append(scalar)
    }
  }

  /// Sorts each run of combining marks by class, keeping marks of one class in order.
  private static func reorder(_ scalars: inout [Unicode.Scalar]) {
    for index in scalars.indices.dropFirst() {
      let mark = scalars[index]
      let order = mark.properties.canonicalCombiningClass
      guard order != .notReordered else { continue }
      var place = index
      while place > 0, scalars[place - 1].properties.canonicalCombiningClass > order {
        scalars[place] = scalars[place - 1]
        place -= 1
      }
      scalars[place] = mark
    }
  }

  private static func compose(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var starter: Int?
    for scalar in scalars {
      let order = scalar.properties.canonicalCombiningClass
      if let starter, let last = result.last {
        let lastOrder = last.properties.canonicalCombiningClass
        let isBlocked = starter != result.count - 1 && (lastOrder == .notReordered || lastOrder >= order)
        if !isBlocked, let composed = pair(result[starter], scalar) {
          result[starter] = composed
          continue
        }
      }
      if order == .notReordered { starter = result.count }
      result.append(scalar)
    }
    return result
  }

  private static func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    composeHangul(first, second) ?? tables.compositions[UInt64(first.value) << 32 | UInt64(second.value)]
  }

  // The Hangul syllables are computed: The Unicode Standard, section 3.12.
  private static let syllables: UInt32 = 0xAC00
  private static let leads: UInt32 = 0x1100
  private static let vowels: UInt32 = 0x1161
  private static let tails: UInt32 = 0x11A7

  private static func decomposeHangul(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
    guard scalar.value >= syllables, scalar.value < syllables + 11172 else { return nil }
    let index = scalar.value - syllables
    let parts = [leads + index / 588, vowels + index % 588 / 28, tails + index % 28]
    return (index % 28 == 0 ? parts.dropLast() : parts[...]).compactMap(Unicode.Scalar.init)
  }

  private static func composeHangul(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    if first.value >= leads, first.value < leads + 19, second.value >= vowels, second.value < vowels + 21 {
      return Unicode.Scalar(syllables + (first.value - leads) * 588 + (second.value - vowels) * 28)
    }
    if first.value >= syllables, first.value < syllables + 11172, (first.value - syllables) % 28 == 0,
      second.value > tails, second.value < tails + 28
    {
      return Unicode.Scalar(first.value + second.value - tails)
    }
    return nil
  }

  private struct Tables {
    var decompositions: [Unicode.Scalar: [Unicode.Scalar]] = [:]
    var compositions: [UInt64: Unicode.Scalar] = [:]
  }

  private static let tables: Tables = {
    var tables = Tables()
    var value: UInt32 = 0
    for entry in decompositionTable.split(separator: " ") {
      guard let mark = entry.firstIndex(where: { $0 == "=" || $0 == "!" }), let distance = UInt32(entry[..<mark], radix: 36) else {
        continue
      }
      value += distance
      let parts = entry[entry.index(after: mark)...].split(separator: ".").compactMap { UInt32($0, radix: 36).flatMap(Unicode.Scalar.init) }
      guard let scalar = Unicode.Scalar(value) else { continue }
      tables.decompositions[scalar] = parts
      if entry[mark] == "=", parts.count == 2 {
        tables.compositions[UInt64(parts[0].value) << 32 | UInt64(parts[1].value)] = scalar
      }
    }
    return tables
  }()
}
