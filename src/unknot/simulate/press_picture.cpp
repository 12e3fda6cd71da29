#include "unknot/simulate/press_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "unknot/body/svg_path.h"
#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

// lint_units off: lengths of the picture are in its own units, as in every SVG
// Narrow, so that the words can still be read where a phone shrinks it to 390 wide.
constexpr double kWidth = 640, kLeft = 28, kRight = 612, kDrawingWidth = 540, kDrawingHeight = 430;
constexpr double kMarkRadius = 12, kMarkGap = 27, kRow = 34, kFootLine = 22;
constexpr double kTitleLine = 30, kWordsLine = 25, kWordsGap = 6;
/// The breadth of a letter of a name, about, and of a small one; what keeps words apart.
constexpr double kLetter = 12, kSmallLetter = 8.5, kWordGap = 12;
// lint_units on
/// Letters that fit beside each other; taken from a broad font.
constexpr std::size_t kTitleLetters_count = 40, kWarningLetters_count = 52, kSummaryLetters_count = 60,
                      kFootLetters_count = 72, kNameLetters_count = 40;
/// How much of the block is shown: so many times the contact's half breadth, and some more.
constexpr double kAroundContact_ratio = 2.2;
constexpr double kAround_m = 0.012;
constexpr double kLeastHalf_m = 0.032;
constexpr double kMostHalf_m = 0.080;
/// Of what lies below the layers, and of the body over the surface.
constexpr double kBelow_m = 0.007;
constexpr double kBody_m = 0.014;
constexpr int kOutline_count = 240;

/// Calm colours by day and by night; contrast of text to its ground at least 7.
constexpr std::string_view kStyle = R"(<style>
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #2d2320; }
.paper { fill: #fffaf4; } .air { fill: #f6ede1; } .frame { fill: none; stroke: #d9c9b8; stroke-width: 1.5; }
.title { font-size: 24px; font-weight: 700; } .summary { font-size: 18px; fill: #63534b; } .warning { font-size: 18px; font-weight: 700; fill: #8f2f17; }
.name { font-size: 17px; font-weight: 600; } .value { font-size: 17px; fill: #63534b; } .small { font-size: 16px; fill: #63534b; }
.mark { fill: #fffaf4; stroke: #8d7767; stroke-width: 1.2; } .count { font-size: 16px; font-weight: 600; } .swatch { stroke: #6b4a3a; stroke-width: 1; }
.body { fill: #f7dfc8; stroke: #8a5a3c; stroke-width: 2; }
.force { stroke: #8f4229; fill: #8f4229; stroke-width: 3; } .touch { fill: none; stroke: #8f4229; stroke-width: 3.5; stroke-linecap: round; }
.rest { fill: none; stroke: #2d2320; stroke-width: 1.6; stroke-dasharray: 6 5; opacity: .75; }
.leader { fill: none; stroke: #8d7767; stroke-width: 1.2; } .bar { stroke: #2d2320; stroke-width: 2.5; }
.edge { fill: none; stroke: #6b4a3a; stroke-width: 1; opacity: .5; }
.skin { fill: #e0aa86; } .fat { fill: #f3dfae; } .fascia { fill: #d3dad8; } .ligament { fill: #dcd3bf; }
.flesh0 { fill: #cf8a7b; } .flesh1 { fill: #c0776a; } .flesh2 { fill: #d99c8c; } .bone { fill: #ece5d6; } .soft { fill: #e3c3b3; }
.onbone, .onsoft { font-size: 17px; font-weight: 600; }
@media (prefers-color-scheme: dark) {
text { fill: #f5ebe1; } .paper { fill: #28211d; } .air { fill: #1f1916; } .frame { stroke: #4a3d35; }
.summary, .value, .small { fill: #cdbcae; } .warning { fill: #ffb59a; } .mark { fill: #28211d; stroke: #9a8676; } .body { fill: #a97f60; stroke: #f0cdb0; }
.force { stroke: #f0a27e; fill: #f0a27e; } .touch { stroke: #f0a27e; } .rest { stroke: #f5ebe1; } .leader { stroke: #9a8676; } .bar { stroke: #f5ebe1; }
.edge { stroke: #1c1714; } .skin { fill: #9a6c4f; } .fat { fill: #b59a5f; } .fascia { fill: #8b9694; } .ligament { fill: #8f866f; }
.flesh0 { fill: #8b463c; } .flesh1 { fill: #7a3a32; } .flesh2 { fill: #9a5548; } .bone { fill: #b3aa96; } .soft { fill: #5b463a; }
.onbone { fill: #1c1714; }
}
</style>
)";

std::string millimetres(double length_m) { return fixed_text(length_m * 1e3, 1); }

/// A place in the cut: to the right, and down.
struct CutPoint {
  double right_m = 0;
  double down_m = 0;
};

/// Where among rising places `at` lies: the index before it and the share of the way to the next.
std::pair<int, double> locate(const std::vector<double>& places_m, double at_m) {
  const auto after = std::upper_bound(places_m.begin(), places_m.end(), at_m);
  const auto last = static_cast<std::ptrdiff_t>(places_m.size()) - 2;
  const std::ptrdiff_t index = std::clamp<std::ptrdiff_t>(after - places_m.begin() - 1, 0, last);
  const double from_m = places_m[static_cast<std::size_t>(index)], to_m = places_m[static_cast<std::size_t>(index) + 1];
  return {static_cast<int>(index), std::clamp((at_m - from_m) / (to_m - from_m), 0.0, 1.0)};
}

/// Nodes of the surface's middle lines at rest.
std::vector<double> line_across_m(const BlockState& block) {
  std::vector<double> line_m;
  for (int i = 0; i <= block.elements_x_count; ++i)
    line_m.push_back(block.place_m[block.node_index(i, block.elements_y_count / 2, 0)].x);
  return line_m;
}
std::vector<double> line_along_m(const BlockState& block) {
  std::vector<double> line_m;
  for (int j = 0; j <= block.elements_y_count; ++j)
    line_m.push_back(block.place_m[block.node_index(block.elements_x_count / 2, j, 0)].y);
  return line_m;
}

/// Rows of nodes between two layers, the surface and the bottom among them.
std::vector<int> interfaces(const BlockState& block) {
  std::vector<int> rows = {0};
  for (int k = 1; k < block.elements_z_count; ++k) {
    if (block.layer[block.element_index(0, 0, k)] != block.layer[block.element_index(0, 0, k - 1)]) rows.push_back(k);
  }
  rows.push_back(block.elements_z_count);
  return rows;
}

std::string layer_class(const std::string& id, int flesh_count) {
  for (const char* known : {"skin", "fat", "fascia", "ligament"}) {
    if (id == known) return id;
  }
  return "flesh" + std::to_string(flesh_count % 3);
}

/// The cut's own geometry in metres, then in the picture.
class Drawing {
 public:
  /// @param top  of the drawing in the picture
  Drawing(const BlockState& block, Cut cut, double top)
      : block_(block), cut_(cut), rows_(interfaces(block)), top_(top) {
    const bool across = cut == Cut::across;
    const auto [at, share] =
        locate(across ? line_along_m(block) : line_across_m(block), across ? block.pose.position_m : 0.0);
    at_index_ = at;
    share_ratio_ = share;
    columns_count_ = (across ? block.elements_x_count : block.elements_y_count) + 1;
    choose_window();
  }

  [[nodiscard]] double height() const { return scale_ * (bottom_m_ - top_m_); }
  [[nodiscard]] double scale_per_m() const { return scale_; }
  [[nodiscard]] double top() const { return top_; }
  [[nodiscard]] double bottom() const { return top_ + height(); }
  [[nodiscard]] double left() const { return middle_ - scale_ * half_m_; }
  [[nodiscard]] double right() const { return middle_ + scale_ * half_m_; }
  [[nodiscard]] double half_m() const { return half_m_; }
  [[nodiscard]] const std::vector<int>& rows() const { return rows_; }
  [[nodiscard]] PicturePoint to_picture(const CutPoint& at) const {
    return {middle_ + scale_ * at.right_m, top_ + scale_ * (at.down_m - top_m_)};
  }

  /// A row of nodes as it lies now or lay at rest, from left to right.
  [[nodiscard]] std::vector<PicturePoint> row(int k, bool now) const {
    std::vector<PicturePoint> points;
    for (int n = 0; n < columns_count_; ++n) points.push_back(to_picture(node(n, k, now)));
    return points;
  }
  /// Height of a row at a place to the right, as it lies now.
  [[nodiscard]] double down_m(int k, double right_m) const {
    for (int n = 0; n + 1 < columns_count_; ++n) {
      const CutPoint a = node(n, k, true), b = node(n + 1, k, true);
      if (right_m <= b.right_m || n + 2 == columns_count_) {
        const double share = std::clamp((right_m - a.right_m) / (b.right_m - a.right_m), 0.0, 1.0);
        return a.down_m + share * (b.down_m - a.down_m);
      }
    }
    return 0;
  }

  /// The surface where something touches it, run by run.
  [[nodiscard]] std::vector<std::vector<PicturePoint>> touched() const {
    return runs_of(0, [this](int n) { return contact_Pa(n) > 0; });
  }
  /// The bottom where it is bone, run by run.
  [[nodiscard]] std::vector<std::vector<PicturePoint>> bone() const {
    return runs_of(rows_.back(), [this](int n) { return block_.on_bone[surface_index(n)] != 0; });
  }

  /// A stretch of the bottom that is bone or is not, as far as it is seen.
  struct Stretch {
    bool is_bone = false;
    double from_m = 0, to_m = 0;
    [[nodiscard]] double middle_m() const { return (from_m + to_m) / 2; }
  };
  /// What lies below, from left to right.
  [[nodiscard]] std::vector<Stretch> below() const {
    std::vector<Stretch> stretches;
    for (int n = 0; n < columns_count_; ++n) {
      const bool is_bone = block_.on_bone[surface_index(n)] != 0;
      const double right_m = std::clamp(node(n, rows_.back(), true).right_m, -half_m_, half_m_);
      if (stretches.empty() || stretches.back().is_bone != is_bone) stretches.push_back({is_bone, right_m, right_m});
      stretches.back().to_m = right_m;
    }
    return stretches;
  }

  /// The body's underside up to the picture's top, run by run; each closed along the top.
  [[nodiscard]] std::vector<std::vector<PicturePoint>> body() const {
    std::vector<std::vector<PicturePoint>> runs;
    if (!block_.body) return runs;
    const double most_m = block_.pose.depth_m - top_m_;
    bool open = false;
    const auto close = [&](double right_m) {
      runs.back().push_back(to_picture({right_m, top_m_ - kBelow_m}));
      open = false;
    };
    double last_m = 0;
    for (int n = 0; n <= kOutline_count; ++n) {
      const double right_m = half_m_ * (2.0 * n / kOutline_count - 1);
      const std::optional<double> up_m = cut_ == Cut::across ? underside_m(*block_.body, right_m, 0, most_m)
                                                             : underside_m(*block_.body, 0, right_m, most_m);
      if (up_m) {
        if (!open) {
          runs.push_back({to_picture({right_m, top_m_ - kBelow_m})});
          open = true;
        }
        runs.back().push_back(to_picture({right_m, block_.pose.depth_m - *up_m}));
        last_m = right_m;
      } else if (open) {
        close(last_m);
      }
    }
    if (open) close(last_m);
    return runs;
  }

 private:
  [[nodiscard]] CutPoint node(int n, int k, bool now) const {
    const auto at = [&](int beside) {
      const int i = cut_ == Cut::across ? n : beside, j = cut_ == Cut::across ? beside : n;
      return now ? block_.now_m(i, j, k) : block_.place_m[block_.node_index(i, j, k)];
    };
    const Vec3 place_m = (1 - share_ratio_) * at(at_index_) + share_ratio_ * at(at_index_ + 1);
    return {cut_ == Cut::across ? place_m.x : place_m.y - block_.pose.position_m, place_m.z};
  }
  /// The nearest column of nodes.
  [[nodiscard]] std::size_t surface_index(int n) const {
    const int beside = share_ratio_ < 0.5 ? at_index_ : at_index_ + 1;
    return cut_ == Cut::across ? block_.node_index(n, beside, 0) : block_.node_index(beside, n, 0);
  }
  [[nodiscard]] double contact_Pa(int n) const { return block_.contact_Pa[surface_index(n)]; }
  template <class Belongs>
  [[nodiscard]] std::vector<std::vector<PicturePoint>> runs_of(int k, const Belongs& belongs) const {
    std::vector<std::vector<PicturePoint>> runs(1);
    for (int n = 0; n < columns_count_; ++n) {
      if (belongs(n)) {
        runs.back().push_back(to_picture(node(n, k, true)));
      } else if (!runs.back().empty()) {
        runs.emplace_back();
      }
    }
    runs.erase(std::remove_if(runs.begin(), runs.end(), [](const auto& run) { return run.size() < 2; }), runs.end());
    return runs;
  }

  void choose_window() {
    double contact_m = 0;
    for (int n = 0; n < columns_count_; ++n) {
      if (contact_Pa(n) > 0) contact_m = std::max(contact_m, std::abs(node(n, 0, true).right_m));
    }
    // The block's ends lean: nowhere is more shown than there is.
    double block_m = kMostHalf_m;
    for (const int k : rows_) {
      for (const bool now : {false, true}) {
        block_m = std::min({block_m, -node(0, k, now).right_m, node(columns_count_ - 1, k, now).right_m});
      }
    }
    // Over a strong curve their slanting ends stand in the picture.
    if (block_m < kLeastHalf_m) {
      block_m = std::min({kLeastHalf_m, -node(0, 0, true).right_m, node(columns_count_ - 1, 0, true).right_m});
    }
    half_m_ = std::min(block_m, std::clamp(kAroundContact_ratio * contact_m + kAround_m, kLeastHalf_m, kMostHalf_m));
    // Twice: what is seen depends on how much fits, and how much fits on what is seen.
    for (int pass = 0; pass < 2; ++pass) {
      top_m_ = 1e9;
      bottom_m_ = -1e9;
      for (int n = 0; n < columns_count_; ++n) {
        for (const bool now : {false, true}) {
          if (std::abs(node(n, 0, now).right_m) > half_m_) continue;
          top_m_ = std::min(top_m_, node(n, 0, now).down_m);
          bottom_m_ = std::max(bottom_m_, node(n, rows_.back(), now).down_m);
        }
      }
      top_m_ -= block_.body ? kBody_m : kBelow_m;
      bottom_m_ += kBelow_m;
      scale_ = std::min(kDrawingWidth / (2 * half_m_), kDrawingHeight / (bottom_m_ - top_m_));
      half_m_ = std::min(block_m, kDrawingWidth / (2 * scale_));
    }
    // Not lower than its labels.
    const double labels = kMarkGap * static_cast<double>(rows_.size());
    bottom_m_ += std::max(0.0, labels - height()) / scale_;
    middle_ = kLeft + kDrawingWidth / 2;
  }

  const BlockState& block_;
  Cut cut_;
  std::vector<int> rows_;
  int at_index_ = 0;
  double share_ratio_ = 0;
  int columns_count_ = 0;
  double half_m_ = 0, top_m_ = 0, bottom_m_ = 0;
  // lint_units off: of the picture
  double top_ = 0, scale_ = 0, middle_ = 0;
  // lint_units on
};

/// Letters, not bytes: every byte that does not go on with another's letter.
std::size_t letters_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

/// At most so many letters, the last of them three dots where something is left out.
std::string shortened(const std::string& text, std::size_t most_count) {
  if (letters_count(text) <= most_count) return text;
  std::size_t bytes_count = 0;
  for (std::size_t letters = 0; bytes_count < text.size(); ++bytes_count) {
    if ((static_cast<unsigned char>(text[bytes_count]) & 0xC0) != 0x80 && ++letters == most_count) break;
  }
  return text.substr(0, bytes_count) + "…";
}

/// Lines of whole words.
std::vector<std::string> wrapped(const std::string& text, std::size_t most_count) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.empty() && letters_count(lines.back()) + 1 + letters_count(word) <= most_count) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string attribute_path(const std::string& style, const std::string& d) {
  return "<path class=\"" + style + "\" d=\"" + d + "\"/>\n";
}

std::string area_path(const std::vector<PicturePoint>& upper, std::vector<PicturePoint> lower) {
  std::string d = smooth_path(upper, false);
  std::reverse(lower.begin(), lower.end());
  d += " L " + fixed_text(lower.front().x, 1) + " " + fixed_text(lower.front().y, 1);
  append_smooth(d, lower, false);
  return d + " Z";
}

// lint_units off: places in the picture
std::string text_at(double x, double y, const std::string& style, const std::string& words,
                    const std::string& anchor = "start") {
  return "<text class=\"" + style + "\" x=\"" + fixed_text(x, 1) + "\" y=\"" + fixed_text(y, 1) + "\" text-anchor=\"" +
         anchor + "\">" + escape_markup(words) + "</text>\n";
}

std::string line(const std::string& style, double x1, double y1, double x2, double y2) {
  return attribute_path(
      style, "M " + fixed_text(x1, 1) + " " + fixed_text(y1, 1) + " L " + fixed_text(x2, 1) + " " + fixed_text(y2, 1));
}

/// Labels at their wished heights, moved apart where they would touch.
std::vector<double> spread(std::vector<double> wished, double top, double bottom) {
  for (std::size_t n = 0; n < wished.size(); ++n) {
    wished[n] = std::max(wished[n], n == 0 ? top : wished[n - 1] + kMarkGap);
  }
  for (std::size_t n = wished.size(); n-- > 0;) {
    wished[n] = std::min(wished[n], n + 1 == wished.size() ? bottom : wished[n + 1] - kMarkGap);
  }
  return wished;
}
// lint_units on

/// The layer between two rows: index into BlockState::layers.
int layer_below(const BlockState& block, int row) { return block.layer[block.element_index(0, 0, row)]; }

/// Each layer's style in the drawing, from the surface down.
std::vector<std::string> layer_styles(const BlockState& block, const std::vector<int>& rows) {
  std::vector<std::string> styles;
  int flesh_count = 0;
  for (std::size_t n = 0; n + 1 < rows.size(); ++n) {
    styles.push_back(layer_class(block.layers[static_cast<std::size_t>(layer_below(block, rows[n]))].id, flesh_count));
    if (styles.back().starts_with("flesh")) ++flesh_count;
  }
  return styles;
}

std::string layers_drawn(const BlockState& block, const Drawing& drawing) {
  std::string svg;
  const std::vector<int>& rows = drawing.rows();
  const double far = drawing.bottom() + kMarkGap;
  const auto down_to_end = [far](const std::vector<PicturePoint>& floor) {
    std::vector<PicturePoint> end = floor;
    for (PicturePoint& point : end) point.y = far;
    return area_path(floor, end);
  };
  // Over a strong curve the lower rows end far inside the upper ones. What lies beyond is no part of the piece, and
  // soft.
  const std::vector<PicturePoint> surface = drawing.row(rows.front(), true);
  const std::vector<PicturePoint> floor = drawing.row(rows.back(), true);
  svg += attribute_path("soft", down_to_end({surface.front(), floor.front()}));
  svg += attribute_path("soft", down_to_end({floor.back(), surface.back()}));
  svg += attribute_path("soft", down_to_end(floor));
  for (const auto& run : drawing.bone()) svg += attribute_path("bone", down_to_end(run));
  const std::vector<std::string> styles = layer_styles(block, rows);
  for (std::size_t n = 0; n + 1 < rows.size(); ++n) {
    svg += attribute_path(styles[n], area_path(drawing.row(rows[n], true), drawing.row(rows[n + 1], true)));
  }
  for (const int k : rows) svg += attribute_path("edge", smooth_path(drawing.row(k, true), false));
  return svg;
}

std::string body_drawn(const BlockState& block, const Drawing& drawing) {
  if (!block.body) return {};
  std::string svg = "<g mask=\"url(#fading)\">\n";
  for (const std::vector<PicturePoint>& run : drawing.body()) {
    std::string d;
    for (const PicturePoint& point : run) {
      d += (d.empty() ? "M " : " L ") + fixed_text(point.x, 1) + " " + fixed_text(point.y, 1);
    }
    svg += attribute_path("body", d);
  }
  return svg + "</g>\n";
}

// lint_units off: places in the picture
std::string mark_at(double x, double y, std::size_t count) {
  return "<circle class=\"mark\" cx=\"" + fixed_text(x, 1) + "\" cy=\"" + fixed_text(y, 1) + "\" r=\"" +
         fixed_text(kMarkRadius, 0) + "\"/>\n" + text_at(x, y + 6, "count", std::to_string(count), "middle");
}
// lint_units on

/// A number for each layer beside the drawing, where the layer leaves it.
std::string marks_drawn(const Drawing& drawing) {
  const std::vector<int>& rows = drawing.rows();
  std::vector<double> wished;
  for (std::size_t n = 0; n + 1 < rows.size(); ++n) {
    const double down_m =
        (drawing.down_m(rows[n], drawing.half_m()) + drawing.down_m(rows[n + 1], drawing.half_m())) / 2;
    wished.push_back(drawing.to_picture({0, down_m}).y);
  }
  for (double& y : wished) y = std::clamp(y, drawing.top(), drawing.bottom());
  const std::vector<double> at = spread(wished, drawing.top() + kMarkRadius, drawing.bottom() - kMarkRadius);
  const double x = kRight - kMarkRadius;
  std::string svg;
  for (std::size_t n = 0; n < at.size(); ++n) {
    svg += attribute_path("leader", "M " + fixed_text(drawing.right() - 4, 1) + " " + fixed_text(wished[n], 1) + " L " +
                                        fixed_text(drawing.right() + 6, 1) + " " + fixed_text(wished[n], 1) + " L " +
                                        fixed_text(x - kMarkRadius, 1) + " " + fixed_text(at[n], 1));
    svg += mark_at(x, at[n], n + 1);
  }
  return svg;
}

/// The layers by number, colour and name, with what the press does to each.
std::string legend_drawn(const BlockState& block, const Drawing& drawing, const PictureWords& words, double top) {
  const std::vector<LayerThickness> layers = layers_under_body(block);
  const std::vector<std::string> styles = layer_styles(block, drawing.rows());
  std::string svg = text_at(kRight, top, "small", "mm thick at rest → " + words.under, "end");
  for (std::size_t n = 0; n < layers.size(); ++n) {
    const double y = top + kRow * static_cast<double>(n + 1);
    svg += mark_at(kLeft + kMarkRadius, y - 6, n + 1);
    svg += "<rect class=\"swatch " + styles[n] + "\" x=\"" + fixed_text(kLeft + 34, 1) + "\" y=\"" +
           fixed_text(y - 16, 1) + "\" width=\"26\" height=\"20\" rx=\"4\"/>\n";
    svg += text_at(kLeft + 70, y, "name",
                   shortened(block.layers[static_cast<std::size_t>(layers[n].layer)].name, kNameLetters_count));
    const double now_m = n < words.pressed_m.size() ? words.pressed_m[n] : layers[n].now_m;
    svg += text_at(kRight, y, "value", millimetres(layers[n].rest_m) + " → " + millimetres(now_m), "end");
  }
  return svg;
}

/// Names what lies below: the words of the place where that stretch is nearest, of its opposite where it is broadest.
std::string below_drawn(const Drawing& drawing, const PictureWords& words) {
  using Stretch = Drawing::Stretch;
  const Stretch *named = nullptr, *other = nullptr;
  const auto away_m = [](const Stretch& one) { return std::max({0.0, one.from_m, -one.to_m}); };
  const std::vector<Stretch> stretches = drawing.below();
  for (const Stretch& one : stretches) {
    if (one.is_bone == words.below_is_bone) {
      if (named == nullptr || away_m(one) < away_m(*named)) named = &one;
    } else if (other == nullptr || one.to_m - one.from_m > other->to_m - other->from_m) {
      other = &one;
    }
  }
  std::string svg;
  const auto write = [&](const Stretch* stretch, const std::string& text) {
    if (stretch == nullptr) return;
    const double broad = drawing.scale_per_m() * (stretch->to_m - stretch->from_m);
    if (broad < kLetter * static_cast<double>(letters_count(text))) return;
    svg += text_at(drawing.to_picture({stretch->middle_m(), 0}).x, drawing.bottom() - 10,
                   stretch->is_bone ? "onbone" : "onsoft", text, "middle");
  };
  write(named, words.below);
  write(other, words.beside);
  return svg;
}

std::string scale_drawn(const Drawing& drawing, const PictureWords& words) {
  constexpr std::array<double, 4> kBars_m = {0.005, 0.01, 0.02, 0.05};
  double bar_m = kBars_m.front();
  for (const double one_m : kBars_m) {
    if (one_m <= 0.5 * drawing.half_m()) bar_m = one_m;
  }
  const double y = drawing.bottom() + 24, middle = (drawing.left() + drawing.right()) / 2;
  const double half = drawing.scale_per_m() * bar_m / 2;
  std::string svg = line("bar", middle - half, y - 5, middle + half, y - 5);
  svg += line("bar", middle - half, y - 10, middle - half, y) + line("bar", middle + half, y - 10, middle + half, y);
  const std::string length = fixed_text(bar_m * 1e3, 0) + " mm";
  svg += text_at(middle + half + 10, y, "small", length);
  // Below a narrow drawing there is no room between the bar and the drawing's edges.
  const auto breadth = [](const std::string& text) { return kSmallLetter * static_cast<double>(letters_count(text)); };
  const double free_left = middle - half - kWordGap, free_right = middle + half + 10 + breadth(length) + kWordGap;
  svg += text_at(std::max(kLeft, std::min(drawing.left(), free_left - breadth(words.left))), y, "small", words.left);
  svg += text_at(std::min(kRight, std::max(drawing.right(), free_right + breadth(words.right))), y, "small",
                 words.right, "end");
  return svg;
}

}  // namespace

std::vector<LayerThickness> layers_under_body(const BlockState& block) {
  const auto [i, across_ratio] = locate(line_across_m(block), 0);
  const auto [j, along_ratio] = locate(line_along_m(block), block.pose.position_m);
  const auto at = [&, i = i, j = j, p = across_ratio, q = along_ratio](int k, bool now) {
    const auto node = [&](int di, int dj) {
      return now ? block.now_m(i + di, j + dj, k) : block.place_m[block.node_index(i + di, j + dj, k)];
    };
    return (1 - q) * ((1 - p) * node(0, 0) + p * node(1, 0)) + q * ((1 - p) * node(0, 1) + p * node(1, 1));
  };
  const std::vector<int> rows = interfaces(block);
  std::vector<LayerThickness> layers;
  for (std::size_t n = 0; n + 1 < rows.size(); ++n) {
    LayerThickness layer;
    layer.layer = block.layer[block.element_index(0, 0, rows[n])];
    for (int k = rows[n]; k < rows[n + 1]; ++k) {
      layer.rest_m += norm(at(k + 1, false) - at(k, false));
      layer.now_m += norm(at(k + 1, true) - at(k, true));
    }
    layers.push_back(layer);
  }
  return layers;
}

std::string press_picture(const BlockState& block, Cut cut, const PictureWords& words) {
  std::string head;
  double y = 14;
  const auto say = [&](const std::string& text, std::size_t letters, double line_height, const char* style) {
    for (const std::string& one : wrapped(text, letters)) head += text_at(kLeft, y += line_height, style, one);
  };
  say(words.title, kTitleLetters_count, kTitleLine, "title");
  y += kWordsGap;
  say(words.warning, kWarningLetters_count, kWordsLine, "warning");
  say(words.summary, kSummaryLetters_count, kWordsLine, "summary");

  const Drawing drawing(block, cut, y + 18);
  const double legend_top = drawing.bottom() + 64;
  double foot = legend_top + kRow * static_cast<double>(drawing.rows().size() - 1) + 14;
  std::string ending;
  for (const std::string& text :
       {std::string("Dashed: the skin before the press. Thick line: where it is touched."), words.foot}) {
    for (const std::string& one : wrapped(text, kFootLetters_count)) {
      ending += text_at(kLeft, foot += kFootLine, "small", one);
    }
  }
  const double height = foot + kFootLine;

  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + fixed_text(kWidth, 0) + " " +
                    fixed_text(height, 0) + "\" width=\"" + fixed_text(kWidth, 0) + "\" height=\"" +
                    fixed_text(height, 0) +
                    "\" style=\"max-width:100%;height:auto\" role=\"img\" aria-labelledby=\"title description\">\n";
  svg += "<title id=\"title\">" + escape_markup(words.title) + "</title>\n<desc id=\"description\">" +
         escape_markup(words.description) + "</desc>\n";
  svg += kStyle;
  const std::string box = "x=\"" + fixed_text(drawing.left(), 1) + "\" y=\"" + fixed_text(drawing.top(), 1) +
                          "\" width=\"" + fixed_text(drawing.right() - drawing.left(), 1) + "\" height=\"" +
                          fixed_text(drawing.height(), 1) + "\" rx=\"10\"/>";
  svg += "<defs><clipPath id=\"window\"><rect " + box + "</clipPath>\n";
  svg +=
      "<linearGradient id=\"shade\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\"0\" stop-color=\"#000\"/>"
      "<stop offset=\"0.22\" stop-color=\"#fff\"/></linearGradient>\n<mask id=\"fading\"><rect fill=\"url(#shade)\" " +
      box + "</mask></defs>\n";
  svg += "<rect class=\"paper\" width=\"" + fixed_text(kWidth, 0) + "\" height=\"" + fixed_text(height, 0) + "\"/>\n" +
         head;
  // The body lies under the layers: a soft pad gives way to the skin, so the skin's line is where they meet.
  svg += "<g clip-path=\"url(#window)\">\n<rect class=\"air\" " + box + "\n" + body_drawn(block, drawing) +
         layers_drawn(block, drawing);
  svg += attribute_path("rest", smooth_path(drawing.row(0, false), false));
  for (const auto& run : drawing.touched()) svg += attribute_path("touch", smooth_path(run, false));
  if (!words.body.empty()) {
    const double middle = (drawing.left() + drawing.right()) / 2;
    svg += text_at(middle, drawing.top() + 24, "name", words.body, "middle");
    svg += line("force", middle, drawing.top() + 32, middle, drawing.top() + 46);
    svg += "<path class=\"force\" d=\"M " + fixed_text(middle - 6, 1) + " " + fixed_text(drawing.top() + 44, 1) +
           " h 12 l -6 10 Z\"/>\n";
  }
  svg += below_drawn(drawing, words);
  svg += "</g>\n<rect class=\"frame\" " + box + "\n";
  svg += marks_drawn(drawing) + scale_drawn(drawing, words) + legend_drawn(block, drawing, words, legend_top);
  return svg + ending + "</svg>\n";
}

}  // namespace unknot
