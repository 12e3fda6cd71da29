#pragma once
// The sentences of a stroke: how hard in plain words, what to do, how to stand, and why this, here, now.
// Input: knowledge, a stroke with its forces, its technique and track. Output: the stroke with its words.
// The giver reads them: they never tell what the receiver answered (rulings, Screening 8).

#include <set>
#include <string>
#include <vector>

#include "unknot/plan/candidates.h"

namespace unknot {

/// "the weight of a resting forearm (about 1.2 kg on a kitchen scale)"
[[nodiscard]] std::string force_words(const PlanWords& words, const Stroke& stroke);

/// What the reason of a stroke may lean on.
struct ReasonSetting {
  bool neighbour = false;  ///< worked because a neighbouring region is the one that hurts
  std::string sore_name;   ///< that region in plain words
  std::string pattern;     ///< the likeliest pattern of pain, or empty
};
[[nodiscard]] std::string reason_for(const PlanWords& words, const Technique& technique, const Track& track, Side side,
                                     const std::string& phase, const ReasonSetting& setting);

/// "the muscle beside the low spine on the left"
[[nodiscard]] std::string place_words(const PlanWords& words, const Track& track, Side side);

/// The text for the middle of a sentence.
[[nodiscard]] std::string lower_first(std::string text);

/// "one, two and three"
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

/// `text` with each {key} replaced.
[[nodiscard]] std::string fill(std::string text, const std::map<std::string, std::string>& values);

/// Where to be for a stroke with its path and force, how to hold yourself, and how to use your weight.
[[nodiscard]] std::string posture_words(const PlanKnowledge& knowledge, const StationRule& station,
                                        const Technique& technique, const Stroke& stroke);

/// Writes the force words of all strokes, and the cue: the opening cue where a technique first comes to a region, then
/// the reminder.
void write_cues(const PlanKnowledge& knowledge, std::vector<Stroke>& strokes);

}  // namespace unknot
