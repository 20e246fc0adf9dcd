/// The arc tangents of two numbers in radians, to within a unit or two of their last place.
///
/// Large numbers are turned over, middling ones moved by π/4, and of what is left a rational approximation is taken: the method and the coefficients
/// are those of Moshier's Cephes library. The system's function would be called once for each.
@usableFromInline
@inline(__always)
func arcTangents(_ values: SIMD2<Double>) -> SIMD2<Double> {
  let sizes = values.sizes
  let one = SIMD2(repeating: 1.0)
  let (large, middling) = (SIMD2(repeating: 2.414213562373095), SIMD2(repeating: 0.66))
  let above = choose(
    -one, where: sizes, isGreaterThan: large, otherwise: choose(sizes - 1, where: sizes, isGreaterThan: middling, otherwise: sizes))
  let below = choose(
    sizes, where: sizes, isGreaterThan: large, otherwise: choose(sizes + 1, where: sizes, isGreaterThan: middling, otherwise: one))
  let quarters = choose(
    SIMD2(repeating: Double.pi / 2), where: sizes, isGreaterThan: large,
    otherwise: choose(SIMD2(repeating: Double.pi / 4), where: sizes, isGreaterThan: middling, otherwise: .zero))
  let x = above / below
  let z = x * x
  var top = z * -8.750608600031904122785e-1 - 1.615753718733365076637e1
  top = top * z - 7.500855792314704667340e1
  top = top * z - 1.228866684490136173410e2
  top = top * z - 6.485021904942025371773e1
  var bottom = z + 2.485846490142306297962e1
  bottom = bottom * z + 1.650270098316988542046e2
  bottom = bottom * z + 4.328810604912902668951e2
  bottom = bottom * z + 4.853903996359136964868e2
  bottom = bottom * z + 1.945506571482613964425e2
  // What of π/2 and π/4 does not fit into a number of this size.
  let rest = quarters * 3.8981718325193755e-17
  let tangents = quarters + (x * (z * (top / bottom)) + x + rest)
  return choose(-tangents, where: .zero, isGreaterThan: values, otherwise: tangents)
}

/// The arc tangent of one number, to the same bits.
@usableFromInline
@inline(__always)
func arcTangent(_ value: Double) -> Double {
  guard abs(value) <= 0.66 else { return arcTangents(SIMD2(repeating: value)).x }
  // Nothing is moved; above and below the line of the approximation go side by side.
  let z = value * value
  var lanes = SIMD2(-8.750608600031904122785e-1, 1) * z + SIMD2(-1.615753718733365076637e1, 2.485846490142306297962e1)
  lanes = lanes * z + SIMD2(-7.500855792314704667340e1, 1.650270098316988542046e2)
  lanes = lanes * z + SIMD2(-1.228866684490136173410e2, 4.328810604912902668951e2)
  lanes = lanes * z + SIMD2(-6.485021904942025371773e1, 4.853903996359136964868e2)
  return value * (z * (lanes.x / (lanes.y * z + 1.945506571482613964425e2))) + value
}
