#pragma once
// The sections of a .feb file that do not change with time: materials, mesh, what holds it.
// Input: FebioCase. Output: XML sections. docs/theory/febio.md.

#include <array>
#include <string>
#include <vector>

#include "unknot/simulate/febio.h"
#include "unknot/simulate/tissue/supports.h"

namespace unknot::febio {

/// "%.9g".
[[nodiscard]] std::string number(double value);
/// <name>content</name>
[[nodiscard]] std::string element(const std::string& name, const std::string& content);
[[nodiscard]] std::string element(const std::string& name, double value);

/// Name of the rigid body, its material and its part.
inline constexpr const char* kBodyName = "pressing_body";

/// Elements of one layer with (nearly) the same stiffness, all with fibres or all without.
struct Part {
  int layer = 0;
  std::string name;
  double stiffness_ratio = 1;  ///< mean of its elements
  bool has_fibres = false;
  std::vector<std::array<int, 3>> elements;  ///< i, j, k in the order of the file
};

/// Nodes on springs of (nearly) the same stiffness along one axis of the file.
struct SpringGroup {
  int axis = 0;
  double stiffness_N_m = 0;  ///< mean
  std::vector<std::size_t> nodes;
};

class Model {
 public:
  explicit Model(const FebioCase& problem);
  [[nodiscard]] std::string materials() const;
  [[nodiscard]] std::string mesh() const;
  [[nodiscard]] std::string domains() const;
  [[nodiscard]] std::string mesh_data() const;  ///< empty where no part has fibres
  [[nodiscard]] std::string boundary() const;
  [[nodiscard]] std::string springs() const;  ///< empty where nothing gives way
  [[nodiscard]] std::size_t body_material_id() const { return parts_.size() + 1; }

 private:
  void find_parts();
  void find_supports();
  [[nodiscard]] std::size_t node(int i, int j, int k) const;
  [[nodiscard]] std::size_t block_nodes_count() const;
  [[nodiscard]] std::string corners(const std::array<std::uint32_t, 4>& quad) const;
  [[nodiscard]] std::string nodes() const;
  [[nodiscard]] std::string elements() const;
  [[nodiscard]] std::string surfaces() const;
  [[nodiscard]] std::string sets() const;

  const FebioCase& problem_;
  const tissue::Grid& grid_;
  Underside underside_;
  std::vector<Part> parts_;
  std::array<std::vector<std::size_t>, 3> held_;  ///< nodes that cannot move along x, y, z
  std::vector<SpringGroup> springs_;
};

}  // namespace unknot::febio
