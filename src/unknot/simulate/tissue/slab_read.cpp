#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "unknot/core/number_text.h"
#include "unknot/core/read_enum.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

using tissue::BodyPart;
using tissue::Indenter;
using tissue::Law;

/// Legal ranges of the file; beyond them a number is more likely a slip of unit than a wish.
constexpr Range kSide_m = {0.005, 2};
constexpr Range kThickness_m = {1e-4, 0.5};
constexpr Range kModulus_Pa = {1, 1e9};
constexpr Range kSeries_Pa = {-1e9, 1e9};
constexpr Range kPoisson_ratio = {0, 0.4999};
constexpr Range kAlpha_ratio = {-60, 60};
constexpr Range kRadius_m = {1e-4, 10};
constexpr Range kRim_m = {0, 1};
constexpr Range kFriction_ratio = {0, 2};
constexpr Range kDepth_m = {0, 0.5};
constexpr Range kForce_N = {0, 1e5};
constexpr Range kPeak_Pa = {0, 1e8};
constexpr Range kSigma_m = {1e-4, 1};
constexpr Range kTime_s = {0, 1e6};
constexpr Range kTau_s = {1e-4, 1e6};
constexpr Range kShare_ratio = {0, 0.999};
constexpr Range kStroke_m = {1e-4, 2};
constexpr Range kSpeed_m_s = {1e-5, 100};
constexpr Range kSteps_count = {1, 10000};
constexpr Range kPlaneElements_count = {2, 512};
constexpr Range kLayerElements_count = {1, 64};
constexpr int kDepthElements_count = 95;
constexpr long kNodes_count = 1'500'000;
constexpr std::size_t kTerms_count = 8;
constexpr std::size_t kLayers_count = 20;
constexpr std::size_t kValues_count = 1000;
/// A body may sink into this share of the block.
constexpr double kDeepest_ratio = 0.95;

constexpr std::string_view kSides[] = {"free", "fixed"};
constexpr std::string_view kModels[] = {"neo_hookean", "yeoh", "ogden"};
constexpr std::string_view kShapes[] = {"sphere", "flat_punch", "ellipsoid"};
constexpr std::string_view kKinds[] = {"depth", "force", "pressure", "stroke"};

/// A list of `low` to `high` numbers; nothing where what is wrong with it has been told.
std::optional<std::vector<double>> read_list(TableReader& reader, Problems& problems, const char* key, Range range,
                                             std::size_t low, std::size_t high) {
  const std::size_t before_count = problems.size();
  std::vector<double> found = reader.numbers(key, range);
  if (problems.size() > before_count) return std::nullopt;
  if (found.size() >= low && found.size() <= high) return found;
  const std::string expected = low == high ? std::to_string(low) : std::to_string(low) + " to " + std::to_string(high);
  reader.problem(std::string("`") + key + "` holds " + std::to_string(found.size()) + " values, expected " + expected);
  return std::nullopt;
}

Law read_law(TableReader& reader, Problems& problems) {
  const std::size_t model = reader.choice("model", kModels);
  const double poisson_ratio = reader.number("poisson_ratio", kPoisson_ratio);
  switch (model) {
    case 1: {
      const auto c = read_list(reader, problems, "c_Pa", kSeries_Pa, 3, 3);
      if (!c) break;
      if (c->front() < kModulus_Pa.low) {
        reader.problem("the first of `c_Pa` is " + number_text(c->front()) +
                       ", expected at least 1 (half the shear modulus)");
        break;
      }
      return Law::yeoh({(*c)[0], (*c)[1], (*c)[2]}, poisson_ratio);
    }
    case 2: {
      const auto mu = read_list(reader, problems, "mu_Pa", kSeries_Pa, 1, kTerms_count);
      const auto alpha = read_list(reader, problems, "alpha", kAlpha_ratio, 1, kTerms_count);
      if (!mu || !alpha) break;
      if (mu->size() != alpha->size()) {
        reader.problem("`mu_Pa` holds " + std::to_string(mu->size()) + " values and `alpha` " +
                       std::to_string(alpha->size()) + ", expected as many");
        break;
      }
      std::vector<tissue::OgdenTerm> terms;
      double sum_Pa = 0;
      bool legal = true;
      for (std::size_t n = 0; n < mu->size(); ++n) {
        const double mu_Pa = (*mu)[n], exponent = (*alpha)[n];
        if (std::abs(exponent) < 0.01) {
          reader.problem("an `alpha` is " + number_text(exponent) + ", expected at least 0.01 in size");
          legal = false;
        }
        terms.push_back({mu_Pa, exponent});
        sum_Pa += mu_Pa;
      }
      if (sum_Pa < kModulus_Pa.low) {
        reader.problem("the sum of `mu_Pa` is " + number_text(sum_Pa) +
                       ", expected at least 1 (it is the shear modulus)");
        legal = false;
      }
      if (legal) return Law::ogden(std::move(terms), poisson_ratio);
      break;
    }
    default: {
      const double shear_modulus_Pa = reader.number("shear_modulus_Pa", kModulus_Pa);
      return Law::neo_hookean(std::max(shear_modulus_Pa, kModulus_Pa.low),
                              std::clamp(poisson_ratio, kPoisson_ratio.low, kPoisson_ratio.high));
    }
  }
  return Law::neo_hookean(1, 0);  // never used: a problem has been added
}

void read_prony(TableReader& reader, Problems& problems, Law& law) {
  const bool any = reader.has("prony_g") || reader.has("prony_tau_s");
  if (!any) return;
  const auto share = read_list(reader, problems, "prony_g", kShare_ratio, 1, kTerms_count);
  const auto tau_s = read_list(reader, problems, "prony_tau_s", kTau_s, 1, kTerms_count);
  if (!share || !tau_s) return;
  if (share->size() != tau_s->size()) {
    reader.problem("`prony_g` holds " + std::to_string(share->size()) + " values and `prony_tau_s` " +
                   std::to_string(tau_s->size()) + ", expected as many");
    return;
  }
  double sum = 0;
  for (std::size_t n = 0; n < share->size(); ++n) {
    law.prony.push_back({(*share)[n], (*tau_s)[n]});
    sum += (*share)[n];
  }
  if (sum > kShare_ratio.high) {
    reader.problem("`prony_g` adds up to " + number_text(sum) + ", expected at most " + number_text(kShare_ratio.high));
  }
}

std::vector<SlabLayer> read_layers(TableReader& root, Problems& problems) {
  std::vector<SlabLayer> layers;
  const std::span<const Node> nodes = root.array("layer");
  if (nodes.size() > kLayers_count) root.problem("more than " + std::to_string(kLayers_count) + " layers");
  for (const Node& node : nodes) {
    TableReader reader(node, problems, "layer");
    std::string name = reader.text("name");
    const double thickness_m = reader.number("thickness_m", kThickness_m);
    Law law = read_law(reader, problems);
    read_prony(reader, problems, law);
    if (std::any_of(layers.begin(), layers.end(), [&](const SlabLayer& other) { return other.name == name; })) {
      reader.problem("a second layer is named \"" + name + "\"", "give every layer a name of its own");
    }
    reader.finish();
    layers.push_back({std::move(name), thickness_m, std::move(law)});
  }
  return layers;
}

Indenter read_indenter(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "indenter");
  Indenter indenter;
  BodyPart& part = indenter.parts.emplace_back();
  part.shape = static_cast<BodyPart::Shape>(reader.choice("shape", kShapes));
  if (part.shape == BodyPart::Shape::ellipsoid) {
    const auto radii_m = read_list(reader, problems, "radii_m", kRadius_m, 3, 3);
    if (radii_m) part.radii_m = {(*radii_m)[0], (*radii_m)[1], (*radii_m)[2]};
  } else {
    part.radius_m = reader.number("radius_m", kRadius_m);
  }
  if (part.shape == BodyPart::Shape::flat_punch) part.rim_radius_m = reader.number("rim_radius_m", kRim_m);
  indenter.friction_ratio = reader.number_if("friction_ratio", kFriction_ratio).value_or(0);
  reader.finish();
  return indenter;
}

void read_values(TableReader& reader, Problems& problems, const char* key, Range range, SlabLoad& load) {
  const auto values = read_list(reader, problems, key, range, 1, kValues_count);
  if (values) load.values = *values;
  if (!reader.has("hold_s")) return;
  const auto hold_s = read_list(reader, problems, "hold_s", kTime_s, 1, kValues_count);
  if (!values || !hold_s) return;
  load.hold_s = *hold_s;
  if (load.hold_s.size() != load.values.size()) {
    reader.problem("`hold_s` holds " + std::to_string(load.hold_s.size()) + " values and `" + key + "` " +
                   std::to_string(load.values.size()) + ", expected as many");
  }
}

SlabLoad read_load(const Node& node, Problems& problems) {
  TableReader reader(node, problems, "load");
  SlabLoad load;
  load.kind = static_cast<SlabLoad::Kind>(reader.choice("kind", kKinds));
  switch (load.kind) {
    case SlabLoad::Kind::depth:
      read_values(reader, problems, "values_m", kDepth_m, load);
      break;
    case SlabLoad::Kind::force:
      read_values(reader, problems, "values_N", kForce_N, load);
      break;
    case SlabLoad::Kind::pressure:
      read_values(reader, problems, "peaks_Pa", kPeak_Pa, load);
      load.sigma_m = reader.number("sigma_m", kSigma_m);
      break;
    case SlabLoad::Kind::stroke:
      load.stroke_depth_m = reader.number_if("depth_m", {1e-5, kDepth_m.high});
      load.stroke_force_N = reader.number_if("force_N", {1e-4, kForce_N.high});
      if (reader.has("depth_m") == reader.has("force_N")) {
        reader.problem(reader.has("depth_m") ? "both `depth_m` and `force_N` are given"
                                             : "neither `depth_m` nor `force_N` is given",
                       "a stroke is driven by one of them");
      }
      load.length_m = reader.number("length_m", kStroke_m);
      load.steps_count = static_cast<int>(reader.integer("steps_count", kSteps_count));
      load.speed_m_s = reader.number("speed_m_s", kSpeed_m_s);
      break;
  }
  reader.finish();
  return load;
}

void read_mesh(const Node& node, Problems& problems, SlabCase& slab) {
  TableReader reader(node, problems, "mesh");
  slab.across_count = static_cast<int>(reader.integer("across_count", kPlaneElements_count));
  slab.along_count = static_cast<int>(reader.integer("along_count", kPlaneElements_count));
  int sum = 0;
  const std::size_t before_count = problems.size();
  const std::span<const Node> counts = reader.array("layer_counts");
  if (counts.empty() && problems.size() == before_count) {
    reader.problem("`layer_counts` is empty, expected one value for each of " + std::to_string(slab.layers.size()) +
                   " layers");
  }
  for (const Node& item : counts) {
    const bool legal = item.kind == Node::Kind::integer &&
                       static_cast<double>(item.integer) >= kLayerElements_count.low &&
                       static_cast<double>(item.integer) <= kLayerElements_count.high;
    if (!legal)
      problems.add(item, "found " + describe_found(item) + ", expected a whole number from 1 to 64",
                   item.kind == Node::Kind::real ? "write 4, not 4.0" : "");
    slab.layer_counts.push_back(legal ? static_cast<int>(item.integer) : 1);
    sum += slab.layer_counts.back();
  }
  slab.grading = reader.boolean_if("grading").value_or(false);
  if (!slab.layer_counts.empty() && slab.layer_counts.size() != slab.layers.size()) {
    reader.problem("`layer_counts` holds " + std::to_string(slab.layer_counts.size()) +
                   " values, expected one for each of " + std::to_string(slab.layers.size()) + " layers");
  }
  if (sum > kDepthElements_count) {
    reader.problem("`layer_counts` adds up to " + std::to_string(sum) + ", expected at most " +
                   std::to_string(kDepthElements_count));
  }
  const long nodes = static_cast<long>(slab.across_count + 1) * (slab.along_count + 1) * (sum + 1);
  if (nodes > kNodes_count) {
    reader.problem("the mesh has " + std::to_string(nodes) + " nodes, expected at most " +
                   std::to_string(kNodes_count));
  }
  reader.finish();
}

/// What only makes sense of the file as a whole.
void check_together(const Node& root, const SlabCase& slab, Problems& problems) {
  double height_m = 0;
  for (const SlabLayer& layer : slab.layers) height_m += layer.thickness_m;
  const Node* load = root.find("load");
  const Node& at = load != nullptr ? *load : root;
  const auto check_depth = [&](double depth_m) {
    if (depth_m > kDeepest_ratio * height_m) {
      problems.add(at, "a depth is " + number_text(depth_m) + " m, expected at most " +
                           number_text(kDeepest_ratio * height_m) + " (95 % of the layers' thickness)");
    }
  };
  if (slab.load.kind == SlabLoad::Kind::depth)
    std::for_each(slab.load.values.begin(), slab.load.values.end(), check_depth);
  if (slab.load.stroke_depth_m) check_depth(*slab.load.stroke_depth_m);
  if (slab.load.kind == SlabLoad::Kind::stroke && slab.load.length_m >= slab.length_m) {
    problems.add(at,
                 "the stroke is " + number_text(slab.load.length_m) + " m long, expected less than the block's length");
  }
  if (slab.load.kind != SlabLoad::Kind::pressure && !slab.indenter) {
    problems.add(at, "there is no [indenter]", "every load but \"pressure\" needs one");
  }
}

}  // namespace

Result<SlabCase> read_slab(const Node& root) {
  Problems problems;
  TableReader reader(root, problems, "slab");
  SlabCase slab;
  if (const Node* node = reader.table("block")) {
    TableReader block(*node, problems, "block");
    slab.width_m = block.number("width_m", kSide_m);
    slab.length_m = block.number("length_m", kSide_m);
    slab.sides_fixed = block.choice("sides", kSides) == 1;
    block.finish();
  }
  slab.layers = read_layers(reader, problems);
  if (const Node* node = reader.table_if("indenter")) slab.indenter = read_indenter(*node, problems);
  if (const Node* node = reader.table("load")) slab.load = read_load(*node, problems);
  if (const Node* node = reader.table("mesh")) read_mesh(*node, problems, slab);
  reader.finish();
  if (slab.layers.empty() && problems.empty())
    problems.add(root, "there is no [[layer]]", "at least one layer is needed");
  if (problems.empty()) check_together(root, slab, problems);
  if (!problems.empty()) return problems.to_error();
  return slab;
}

Result<SlabCase> read_slab_text(std::string_view text, std::string_view file_name) {
  const Result<Node> node = parse_toml(text, file_name);
  if (!node) return node.error();
  return read_slab(*node);
}

}  // namespace unknot
