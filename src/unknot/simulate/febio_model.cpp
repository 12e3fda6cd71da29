#include "unknot/simulate/febio_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"

namespace unknot::febio {
namespace {

using tissue::Law;

/// Cells along each side of the body's underside: its facets then are smaller than the elements under it.
constexpr int kBodyCells_count = 40;
/// What differs by less than this share is taken as one material, or one spring: FEBio's k takes no map.
constexpr double kSame_ratio = 0.05;
/// A node held more stiffly than this does not move: a micrometre under a newton tenth.
constexpr double kHeld_N_m = 1e5;
/// Springs to the ground are so long that they keep their direction.
constexpr double kSpring_m = 1;
constexpr std::array<const char*, 3> kAxes = {"x", "y", "z"};

int bin_of(double value) { return static_cast<int>(std::lround(std::log(value) / std::log1p(kSame_ratio))); }

/// Numbers joined by commas.
std::string list(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (const std::size_t one : numbers) text += (text.empty() ? "" : ",") + std::to_string(one);
  return text;
}

struct MaterialText {
  std::string type;
  std::string content;
  [[nodiscard]] std::string as(const std::string& tag) const {
    return "<" + tag + " type=\"" + type + "\">" + content + "</" + tag + ">";
  }
};

/// The part of a law that keeps the volume, without k.
MaterialText isochoric(const Law& law, double stiffness_ratio) {
  std::string content;
  if (!law.in_first_invariant()) {
    // FEBio: sum of c / m^2 (sum of lambdabar^m - 3).
    int n = 0;
    for (const tissue::OgdenTerm& term : law.terms()) {
      const std::string index = std::to_string(++n);
      content += element("c" + index, 2 * stiffness_ratio * term.mu_Pa) + element("m" + index, term.alpha_ratio);
    }
    return {"Ogden", content};
  }
  const auto& c_Pa = law.c_Pa();
  if (c_Pa[1] == 0 && c_Pa[2] == 0) {
    return {"Mooney-Rivlin", element("c1", stiffness_ratio * c_Pa[0]) + element("c2", 0)};
  }
  // By the energy, sum of c_i (I1bar - 3)^i: the first FEBio with this law left i out of the stress, later ones do not.
  for (std::size_t i = 0; i < c_Pa.size(); ++i) {
    content += element("c" + std::to_string(i + 1), stiffness_ratio * c_Pa[i]);
  }
  return {"Yeoh", content};
}

/// With its fibres, its volume and its relaxation.
MaterialText whole(const Law& law, const Part& part) {
  // pressure_model 2: k/2 (J - 1)^2, as here; FEBio's own would be k/2 (ln J)^2.
  const std::string volume = element("k", part.stiffness_ratio * law.bulk_Pa()) + element("pressure_model", "2");
  MaterialText elastic = isochoric(law, part.stiffness_ratio);
  if (part.has_fibres) {
    // ksi / beta (I4bar - 1)^beta where I4bar > 1, at alpha 0; along the first axis of the element.
    elastic = {"uncoupled solid mixture",
               elastic.as("solid") +
                   "<solid type=\"fiber-exp-pow-uncoupled\"><fiber type=\"vector\">1,0,0</fiber>"
                   "<ksi type=\"map\">fibre_" +
                   escape_markup(part.name) + "</ksi><alpha>0</alpha><beta>2</beta></solid>"};
  }
  if (law.prony.empty()) return {elastic.type, volume + elastic.content};
  double kept_ratio = 1;
  std::string terms;
  int n = 0;
  for (const tissue::PronyTerm& term : law.prony) {
    const std::string index = std::to_string(++n);
    terms += element("t" + index, term.tau_s) + element("g" + index, term.share_ratio);
    kept_ratio -= term.share_ratio;
  }
  return {"uncoupled viscoelastic", volume + element("g0", kept_ratio) + terms + elastic.as("elastic")};
}

std::string held_set(const std::string& axis) { return "held_" + axis; }

}  // namespace

std::string number(double value) { return digits_text(value, 9); }

std::string element(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">";
}
std::string element(const std::string& name, double value) { return element(name, number(value)); }

Model::Model(const FebioCase& problem) : problem_(problem), grid_(*problem.grid) {
  tissue::Pose start;
  start.position_m = problem.start_position_m;
  start.depth_m = problem.start_depth_m;
  double deepest_m = 0;
  for (const FebioMoment& moment : problem.moments) {
    deepest_m = std::max(deepest_m, moment.depth_m - problem.start_depth_m);
  }
  underside_ = underside_mesh(problem.body, start, 2 * std::max(deepest_m, 0.005), kBodyCells_count);
  find_parts();
  find_supports();
}

void Model::find_parts() {
  std::map<std::tuple<int, int, bool>, Part> parts;
  for (int k = 0; k < grid_.elements_z(); ++k) {
    for (int j = 0; j < grid_.elements_y(); ++j) {
      for (int i = 0; i < grid_.elements_x(); ++i) {
        const int layer = grid_.layer_of[static_cast<std::size_t>(k)];
        const double stiffness_ratio = grid_.element_stiffness_ratio(i, j, k);
        const bool has_fibres = !grid_.fibre_Pa.empty() && grid_.fibre_Pa[grid_.element_index(i, j, k)] > 0;
        Part& part = parts[{layer, bin_of(stiffness_ratio), has_fibres}];
        part.layer = layer;
        part.has_fibres = has_fibres;
        const auto before = static_cast<double>(part.elements.size());
        part.stiffness_ratio = (before * part.stiffness_ratio + stiffness_ratio) / (before + 1);
        part.elements.push_back({i, j, k});
      }
    }
  }
  std::map<int, int> count, used;
  for (const auto& [key, part] : parts) ++count[part.layer];
  for (auto& [key, part] : parts) {
    const std::string& id = problem_.layers[static_cast<std::size_t>(part.layer)].id;
    part.name = count[part.layer] == 1 ? id : id + "_" + std::to_string(++used[part.layer]);
    parts_.push_back(std::move(part));
  }
}

void Model::find_supports() {
  const int nx = grid_.elements_x(), ny = grid_.elements_y(), nz = grid_.elements_z();
  for (int k = 0; k <= nz; ++k) {
    for (int j = 0; j <= ny; ++j) {
      for (int i = 0; i <= nx; ++i) {
        const bool side = i == 0 || j == 0 || i == nx || j == ny;
        if ((k == nz && grid_.foundation.empty()) || (side && grid_.sides_fixed)) {
          for (std::vector<std::size_t>& held : held_) held.push_back(node(i, j, k));
        }
      }
    }
  }
  std::map<std::pair<int, int>, SpringGroup> groups;
  for (const tissue::Support& support : tissue::find_supports(grid_)) {
    for (int axis = 0; axis < 3; ++axis) {
      const double stiffness_N_m = support.planes_N_m[static_cast<std::size_t>(axis)];
      const std::size_t at = node(support.i, support.j, support.k);
      if (stiffness_N_m >= kHeld_N_m) {
        held_[static_cast<std::size_t>(axis)].push_back(at);
      } else if (stiffness_N_m > 0) {
        SpringGroup& group = groups[{axis, bin_of(stiffness_N_m)}];
        group.axis = axis;
        const auto before = static_cast<double>(group.nodes.size());
        group.stiffness_N_m = (before * group.stiffness_N_m + stiffness_N_m) / (before + 1);
        group.nodes.push_back(at);
      }
    }
  }
  for (std::vector<std::size_t>& held : held_) {
    std::sort(held.begin(), held.end());
    held.erase(std::unique(held.begin(), held.end()), held.end());
  }
  for (auto& [key, group] : groups) {
    const std::vector<std::size_t>& held = held_[static_cast<std::size_t>(group.axis)];
    group.nodes.erase(std::remove_if(group.nodes.begin(), group.nodes.end(),
                                     [&](std::size_t at) { return std::binary_search(held.begin(), held.end(), at); }),
                      group.nodes.end());
    if (!group.nodes.empty()) springs_.push_back(std::move(group));
  }
}

std::string Model::materials() const {
  std::string xml = "  <Material>\n";
  std::size_t id = 0;
  for (const Part& part : parts_) {
    const MaterialText text = whole(grid_.laws[static_cast<std::size_t>(part.layer)], part);
    xml += "    <material id=\"" + std::to_string(++id) + "\" name=\"" + escape_markup(part.name) + "\" type=\"" +
           text.type + "\">" + text.content + "</material>\n";
  }
  return xml + "    <material id=\"" + std::to_string(body_material_id()) + "\" name=\"" + kBodyName +
         "\" type=\"rigid body\"><density>1</density><center_of_mass>0,0,0</center_of_mass></material>\n  "
         "</Material>\n";
}

std::string Model::mesh() const {
  return "  <Mesh>\n" + nodes() + elements() + surfaces() + sets() +
         "    <SurfacePair name=\"contact\"><primary>skin_surface</primary><secondary>body_underside</secondary>"
         "</SurfacePair>\n  </Mesh>\n";
}

std::string Model::domains() const {
  std::string xml = "  <MeshDomains>\n";
  for (const Part& part : parts_) {
    const std::string name = escape_markup(part.name);
    xml += "    <SolidDomain name=\"" + name + "\" mat=\"" + name + "\"/>\n";
  }
  return xml + "    <ShellDomain name=\"" + kBodyName + "\" mat=\"" + kBodyName +
         "\"><shell_thickness>0</shell_thickness></ShellDomain>\n  </MeshDomains>\n";
}

std::string Model::mesh_data() const {
  std::string xml;
  for (const Part& part : parts_) {
    if (!part.has_fibres) continue;
    const std::string name = escape_markup(part.name);
    std::string strength, axes;
    for (std::size_t n = 0; n < part.elements.size(); ++n) {
      const auto [i, j, k] = part.elements[n];
      const std::size_t at = grid_.element_index(i, j, k);
      const std::string head = "      <elem lid=\"" + std::to_string(n + 1) + "\">";
      strength += head + number(grid_.fibre_Pa[at]) + "</elem>\n";
      const tissue::Vector3& along = grid_.fibre_ratio[at];
      // The second axis may be any that is not along the first.
      const bool is_upright = std::abs(along[2]) > 0.9;
      axes += head + element("a", number(along[0]) + "," + number(-along[1]) + "," + number(-along[2])) +
              element("d", is_upright ? "1,0,0" : "0,0,1") + "</elem>\n";
    }
    xml += "    <ElementData name=\"fibre_" + name + "\" data_type=\"scalar\" elem_set=\"" + name + "\">\n" + strength +
           "    </ElementData>\n    <ElementData type=\"mat_axis\" elem_set=\"" + name + "\">\n" + axes +
           "    </ElementData>\n";
  }
  return xml.empty() ? xml : "  <MeshData>\n" + xml + "  </MeshData>\n";
}

std::string Model::boundary() const {
  std::string xml = "  <Boundary>\n";
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (held_[axis].empty()) continue;
    const std::string set = held_set(kAxes[axis]);
    xml += "    <bc name=\"" + set + "\" node_set=\"" + set + "\" type=\"zero displacement\">";
    for (std::size_t other = 0; other < 3; ++other) {
      xml += element(std::string(kAxes[other]) + "_dof", axis == other ? "1" : "0");
    }
    xml += "</bc>\n";
  }
  if (!springs_.empty()) {
    xml +=
        "    <bc name=\"ground\" node_set=\"ground\" type=\"zero displacement\"><x_dof>1</x_dof><y_dof>1</y_dof>"
        "<z_dof>1</z_dof></bc>\n";
  }
  return xml + "  </Boundary>\n";
}

std::string Model::springs() const {
  if (springs_.empty()) return {};
  std::string materials, sets;
  for (std::size_t n = 0; n < springs_.size(); ++n) {
    const std::string id = std::to_string(n + 1);
    materials += "    <discrete_material id=\"" + id + "\" name=\"spring_" + id + "\" type=\"linear spring\">" +
                 element("E", springs_[n].stiffness_N_m) + "</discrete_material>\n";
    sets += "    <discrete dmat=\"" + id + "\" discrete_set=\"springs_" + id + "\"/>\n";
  }
  return "  <Discrete>\n" + materials + sets + "  </Discrete>\n";
}

std::size_t Model::node(int i, int j, int k) const {
  return static_cast<std::size_t>((k * (grid_.elements_y() + 1) + j) * (grid_.elements_x() + 1) + i) + 1;
}

std::size_t Model::block_nodes_count() const { return grid_.x_m.size() * grid_.y_m.size() * grid_.z_m.size(); }

std::string Model::corners(const std::array<std::uint32_t, 4>& quad) const {
  std::vector<std::size_t> numbers;
  for (const std::uint32_t vertex : quad) numbers.push_back(block_nodes_count() + vertex + 1);
  return list(numbers);
}

std::string Model::nodes() const {
  std::string xml = "    <Nodes name=\"block\">\n";
  std::vector<Vec3> places_m;
  const auto add = [&](const Vec3& place_m) {
    places_m.push_back(place_m);
    xml += "      <node id=\"" + std::to_string(places_m.size()) + "\">" + number(place_m.x) + "," + number(place_m.y) +
           "," + number(place_m.z) + "</node>\n";
  };
  for (int k = 0; k <= grid_.elements_z(); ++k) {
    for (int j = 0; j <= grid_.elements_y(); ++j) {
      for (int i = 0; i <= grid_.elements_x(); ++i) {
        const tissue::Vector3 place_m = grid_.place(i, j, k);
        add({place_m[0], -place_m[1], -place_m[2]});
      }
    }
  }
  xml += "    </Nodes>\n    <Nodes name=\"" + std::string(kBodyName) + "\">\n";
  for (const Vec3& place_m : underside_.place_m) add({place_m.x, -place_m.y, -place_m.z});
  xml += "    </Nodes>\n";
  if (springs_.empty()) return xml;
  xml += "    <Nodes name=\"ground\">\n";
  for (const SpringGroup& group : springs_) {
    const Vec3 beside_m{group.axis == 0 ? kSpring_m : 0, group.axis == 1 ? kSpring_m : 0,
                        group.axis == 2 ? -kSpring_m : 0};
    for (const std::size_t at : group.nodes) add(places_m[at - 1] + beside_m);
  }
  return xml + "    </Nodes>\n";
}

std::string Model::elements() const {
  std::string xml;
  std::size_t id = 0;
  for (const Part& part : parts_) {
    xml += "    <Elements type=\"hex8\" name=\"" + escape_markup(part.name) + "\">\n";
    for (const auto& [i, j, k] : part.elements) {
      const auto at = [&, i = i, j = j, k = k](int di, int dj, int dk) { return node(i + di, j + dj, k + dk); };
      xml += "      <elem id=\"" + std::to_string(++id) + "\">" +
             list({at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0), at(0, 0, 1), at(1, 0, 1), at(1, 1, 1),
                   at(0, 1, 1)}) +
             "</elem>\n";
    }
    xml += "    </Elements>\n";
  }
  xml += "    <Elements type=\"quad4\" name=\"" + std::string(kBodyName) + "\">\n";
  for (const auto& quad : underside_.quads) {
    xml += "      <elem id=\"" + std::to_string(++id) + "\">" + corners(quad) + "</elem>\n";
  }
  return xml + "    </Elements>\n";
}

std::string Model::surfaces() const {
  std::string xml = "    <Surface name=\"skin_surface\">\n";
  std::size_t id = 0;
  for (int j = 0; j < grid_.elements_y(); ++j) {
    for (int i = 0; i < grid_.elements_x(); ++i) {
      xml += "      <quad4 id=\"" + std::to_string(++id) + "\">" +
             list({node(i, j, 0), node(i, j + 1, 0), node(i + 1, j + 1, 0), node(i + 1, j, 0)}) + "</quad4>\n";
    }
  }
  xml += "    </Surface>\n    <Surface name=\"body_underside\">\n";
  id = 0;
  for (const auto& quad : underside_.quads) {
    xml += "      <quad4 id=\"" + std::to_string(++id) + "\">" + corners(quad) + "</quad4>\n";
  }
  return xml + "    </Surface>\n";
}

std::string Model::sets() const {
  std::string xml;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (held_[axis].empty()) continue;
    xml += "    <NodeSet name=\"" + held_set(kAxes[axis]) + "\">" + list(held_[axis]) + "</NodeSet>\n";
  }
  std::size_t ground = block_nodes_count() + underside_.place_m.size();
  std::vector<std::size_t> all;
  for (std::size_t n = 0; n < springs_.size(); ++n) {
    xml += "    <DiscreteSet name=\"springs_" + std::to_string(n + 1) + "\">\n";
    for (const std::size_t at : springs_[n].nodes) {
      all.push_back(++ground);
      xml += "      <delem>" + list({at, ground}) + "</delem>\n";
    }
    xml += "    </DiscreteSet>\n";
  }
  if (!all.empty()) xml += "    <NodeSet name=\"ground\">" + list(all) + "</NodeSet>\n";
  return xml;
}

}  // namespace unknot::febio
