/// A value that one thread at a time works on in place.
///
/// Who hands boxes to threads sees to it that no two threads get the same one; the values then need no lock.
final class Owned<Value>: @unchecked Sendable {
  var value: Value

  init(_ value: Value) { self.value = value }
}
