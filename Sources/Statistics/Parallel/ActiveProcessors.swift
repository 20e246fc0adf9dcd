#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// How many processors the machine has running: how many threads parallel work uses unless told.
///
/// No result of this package depends on it.
public enum ActiveProcessors {
  /// The number of processors, at least 1; 1 where the system cannot say.
  public static let count: Int = {
    #if canImport(Darwin) || canImport(Glibc) || canImport(Musl) || canImport(Android)
      return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    #else
      return 1
    #endif
  }()
}
