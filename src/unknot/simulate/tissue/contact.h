#pragma once
// One-sided contact of the surface's nodes with a body: by a stiff penalty, or by its pad; with Coulomb friction.
// Input: displacements, the body's pose. Output: nodal forces, stiffness, sums. docs/theory/tissue.md, "Contact".

#include <optional>
#include <vector>

#include "unknot/simulate/tissue/grid.h"
#include "unknot/simulate/tissue/indenter.h"
#include "unknot/simulate/tissue/multigrid.h"

namespace unknot::tissue {

/// Where the body stands: its lowest point.
struct Pose {
  double position_m = 0;  ///< along y
  double depth_m = 0;     ///< downward
};

/// Of the last evaluation.
struct ContactSums {
  Vector3 force_N{};         ///< on the tissue; z downward
  double stiffness_N_m = 0;  ///< e_z . K e_z over all nodes
  double penetration_m = 0;  ///< largest overlap with a rigid body; 0 under a pad
  double compression_m = 0;  ///< largest, of the pad
  double moved_m = 0;        ///< largest displacement of a touching node: the scale of the press
  int touching_count = 0;
  int sticking_count = 0;
};

/// One node's part of it.
struct NodeContact {
  double pressure_Pa = 0;  ///< normal, per reference area; 0: no contact
  double gap_m = 0;
  Vector3 slope_ratio{};  ///< of the gap; where there is contact
  Vector3 traction_Pa{};  ///< tangential, on the tissue
  bool sticks = false;
};

class Contact {
 public:
  Contact(const Grid& grid, const Indenter& indenter);

  /// Forces at displacement `u`; friction counts slip from the last commit(). Adds to `residual` (minus the forces).
  void evaluate(const Buffer<double>& u, const Pose& pose, Buffer<double>& residual);
  /// Stiffness of the last evaluation, per surface node.
  [[nodiscard]] const SurfaceStiffness& stiffness() const { return stiffness_; }
  /// A linear step slides a touching node along the plane that is tangent to the body, and off a curved one, by more
  /// than the penalty bears. mark() before the step; settle() afterwards puts every node that the step meant to keep
  /// back to the gap that the step meant, along the body's normal.
  /// begin() before the first step of an iteration.
  void begin();
  void mark(const Buffer<double>& u, const Pose& pose);
  void settle(Buffer<double>& u, const Pose& pose) const;
  /// K e_z: what the nodal residual changes by when the body rises by one.
  void add_lift(Buffer<double>& vector) const;
  /// y -= K x.
  void subtract_product(const Buffer<double>& x, Buffer<double>& y) const;
  [[nodiscard]] const ContactSums& sums() const { return sums_; }
  [[nodiscard]] const std::vector<NodeContact>& nodes() const { return nodes_; }
  [[nodiscard]] const NodeContact& node(int i, int j) const { return nodes_[index(i, j)]; }
  [[nodiscard]] double area_m2(int i, int j) const { return area_m2_[index(i, j)]; }
  /// Of all nodes that touch, at rest.
  [[nodiscard]] double touching_area_m2() const;

  /// Friction, and the softening by normals that turn, know the pressures of the last refresh: a body just moved into
  /// the surface shows pressures that never balance, and with known bounds the tangent is symmetric.
  void refresh_bounds();
  /// Carries the pressures and their bounds along with a body that moves by `shift_m` along the lines of nodes
  /// `line_m`.
  void carry(const std::vector<double>& line_m, double shift_m);
  /// Moves the nodes that touch, by their pressures, onto the body at `pose`, and the skin under them along.
  void fit_surface(const Pose& pose, Buffer<double>& u) const;
  /// The tangential tractions and slips so far become the start of the next step.
  void commit(const Buffer<double>& u, const Pose& pose);
  /// Depth at which the body, standing at `position_m`, would first touch the surface displaced by `u`.
  /// Nothing where no node lies under it.
  [[nodiscard]] std::optional<double> touch_depth_m(const Buffer<double>& u, double position_m) const;
  /// Goes on from the contact of another grid of the same block, displaced by `u` on this one: what touched there
  /// touches here.
  /// @param row_before  the row of nodes there that each of this grid's rows along y is; -1: none
  void continue_from(const Contact& before, const std::vector<int>& row_before, const Buffer<double>& u);
  /// Penalty in Pa/m; of no meaning under a pad.
  void set_penalty(double penalty_Pa_m) { penalty_Pa_m_ = penalty_Pa_m; }
  [[nodiscard]] double penalty_Pa_m() const { return penalty_Pa_m_; }
  [[nodiscard]] const Indenter& indenter() const { return indenter_; }

  /// What a failed step is rolled back to.
  struct Memory {
    std::vector<Vector3> traction_Pa;
    std::vector<Vector3> place_m;
    std::vector<double> bound_Pa;  ///< pressure that bounds the friction
    std::vector<char> touched;     ///< whether the node touched at the last commit
    Pose pose;
  };
  [[nodiscard]] Memory memory() const { return memory_; }
  void restore(Memory memory) { memory_ = std::move(memory); }

 private:
  [[nodiscard]] bool held(int i, int j) const;
  /// Share of the body's way since the last commit that it went together with a node it did not touch then.
  [[nodiscard]] double find_together_ratio(std::size_t n, const Pose& pose) const;
  /// The pad's stiffness for the tangent. Its own, but where the node lies far deeper in it than it will balance:
  /// Newton's method takes an exponential back by no more than a factor e a step, the chord to a pressure like the last
  /// balanced one goes there at once.
  [[nodiscard]] double find_pad_stiffness_Pa_m(std::size_t n, double compression_m, const Pad::Answer& answer) const;
  [[nodiscard]] std::size_t index(int i, int j) const {
    return static_cast<std::size_t>(j) * static_cast<std::size_t>(shape_.nodes_x) + static_cast<std::size_t>(i);
  }
  Shape shape_;
  Indenter indenter_;
  std::vector<Vector3> rest_m_;  ///< nodes at rest (y, x)
  std::vector<double> area_m2_;  ///< each node's share of the surface at rest
  std::vector<NodeContact> nodes_;
  SurfaceStiffness stiffness_;
  ContactSums sums_;
  /// The state at the last mark().
  struct Mark {
    struct Node {
      std::size_t index;
      std::ptrdiff_t at;
      double gap_m;
      Vector3 slope_ratio, moved_m;
    };
    std::vector<Node> nodes;
    std::vector<Vector3> traction_Pa;  ///< of all nodes
    std::vector<char> turned;          ///< whose traction was once against that since begin()
    Pose pose;
  };
  Mark mark_;
  Memory memory_;
  double penalty_Pa_m_ = 0;
  bool sides_fixed_ = false;
};

}  // namespace unknot::tissue
