#include "unknot/flow.h"

#include <array>
#include <span>

namespace unknot {
namespace {

constexpr std::array<std::string_view, 2> kSex = {"female", "male"};
constexpr std::array<std::string_view, 4> kSide = {"left", "right", "both", "middle"};
constexpr std::array<std::string_view, 9> kRegion = {"neck",           "upper_back", "mid_back", "low_back", "shoulder",
                                                     "shoulder_blade", "flank",      "buttock",  "leg"};
constexpr std::array<std::string_view, 3> kTraining = {"none", "course", "professional"};
constexpr std::array<std::string_view, 4> kPlace = {"bed", "floor", "table", "chair"};
constexpr std::array<std::string_view, 4> kPosition = {"prone", "side_left", "side_right", "seated_leaning"};
constexpr std::array<std::string_view, 6> kSurface = {"palm", "fingers", "thumb", "knuckles", "forearm", "elbow"};
constexpr std::array<std::string_view, 18> kMotion = {"rest",    "glide",   "circle", "saw",     "knead", "wring",
                                                      "squeeze", "tremble", "shake",  "rock",    "press", "hold",
                                                      "fold",    "spread",  "strike", "stretch", "hook",  "roll"};
constexpr std::array<std::string_view, 7> kStation = {
    "left", "right", "head", "astride_thighs", "kneeling_left", "kneeling_right", "behind_chair"};
constexpr std::array<std::string_view, 5> kLevel = {"w1", "w2", "w3", "w4", "w5"};
constexpr std::array<std::string_view, 3> kHandUse = {"left", "right", "both"};
constexpr std::array<std::string_view, 7> kVerdict = {
    "emergency", "same_day", "doctor_first", "not_now", "incomplete", "go_with_limits", "go"};
constexpr std::array<std::string_view, 4> kHowSoon = {"now", "today", "days", "routine"};
constexpr std::array<std::string_view, 3> kLikeliness = {"likely", "possible", "unlikely"};
constexpr std::array<std::string_view, 5> kEdit = {"skip", "swap", "move", "lighter", "shorter"};

}  // namespace

#define UNKNOT_WORDS(Enum, list)                                                           \
  std::string_view to_text(Enum value) { return (list)[static_cast<std::size_t>(value)]; } \
  template <>                                                                              \
  std::span<const std::string_view> words_of<Enum>() {                                     \
    return list;                                                                           \
  }

UNKNOT_WORDS(Sex, kSex)
UNKNOT_WORDS(Side, kSide)
UNKNOT_WORDS(Region, kRegion)
UNKNOT_WORDS(Training, kTraining)
UNKNOT_WORDS(Place, kPlace)
UNKNOT_WORDS(Position, kPosition)
UNKNOT_WORDS(Surface, kSurface)
UNKNOT_WORDS(Motion, kMotion)
UNKNOT_WORDS(Station, kStation)
UNKNOT_WORDS(PressureLevel, kLevel)
UNKNOT_WORDS(HandUse, kHandUse)
UNKNOT_WORDS(Verdict, kVerdict)
UNKNOT_WORDS(HowSoon, kHowSoon)
UNKNOT_WORDS(Likeliness, kLikeliness)
UNKNOT_WORDS(Edit::Kind, kEdit)

#undef UNKNOT_WORDS

}  // namespace unknot
