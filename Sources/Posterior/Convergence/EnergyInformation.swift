/// Returns the estimated Bayesian fraction of missing information of one chain's energies.
///
/// The mean squared change of the energy over its variance; below about 0.3 the momentum moves
/// too slowly between the energy levels of the target. NaN with fewer than two draws.
/// Betancourt: Diagnosing suboptimal cotangent disintegrations (2016).
public func energyInformation(_ energies: [Double]) -> Double {
  let changes = zip(energies.dropFirst(), energies).map { $0 - $1 }
  let meanSquare = changes.reduce(0) { $0 + $1 * $1 } / Double(changes.count)
  return meanSquare / energies.sampleVariance
}
