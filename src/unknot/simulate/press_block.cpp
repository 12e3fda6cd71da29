// Meshes one place of a back.
#include "unknot/simulate/press_block.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"
#include "unknot/simulate/skin_lines.h"

namespace unknot {
namespace {

using tissue::Vector3;

/// How far columns are turned from the skin's own normals towards their common mean, until no element folds.
constexpr double kTurns_ratio[] = {0, 0.25, 0.5, 0.75, 1};
/// By how much the piece is cut down where it would fold: over a hip the skin's straight lines cross before long.
constexpr double kReaches_ratio[] = {1, 0.7, 0.5, 0.3};
/// A column leaning further than this from the skin's normal is not lengthened any more.
constexpr double kLeanMost_ratio = 0.5;
/// An elastic bed resists shear with a third of its modulus.
constexpr double kBedShear_ratio = 1.0 / 3.0;
/// Bone share from which a bottom node counts as fixed to bone.
constexpr double kAllBone_ratio = 0.999;

/// How fast cells grow beyond the tool, each over the one before.
struct Grading {
  double growth_ratio;    ///< says how far the line goes, in whole cells
  double steepest_ratio;  ///< as fast as this where fewer cells then reach as far
  double lanes_ratio;     ///< and as this where the kernels' vectors then hold a row in a chunk of lanes less
};

/// How `count` cells grow that follow one of length 1 and are together `length` long.
double growth_to(double length, int count) {
  double low = 0, high = length;
  for (int halving = 0; halving < 60; ++halving) {
    const double ratio = (low + high) / 2;
    double sum = 0;
    for (int n = 0; n < count; ++n) sum = ratio * (1 + sum);
    (sum < length ? low : high) = ratio;
  }
  return high;
}

/// Cells of `cell_m` as far as `core_m` to either side, then growing to about `half_m`.
std::vector<double> graded_line(double cell_m, double core_m, double half_m, const Grading& grading) {
  const int core_count = std::max(1, static_cast<int>(std::lround(core_m / cell_m)));
  std::vector<double> right_m;
  for (int n = 0; n <= core_count; ++n) right_m.push_back(n * cell_m);
  const double core_end_m = right_m.back();
  const auto add_far = [&](double growth_ratio, auto&& goes_on) {
    right_m.resize(static_cast<std::size_t>(core_count) + 1);
    for (double size_m = cell_m * growth_ratio; goes_on(); size_m *= growth_ratio)
      right_m.push_back(right_m.back() + size_m);
  };
  add_far(grading.growth_ratio, [&] { return right_m.back() < half_m; });
  const double far_cells = (right_m.back() - core_end_m) / cell_m;
  const int plain_count = static_cast<int>(right_m.size()) - 1 - core_count;
  int far_count = plain_count;
  while (far_count > 1 && growth_to(far_cells, far_count - 1) <= grading.steepest_ratio) --far_count;
  const int lanes_count = tissue::lanes_of(2 * (core_count + far_count) + 1);
  const int fewer_count = (lanes_count - tissue::kChunk_count - 2) / 2 - core_count;
  const bool spares_lanes = fewer_count > 0 && fewer_count < far_count;
  if (spares_lanes && growth_to(far_cells, fewer_count) <= grading.lanes_ratio) far_count = fewer_count;
  if (far_count < plain_count) {
    const auto count = static_cast<std::size_t>(core_count + far_count) + 1;
    add_far(growth_to(far_cells, far_count), [&] { return right_m.size() < count; });
  }
  std::vector<double> line_m;
  for (std::size_t n = right_m.size(); n-- > 1;) line_m.push_back(-right_m[n]);
  line_m.insert(line_m.end(), right_m.begin(), right_m.end());
  return line_m;
}

/// How many rows each layer has, at one fineness.
struct Rows {
  int fat_count, deep_count;
};

Rows rows_of(Fineness fineness) {
  switch (fineness) {
    case Fineness::coarse:
      return {2, 4};
    case Fineness::normal:
      return {3, 5};
    case Fineness::fine:
      return {5, 9};
  }
  return {3, 5};
}

/// What lies below the fascia's sheet: muscles, or ligament where there are hardly any.
struct Deep {
  std::vector<BlockLayer> layers;
  std::vector<int> rows_count;
};

/// Rows for the muscles of the column in the middle: at least one each, the rest by thickness; what is too thin for a
/// row joins its thicker neighbour.
Deep deal_rows(const LayerColumn& column, double deep_m, double ligament_m, int rows_count) {
  Deep deep;
  double total_m = 0;
  for (const MuscleLayer& muscle : column.muscles) {
    deep.layers.push_back({muscle.id, muscle.name, TissueKind::muscle, muscle.thickness_m.value});
    total_m += muscle.thickness_m.value;
  }
  if (deep_m > 2 * total_m) {
    deep.layers = {{"ligament", "ligament over the bone", TissueKind::ligament, deep_m}};
    deep.rows_count = {rows_count};
    return deep;
  }
  const auto thinner = [](const BlockLayer& a, const BlockLayer& b) { return a.thickness_m < b.thickness_m; };
  while (deep.layers.size() > 1) {
    const auto least = std::min_element(deep.layers.begin(), deep.layers.end(), thinner);
    const bool fits = static_cast<int>(deep.layers.size()) <= rows_count;
    if (fits && least->thickness_m * rows_count >= 0.5 * total_m) break;
    const bool first = least == deep.layers.begin(), last = least + 1 == deep.layers.end();
    const bool up = !first && (last || (least - 1)->thickness_m >= (least + 1)->thickness_m);
    (up ? *(least - 1) : *(least + 1)).thickness_m += least->thickness_m;
    deep.layers.erase(least);
  }
  deep.rows_count.assign(deep.layers.size(), 1);
  for (int left = rows_count - static_cast<int>(deep.layers.size()); left > 0; --left) {
    std::size_t most = 0;
    for (std::size_t n = 1; n < deep.layers.size(); ++n) {
      if (deep.layers[n].thickness_m / deep.rows_count[n] > deep.layers[most].thickness_m / deep.rows_count[most]) {
        most = n;
      }
    }
    ++deep.rows_count[most];
  }
  deep.layers.front().thickness_m += ligament_m;
  return deep;
}

/// One node's column, boiled down to what the mesh needs.
struct Column {
  double skin_m = 0, fat_m = 0, sheet_m = 0, deep_m = 0;
  double ligament_ratio = 0;  ///< of what lies below the sheet
  LayerColumn layers;
};

class Builder {
 public:
  /// @param reach_ratio  of the reach beyond the tool that knowledge asks for
  /// @param sparing  with fewer cells far out
  Builder(const BackModel& model, const PressPlace& place, SkinLines lines, double reach_ratio, bool sparing)
      : lines_(lines),
        reach_ratio_(reach_ratio),
        sparing_(sparing),
        model_(model),
        knowledge_(model.knowledge()),
        place_(place),
        tool_(knowledge_.tools.at(place.tool)),
        size_(half_size_m(tool_)) {
    block_.middle = model_.layers().at(place_.at);
    middle_ = boil_down(block_.middle);
    draw_lines();
  }
  [[nodiscard]] std::size_t columns_count() const { return block_.grid.x_m.size() * block_.grid.y_m.size(); }

  /// @param like  has built the same place: how its columns lean is taken over, because that alone changes a press by
  ///              some percent
  Result<PressBlock> build(const Builder* like = nullptr) {
    piece_ = lay_lines(model_.surface(), lines_, place_.at, place_.heading_rad, block_.grid.x_m, block_.grid.y_m);
    find_frame();
    gather_columns();
    deal_layers();
    set_foundation();
    if (like != nullptr) mean_normal_ = like->mean_normal_;
    for (const double turn_ratio : kTurns_ratio) {
      if (like != nullptr && turn_ratio != like->turn_ratio_) continue;
      turn_ratio_ = turn_ratio;
      place_nodes(turn_ratio);
      set_elements();
      fault_ = tissue::fault_of(block_.grid);
      if (!fault_) break;
    }
    if (fault_) {
      return Error{ErrorCode::bad_input,
                   "the layers fold over each other here: " + *fault_,
                   place_text(),
                   "press some centimetres away",
                   {}};
    }
    note();
    return std::move(block_);
  }

 private:
  [[nodiscard]] std::string place_text() const {
    return "[" + number_text(place_.at.across) + ", " + number_text(place_.at.along) + "]";
  }
  [[nodiscard]] std::size_t at(int i, int j) const {
    return static_cast<std::size_t>(j) * block_.grid.x_m.size() + static_cast<std::size_t>(i);
  }

  [[nodiscard]] Column boil_down(const LayerColumn& layers) const {
    Column column;
    column.layers = layers;
    column.skin_m = layers.skin_m.value;
    column.fat_m = layers.fat_m.value;
    column.sheet_m = std::min(layers.fascia_m.value, knowledge_.constant("fascia_sheet"));
    const double ligament_m = layers.fascia_m.value - column.sheet_m;
    for (const MuscleLayer& muscle : layers.muscles) column.deep_m += muscle.thickness_m.value;
    column.deep_m = std::max(column.deep_m + ligament_m, knowledge_.constant("deep_least"));
    column.ligament_ratio = ligament_m / column.deep_m;
    return column;
  }

  void draw_lines() {
    const double depth_m = middle_.skin_m + middle_.fat_m + middle_.sheet_m + middle_.deep_m;
    const double reach_m =
        reach_ratio_ * std::max(knowledge_.constant("reach_depths") * depth_m, knowledge_.constant("reach_least"));
    const char* cells = place_.fineness == Fineness::coarse   ? "cells_coarse"
                        : place_.fineness == Fineness::normal ? "cells_normal"
                                                              : "cells_fine";
    const double cells_count = knowledge_.constant(cells);
    const double growth_ratio = knowledge_.constant("growth");
    const double least_m = std::min(size_.x_m, size_.y_m);
    const double core_ratio = knowledge_.constant("core");
    // A long tool needs no finer cells along it than across it, only as many more.
    const double across_cell_m = std::max(size_.x_m / (2 * cells_count), least_m / cells_count);
    const double along_cell_m = std::max(size_.y_m / (2 * cells_count), least_m / cells_count);
    const double steepest_ratio = sparing_ ? knowledge_.constant("growth_sparing") : growth_ratio;
    const double lanes_ratio = sparing_ ? knowledge_.constant("growth_lanes") : growth_ratio;
    const Grading along{growth_ratio, steepest_ratio, steepest_ratio};
    const Grading across{growth_ratio, steepest_ratio, lanes_ratio};
    block_.grid.x_m = graded_line(across_cell_m, core_ratio * size_.x_m, size_.x_m + reach_m, across);
    const double core_m = core_ratio * size_.y_m, half_m = size_.y_m + reach_m;
    constexpr tissue::WindowSpan kAll{tissue::kWholeLine_m, tissue::kWholeLine_m};
    block_.spans = {kAll, kAll};
    if (place_.travel_m > 0) {
      // Cells as fine all along the slide; of them a window is solved that is graded as the piece under a press.
      const double long_m = half_m + place_.travel_m;
      block_.grid.y_m = graded_line(along_cell_m, long_m, long_m, along);
      block_.spans.along = {core_m, half_m, growth_ratio};
    } else {
      block_.grid.y_m = graded_line(along_cell_m, core_m, half_m, along);
    }
  }

  /// The hand lies as the skin below it does on average.
  void find_frame() {
    Vec3 normal;
    const auto& x_m = block_.grid.x_m;
    const auto& y_m = block_.grid.y_m;
    for (std::size_t j = 0; j < y_m.size(); ++j) {
      for (std::size_t i = 0; i < x_m.size(); ++i) {
        const double away = std::pow(x_m[i] / size_.x_m, 2) + std::pow(y_m[j] / size_.y_m, 2);
        mean_normal_ = mean_normal_ + piece_.nodes[j * x_m.size() + i].point.normal;
        if (away <= 1) normal = normal + piece_.nodes[j * x_m.size() + i].point.normal;
      }
    }
    mean_normal_ = unit(mean_normal_);
    PressFrame& frame = block_.frame;
    frame.origin_m = model_.surface().at(place_.at).position_m;
    frame.z = -unit(normal);
    frame.y = on_tangent(piece_.way, frame.z);
    frame.x = cross(frame.y, frame.z);
  }

  void gather_columns() {
    for (const SkinNode& node : piece_.nodes) {
      columns_.push_back(boil_down(model_.layers().at(node.chart)));
      block_.chart.push_back(node.chart);
      beyond_ = beyond_ || !node.on_chart;
    }
  }

  void deal_layers() {
    const Rows rows = rows_of(place_.fineness);
    const double ligament_m = middle_.ligament_ratio * middle_.deep_m;
    const Deep deep = deal_rows(middle_.layers, middle_.deep_m, ligament_m, rows.deep_count);
    block_.layers = {{"skin", "skin", TissueKind::skin, middle_.skin_m},
                     {"fat", "fat", TissueKind::fat, middle_.fat_m},
                     {"fascia", "fascia", TissueKind::fascia, middle_.sheet_m}};
    block_.layers.insert(block_.layers.end(), deep.layers.begin(), deep.layers.end());
    tissue::Grid& grid = block_.grid;
    const auto add_rows = [&](int layer, int count) {
      grid.layer_of.insert(grid.layer_of.end(), static_cast<std::size_t>(count), layer);
    };
    add_rows(0, 1);
    add_rows(1, rows.fat_count);
    add_rows(2, 1);
    first_deep_ = static_cast<int>(grid.layer_of.size());
    double sum_m = 0;
    for (const BlockLayer& layer : deep.layers) sum_m += layer.thickness_m;
    deep_shares_ = {0};
    for (std::size_t n = 0; n < deep.layers.size(); ++n) {
      add_rows(3 + static_cast<int>(n), deep.rows_count[n]);
      const double row_ratio = deep.layers[n].thickness_m / sum_m / deep.rows_count[n];
      for (int m = 0; m < deep.rows_count[n]; ++m) deep_shares_.push_back(deep_shares_.back() + row_ratio);
    }
    deep_shares_.back() = 1;
    for (const BlockLayer& layer : block_.layers) {
      // Ligament is muscle made stiffer, element by element, because rows run from one into the other.
      const TissueKind kind = layer.kind == TissueKind::ligament ? TissueKind::muscle : layer.kind;
      grid.laws.push_back(knowledge_.laws.at(kind).law(model_.firmness()));
    }
    for (const double depth_m : depths_m(middle_)) grid.z_m.push_back(depth_m);
  }

  /// Of the rows of nodes below one place of the skin.
  [[nodiscard]] std::vector<double> depths_m(const Column& column) const {
    const int fat_count = rows_of(place_.fineness).fat_count;
    std::vector<double> depths = {0, column.skin_m};
    for (int n = 1; n <= fat_count; ++n) depths.push_back(column.skin_m + column.fat_m * n / fat_count);
    const double sheet_m = depths.back() + column.sheet_m;
    for (const double share : deep_shares_) depths.push_back(sheet_m + share * column.deep_m);
    return depths;
  }

  [[nodiscard]] Vector3 seen(const Vec3& way) const {
    return {dot(way, block_.frame.x), dot(way, block_.frame.y), dot(way, block_.frame.z)};
  }

  void place_nodes(double turn_ratio) {
    tissue::Grid& grid = block_.grid;
    grid.place_m.assign(grid.x_m.size() * grid.y_m.size() * grid.z_m.size(), {});
    for (int j = 0; j <= grid.elements_y(); ++j) {
      for (int i = 0; i <= grid.elements_x(); ++i) {
        const SkinNode& node = piece_.nodes[at(i, j)];
        const Vec3& normal = node.point.normal;
        const Vec3 inward = -unit((1 - turn_ratio) * normal + turn_ratio * mean_normal_);
        const double stretch_ratio = 1 / std::max(-dot(inward, normal), kLeanMost_ratio);
        const Vec3 surface = node.point.position_m - block_.frame.origin_m;
        const std::vector<double> depths = depths_m(columns_[at(i, j)]);
        for (int k = 0; k <= grid.elements_z(); ++k) {
          const double depth_m = stretch_ratio * depths[static_cast<std::size_t>(k)];
          grid.place_m[grid.node_index(i, j, k)] = seen(surface + depth_m * inward);
        }
      }
    }
  }

  /// The muscle at a share of a column's stack, or null.
  [[nodiscard]] static const MuscleLayer* muscle_at(const Column& column, double share_ratio) {
    double top_m = column.ligament_ratio * column.deep_m;
    const double wanted_m = share_ratio * column.deep_m;
    for (const MuscleLayer& muscle : column.layers.muscles) {
      top_m += muscle.thickness_m.value;
      if (wanted_m <= top_m) return &muscle;
    }
    return nullptr;
  }

  void set_elements() {
    tissue::Grid& grid = block_.grid;
    const double tone_ratio = knowledge_.tone_factor_ratio(place_.tone_ratio);
    const double ligament_ratio = knowledge_.constant("ligament_gain");
    const std::size_t elements = static_cast<std::size_t>(grid.elements_x()) *
                                 static_cast<std::size_t>(grid.elements_y()) *
                                 static_cast<std::size_t>(grid.elements_z());
    grid.stiffness_ratio.assign(elements, 1);
    grid.fibre_ratio.assign(elements, {0, 1, 0});
    grid.fibre_Pa.assign(elements, 0);
    for (int j = 0; j < grid.elements_y(); ++j) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        const std::size_t corners[] = {at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1)};
        double ligament = 0;
        for (const std::size_t corner : corners) ligament += columns_[corner].ligament_ratio / 4;
        for (int k = first_deep_ - 1; k < grid.elements_z(); ++k) {
          const std::size_t n = grid.element_index(i, j, k);
          const bool sheet = k < first_deep_;
          if (!sheet) grid.stiffness_ratio[n] = (1 - ligament) * tone_ratio + ligament * ligament_ratio;
          const TissueLaw& law = knowledge_.laws.at(sheet ? TissueKind::fascia : TissueKind::muscle);
          if (!law.fibres) continue;
          const auto row = static_cast<std::size_t>(k - first_deep_);
          const double share = sheet ? 0 : (deep_shares_[row] + deep_shares_[row + 1]) / 2;
          const double modulus_Pa =
              law.fibres->modulus_Pa.at(model_.firmness()) * (sheet ? 1 : (1 - ligament) * tone_ratio);
          set_fibre(n, corners, share, modulus_Pa);
        }
      }
    }
  }

  /// The mean of the four columns' fibres, each turned to the first one's side.
  template <std::size_t N>
  void set_fibre(std::size_t element, const std::size_t (&corners)[N], double share_ratio, double modulus_Pa) {
    Vec3 sum;
    int found_count = 0;
    for (const std::size_t corner : corners) {
      const MuscleLayer* muscle = muscle_at(columns_[corner], share_ratio);
      if (muscle == nullptr) continue;
      const SurfacePoint& point = piece_.nodes[corner].point;
      const Vec3 way =
          unit(muscle->fibre_chart.across * point.d_across_m + muscle->fibre_chart.along * point.d_along_m);
      sum = dot(way, sum) < 0 ? sum - way : sum + way;
      ++found_count;
    }
    if (found_count == 0) return;
    // Four that disagree hold less than four that pull together.
    const double size = norm(sum);
    if (size < 0.1) return;
    block_.grid.fibre_ratio[element] = seen(1 / size * sum);
    block_.grid.fibre_Pa[element] = modulus_Pa * size / static_cast<double>(N);
  }

  /// Bone holds; where there is none, the bed below of layers.toml lies under each node.
  void set_foundation() {
    const double area_m2 = model_.layers().support_area_m2();
    // Springs below bone too: what they carry is what bone feels.
    std::vector<tissue::Spring> springs;
    for (const Column& column : columns_) {
      const double bone_ratio = std::clamp(column.layers.bone_share_ratio, 0.0, 1.0);
      block_.bone_share_ratio.push_back(bone_ratio);
      const double compliance =
          bone_ratio / tissue::kBone.normal_Pa_m + (1 - bone_ratio) * area_m2 / column.layers.support_N_m.value;
      const double normal_Pa_m = bone_ratio >= kAllBone_ratio ? tissue::kBone.normal_Pa_m : 1 / compliance;
      const double shear_ratio = bone_ratio + (1 - bone_ratio) * kBedShear_ratio;
      springs.push_back({normal_Pa_m, shear_ratio * normal_Pa_m});
    }
    block_.grid.foundation = std::move(springs);
    block_.grid.side = {tissue::kBone.normal_Pa_m, 0};
    block_.support_N_m = block_.middle.support_N_m;
    if (tool_.pitch_m && tool_.bodies_count % 2 == 0) block_.middle_across_m = tool_.pitch_m->value / 2;
  }

  void note() {
    block_.assumed_anatomy = block_.middle.assumed_anatomy || model_.layers().extrapolated();
    if (block_.middle.assumed_anatomy) {
      block_.notes.push_back("Outside the part of the back that our evidence describes: its layers are assumed.");
    }
    if (model_.layers().extrapolated()) {
      block_.notes.push_back("This person's build lies outside the people whose layers were measured.");
    }
    if (block_.middle.bone == BoneKind::none) {
      block_.notes.push_back("No bone lies below: what is soft there gives way, by an assumed amount.");
    }
    if (beyond_)
      block_.notes.push_back("The piece reaches over the edge of the back; the skin goes on straight there.");
  }

  SkinLines lines_;
  double reach_ratio_;
  bool sparing_;
  const BackModel& model_;
  const TissueKnowledge& knowledge_;
  const PressPlace& place_;
  const ToolBody& tool_;
  PlanePoint size_;
  PressBlock block_;
  Column middle_;  // under the tool
  SkinPiece piece_;
  std::vector<Column> columns_;
  std::vector<double> deep_shares_;  // of the rows of nodes below the sheet
  int first_deep_ = 0;
  Vec3 mean_normal_;
  double turn_ratio_ = 0;
  bool beyond_ = false;
  std::optional<std::string> fault_;
};

}  // namespace

PlanePoint half_size_m(const ToolBody& tool) {
  const double row_m = tool.pitch_m ? 0.5 * (tool.bodies_count - 1) * tool.pitch_m->value : 0;
  return {tool.half_across_m.value + row_m, tool.half_along_m.value};
}

tissue::Indenter indenter_of(const ToolBody& tool, double friction_ratio) {
  const double across_m = tool.half_across_m.value, along_m = tool.half_along_m.value, radius_m = tool.radius_m.value;
  tissue::BodyPart part;
  if (tool.shape == ToolBody::Shape::ellipsoid) {
    part = tissue::Indenter::ellipsoid({across_m, along_m, radius_m}).parts.front();
  } else {
    part = tissue::Indenter::flat_punch(0, radius_m).parts.front();
    part.straight_m = {across_m - radius_m, along_m - radius_m};
  }
  tissue::Indenter indenter;
  indenter.parts = {part};
  if (tool.pitch_m) indenter = tissue::Indenter::row(part, tool.bodies_count, tool.pitch_m->value, 0, 0, 0);
  if (tool.pad) {
    indenter.pad.exponential_Pa = tool.pad->pressure_Pa.value;
    indenter.pad.length_m = tool.pad->length_m.value;
  }
  indenter.friction_ratio = friction_ratio;
  return indenter;
}

Result<PressBlock> make_block(const BackModel& model, const PressPlace& place) {
  Result<PressBlock> block = Error{};
  for (const double reach_ratio : kReaches_ratio) {
    for (const SkinLines lines : {SkinLines::across_one, SkinLines::from_middle}) {
      Builder plain(model, place, lines, reach_ratio, false);
      const std::size_t plain_count = plain.columns_count();
      block = plain.build();
      if (!block) continue;
      // One press can do with fewer cells far out, unless they fold; a routine's are few, and the fine ones judge
      // others.
      if (place.fineness == Fineness::normal) {
        Builder sparing(model, place, lines, reach_ratio, true);
        if (sparing.columns_count() < plain_count) {
          if (auto spared = sparing.build(&plain)) block = std::move(spared);
        }
      }
      if (reach_ratio < 1) block->notes.push_back("The piece is cut short: farther out the skin bends back on itself.");
      return block;
    }
  }
  return block;
}

}  // namespace unknot
