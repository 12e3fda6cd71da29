#pragma once
// What the tissue of a back is made of, as numbers with ranges: laws of the layers, tone, relaxation, friction, and the
// bodies that press. Input: knowledge/tissue/{layers,tools,press}.toml. Output: TissueKnowledge. Rulings, "Tissue
// model"; docs/theory/person.md.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"
#include "unknot/simulate/tissue/indenter.h"
#include "unknot/simulate/tissue/material.h"

namespace unknot {

/// What presses: surfaces of hand and arm, the heel of the hand by itself, a massage ball.
enum class PressTool { palm, heel, fingers, thumb, knuckles, forearm, elbow, ball };
[[nodiscard]] std::string_view to_text(PressTool tool);
[[nodiscard]] PressTool tool_of(Surface surface);

/// Where in the calibrated range the tissue is taken: what nobody knows of this person.
enum class Firmness { soft, middle, firm };
[[nodiscard]] std::string_view to_text(Firmness firmness);

/// What a layer is made of. Ligament, over the tips of the spine, is muscle made stiffer by a constant.
enum class TissueKind { skin, fat, fascia, muscle, ligament };

/// One parameter of a law at the three places of its range.
struct Graded {
  Quantity soft, middle, firm;
  // lint_units off: in the unit of the quantities
  [[nodiscard]] double at(Firmness firmness) const;
  // lint_units on
};

/// One share of the stress that keeps the volume, and how fast it is forgotten.
struct TissueProny {
  Quantity share_ratio, tau_s;
};

/// Fibres that resist being stretched, never being pressed: W = k / 2 (I4bar - 1)^2 where I4bar > 1.
struct TissueFibres {
  Graded modulus_Pa;  ///< k
};

/// The law of one layer at rest, before tone.
struct TissueLaw {
  Graded c1_Pa, c2_Pa, c3_Pa;  ///< Yeoh: sum of c_i (I1bar - 3)^i
  /// How much it resists losing volume: Poisson's ratio at rest, or a bulk modulus of its own. One of the two.
  std::optional<Quantity> poisson_ratio, bulk_Pa;
  std::optional<TissueFibres> fibres;
  std::vector<TissueProny> prony;
  /// @param factor_ratio  tone: every modulus times this
  [[nodiscard]] tissue::Law law(Firmness firmness, double factor_ratio = 1) const;
};

/// Flesh in front of a tool's bone: p = pressure (e^(c / length) - 1) when pushed in by c.
struct ToolPad {
  Quantity pressure_Pa, length_m;
};

/// The body that a tool presses with: one, or a row of equal ones beside each other, across the way the hand points.
struct ToolBody {
  enum class Shape {
    ellipsoid,
    rounded,  ///< a block with round edges and straight sides above them
  };
  std::string name;  ///< plain words
  Shape shape = Shape::ellipsoid;
  Quantity half_across_m, half_along_m;  ///< half sizes of one body, seen from above
  Quantity radius_m;                     ///< of the ellipsoid in depth, or of the round edge
  int bodies_count = 1;
  std::optional<Quantity> pitch_m;  ///< from body to body, where there is more than one
  std::optional<ToolPad> pad;       ///< none: hard
};

/// The chapters knowledge/tissue/layers.toml, tools.toml and press.toml.
struct TissueKnowledge {
  std::map<TissueKind, TissueLaw> laws;  ///< none of ligament
  std::map<PressTool, ToolBody> tools;
  std::map<std::string, Quantity> constants;  ///< friction, tone, mesh
  /// @error bad_input: every problem of the chapters
  [[nodiscard]] static Result<TissueKnowledge> load(const KnowledgeFiles& files);
  /// UNKNOT_CHECKs that the constant exists.
  [[nodiscard]] double constant(const std::string& id) const;
  /// Of skin against what presses.
  [[nodiscard]] double friction_ratio(bool oil) const { return constant(oil ? "friction_oil" : "friction_dry"); }
  /// What muscle's moduli across its fibres are multiplied by. @param tone_ratio  0 at rest ... 1
  [[nodiscard]] double tone_factor_ratio(double tone_ratio) const;
};

}  // namespace unknot
