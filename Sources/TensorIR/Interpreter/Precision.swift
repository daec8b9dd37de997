/// How many bits the reals of a run have.
public enum Precision: String, CaseIterable, Hashable, Sendable {
  case f32, f64
}
