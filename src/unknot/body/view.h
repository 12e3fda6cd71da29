#pragma once
// How a person lies or sits while the back is looked at. Input: a word or a position. Output: View. Design section 5.

#include <span>
#include <string_view>

#include "unknot/core/read_enum.h"
#include "unknot/flow.h"

namespace unknot {

enum class View { prone, seated, side };
template <>
[[nodiscard]] std::span<const std::string_view> words_of<View>();
[[nodiscard]] std::string_view to_text(View view);
/// The view of a position of the massage; both sides are one view, because the back itself is symmetric.
[[nodiscard]] View view_of(Position position);

}  // namespace unknot
