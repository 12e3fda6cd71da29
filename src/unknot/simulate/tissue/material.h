#pragma once
// Isotropic hyperelastic laws of one layer, split into a part that keeps the volume and a volumetric part.
// Input: parameters, deformation gradient. Output: energy, first Piola-Kirchhoff stress, tangent.
// docs/theory/tissue.md, "Materials".

#include <array>
#include <vector>

namespace unknot::tissue {

using Vector3 = std::array<double, 3>;
/// Row-major 3 x 3.
using Matrix3 = std::array<double, 9>;
/// d P_iI / d F_jJ at (3 i + I) * 9 + 3 j + J.
using Tangent = std::array<double, 81>;

/// What a law answers at one deformation gradient.
struct Response {
  double energy_J_m3 = 0;
  Matrix3 stress_Pa{};   ///< first Piola-Kirchhoff
  Tangent tangent_Pa{};  ///< of stress_Pa
};

/// One term of an Ogden law.
struct OgdenTerm {
  double mu_Pa = 0;
  double alpha_ratio = 0;
};

/// One term of a Prony series: a share of the instantaneous deviatoric stress that decays with a time constant.
struct PronyTerm {
  double share_ratio = 0;
  double tau_s = 0;
};

/// Neo-Hookean, Yeoh: sum of c_i (I1bar - 3)^i. Ogden: sum of 2 mu / alpha^2 (sum of lambdabar^alpha - 3).
/// All with bulk/2 (J - 1)^2.
class Law {
 public:
  [[nodiscard]] static Law neo_hookean(double shear_modulus_Pa, double poisson_ratio);
  [[nodiscard]] static Law yeoh(const std::array<double, 3>& c_Pa, double poisson_ratio);
  /// The same with a bulk modulus that does not come from the shear modulus at rest.
  [[nodiscard]] static Law yeoh_of_bulk(const std::array<double, 3>& c_Pa, double bulk_Pa);
  [[nodiscard]] static Law ogden(std::vector<OgdenTerm> terms, double poisson_ratio);

  [[nodiscard]] bool in_first_invariant() const { return terms_.empty(); }
  [[nodiscard]] const std::array<double, 3>& c_Pa() const { return c_Pa_; }
  [[nodiscard]] const std::vector<OgdenTerm>& terms() const { return terms_; }
  [[nodiscard]] double bulk_Pa() const { return bulk_Pa_; }
  /// At rest.
  [[nodiscard]] double shear_Pa() const;

  /// The part that keeps the volume. @cost with `with_tangent` about a microsecond
  [[nodiscard]] Response isochoric(const Matrix3& deformation, bool with_tangent) const;
  /// bulk/2 (J - 1)^2 at one point; elements use its mean form (theory, "Element").
  [[nodiscard]] Response volumetric(const Matrix3& deformation, bool with_tangent) const;
  /// Both parts.
  [[nodiscard]] Response response(const Matrix3& deformation) const;

  std::vector<PronyTerm> prony;  ///< shares add up to less than 1; empty: elastic

 private:
  Law() = default;
  std::array<double, 3> c_Pa_{};
  std::vector<OgdenTerm> terms_;
  double bulk_Pa_ = 0;
};

/// Fibres that carry tension only: k/2 <I4bar - 1>^2, I4bar = J^(-2/3) a . C a, along the unit direction a at rest.
[[nodiscard]] Response fibre_response(double fibre_Pa, const Vector3& direction_ratio, const Matrix3& deformation,
                                      bool with_tangent);

/// kappa = 2 mu (1 + nu) / (3 (1 - 2 nu)).
[[nodiscard]] double bulk_modulus_Pa(double shear_modulus_Pa, double poisson_ratio);

// lint_units off: pure numbers
[[nodiscard]] double determinant(const Matrix3& m);
/// J F^-T.
[[nodiscard]] Matrix3 cofactor(const Matrix3& m);
/// det(I + H) - 1 without cancellation, from the displacement gradient H = F - I.
[[nodiscard]] double volume_strain(const Matrix3& displacement_gradient);
// lint_units on
/// Cauchy stress P F^T / J.
[[nodiscard]] Matrix3 cauchy_stress_Pa(const Matrix3& first_piola_Pa, const Matrix3& deformation);
/// Eigenvalues (ascending) of a symmetric matrix, eigenvectors as columns.
struct Eigen3 {
  std::array<double, 3> values{};
  Matrix3 vectors{};
};
[[nodiscard]] Eigen3 symmetric_eigen(const Matrix3& m);

}  // namespace unknot::tissue
