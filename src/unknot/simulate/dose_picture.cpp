// The dose on the drawn back: bands of colour, cell by cell, with a scale.
#include <algorithm>
#include <array>
#include <cmath>

#include "unknot/core/number_text.h"
#include "unknot/simulate/dose_files.h"

namespace unknot {
namespace {

constexpr int kBands_count = 6;
// lint_units off: lengths of the picture are in its own units, millimetres of the back
constexpr double kGap = 60, kHead = 170, kFoot = 400, kMargin = 40, kLine = 44;
// lint_units on

constexpr std::string_view kStyle = R"svg(<style>
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #2d2320; }
.paper { fill: #fffaf4; } .skin { fill: #f4ece5; stroke: #8a6a58; stroke-width: 3; } .detail { fill: none; stroke: #b99a86; stroke-width: 2.5; }
.title { font-size: 37px; font-weight: 700; } .small { font-size: 33px; fill: #63534b; }
.b0 { fill: #f8cfa2; } .b1 { fill: #f3b583; } .b2 { fill: #e78f5b; } .b3 { fill: #cf673c; } .b4 { fill: #a64424; } .b5 { fill: #722611; }
.out { fill: url(#out); } .line { stroke: #2d2320; stroke-width: 3; }
@media (prefers-color-scheme: dark) {
text { fill: #f5ebe1; } .paper { fill: #28211d; } .skin { fill: #43362f; stroke: #b99a86; } .detail { stroke: #86705f; } .small { fill: #cdbcae; }
.b0 { fill: #5d3524; } .b1 { fill: #7d4329; } .b2 { fill: #a55a34; } .b3 { fill: #cd7a48; } .b4 { fill: #eba36f; } .b5 { fill: #fcd9b1; } .line { stroke: #f5ebe1; }
}
</style>
<defs><pattern id="out" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="line" y2="10"/></pattern></defs>
)svg";

/// ` name="12.0"`
std::string attribute(std::string_view name, double value, int decimals_count = 1) {
  return " " + std::string(name) + "=\"" + fixed_text(value, decimals_count) + "\"";
}

/// The next of 1, 2, 5 times a power of ten that is not below `value`, in sixths, so that every band ends at a short
/// number.
double band_width(double most) {
  const double least = most / kBands_count;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double step : {1.0, 2.0, 2.5, 5.0}) {
    if (step * power >= least * (1 - 1e-9)) return step * power;
  }
  return 10 * power;
}

/// The outline of a cell of the chart in the drawing.
std::string cell_path(const Drawing& drawing, const GridCounts& grid, std::size_t cell) {
  const int i = static_cast<int>(cell) % grid.across_count, j = static_cast<int>(cell) / grid.across_count;
  const double step_across = (kAcrossMax_ratio - kAcrossMin_ratio) / grid.across_count;
  const double step_along = (kAlongMax_ratio - kAlongMin_ratio) / grid.along_count;
  std::string path;
  for (const auto& [di, dj] : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(0, 1)}) {
    const auto [x, y] =
        drawing.at_mm({kAcrossMin_ratio + (i + di) * step_across, kAlongMin_ratio + (j + dj) * step_along});
    path += (path.empty() ? "M" : "L") + fixed_text(x, 1) + " " + fixed_text(y, 1);
  }
  return path + "Z";
}

struct Panel {
  const char* title;
  const char* unit;
  const std::vector<double>* values;
  double per_unit;  ///< how many of the field's own units are one of `unit`
};

std::string scale(double middle, double top, double band) {
  std::string svg;
  constexpr double kWide = 84, kHigh = 34;
  const double left = middle - kBands_count * kWide / 2;
  for (int n = 0; n < kBands_count; ++n) {
    svg += "<rect class=\"b" + std::to_string(n) + "\"" + attribute("x", left + n * kWide) + attribute("y", top) +
           attribute("width", kWide) + attribute("height", kHigh) + "/>\n";
  }
  for (int n = 0; n <= kBands_count; ++n) {
    svg += "<text class=\"small\" text-anchor=\"middle\"" + attribute("x", left + n * kWide) +
           attribute("y", top + kHigh + 38) + ">" + digits_text(n * band, 4) + "</text>\n";
  }
  return svg;
}

std::string panel_svg(const Panel& panel, const DoseMap& total, const Drawing& drawing, double left) {
  const double most = *std::max_element(panel.values->begin(), panel.values->end()) / panel.per_unit;
  const double band = most > 0 ? band_width(most) : 1;
  std::array<std::string, kBands_count> paths;
  std::string out;
  for (std::size_t cell = 0; cell < panel.values->size(); ++cell) {
    const double value = (*panel.values)[cell] / panel.per_unit;
    if (value > 0) {
      const auto n = static_cast<std::size_t>(std::clamp(static_cast<int>(value / band), 0, kBands_count - 1));
      paths[n] += cell_path(drawing, total.grid, cell);
    }
    if (total.left_out_s[cell] > 0) out += cell_path(drawing, total.grid, cell);
  }
  std::string svg = "<g transform=\"translate(" + fixed_text(left, 1) + " " + fixed_text(kHead, 1) + ")\">\n";
  svg += "<text class=\"title\" text-anchor=\"middle\"" + attribute("x", drawing.width_mm / 2) + " y=\"-24\">" +
         panel.title + " (" + panel.unit + ")</text>\n";
  svg += "<path class=\"skin\" d=\"" + drawing.outline + "\"/>\n";
  for (std::size_t n = 0; n < paths.size(); ++n) {
    if (!paths[n].empty()) svg += "<path class=\"b" + std::to_string(n) + "\" d=\"" + paths[n] + "\"/>\n";
  }
  if (!out.empty()) svg += "<path class=\"out\" d=\"" + out + "\"/>\n";
  for (const Drawing::Line& line : drawing.details) {
    svg += "<path class=\"detail\" d=\"" + line.path + "\"/>\n";
  }
  return svg + scale(drawing.width_mm / 2, drawing.height_mm + 75, band) + "</g>\n";
}

}  // namespace

std::string dose_picture(const DoseMap& total, const Drawing& drawing) {
  const std::array<Panel, 2> panels = {
      {{"Firmest touch", "kPa", &total.peak_pressure_Pa, 1e3}, {"Time under the hands", "s", &total.contact_s, 1}}};
  const double width = 2 * drawing.width_mm + kGap + 2 * kMargin, height = drawing.height_mm + kHead + kFoot;
  const bool left_out = std::any_of(total.left_out_s.begin(), total.left_out_s.end(), [](double s) { return s > 0; });
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title\" viewBox=\"0 0 " +
                    fixed_text(width, 0) + " " + fixed_text(height, 0) + "\"" + attribute("width", width / 2, 0) +
                    attribute("height", height / 2, 0) +
                    " style=\"max-width:100%;height:auto\">\n<title id=\"title\">Simulated: how firmly and how long "
                    "each place was pressed</title>\n";
  svg += kStyle;
  svg += "<rect class=\"paper\"" + attribute("width", width, 0) + attribute("height", height, 0) + "/>\n";
  svg += "<text class=\"title\"" + attribute("x", kMargin, 0) + " y=\"60\">Simulated, not measured</text>\n";
  for (std::size_t n = 0; n < panels.size(); ++n) {
    svg += panel_svg(panels[n], total, drawing, kMargin + static_cast<double>(n) * (drawing.width_mm + kGap));
  }
  double y = height - 5 * kLine;
  for (const char* line :
       {"Seen from behind, head up: the receiver's left is at the left.",
        "10 kPa: as if 100 grams lay on each square centimetre.",
        "For tissue between soft and firm; nobody measured this one.",
        left_out ? "Hatched: a hand was there, but the model found no answer." : "Plain skin: no hand was there."}) {
    svg +=
        "<text class=\"small\"" + attribute("x", kMargin, 0) + attribute("y", y += kLine, 0) + ">" + line + "</text>\n";
  }
  svg += "</svg>\n";
  return svg;
}

}  // namespace unknot
