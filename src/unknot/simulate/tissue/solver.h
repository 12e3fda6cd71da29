#pragma once
// Equilibrium of the block under a rigid body or a dead load: Newton's method with line search and adaptive steps.
// Input: grid, body, load. Output: displacements that balance, or what kept them from it.
// docs/theory/tissue.md, "Equilibrium".

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "unknot/simulate/tissue/contact.h"
#include "unknot/simulate/tissue/multigrid.h"
#include "unknot/simulate/tissue/relaxation.h"
#include "unknot/simulate/tissue/supports.h"

namespace unknot::tissue {

struct SolverOptions {
  /// Newton ends when the next step would do this share of the work done so far.
  double work_tolerance_ratio = 1e-7;
  /// How far each linear solve is carried.
  double forcing_ratio = 1e-2;
  int newton_max_count = 40;
  int linear_max_count = 400;
  /// A wanted force is pressed by small, well balanced steps from the start, and no solve ends early.
  bool careful = false;
  bool precise = false;  ///< linear algebra in double, tight forcing: the reference mode
};

/// Why a step did not converge.
struct SolveFailure {
  std::string reason;
  std::string hint;
};

struct SolveCounts {
  int newton_count = 0;
  int linear_count = 0;
  int careful_count = 0;  ///< presses that the hasty way could not do
};

/// One history: every call moves on from the last balanced state.
class TissueSolver {
 public:
  TissueSolver(Grid grid, std::optional<Indenter> indenter, const KernelTable& kernels, Executor& executor,
               SolverOptions options);

  /// Where the body stands before it touches.
  void place_at(double position_m) {
    pose_.position_m = position_m;
    if (contact_) contact_->commit(u_, pose_);
  }
  /// Nodal forces of p = peak exp(-r^2 / 2 sigma^2) per reference area at a peak of 1 Pa.
  void set_gaussian_load(double sigma_m);
  /// Any dead load instead: nodal forces at a peak of 1 Pa (solver layout, N/Pa).
  void set_dead_load(Buffer<double> force_per_pressure) { load_N_ = std::move(force_per_pressure); }

  // Each returns nothing when balanced. On failure the state is the last balanced one.
  std::optional<SolveFailure> press_to_depth(double depth_m);
  std::optional<SolveFailure> press_to_force(double force_N);
  std::optional<SolveFailure> load_to_peak(double peak_Pa);
  /// Moves the body along y within `duration_s`, at the present depth or at `force_N`. The same position: a hold, in
  /// which layers with Prony terms relax. A dead load stays as it is.
  std::optional<SolveFailure> move_to(double position_m, std::optional<double> force_N, double duration_s);

  /// Goes on with other rows of the same block: `grid` has the same columns and rows in depth, and its rows along y are
  /// some of those of one long block, as the present ones are. Rows that both have keep what they know exactly; others
  /// take what lies around them; beyond the present ones the block is at rest. The next move starts from the present
  /// field. Not under a dead load.
  void continue_on(Grid grid);

  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] const Buffer<double>& displacement_m() const { return u_; }
  [[nodiscard]] const Pose& pose() const { return pose_; }
  [[nodiscard]] const Contact* contact() const { return contact_ ? &*contact_ : nullptr; }
  [[nodiscard]] const ContactSums& sums() const;
  /// The springs that hold the block; support_force_N tells what each carries.
  [[nodiscard]] const std::vector<Support>& supports() const { return supports_; }
  [[nodiscard]] double load_peak_Pa() const { return load_Pa_; }
  /// Of the dead load, downward.
  [[nodiscard]] double load_force_N() const;
  /// Mean J - 1 of an element at the last evaluation.
  [[nodiscard]] double volume_strain_ratio(int i, int j, int k) const;
  /// The relaxing layers' stress share and history, of the last balanced state.
  [[nodiscard]] const StepHistory& history() const { return relaxation_.step(); }
  [[nodiscard]] SolveCounts take_counts();
  [[nodiscard]] std::size_t bytes() const;

  /// Largest relative difference between the tangent's product and central differences of the residual, at the present
  /// state, along a fixed pseudo-random direction. For `unknot check --tangent`.
  [[nodiscard]] double tangent_error_ratio();
  /// Internal forces at a displacement, for patch tests: N, solver layout.
  [[nodiscard]] Buffer<double> internal_force_N(const Buffer<double>& u);

 private:
  struct Saved {
    Buffer<double> u, pressure_Pa;
    Pose pose;
    double load_Pa;
    Contact::Memory memory;
    std::optional<Relaxation> relaxation;
  };
  struct Evaluation {
    bool valid = false;  ///< every J positive
    double energy_J = 0;
  };
  /// A field on the rows it was found on.
  struct Field {
    std::vector<double> y_m;
    Buffer<double> u, pressure_Pa;
  };
  /// @param with_history  not needed where no time passes until it is restored
  [[nodiscard]] Saved save(bool with_history) const;
  void restore(const Saved& saved);
  Evaluation evaluate();
  /// How well a state is balanced: one that is asked for; one on a careful way to it; one on a hasty way.
  enum class Aim { exactly, nearly, roughly };
  /// Balances at fixed depth and position, or with the depth free to meet `force_N`.
  std::optional<SolveFailure> balance(std::optional<double> force_N, Aim aim);
  [[nodiscard]] double allowed_penetration_m() const;
  std::optional<SolveFailure> balance_stiff_enough(std::optional<double> force_N);
  struct NewtonStep {
    double depth_m = 0;
    double stiffness_N_m = 0;  ///< of force over depth
    double work_J = 0;         ///< about what the step would do, by the preconditioner
    double left_J = 0;         ///< about what it leaves undone
    bool indefinite = false;
  };
  NewtonStep find_step(std::optional<double> force_N, double forcing_ratio, double enough_J);
  void follow_contact(std::optional<double> force_N, double forcing_ratio, double enough_J, NewtonStep& step);
  [[nodiscard]] std::vector<char> touching() const;
  void replace_surface();
  [[nodiscard]] Buffer<double> multiply(const Buffer<double>& x);
  LinearOutcome solve_linear(const Buffer<double>& b, Buffer<double>& x, double tolerance_ratio, double enough_J,
                             bool warm);
  /// @param near_last  little has changed since the last time
  void realize(bool near_last = false);
  /// The pressures that go with a whole Newton step `update_` from the present state, into volume_change_.
  void predict_pressure();
  /// The pressures of the present volumes.
  void reset_pressure();
  /// @param between  on the way to a wanted state, without time: layers that relax need not look
  void commit(bool between);
  std::optional<SolveFailure> press_on(double depth_m, bool on_the_way);
  /// To the first touch and a little further: a share of the height.
  std::optional<SolveFailure> touch(double beyond_ratio, Aim aim);
  /// By few states, with no more than so many times the force added at once, each foretold from the last two
  /// stiffnesses and balanced roughly.
  std::optional<SolveFailure> press_hastily(double force_N, double growth_ratio);
  std::optional<SolveFailure> press_carefully(double force_N);
  /// Moves the body by `depth_m`, and all displacements as the last stiffness foretells.
  void follow_tangent(double depth_m);
  /// What the depth's own equation keeps when all displacements follow it: K_ee - e_z K_c . w, with K w = K_c e_z =
  /// lift.
  [[nodiscard]] double find_body_stiffness_N_m(const Buffer<double>& lift, double forcing_ratio, bool warm);
  /// The tangent of force over depth at the present state, with lift_response_ as its displacement.
  /// @param near_last  little has changed since the last Newton step
  [[nodiscard]] double find_stiffness_N_m(bool near_last);
  std::optional<SolveFailure> move_part(double position_m, std::optional<double> force_N, double duration_s);
  void carry_field(double shift_m);
  void allocate();
  /// The start of a slide: the last state, moved along with the body.
  void guess_slide(double position_m);
  // lint_units off: a dot product
  [[nodiscard]] double dot_free(const Buffer<double>& a, const Buffer<double>& b) const;
  // lint_units on
  [[nodiscard]] double reference_work_J() const;
  Grid grid_;
  Shape shape_;
  ElementArrays<double> arrays_;
  const KernelTable& kernels_;
  Executor& executor_;
  SolverOptions options_;
  std::optional<Contact> contact_;
  Buffer<double> u_, residual_, update_, lift_response_, load_N_, volume_strain_;
  Buffer<double> pressure_Pa_, volume_change_;  ///< of elements, like volume_strain_
  Buffer<double> free_nodes_;                   ///< 1 where a node may move (y, x)
  Pose pose_;
  std::optional<Field> before_;  ///< of the rows before continue_on(), until the next move
  double load_Pa_ = 0;
  double most_work_J_ = 0;  ///< of any balanced state so far
  std::vector<Support> supports_;
  Relaxation relaxation_;
  std::unique_ptr<Multigrid<float>> single_;
  std::unique_ptr<Multigrid<double>> precise_;
  SolveCounts counts_;
  double calm_s_ = 0;    ///< since the last sudden change
  int spent_count_ = 0;  ///< Newton steps towards the present state
};

}  // namespace unknot::tissue
