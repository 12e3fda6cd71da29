#include "unknot/body/view.h"

#include <array>

namespace unknot {
namespace {
constexpr std::array<std::string_view, 3> kViews = {"prone", "seated", "side"};
}

template <>
std::span<const std::string_view> words_of<View>() {
  return kViews;
}

std::string_view to_text(View view) { return kViews[static_cast<std::size_t>(view)]; }

View view_of(Position position) {
  switch (position) {
    case Position::prone:
      return View::prone;
    case Position::seated_leaning:
      return View::seated;
    case Position::side_left:
    case Position::side_right:
      break;
  }
  return View::side;
}

}  // namespace unknot
