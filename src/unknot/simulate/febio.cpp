#include "unknot/simulate/febio.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "unknot/core/check.h"
#include "unknot/core/escape.h"

namespace unknot {
namespace {

using tissue::Grid;
using tissue::Law;

/// Cells along each side of the body's underside: its facets then are smaller than the elements under it.
constexpr int kBodyCells_count = 40;
/// A sudden change takes this share of the shortest time constant, so that nothing relaxes meanwhile.
constexpr double kSudden_ratio = 1e-3;
/// FEBio cannot start from a force without contact: it is led this share of the way down first.
constexpr double kLed_ratio = 0.5;
constexpr int kFirstParts_count = 20;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

std::string element(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">";
}
std::string element(const std::string& name, double value) { return element(name, number(value)); }

struct MaterialText {
  std::string type;
  std::string content;
};

/// The part of a law that keeps the volume, without k.
MaterialText isochoric(const Law& law) {
  std::string content;
  if (!law.in_first_invariant()) {
    // FEBio: sum of c / m^2 (sum of lambdabar^m - 3).
    int n = 0;
    for (const tissue::OgdenTerm& term : law.terms()) {
      const std::string index = std::to_string(++n);
      content += element("c" + index, 2 * term.mu_Pa) + element("m" + index, term.alpha_ratio);
    }
    return {"Ogden", content};
  }
  const auto& c_Pa = law.c_Pa();
  if (c_Pa[1] == 0 && c_Pa[2] == 0) return {"Mooney-Rivlin", element("c1", c_Pa[0]) + element("c2", 0)};
  // FEBio's Yeoh stress is 2/J dev(B) sum of c_i (I1bar - 3)^(i - 1): the exponent's factor is left to the coefficient.
  for (std::size_t i = 0; i < c_Pa.size(); ++i) {
    content += element("c" + std::to_string(i + 1), static_cast<double>(i + 1) * c_Pa[i]);
  }
  return {"Yeoh", content};
}

/// With its volume and its relaxation.
MaterialText whole(const Law& law) {
  // pressure_model 2: k/2 (J - 1)^2, as here; FEBio's own would be k/2 (ln J)^2.
  const std::string volume = element("k", law.bulk_Pa()) + element("pressure_model", "2");
  const MaterialText elastic = isochoric(law);
  if (law.prony.empty()) return {elastic.type, volume + elastic.content};
  double kept_ratio = 1;
  std::string terms;
  int n = 0;
  for (const tissue::PronyTerm& term : law.prony) {
    const std::string index = std::to_string(++n);
    terms += element("t" + index, term.tau_s) + element("g" + index, term.share_ratio);
    kept_ratio -= term.share_ratio;
  }
  return {"uncoupled viscoelastic", volume + element("g0", kept_ratio) + terms + "<elastic type=\"" + elastic.type +
                                        "\">" + elastic.content + "</elastic>"};
}

std::string materials(const FebioCase& problem) {
  std::string xml = "  <Material>\n";
  std::size_t id = 0;
  for (const Law& law : problem.grid->laws) {
    const std::string name = escape_markup(problem.layers[id].id);
    const MaterialText text = whole(law);
    xml += "    <material id=\"" + std::to_string(++id) + "\" name=\"" + name + "\" type=\"" + text.type + "\">" +
           text.content + "</material>\n";
  }
  return xml + "    <material id=\"" + std::to_string(id + 1) +
         "\" name=\"pressing_body\" type=\"rigid body\"><density>1</density>"
         "<center_of_mass>0,0,0</center_of_mass></material>\n  </Material>\n";
}

/// Numbers joined by commas.
std::string list(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (const std::size_t one : numbers) text += (text.empty() ? "" : ",") + std::to_string(one);
  return text;
}

class MeshText {
 public:
  explicit MeshText(const FebioCase& problem) : problem_(problem), grid_(*problem.grid) {
    tissue::Pose start;
    start.position_m = problem.start_position_m;
    start.depth_m = problem.start_depth_m;
    double deepest_m = 0;
    for (const FebioMoment& moment : problem.moments) deepest_m = std::max(deepest_m, moment.depth_m);
    underside_ = underside_mesh(problem.body, start, 2 * std::max(deepest_m, 0.005), kBodyCells_count);
  }

  [[nodiscard]] std::string text() const {
    return "  <Mesh>\n" + nodes() + elements() + surfaces() + node_sets() +
           "    <SurfacePair name=\"contact\"><primary>skin_surface</primary><secondary>body_underside</secondary>"
           "</SurfacePair>\n  </Mesh>\n";
  }
  [[nodiscard]] std::string domains() const {
    std::string xml = "  <MeshDomains>\n";
    for (const LayerName& layer : problem_.layers) {
      const std::string name = escape_markup(layer.id);
      xml += "    <SolidDomain name=\"" + name + "\" mat=\"" + name + "\"/>\n";
    }
    return xml +
           "    <ShellDomain name=\"pressing_body\" mat=\"pressing_body\"><shell_thickness>0</shell_thickness>"
           "</ShellDomain>\n  </MeshDomains>\n";
  }

 private:
  [[nodiscard]] std::size_t node(int i, int j, int k) const {
    return static_cast<std::size_t>((k * (grid_.elements_y() + 1) + j) * (grid_.elements_x() + 1) + i) + 1;
  }
  [[nodiscard]] std::size_t block_nodes_count() const { return grid_.x_m.size() * grid_.y_m.size() * grid_.z_m.size(); }
  [[nodiscard]] std::string corners(const std::array<std::uint32_t, 4>& quad) const {
    std::vector<std::size_t> numbers;
    for (const std::uint32_t vertex : quad) numbers.push_back(block_nodes_count() + vertex + 1);
    return list(numbers);
  }

  [[nodiscard]] std::string nodes() const {
    std::string xml = "    <Nodes name=\"block\">\n";
    std::size_t id = 0;
    const auto add = [&](const Vec3& place_m) {
      xml += "      <node id=\"" + std::to_string(++id) + "\">" + number(place_m.x) + "," + number(-place_m.y) + "," +
             number(-place_m.z) + "</node>\n";
    };
    for (int k = 0; k <= grid_.elements_z(); ++k) {
      for (int j = 0; j <= grid_.elements_y(); ++j) {
        for (int i = 0; i <= grid_.elements_x(); ++i) {
          const tissue::Vector3 place_m = grid_.place(i, j, k);
          add({place_m[0], place_m[1], place_m[2]});
        }
      }
    }
    xml += "    </Nodes>\n    <Nodes name=\"pressing_body\">\n";
    for (const Vec3& place_m : underside_.place_m) add(place_m);
    return xml + "    </Nodes>\n";
  }

  [[nodiscard]] std::string elements() const {
    std::string xml;
    std::size_t id = 0;
    for (std::size_t layer = 0; layer < problem_.layers.size(); ++layer) {
      xml += "    <Elements type=\"hex8\" name=\"" + escape_markup(problem_.layers[layer].id) + "\">\n";
      for (int k = 0; k < grid_.elements_z(); ++k) {
        if (grid_.layer_of[static_cast<std::size_t>(k)] != static_cast<int>(layer)) continue;
        for (int j = 0; j < grid_.elements_y(); ++j) {
          for (int i = 0; i < grid_.elements_x(); ++i) {
            const auto at = [&](int di, int dj, int dk) { return node(i + di, j + dj, k + dk); };
            xml += "      <elem id=\"" + std::to_string(++id) + "\">" +
                   list({at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0), at(0, 0, 1), at(1, 0, 1), at(1, 1, 1),
                         at(0, 1, 1)}) +
                   "</elem>\n";
          }
        }
      }
      xml += "    </Elements>\n";
    }
    xml += "    <Elements type=\"quad4\" name=\"pressing_body\">\n";
    for (const auto& quad : underside_.quads) {
      xml += "      <elem id=\"" + std::to_string(++id) + "\">" + corners(quad) + "</elem>\n";
    }
    return xml + "    </Elements>\n";
  }

  [[nodiscard]] std::string surfaces() const {
    std::string xml = "    <Surface name=\"skin_surface\">\n";
    std::size_t id = 0;
    for (int j = 0; j < grid_.elements_y(); ++j) {
      for (int i = 0; i < grid_.elements_x(); ++i) {
        xml += "      <quad4 id=\"" + std::to_string(++id) + "\">" +
               list({node(i, j, 0), node(i, j + 1, 0), node(i + 1, j + 1, 0), node(i + 1, j, 0)}) + "</quad4>\n";
      }
    }
    xml += "    </Surface>\n    <Surface name=\"body_underside\">\n";
    for (const auto& quad : underside_.quads) {
      xml += "      <quad4 id=\"" + std::to_string(++id) + "\">" + corners(quad) + "</quad4>\n";
    }
    return xml + "    </Surface>\n";
  }

  [[nodiscard]] std::string node_sets() const {
    std::vector<std::size_t> bottom, sides;
    const int nx = grid_.elements_x(), ny = grid_.elements_y(), nz = grid_.elements_z();
    for (int k = 0; k <= nz; ++k) {
      for (int j = 0; j <= ny; ++j) {
        for (int i = 0; i <= nx; ++i) {
          if (k == nz) {
            bottom.push_back(node(i, j, k));
          } else if (i == 0 || j == 0 || i == nx || j == ny) {
            sides.push_back(node(i, j, k));
          }
        }
      }
    }
    std::string xml = "    <NodeSet name=\"bottom\">" + list(bottom) + "</NodeSet>\n";
    if (grid_.sides_fixed) xml += "    <NodeSet name=\"sides\">" + list(sides) + "</NodeSet>\n";
    return xml;
  }

  const FebioCase& problem_;
  const Grid& grid_;
  Underside underside_;
};

std::string held(const std::string& node_set) {
  return "    <bc name=\"" + node_set + "\" node_set=\"" + node_set +
         "\" type=\"zero displacement\"><x_dof>1</x_dof><y_dof>1</y_dof><z_dof>1</z_dof></bc>\n";
}

/// One step of the analysis: how long, and what moves the body downward.
struct Stage {
  std::string name;
  double duration_s = 0;
  bool is_by_force = false;
  double value = 0;  ///< force in N, or depth in m at the end
  double position_m = 0;
};

std::vector<Stage> stages_of(const FebioCase& problem) {
  double fastest_s = 0;
  for (const Law& law : problem.grid->laws) {
    for (const tissue::PronyTerm& term : law.prony)
      fastest_s = fastest_s == 0 ? term.tau_s : std::min(fastest_s, term.tau_s);
  }
  const double sudden_s = fastest_s > 0 ? kSudden_ratio * fastest_s : 1;
  std::vector<Stage> stages;
  for (const FebioMoment& moment : problem.moments) {
    const double duration_s = moment.duration_s > 0 ? moment.duration_s : sudden_s;
    if (problem.is_driven_by_force && stages.empty()) {
      stages.push_back(
          {"touch", sudden_s, false, kLed_ratio * (moment.depth_m - problem.start_depth_m), moment.position_m});
    }
    stages.push_back({"moment_" + std::to_string(stages.size() + 1), duration_s, problem.is_driven_by_force,
                      problem.is_driven_by_force ? moment.force_N : moment.depth_m - problem.start_depth_m,
                      moment.position_m});
  }
  return stages;
}

std::string control(const Stage& stage) {
  const double first_s = stage.duration_s / kFirstParts_count;
  return "      <Control><analysis>STATIC</analysis><time_steps>" + std::to_string(kFirstParts_count) +
         "</time_steps><step_size>" + number(first_s) +
         "</step_size><time_stepper type=\"default\"><max_retries>10</max_retries><opt_iter>15</opt_iter><dtmin>" +
         number(first_s * 1e-3) + "</dtmin><dtmax>" + number(first_s) +
         "</dtmax></time_stepper><solver type=\"solid\"><symmetric_stiffness>non-symmetric</symmetric_stiffness>"
         "<qn_method type=\"Full Newton\"/></solver></Control>\n";
}

std::string curve(int id, const std::vector<std::array<double, 2>>& points) {
  std::string xml = "    <load_controller id=\"" + std::to_string(id) +
                    "\" type=\"loadcurve\"><interpolate>LINEAR</interpolate><extend>CONSTANT</extend><points>";
  for (const auto& [time_s, value] : points) xml += element("pt", number(time_s) + "," + number(value));
  return xml + "</points></load_controller>\n";
}

std::string moved(const std::string& name, const std::string& dof, int curve_id) {
  return "    <rigid_bc name=\"" + name + "\" type=\"rigid_displacement\"><rb>pressing_body</rb><dof>" + dof +
         "</dof><value lc=\"" + std::to_string(curve_id) + "\">1</value><relative>0</relative></rigid_bc>\n";
}

}  // namespace

std::string to_febio(const FebioCase& problem) {
  UNKNOT_CHECK(
      problem.grid != nullptr && problem.layers.size() == problem.grid->laws.size() && !problem.moments.empty(),
      "a FEBio case is whole");
  const MeshText mesh(problem);
  const std::vector<Stage> stages = stages_of(problem);
  // Curves run over the whole time; depths in a force-driven case end with its first stage.
  double end_s = 0;
  std::vector<std::array<double, 2>> depths = {{0, 0}}, positions = {{0, 0}}, ramps;
  bool slides = false;
  for (const Stage& stage : stages) {
    end_s += stage.duration_s;
    if (!stage.is_by_force) depths.push_back({end_s, -stage.value});
    positions.push_back({end_s, problem.start_position_m - stage.position_m});
    slides = slides || stage.position_m != problem.start_position_m;
  }

  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- " + escape_markup(problem.comment) +
                    " -->\n<febio_spec version=\"4.0\">\n  <Module type=\"solid\"/>\n" + materials(problem) +
                    mesh.text() + mesh.domains();
  xml += "  <Boundary>\n" + held("bottom") + (problem.grid->sides_fixed ? held("sides") : "") + "  </Boundary>\n";
  xml +=
      "  <Contact>\n    <contact name=\"contact\" type=\"sliding-elastic\" "
      "surface_pair=\"contact\"><laugon>AUGLAG</laugon>"
      "<two_pass>0</two_pass><penalty>1</penalty><auto_penalty>1</auto_penalty><update_penalty>1</update_penalty>"
      "<tolerance>0.02</tolerance><maxaug>20</maxaug><symmetric_stiffness>0</symmetric_stiffness>" +
      element("fric_coeff", problem.body.friction_ratio) + "</contact>\n  </Contact>\n";
  xml +=
      "  <Rigid>\n    <rigid_bc name=\"upright\" "
      "type=\"rigid_fixed\"><rb>pressing_body</rb><Rx_dof>1</Rx_dof><Ry_dof>" +
      std::string(slides ? "0" : "1") +
      "</Ry_dof><Rz_dof>0</Rz_dof><Ru_dof>1</Ru_dof><Rv_dof>1</Rv_dof><Rw_dof>1</Rw_dof></rigid_bc>\n" +
      (slides ? moved("slide", "y", 2) : "") + (problem.is_driven_by_force ? "" : moved("depth", "z", 1)) +
      "  </Rigid>\n";
  xml += "  <Step>\n";
  double start_s = 0;
  for (std::size_t n = 0; n < stages.size(); ++n) {
    const Stage& stage = stages[n];
    xml += "    <step id=\"" + std::to_string(n + 1) + "\" name=\"" + stage.name + "\">\n" + control(stage);
    if (problem.is_driven_by_force && !stage.is_by_force) {
      xml += "      <Rigid>\n    " + moved("led_down", "z", 1) + "      </Rigid>\n";
    }
    if (stage.is_by_force) {
      // TARGET: from the reaction that stands at the step's start to the value, as the curve goes from 0 to 1.
      const int id = 3 + static_cast<int>(n);
      ramps.push_back({start_s, start_s + stage.duration_s});
      xml += "      <Rigid>\n        <rigid_load name=\"force_" + std::to_string(n + 1) +
             "\" type=\"rigid_force\"><rb>pressing_body</rb><dof>Rz</dof><value lc=\"" + std::to_string(id) + "\">" +
             number(-stage.value) + "</value><load_type>TARGET</load_type></rigid_load>\n      </Rigid>\n";
    }
    xml += "    </step>\n";
    start_s += stage.duration_s;
  }
  xml += "  </Step>\n  <LoadData>\n" + curve(1, depths) + (slides ? curve(2, positions) : "");
  std::size_t ramp = 0;
  for (std::size_t n = 0; n < stages.size(); ++n) {
    if (!stages[n].is_by_force) continue;
    xml += curve(3 + static_cast<int>(n), {{ramps[ramp][0], 0}, {ramps[ramp][1], 1}});
    ++ramp;
  }
  xml +=
      "  </LoadData>\n  <Output>\n    <plotfile type=\"febio\"><var type=\"displacement\"/><var type=\"stress\"/>"
      "<var type=\"Lagrange strain\"/><var type=\"relative volume\"/><var type=\"contact pressure\"/>"
      "<var type=\"contact gap\"/></plotfile>\n    <logfile><rigid_body_data data=\"x;y;z;Fx;Fy;Fz\" "
      "name=\"the body's place and force\">" +
      std::to_string(problem.layers.size() + 1) + "</rigid_body_data></logfile>\n  </Output>\n</febio_spec>\n";
  return xml;
}

}  // namespace unknot
