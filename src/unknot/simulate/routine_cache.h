#pragma once
// Solved places as text and back, so that a simulation goes on where it stood. One line of JSON for each place.
// Input: places, and what they belong to. Output: text; or places, or why the text is no use. docs/formats.md,
// "simulate".

#include <string>
#include <string_view>

#include "unknot/simulate/routine_places.h"

namespace unknot {

/// What kept places belong to: another of any of these has other answers.
struct CacheOwner {
  std::string knowledge_hash;
  std::string case_hash;
  std::string position;  ///< how the person lies or sits
  std::string fineness;
  int solver_version_count = 0;
};

/// The largest cache that is read back.
inline constexpr std::size_t kMaxCacheBytes = 64 * 1024 * 1024;

/// @cost  some kilobytes for each place
[[nodiscard]] std::string to_cache_text(const CacheOwner& owner, const SolvedPlaces& places);

/// @error bad_input  it belongs to somebody or something else, with what; it is no such text; it is not whole
[[nodiscard]] Result<SolvedPlaces> read_cache_text(std::string_view text, const CacheOwner& owner,
                                                   std::string_view file_name);

}  // namespace unknot
