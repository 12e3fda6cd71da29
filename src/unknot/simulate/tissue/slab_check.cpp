#include <algorithm>
#include <cmath>
#include <utility>

#include "unknot/simulate/tissue/contact.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using tissue::Buffer;
using tissue::Grid;
using tissue::Law;

/// A small crooked block.
Grid crooked_block(const Law& law) {
  Grid grid;
  grid.x_m = {-0.05, -0.03, -0.01, 0.0, 0.015, 0.05};
  grid.y_m = {-0.05, -0.02, 0.0, 0.03, 0.05};
  grid.z_m = {0, 0.004, 0.014, 0.02};
  grid.layer_of = {0, 0, 0};
  grid.laws = {law};
  grid.laws.front().prony = {{0.5, 2.0}};
  return grid;
}

/// Bends it, varies it, draws fibres through it, and sets it on bone and springs.
void make_living(Grid& grid) {
  std::vector<tissue::Vector3> places_m;
  for (int j = 0; j <= grid.elements_y(); ++j) {
    for (int k = 0; k <= grid.elements_z(); ++k) {
      for (int i = 0; i <= grid.elements_x(); ++i) {
        tissue::Vector3 place = grid.place(i, j, k);
        place[2] += 0.003 * std::cos(30 * place[0] + 1) + 0.002 * std::sin(40 * place[1]);
        place[0] += 0.1 * place[2] * std::sin(50 * place[1]);
        places_m.push_back(place);
      }
    }
  }
  grid.place_m = std::move(places_m);
  const int count = grid.elements_x() * grid.elements_y() * grid.elements_z();
  for (int n = 0; n < count; ++n) {
    grid.stiffness_ratio.push_back(1 + 0.5 * std::sin(3.0 * n));
    grid.fibre_ratio.push_back({std::cos(0.1 * n), std::sin(0.1 * n), 0});
    grid.fibre_Pa.push_back(1e4 * (1 + 0.5 * std::cos(2.0 * n)));
  }
  for (std::size_t n = 0; n < grid.x_m.size() * grid.y_m.size(); ++n)
    grid.foundation.push_back(n % 3 == 0 ? tissue::kBone : tissue::Spring{4e6, 1e6});
  grid.side = {1e5, 5e4};
}

/// A fixed direction, the same on every machine.
void fill_direction(const tissue::Shape& shape, Buffer<double>& direction) {
  for (int j = 0; j < shape.nodes_y; ++j) {
    for (int c = 0; c < 3; ++c) {
      for (int i = 0; i < shape.nodes_x; ++i)
        direction[static_cast<std::size_t>(shape.vector_at(j, 0) + c * shape.stride + i)] =
            std::sin(7.0 * i + 3 * j + c);
    }
  }
}

/// Largest difference of two fields over the largest value of the second.
double difference_ratio(const Buffer<double>& found, const Buffer<double>& expected) {
  double difference = 0, total = 0;
  for (std::size_t n = 0; n < found.size(); ++n) {
    difference = std::max(difference, std::abs(found[n] - expected[n]));
    total = std::max(total, std::abs(expected[n]));
  }
  return total > 0 ? difference / total : 1;
}

/// Contact with friction by itself, dragged along by `drag_m`: its stiffness against differences of its forces, and the
/// column of the depth, by which a wanted force is met, against the forces of a body that goes down. Bounds are of the
/// last balanced state; the body stands a little deeper than it did then, so that none of them moves.
double contact_error_ratio(const tissue::Indenter& body, double drag_m, bool sticks) {
  constexpr double kBefore_m = 0.004, kNow_m = kBefore_m + 2e-4, kStep_m = 1e-8, kPenalty_Pa_m = 1e7;
  const Grid grid = crooked_block(Law::neo_hookean(5e3, 0.49));
  const tissue::Shape shape = grid.shape();
  tissue::Contact contact(grid, body);
  contact.set_penalty(kPenalty_Pa_m);
  Buffer<double> direction(shape.vector_size()), u(shape.vector_size());
  fill_direction(shape, direction);
  for (std::size_t n = 0; n < u.size(); ++n) u[n] = 2e-4 * direction[n];
  const auto force_at = [&](double along_m, double deeper_m) {
    Buffer<double> moved = u, residual(u.size());
    for (std::size_t n = 0; n < u.size(); ++n) moved[n] += along_m * direction[n];
    contact.evaluate(moved, {drag_m, kNow_m + deeper_m}, residual);
    return residual;
  };
  const auto slope_of = [&](double along_m, double deeper_m) {
    Buffer<double> slope = force_at(along_m, deeper_m);
    const Buffer<double> behind = force_at(-along_m, -deeper_m);
    for (std::size_t n = 0; n < slope.size(); ++n) slope[n] = (slope[n] - behind[n]) / (2 * kStep_m);
    return slope;
  };
  Buffer<double> start(u.size());
  contact.evaluate(u, {0, kBefore_m}, start);
  contact.commit(u, {0, kBefore_m});
  const Buffer<double> expected = slope_of(kStep_m, 0), expected_lift = slope_of(0, -kStep_m);
  (void)force_at(0, 0);
  const tissue::ContactSums& sums = contact.sums();
  if (sums.touching_count == 0 || sums.sticking_count != (sticks ? sums.touching_count : 0)) return 1;
  Buffer<double> product(u.size()), lift(u.size());
  contact.subtract_product(direction, product);
  contact.add_lift(lift);
  for (double& value : product) value = -value;
  return std::max(difference_ratio(product, expected), difference_ratio(lift, expected_lift));
}

/// Under a flat the normal stays, and the tangents of stick and slip are exact. Under a ball it turns: with the
/// pressure the tangent knows that, with the traction it leaves it out to stay symmetric. So much of it may be missing
/// there.
double friction_error_ratio() {
  constexpr double kLeftOut_ratio = 1e-3;
  tissue::Indenter flat = tissue::Indenter::flat_punch(0.2, 0.01), ball = tissue::Indenter::sphere(1);
  flat.friction_ratio = ball.friction_ratio = 0.01;
  double most = 0;
  for (const bool sticks : {true, false}) {
    const double drag_m = sticks ? 1e-4 : 3e-3;
    const double left_out_ratio = contact_error_ratio(ball, drag_m, sticks);
    most = std::max(
        {most, contact_error_ratio(flat, drag_m, sticks), left_out_ratio > kLeftOut_ratio ? left_out_ratio : 0});
  }
  return most;
}

}  // namespace

double slab_tangent_error_ratio() {
  double most = friction_error_ratio();
  for (const Law& law :
       {Law::neo_hookean(5e3, 0.49), Law::yeoh({2e3, 3e3, 1e3}, 0.49), Law::ogden({{4e3, 6}, {1e3, -3}}, 0.49)}) {
    for (const bool living : {false, true}) {
      // Under a ball, half relaxed.
      Grid grid = crooked_block(law);
      if (living) make_living(grid);
      SerialExecutor executor;
      tissue::TissueSolver solver(std::move(grid), tissue::Indenter::sphere(0.03), tissue::best_kernels(), executor,
                                  {});
      const bool pressed = !solver.press_to_depth(0.004) && !solver.move_to(0, std::nullopt, 1.0);
      most = std::max(most, pressed ? solver.tangent_error_ratio() : 1.0);
    }
  }
  return most;
}

}  // namespace unknot
