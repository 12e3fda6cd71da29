#pragma once
// Smooth lines through points, as SVG path data. Input: points of a picture. Output: "M ... C ... Z".
// Centripetal Catmull-Rom curves (Yuksel, Schaefer, Keyser 2011), one decimal per number.

#include <string>
#include <vector>

namespace unknot {

/// A point of a picture, x to the right, y down, in the picture's own units.
struct PicturePoint {
  double x = 0;
  double y = 0;
};

/// Starts a new line. @param path  may hold earlier lines
void move_to(std::string& path, const PicturePoint& point);

/// Bezier pieces through all points; no loops between uneven points. The pen must stand on the first one (`move_to`).
/// An open run leaves its ends straight towards the next point; a closed one goes round.
void append_smooth(std::string& path, const std::vector<PicturePoint>& points, bool closed);

/// A whole line: move_to, append_smooth and, where closed, " Z". @param points  at least two
[[nodiscard]] std::string smooth_path(const std::vector<PicturePoint>& points, bool closed);

}  // namespace unknot
