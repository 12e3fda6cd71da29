#pragma once
// What of a hand touches a back: the surfaces, their areas and hard parts, and the force classes of felt pressure.
// Input: knowledge/body/contact.toml. Output: Contacts. Techniques section 2D and 2E; the light row of rulings, Caps.

#include <array>
#include <map>

#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// One surface of hand or arm as it lies on a back.
struct Contact {
  Quantity area_m2;        ///< of the whole footprint
  Quantity hard_radius_m;  ///< of the disc that its bony part fills; the spine rule is tested on its edge
  bool knobby = false;     ///< hard and uneven: kept off kidneys, spine and thin bone
  bool pointed = false;    ///< small as well: also kept off nerves and spurs of bone
};

/// The palm-force band of one class of felt pressure.
struct LevelBand {
  Quantity low_N;
  Quantity high_N;
};

/// Immutable. Also for screening, which emits light caps before any limits exist.
class Contacts {
 public:
  /// @error bad_input: every problem of body/contact.toml
  [[nodiscard]] static Result<Contacts> load(const KnowledgeFiles& files);

  [[nodiscard]] const Contact& of(Surface surface) const;
  [[nodiscard]] double area_m2(Surface surface) const { return of(surface).area_m2.value; }
  /// Radius of the disc with the surface's area.
  [[nodiscard]] double footprint_radius_m(Surface surface) const;

  /// LIGHT: a palm at its light force; other surfaces by the square root of their area over the palm's.
  [[nodiscard]] double light_force_N(Surface surface) const;
  /// The same as a mean pressure over the surface.
  [[nodiscard]] double light_pressure_Pa(Surface surface) const { return light_force_N(surface) / area_m2(surface); }
  /// LIGHT as report caps, one per surface, on `polygon` (empty: everywhere).
  [[nodiscard]] std::vector<AreaCap> light_caps(const RuleId& rule, const ChartPolygon& polygon) const;

  /// Upper end of a class of felt pressure for a surface: the palm's, times the square root of the area ratio.
  [[nodiscard]] double level_force_N(PressureLevel level, Surface surface) const;
  [[nodiscard]] const LevelBand& band(PressureLevel level) const;

 private:
  std::map<Surface, Contact> contacts_;
  std::map<PressureLevel, LevelBand> bands_;
  Quantity light_palm_N_;
};

/// One class lighter; w1 stays w1.
[[nodiscard]] PressureLevel one_lighter(PressureLevel level);

}  // namespace unknot
