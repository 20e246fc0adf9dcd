/// Whether a difference is what rounding leaves of prices of this size rather than a movement: within 1e-14 of them, as TA-Lib has it.
@inlinable
@inline(__always)
func isNoMoreThanRounding(_ difference: Double, of size: Double) -> Bool { difference <= 1e-14 * size }
