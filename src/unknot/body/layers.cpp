#include "unknot/body/layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "unknot/body/chart_shape.h"

namespace unknot {
namespace {

/// Beyond the chart's proven part the anatomy is assumed (contracts, "Chart").
constexpr double kProvenLow_along = 0;
constexpr double kProvenHigh_along = 1.15;
/// Step for the slope of the half-width along the spine.
constexpr double kSlopeStep_along = 1e-3;

double interpolate(const std::vector<std::pair<double, double>>& stations, double along) {
  if (along <= stations.front().first) {
    return stations.front().second;
  }
  for (std::size_t i = 1; i < stations.size(); ++i) {
    if (along <= stations[i].first) {
      const double t = (along - stations[i - 1].first) / (stations[i].first - stations[i - 1].first);
      return stations[i - 1].second + t * (stations[i].second - stations[i - 1].second);
    }
  }
  return stations.back().second;
}

/// 0 a blend's width outside an outline, 1/2 on it, 1 as far inside: two areas that share an edge add up to 1 over it.
double share_inside(const std::vector<PlanePoint>& outline, const PlanePoint& point, double edge_m) {
  return smooth_step_ratio((depth_inside_m(outline, point) + edge_m) / (2 * edge_m));
}

/// Written in metres: grown with the person's spine.
std::vector<PlanePoint> grown(const ChartPolygon& outline, const Body& body, double growth_ratio, bool reaches_edge) {
  std::vector<PlanePoint> placed;
  for (const ChartPoint& vertex : outline) {
    const bool at_edge = reaches_edge && vertex.across >= kMaxFromMidline_m;
    const double x_m = at_edge ? body.half_width_m(vertex.along) : growth_ratio * vertex.across;
    placed.push_back({x_m, vertex.along * body.length_m()});
  }
  return placed;
}

/// An outline that ends at the chart's edge goes on beyond it: only its own edges are blended.
std::vector<PlanePoint> beyond_the_chart(std::vector<PlanePoint> outline, const Body& body, double by_m) {
  constexpr double kNear_ratio = 1e-6;
  for (PlanePoint& point : outline) {
    const double along = std::clamp(point.y_m / body.length_m(), kAlongMin_ratio, kAlongMax_ratio);
    if (point.x_m >= (kAcrossMax_ratio - kNear_ratio) * body.half_width_m(along)) {
      point.x_m += by_m;
    }
    if (along <= kAlongMin_ratio + kNear_ratio) {
      point.y_m -= by_m;
    } else if (along >= kAlongMax_ratio - kNear_ratio) {
      point.y_m += by_m;
    }
  }
  return outline;
}

/// A positive number that is near `line` far above `least`, and never below `least` (a hyperbola), through `middle`
/// where `line` is: for the straight lines over the mass index, which turn negative for very slight people.
double bent_above(double least, double bend, double middle, double rise) {
  const double above = middle - least;
  const double u = above - bend * bend / above + rise * (1 + bend * bend / (above * above));
  return least + (u + std::sqrt(u * u + 4 * bend * bend)) / 2;
}

/// Springs in series.
double in_series(double a, double b) { return 1 / (1 / a + 1 / b); }

}  // namespace

LayerValue ranged(double value, double spread_ratio, double width_count, const Provenance& provenance) {
  // Lognormal, so that a range never reaches below nothing.
  const double factor = std::exp(width_count * std::sqrt(std::log(1 + spread_ratio * spread_ratio)));
  return {value, value / factor, value * factor, provenance};
}

LayerModel::LayerModel(const LayerKnowledge& knowledge, const Contacts& contacts, const Atlas& atlas, const Body& body,
                       Place place)
    : knowledge_(&knowledge),
      body_(body),
      below_(knowledge.below.at(place)),
      palm_area_m2_(contacts.area_m2(Surface::palm)),
      mass_index_kg_m2_(body.mass_kg() / (body.stature_m() * body.stature_m())) {
  extrapolated_ = mass_index_kg_m2_ < knowledge.constant("mass_index_low").value ||
                  mass_index_kg_m2_ > knowledge.constant("mass_index_high").value;
  const double reference_kg_m2 = knowledge.constant("mass_index").value;
  for (const LayerSite& site : knowledge.sites) {
    const double rise_m = site.fat_per_mass_index_m3_kg.value * (mass_index_kg_m2_ - reference_kg_m2);
    const double fat_m = bent_above(knowledge.constant("fat_least").value, knowledge.constant("fat_bend").value,
                                    site.fat_m.at(body.sex()).value, rise_m);
    for (ChartPoint at : site.at) {
      for (const double mirror : {1.0, -1.0}) {
        if (mirror < 0 && at.across == 0) {
          continue;
        }
        const PlanePoint placed = body.to_plane(ChartPoint{mirror * at.across, at.along});
        anchors_.push_back({placed, site.skin_m.at(body.sex()).value, fat_m, site.fascia_m.value, &site});
      }
    }
  }
  const double reach_m = 2 * knowledge.constant("edge").value;
  const double spine_ratio = body.length_m() / knowledge.constant("spine_length").value;
  const auto outline_of = [&](const ChartPolygon& outline, bool in_metres, bool reaches_edge) {
    return in_metres ? grown(outline, body, spine_ratio, reaches_edge) : body.to_plane(outline);
  };
  const double growth_ratio =
      std::pow(mass_index_kg_m2_ / reference_kg_m2, knowledge.constant("muscle_mass_power").value);
  for (const MuscleBelly& muscle : knowledge.muscles) {
    const AtlasArea* right = atlas.find(muscle.id + "_right");
    const AtlasArea* left = atlas.find(muscle.id + "_left");
    std::vector<std::pair<double, double>> knots;
    for (const MuscleStation& station : muscle.stations) {
      const Quantity& thickness_m = body.sex() == Sex::male ? station.male_m : station.female_m;
      knots.emplace_back(station.along, growth_ratio * thickness_m.value);
    }
    const bool own = !muscle.belly.empty();
    std::vector<std::pair<double, double>> fibre_at = muscle.fibre_at;
    if (fibre_at.empty()) {
      fibre_at = {{0.0, right->fibre_rad}};
    }
    bellies_.push_back({&muscle,
                        std::move(fibre_at),
                        {left->id, right->id},
                        {left->name, right->name},
                        right->layer_index,
                        beyond_the_chart(own ? outline_of(muscle.belly, muscle.in_metres, muscle.reaches_edge)
                                             : atlas.plane_polygon(*right, body),
                                         body, reach_m),
                        knots.front().first,
                        knots.back().first,
                        MonotoneCubic(knots)});
  }
  std::stable_sort(bellies_.begin(), bellies_.end(),
                   [](const Belly& a, const Belly& b) { return a.layer_index < b.layer_index; });
  for (const BoneArea& bone : knowledge.bones) {
    Bone placed{&bone, {}};
    if (bone.area.empty()) {
      placed.outlines.push_back(beyond_the_chart(outline_of(bone.polygon, bone.in_metres, false), body, reach_m));
    } else {
      for (const AtlasArea* area : atlas.find_all(bone.area)) {
        if (area->side != Side::left) {
          placed.outlines.push_back(beyond_the_chart(atlas.plane_polygon(*area, body), body, reach_m));
        }
      }
    }
    bones_.push_back(std::move(placed));
  }
  for (const Overlay& overlay : atlas.overlays()) {
    if (overlay.kind == OverlayKind::rib && overlay.side != Side::left) {
      ribs_.push_back(on_plane(overlay.points, overlay.in_metres, false, body));
    }
  }
}

std::vector<std::string> LayerModel::muscle_ids() const {
  std::vector<std::string> ids;
  for (const Belly& belly : bellies_) {
    ids.push_back(belly.knowledge->id);
  }
  return ids;
}

LayerValue LayerModel::lung_depth_m() const {
  const LayerKnowledge& k = *knowledge_;
  const double held_kg_m2 =
      std::clamp(mass_index_kg_m2_, k.constant("lung_mass_index_low").value, k.constant("lung_mass_index_high").value);
  const Quantity& slope = k.constant("lung_per_mass_index");
  const double value_m = k.constant("lung_intercept").value + slope.value * held_kg_m2;
  const double half_m = k.constant("range_width").value * k.constant("lung_sd").value;
  return {value_m, value_m - half_m, value_m + half_m, slope.provenance};
}

bool LayerModel::lung_extrapolated() const {
  return mass_index_kg_m2_ < knowledge_->constant("lung_mass_index_low").value ||
         mass_index_kg_m2_ > knowledge_->constant("lung_mass_index_high").value;
}

LayerModel::Coverage LayerModel::coverage(const PlanePoint& right) const {
  const double edge_m = knowledge_->constant("edge").value;
  Coverage cover;
  double left_ratio = 1;
  bool decided = false;
  for (const Bone& bone : bones_) {
    double inside_ratio = 0;
    for (const auto& outline : bone.outlines) {
      inside_ratio = std::max(inside_ratio, share_inside(outline, right, edge_m));
      if (!decided && contains(outline, right)) {
        decided = true;
        cover.kind = bone.knowledge->kind == BoneKind::rib ? rib_or_space(right) : bone.knowledge->kind;
      }
    }
    if (bone.knowledge->kind == BoneKind::scapula) {
      cover.blade_ratio = inside_ratio;
    }
    cover.share_ratio.push_back(left_ratio * inside_ratio);
    left_ratio *= 1 - inside_ratio;
  }
  cover.soft_ratio = left_ratio;
  return cover;
}

BoneKind LayerModel::rib_or_space(const PlanePoint& right) const {
  const double half_m = knowledge_->constant("rib_half").value;
  for (const auto& rib : ribs_) {
    for (std::size_t i = 0; i + 1 < rib.size(); ++i) {
      if (distance_to_segment_m(rib[i], rib[i + 1], right) <= half_m) {
        return BoneKind::rib;
      }
    }
  }
  return BoneKind::intercostal;
}

void LayerModel::add_skin(LayerColumn& column, const PlanePoint& right) const {
  const double reach_m = knowledge_->constant("site").value;
  const double width_count = knowledge_->constant("range_width").value;
  std::vector<double> squares(anchors_.size());
  double nearest = std::numeric_limits<double>::infinity();
  const LayerSite* nearest_site = nullptr;
  for (std::size_t i = 0; i < anchors_.size(); ++i) {
    const double dx = (anchors_[i].at.x_m - right.x_m) / reach_m;
    const double dy = (anchors_[i].at.y_m - right.y_m) / reach_m;
    squares[i] = (dx * dx + dy * dy) / 2;
    if (squares[i] < nearest) {
      nearest = squares[i];
      nearest_site = anchors_[i].site;
    }
  }
  double whole = 0;
  std::array<double, 6> sum{};
  for (std::size_t i = 0; i < anchors_.size(); ++i) {
    const Anchor& anchor = anchors_[i];
    const double weight = std::exp(nearest - squares[i]);
    whole += weight;
    const std::array<double, 6> values = {anchor.skin_m,
                                          anchor.fat_m,
                                          anchor.fascia_m,
                                          anchor.site->skin_spread_ratio.value,
                                          anchor.site->fat_spread_ratio.value,
                                          anchor.site->fascia_spread_ratio.value};
    for (std::size_t k = 0; k < sum.size(); ++k) {
      sum[k] += weight * values[k];
    }
  }
  const Sex sex = body_.sex();
  column.skin_m = ranged(sum[0] / whole, sum[3] / whole, width_count, nearest_site->skin_m.at(sex).provenance);
  column.fat_m = ranged(sum[1] / whole, sum[4] / whole, width_count, nearest_site->fat_m.at(sex).provenance);
  column.fascia_m = ranged(sum[2] / whole, sum[5] / whole, width_count, nearest_site->fascia_m.provenance);
}

std::optional<LayerValue> LayerModel::fat_inside(const std::string& muscle, double along) const {
  const auto& with_fat = knowledge_->fat_muscles;
  if (std::find(with_fat.begin(), with_fat.end(), muscle) == with_fat.end()) {
    return std::nullopt;
  }
  const double low_years = knowledge_->constant("age_low").value;
  const double high_years = knowledge_->constant("age_high").value;
  const double old = smooth_step_ratio((body_.age_years() - low_years) / (high_years - low_years));
  std::vector<std::pair<double, double>> values, spreads;
  for (const auto& station : knowledge_->fat_stations) {
    values.emplace_back(station.along, (1 - old) * station.younger_ratio.value + old * station.older_ratio.value);
    spreads.emplace_back(station.along,
                         (1 - old) * station.younger_sd_ratio.value + old * station.older_sd_ratio.value);
  }
  const double value = interpolate(values, along);
  return ranged(value, interpolate(spreads, along) / value, knowledge_->constant("range_width").value,
                knowledge_->fat_stations.front().younger_ratio.provenance);
}

void LayerModel::add_muscles(LayerColumn& column, const ChartPoint& point, const PlanePoint& right,
                             double blade_ratio) const {
  const LayerKnowledge& k = *knowledge_;
  const double edge_m = k.constant("edge").value;
  const double inner_m = k.constant("spine_inner").value;
  const double beside_ratio = smooth_step_ratio((right.x_m - inner_m) / (k.constant("spine_outer").value - inner_m));
  const double own_side = point.across < 0 ? -1 : 1;
  const double above = std::max(point.along - kSlopeStep_along, kAlongMin_ratio);
  const double below = std::min(point.along + kSlopeStep_along, kAlongMax_ratio);
  const double half_m = body_.half_width_m(point.along);
  const double widening_m = (body_.half_width_m(below) - body_.half_width_m(above)) / (below - above);
  for (const Belly& belly : bellies_) {
    double share_ratio = beside_ratio * (belly.knowledge->under_blade ? 1 - blade_ratio : 1);
    if (share_ratio > 0) {
      share_ratio *= share_inside(belly.outline, right, edge_m);
    }
    const double along = std::clamp(point.along, belly.low_along, belly.high_along);
    const double thickness_m = share_ratio > 0 ? share_ratio * belly.thickness_m.value(along) : 0;
    if (thickness_m < k.constant("least_layer").value) {
      continue;
    }
    MuscleLayer layer;
    const std::size_t side = own_side < 0 ? 0 : 1;
    layer.id = belly.id[side];
    layer.name = belly.name[side];
    layer.layer_index = belly.layer_index;
    layer.thickness_m = ranged(thickness_m, belly.knowledge->spread_ratio.value, k.constant("range_width").value,
                               belly.knowledge->provenance);
    layer.fibre_rad = interpolate(belly.fibre_at, point.along);
    // Head-ward is -along; a step along the spine also moves `across`, where the back widens.
    layer.fibre_chart.along = -std::cos(layer.fibre_rad) / body_.length_m();
    layer.fibre_chart.across =
        (own_side * std::sin(layer.fibre_rad) - point.across * widening_m * layer.fibre_chart.along) / half_m;
    layer.fat_ratio = fat_inside(belly.knowledge->id, point.along);
    column.muscles.push_back(std::move(layer));
  }
}

void LayerModel::add_support(LayerColumn& column, const Coverage& cover) const {
  // Blended by their logarithms: stiffnesses of different kinds differ by factors.
  double log_value = 0;
  double log_factor = 0;
  double most_ratio = -1;
  Provenance provenance;
  const auto add = [&](double ratio, double stiffness_N_m, double factor_ratio, const Provenance& of) {
    log_value += ratio * std::log(stiffness_N_m);
    log_factor += ratio * std::log(factor_ratio);
    if (ratio > most_ratio) {
      most_ratio = ratio;
      provenance = of;
    }
  };
  for (std::size_t i = 0; i < bones_.size(); ++i) {
    const Spring& spring = knowledge_->supports.at(bones_[i].knowledge->support);
    add(cover.share_ratio[i], spring.stiffness_N_m.value, spring.factor_ratio.value, spring.stiffness_N_m.provenance);
  }
  const Quantity& modulus = knowledge_->constant("soft_modulus");
  add(cover.soft_ratio, modulus.value / knowledge_->constant("soft_depth").value * palm_area_m2_,
      knowledge_->constant("soft_factor").value, modulus.provenance);
  const double value_N_m = std::exp(log_value);
  const double factor_ratio = std::exp(log_factor);
  const double pad_N_m = below_.stiffness_N_m.value;
  const double pad_factor_ratio = below_.factor_ratio.value;
  column.support_N_m = {in_series(value_N_m, pad_N_m), in_series(value_N_m / factor_ratio, pad_N_m / pad_factor_ratio),
                        in_series(value_N_m * factor_ratio, pad_N_m * pad_factor_ratio), provenance};
}

LayerColumn LayerModel::at(const ChartPoint& point) const {
  UNKNOT_CHECK(is_on_chart(point), "a place off the chart");
  const PlanePoint right = body_.to_plane(ChartPoint{std::abs(point.across), point.along});
  LayerColumn column;
  const Coverage cover = coverage(right);
  column.bone = cover.kind;
  column.bone_share_ratio = 1 - cover.soft_ratio;
  column.assumed_anatomy = point.along < kProvenLow_along || point.along > kProvenHigh_along;
  add_skin(column, right);
  add_muscles(column, point, right, cover.blade_ratio);
  add_support(column, cover);

  // The errors of the layers are taken as independent of each other.
  double below_m2 = 0;
  double above_m2 = 0;
  const auto pile = [&](const LayerValue& layer) {
    column.depth_m.value += layer.value;
    below_m2 += (layer.value - layer.low) * (layer.value - layer.low);
    above_m2 += (layer.high - layer.value) * (layer.high - layer.value);
  };
  pile(column.skin_m);
  pile(column.fat_m);
  pile(column.fascia_m);
  for (const MuscleLayer& muscle : column.muscles) {
    pile(muscle.thickness_m);
  }
  column.depth_m.low = column.depth_m.value - std::sqrt(below_m2);
  column.depth_m.high = column.depth_m.value + std::sqrt(above_m2);
  column.depth_m.provenance = {column.fat_m.provenance.source, EvidenceStatus::computed};
  return column;
}

ChartPoint cell_centre(int across_index, int along_index, int across_count, int along_count) {
  return {kAcrossMin_ratio + (kAcrossMax_ratio - kAcrossMin_ratio) * (across_index + 0.5) / across_count,
          kAlongMin_ratio + (kAlongMax_ratio - kAlongMin_ratio) * (along_index + 0.5) / along_count};
}

std::vector<LayerColumn> LayerModel::cells(int across_count, int along_count) const {
  UNKNOT_CHECK(across_count > 0 && along_count > 0, "a grid needs cells");
  std::vector<LayerColumn> columns;
  columns.reserve(static_cast<std::size_t>(across_count) * static_cast<std::size_t>(along_count));
  for (int j = 0; j < along_count; ++j) {
    for (int i = 0; i < across_count; ++i) {
      columns.push_back(at(cell_centre(i, j, across_count, along_count)));
    }
  }
  return columns;
}

}  // namespace unknot
