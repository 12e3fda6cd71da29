#include "unknot/body/svg_path.h"

#include <algorithm>
#include <cmath>

#include "unknot/core/check.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

void append_number(std::string& path, double value) { path += " " + short_text(rounded(value, 1), 1); }

double root_distance(const PicturePoint& a, const PicturePoint& b) {
  return std::sqrt(std::hypot(b.x - a.x, b.y - a.y));
}

/// The handle at `end` of the piece end..other, where `behind` lies before `end`.
PicturePoint handle(const PicturePoint& behind, const PicturePoint& end, const PicturePoint& other) {
  const double back = root_distance(behind, end);
  const double here = root_distance(end, other);
  if (back <= 0) {
    return end;
  }
  const double keep = 2 * back * back + 3 * back * here + here * here;
  const double whole = 3 * back * (back + here);
  return {(back * back * other.x - here * here * behind.x + keep * end.x) / whole,
          (back * back * other.y - here * here * behind.y + keep * end.y) / whole};
}

}  // namespace

void move_to(std::string& path, const PicturePoint& point) {
  path += path.empty() ? "M" : " M";
  append_number(path, point.x);
  append_number(path, point.y);
}

void append_smooth(std::string& path, const std::vector<PicturePoint>& points, bool closed) {
  const std::size_t n = points.size();
  const std::size_t pieces = closed ? n : n - 1;
  for (std::size_t i = 0; i < pieces; ++i) {
    const PicturePoint& start = points[i];
    const PicturePoint& end = points[(i + 1) % n];
    const PicturePoint& before = closed ? points[(i + n - 1) % n] : points[i == 0 ? 0 : i - 1];
    const PicturePoint& after = closed ? points[(i + 2) % n] : points[std::min(i + 2, n - 1)];
    path += " C";
    for (const PicturePoint& point : {handle(before, start, end), handle(after, end, start), end}) {
      append_number(path, point.x);
      append_number(path, point.y);
    }
  }
}

std::string smooth_path(const std::vector<PicturePoint>& points, bool closed) {
  UNKNOT_CHECK(points.size() >= 2, "a line needs two points");
  std::string path;
  move_to(path, points.front());
  append_smooth(path, points, closed);
  return closed ? path + " Z" : path;
}

}  // namespace unknot
