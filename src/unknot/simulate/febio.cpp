#include "unknot/simulate/febio.h"

#include <algorithm>
#include <array>

#include "unknot/core/check.h"
#include "unknot/core/escape.h"
#include "unknot/simulate/febio_model.h"

namespace unknot {
namespace {

using febio::element;
using febio::number;
using tissue::Law;

/// A sudden change takes this share of the shortest time constant, so that nothing relaxes meanwhile.
constexpr double kSudden_ratio = 1e-3;
/// FEBio cannot start from a force without contact: it is led this share of the way down first.
constexpr double kLed_ratio = 0.5;
constexpr int kFirstParts_count = 20;

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
  const febio::Model model(problem);
  const std::vector<Stage> stages = stages_of(problem);
  // Curves run over the whole time; depths in a force-driven case end with its first stage.
  double end_s = 0;
  std::vector<std::array<double, 2>> depths = {{0, 0}}, positions = {{0, 0}};
  bool slides = false;
  for (const Stage& stage : stages) {
    end_s += stage.duration_s;
    if (!stage.is_by_force) depths.push_back({end_s, -stage.value});
    positions.push_back({end_s, problem.start_position_m - stage.position_m});
    slides = slides || stage.position_m != problem.start_position_m;
  }

  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- " + escape_markup(problem.comment) +
                    " -->\n<febio_spec version=\"4.0\">\n  <Module type=\"solid\"/>\n" + model.materials() +
                    model.mesh() + model.domains() + model.mesh_data() + model.boundary() + model.springs();
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
  for (std::size_t n = 0; n < stages.size(); ++n) {
    const Stage& stage = stages[n];
    xml += "    <step id=\"" + std::to_string(n + 1) + "\" name=\"" + stage.name + "\">\n" + control(stage);
    if (problem.is_driven_by_force && !stage.is_by_force) {
      xml += "      <Rigid>\n    " + moved("led_down", "z", 1) + "      </Rigid>\n";
    }
    if (stage.is_by_force) {
      // TARGET goes by itself from the reaction that stands at the step's start to the value at its end.
      xml += "      <Rigid>\n        <rigid_load name=\"force_" + std::to_string(n + 1) +
             "\" type=\"rigid_force\"><rb>pressing_body</rb><dof>Rz</dof><value>" + number(-stage.value) +
             "</value><load_type>TARGET</load_type></rigid_load>\n      </Rigid>\n";
    }
    xml += "    </step>\n";
  }
  xml += "  </Step>\n  <LoadData>\n" + curve(1, depths) + (slides ? curve(2, positions) : "");
  xml +=
      "  </LoadData>\n  <Output>\n    <plotfile type=\"febio\"><var type=\"displacement\"/><var type=\"stress\"/>"
      "<var type=\"Lagrange strain\"/><var type=\"relative volume\"/><var type=\"contact pressure\"/>"
      "<var type=\"contact gap\"/></plotfile>\n    <logfile><rigid_body_data data=\"x;y;z;Fx;Fy;Fz\" "
      "name=\"the body's place and force\">" +
      std::to_string(model.body_material_id()) + "</rigid_body_data></logfile>\n  </Output>\n</febio_spec>\n";
  return xml;
}

}  // namespace unknot
