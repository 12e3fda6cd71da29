#include "unknot/simulate/tissue/material.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unknot::tissue {
namespace {

std::size_t at(int i, int j) { return static_cast<std::size_t>(3 * i + j); }
std::size_t at(int i, int a, int j, int b) { return static_cast<std::size_t>((3 * i + a) * 9 + 3 * j + b); }

/// The first and second derivative of f(I1bar) = sum c_i (I1bar - 3)^i, and f itself.
struct Series {
  double value = 0, first = 0, second = 0;
};

Series series(const std::array<double, 3>& c, double x) {
  return {x * (c[0] + x * (c[1] + x * c[2])), c[0] + x * (2 * c[1] + x * 3 * c[2]), 2 * c[1] + 6 * x * c[2]};
}

/// I1bar - 3 without cancellation: J^(-2/3) (I1 - 3) + 3 (J^(-2/3) - 1), from the displacement gradient.
double invariant_strain(const Matrix3& f, double volume) {
  double excess = 0;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      const double h = f[at(i, j)] - (i == j ? 1 : 0);
      excess += h * h + (i == j ? 2 * h : 0);
    }
  }
  const double scale = std::expm1(-2.0 / 3.0 * std::log1p(volume));
  return (1 + scale) * excess + 3 * scale;
}

Matrix3 minus_identity(const Matrix3& f) {
  Matrix3 h = f;
  for (int i = 0; i < 3; ++i) h[at(i, i)] -= 1;
  return h;
}

Response invariant_response(const std::array<double, 3>& c, const Matrix3& f, bool with_tangent) {
  const double volume = volume_strain(minus_identity(f));
  const double j = 1 + volume;
  const double scale = std::exp(-2.0 / 3.0 * std::log1p(volume));
  const Series s = series(c, invariant_strain(f, volume));
  Matrix3 inverse = cofactor(f);
  for (double& value : inverse) value /= j;
  double i1 = 0;
  for (const double value : f) i1 += value * value;

  Response out;
  out.energy_J_m3 = s.value;
  Matrix3 q{};  // derivative of I1bar
  for (std::size_t n = 0; n < 9; ++n) {
    q[n] = 2 * scale * (f[n] - i1 / 3 * inverse[n]);
    out.stress_Pa[n] = s.first * q[n];
  }
  if (!with_tangent) return out;
  for (int i = 0; i < 3; ++i) {
    for (int a = 0; a < 3; ++a) {
      for (int k = 0; k < 3; ++k) {
        for (int b = 0; b < 3; ++b) {
          const std::size_t m = at(i, a), n = at(k, b);
          const double second = scale * ((m == n ? 2 : 0) - 4.0 / 3.0 * (f[m] * inverse[n] + inverse[m] * f[n]) +
                                         4.0 / 9.0 * i1 * inverse[m] * inverse[n] +
                                         2.0 / 3.0 * i1 * inverse[at(i, b)] * inverse[at(k, a)]);
          out.tangent_Pa[at(i, a, k, b)] = s.first * second + s.second * q[m] * q[n];
        }
      }
    }
  }
  return out;
}

/// Stress and tangent of an Ogden law in the principal frame, turned back.
Response ogden_response(const std::vector<OgdenTerm>& terms, const Matrix3& f, bool with_tangent) {
  Matrix3 c{};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 3; ++k) c[at(i, j)] += f[at(k, i)] * f[at(k, j)];
    }
  }
  const Eigen3 eigen = symmetric_eigen(c);
  std::array<double, 3> stretch{}, log_bar{};
  double log_sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    stretch[i] = std::sqrt(std::max(eigen.values[i], 1e-300));
    log_bar[i] = std::log(stretch[i]);
    log_sum += log_bar[i];
  }
  for (double& value : log_bar) value -= log_sum / 3;

  Response out;
  std::array<double, 3> tau{};
  std::array<std::array<double, 3>, 3> second{};
  for (const OgdenTerm& term : terms) {
    // x_i = lambdabar_i^alpha - 1, so that small strains keep their digits.
    std::array<double, 3> x{};
    for (std::size_t i = 0; i < 3; ++i) x[i] = std::expm1(term.alpha_ratio * log_bar[i]);
    const double mean = (x[0] + x[1] + x[2]) / 3;
    out.energy_J_m3 += 2 * term.mu_Pa / (term.alpha_ratio * term.alpha_ratio) * 3 * mean;
    for (std::size_t i = 0; i < 3; ++i) {
      tau[i] += 2 * term.mu_Pa / term.alpha_ratio * (x[i] - mean);
      for (std::size_t j = 0; j < 3; ++j) {
        second[i][j] += 2 * term.mu_Pa * ((i == j ? 1 + x[i] : 0) - (2 + x[i] + x[j]) / 3 + (1 + mean) / 3);
      }
    }
  }
  // Directions in space: n = F N / stretch.
  Matrix3 n{};
  for (int a = 0; a < 3; ++a) {
    for (int i = 0; i < 3; ++i) {
      for (int k = 0; k < 3; ++k) {
        n[at(i, a)] += f[at(i, k)] * eigen.vectors[at(k, a)] / stretch[static_cast<std::size_t>(a)];
      }
    }
  }
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int a = 0; a < 3; ++a) {
        const auto p = static_cast<std::size_t>(a);
        out.stress_Pa[at(i, j)] += n[at(i, a)] * tau[p] / stretch[p] * eigen.vectors[at(j, a)];
      }
    }
  }
  if (!with_tangent) return out;

  // In the principal frame: the diagonal couples by `second`; each pair (a, b) by its own two-by-two block.
  double principal[3][3] = {};
  double straight[3][3] = {};  // dP_ab / dF_ab
  double crossed[3][3] = {};   // dP_ab / dF_ba
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      principal[a][b] = (second[a][b] - (a == b ? tau[a] : 0)) / (stretch[a] * stretch[b]);
      if (a == b) continue;
      const double la = stretch[a], lb = stretch[b];
      const double sa = tau[a] / (la * la), sb = tau[b] / (lb * lb);
      double slope = 0;
      if (std::abs(lb * lb - la * la) > 1e-5 * la * lb) {
        slope = (sb - sa) / (lb * lb - la * la);
      } else {
        const double at_b = (second[b][b] - 2 * tau[b]) / (lb * lb * lb) - second[a][b] / (la * la * lb);
        const double at_a = (second[a][a] - 2 * tau[a]) / (la * la * la) - second[a][b] / (lb * lb * la);
        slope = 0.25 * (at_a / la + at_b / lb);
      }
      straight[a][b] = sb + la * la * slope;
      crossed[a][b] = la * lb * slope;
    }
  }
  // Turn: A_iI,jJ = sum n_ia N_Ib A_ab,cd n_jc N_Jd.
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      for (int i = 0; i < 3; ++i) {
        for (int ii = 0; ii < 3; ++ii) {
          for (int j = 0; j < 3; ++j) {
            for (int jj = 0; jj < 3; ++jj) {
              double& entry = out.tangent_Pa[at(i, ii, j, jj)];
              entry +=
                  principal[a][b] * n[at(i, a)] * eigen.vectors[at(ii, a)] * n[at(j, b)] * eigen.vectors[at(jj, b)];
              if (a == b) continue;
              entry += n[at(i, a)] * eigen.vectors[at(ii, b)] *
                       (straight[a][b] * n[at(j, a)] * eigen.vectors[at(jj, b)] +
                        crossed[a][b] * n[at(j, b)] * eigen.vectors[at(jj, a)]);
            }
          }
        }
      }
    }
  }
  return out;
}

}  // namespace

Response fibre_response(double fibre_Pa, const Vector3& direction, const Matrix3& f, bool with_tangent) {
  const double volume = volume_strain(minus_identity(f));
  const double j = 1 + volume;
  const double scale = std::exp(-2.0 / 3.0 * std::log1p(volume));
  Vector3 along{};  // F a
  double i4 = 0;
  for (int i = 0; i < 3; ++i) {
    const auto c = static_cast<std::size_t>(i);
    for (std::size_t a = 0; a < 3; ++a) along[c] += f[3 * c + a] * direction[a];
    i4 += along[c] * along[c];
  }
  Response out;
  const double x = scale * i4 - 1;
  if (x <= 0) return out;
  out.energy_J_m3 = 0.5 * fibre_Pa * x * x;
  Matrix3 inverse = cofactor(f);
  for (double& value : inverse) value /= j;
  Matrix3 drawn{}, q{};  // (F a) x a; the derivative of I4bar
  for (std::size_t n = 0; n < 9; ++n) {
    drawn[n] = along[n / 3] * direction[n % 3];
    q[n] = 2 * scale * (drawn[n] - i4 / 3 * inverse[n]);
    out.stress_Pa[n] = fibre_Pa * x * q[n];
  }
  if (!with_tangent) return out;
  for (int i = 0; i < 3; ++i) {
    for (int a = 0; a < 3; ++a) {
      for (int k = 0; k < 3; ++k) {
        for (int b = 0; b < 3; ++b) {
          const std::size_t m = at(i, a), n = at(k, b);
          const double straight =
              i == k ? direction[static_cast<std::size_t>(a)] * direction[static_cast<std::size_t>(b)] : 0;
          const double second =
              2 * scale *
              (straight - 2.0 / 3.0 * (drawn[m] * inverse[n] + inverse[m] * drawn[n]) +
               2.0 / 9.0 * i4 * inverse[m] * inverse[n] + 1.0 / 3.0 * i4 * inverse[at(i, b)] * inverse[at(k, a)]);
          out.tangent_Pa[at(i, a, k, b)] = fibre_Pa * (x * second + q[m] * q[n]);
        }
      }
    }
  }
  return out;
}

double bulk_modulus_Pa(double shear_modulus_Pa, double poisson_ratio) {
  return 2 * shear_modulus_Pa * (1 + poisson_ratio) / (3 * (1 - 2 * poisson_ratio));
}

Law Law::neo_hookean(double shear_modulus_Pa, double poisson_ratio) {
  return yeoh({shear_modulus_Pa / 2, 0, 0}, poisson_ratio);
}

Law Law::yeoh(const std::array<double, 3>& c_Pa, double poisson_ratio) {
  return yeoh_of_bulk(c_Pa, bulk_modulus_Pa(2 * c_Pa[0], poisson_ratio));
}

Law Law::yeoh_of_bulk(const std::array<double, 3>& c_Pa, double bulk_Pa) {
  Law law;
  law.c_Pa_ = c_Pa;
  law.bulk_Pa_ = bulk_Pa;
  return law;
}

Law Law::ogden(std::vector<OgdenTerm> terms, double poisson_ratio) {
  Law law;
  law.terms_ = std::move(terms);
  law.bulk_Pa_ = bulk_modulus_Pa(law.shear_Pa(), poisson_ratio);
  return law;
}

double Law::shear_Pa() const {
  double sum_Pa = 2 * c_Pa_[0];
  for (const OgdenTerm& term : terms_) sum_Pa += term.mu_Pa;
  return sum_Pa;
}

Response Law::isochoric(const Matrix3& deformation, bool with_tangent) const {
  return in_first_invariant() ? invariant_response(c_Pa_, deformation, with_tangent)
                              : ogden_response(terms_, deformation, with_tangent);
}

Response Law::volumetric(const Matrix3& deformation, bool with_tangent) const {
  const double volume = volume_strain(minus_identity(deformation));
  const double pressure_Pa = bulk_Pa_ * volume;
  const Matrix3 cof = cofactor(deformation);
  Response out;
  out.energy_J_m3 = 0.5 * pressure_Pa * volume;
  for (std::size_t n = 0; n < 9; ++n) out.stress_Pa[n] = pressure_Pa * cof[n];
  if (!with_tangent) return out;
  const double j = 1 + volume;
  for (int i = 0; i < 3; ++i) {
    for (int a = 0; a < 3; ++a) {
      for (int k = 0; k < 3; ++k) {
        for (int b = 0; b < 3; ++b) {
          const double direct = cof[at(i, a)] * cof[at(k, b)];
          const double swapped = cof[at(i, b)] * cof[at(k, a)];
          out.tangent_Pa[at(i, a, k, b)] = bulk_Pa_ * direct + pressure_Pa / j * (direct - swapped);
        }
      }
    }
  }
  return out;
}

Response Law::response(const Matrix3& deformation) const {
  Response sum = isochoric(deformation, true);
  const Response part = volumetric(deformation, true);
  sum.energy_J_m3 += part.energy_J_m3;
  for (std::size_t n = 0; n < 9; ++n) sum.stress_Pa[n] += part.stress_Pa[n];
  for (std::size_t n = 0; n < 81; ++n) sum.tangent_Pa[n] += part.tangent_Pa[n];
  return sum;
}

double determinant(const Matrix3& m) {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

Matrix3 cofactor(const Matrix3& m) {
  return {m[4] * m[8] - m[5] * m[7], m[5] * m[6] - m[3] * m[8], m[3] * m[7] - m[4] * m[6],
          m[2] * m[7] - m[1] * m[8], m[0] * m[8] - m[2] * m[6], m[1] * m[6] - m[0] * m[7],
          m[1] * m[5] - m[2] * m[4], m[2] * m[3] - m[0] * m[5], m[0] * m[4] - m[1] * m[3]};
}

double volume_strain(const Matrix3& h) {
  const double trace = h[0] + h[4] + h[8];
  const double minors = h[0] * h[4] - h[1] * h[3] + h[4] * h[8] - h[5] * h[7] + h[0] * h[8] - h[2] * h[6];
  return trace + minors + determinant(h);
}

Matrix3 cauchy_stress_Pa(const Matrix3& first_piola_Pa, const Matrix3& deformation) {
  const double j = determinant(deformation);
  Matrix3 sigma_Pa{};
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) sigma_Pa[at(i, k)] += first_piola_Pa[at(i, a)] * deformation[at(k, a)] / j;
    }
  }
  return sigma_Pa;
}

Eigen3 symmetric_eigen(const Matrix3& m) {
  // Cyclic Jacobi: slow and exact to the last digits.
  Matrix3 a = m;
  Matrix3 v{1, 0, 0, 0, 1, 0, 0, 0, 1};
  for (int sweep = 0; sweep < 30; ++sweep) {
    const double off = a[1] * a[1] + a[2] * a[2] + a[5] * a[5];
    const double scale = a[0] * a[0] + a[4] * a[4] + a[8] * a[8];
    if (off <= 1e-34 * scale) break;
    for (const auto& [p, q] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
      const double apq = a[at(p, q)];
      if (apq == 0) continue;
      const double theta = (a[at(q, q)] - a[at(p, p)]) / (2 * apq);
      const double t = (theta >= 0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1));
      const double c = 1 / std::sqrt(t * t + 1);
      const double s = t * c;
      for (int k = 0; k < 3; ++k) {
        const double akp = a[at(k, p)], akq = a[at(k, q)];
        a[at(k, p)] = c * akp - s * akq;
        a[at(k, q)] = s * akp + c * akq;
      }
      for (int k = 0; k < 3; ++k) {
        const double apk = a[at(p, k)], aqk = a[at(q, k)];
        a[at(p, k)] = c * apk - s * aqk;
        a[at(q, k)] = s * apk + c * aqk;
        const double vkp = v[at(k, p)], vkq = v[at(k, q)];
        v[at(k, p)] = c * vkp - s * vkq;
        v[at(k, q)] = s * vkp + c * vkq;
      }
    }
  }
  std::array<int, 3> order{0, 1, 2};
  std::sort(order.begin(), order.end(), [&](int x, int y) { return a[at(x, x)] < a[at(y, y)]; });
  Eigen3 out;
  for (int i = 0; i < 3; ++i) {
    const int from = order[static_cast<std::size_t>(i)];
    out.values[static_cast<std::size_t>(i)] = a[at(from, from)];
    for (int k = 0; k < 3; ++k) out.vectors[at(k, i)] = v[at(k, from)];
  }
  return out;
}

}  // namespace unknot::tissue
