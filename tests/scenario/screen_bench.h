#pragma once
// What the tests of screening share: the project's knowledge, one body, the LIGHT cap, a person whose answers are all
// "no". Input: nothing. Output: reports. The day of all tests is 2026-11-22.

#include <memory>

#include "support/support.h"
#include "unknot/screen/screen.h"

namespace unknot::test {

inline constexpr Moment kToday{{2026, 11, 22}, 20 * 3600, 60};

/// Everything screen() needs, loaded once.
class ScreenBench {
 public:
  static const ScreenBench& get() {
    static const ScreenBench bench;
    return bench;
  }
  const ScreenKnowledge& knowledge() const { return *knowledge_; }
  const CounselKnowledge& counsel() const { return *counsel_; }
  const Atlas& atlas() const { return *atlas_; }
  const Body& body() const { return *body_; }
  const AreaSource& areas() const { return areas_; }
  /// Rulings, "Caps": LIGHT 15 N for a palm of 70 cm2; areas of the same table.
  const LightCap& light() const { return light_; }
  ScreenReport run(const Case& the_case) const {
    return screen(*knowledge_, nullptr, the_case, areas_, light_, kToday);
  }

 private:
  template <typename T>
  static std::unique_ptr<T> take(Result<T> loaded) {
    if (!loaded) throw std::runtime_error(describe(loaded.error()));
    return std::make_unique<T>(std::move(*loaded));
  }
  ScreenBench() {
    knowledge_ = take(ScreenKnowledge::load(knowledge_files()));
    counsel_ = take(load_counsel(knowledge_files()));
    atlas_ = take(Atlas::load(knowledge_files()));
    body_knowledge_ = take(BodyKnowledge::load(knowledge_files()));
    body_ = std::make_unique<Body>(Body::from(*body_knowledge_, Receiver{}));
    areas_ = area_source(*atlas_, *body_);
    light_.palm_force_N = 15;
    light_.area_m2 = {{Surface::palm, 70e-4},     {Surface::fingers, 8e-4},  {Surface::thumb, 3.5e-4},
                      {Surface::knuckles, 28e-4}, {Surface::forearm, 60e-4}, {Surface::elbow, 5e-4}};
  }

  std::unique_ptr<ScreenKnowledge> knowledge_;
  std::unique_ptr<CounselKnowledge> counsel_;
  std::unique_ptr<Atlas> atlas_;
  std::unique_ptr<BodyKnowledge> body_knowledge_;
  std::unique_ptr<Body> body_;
  AreaSource areas_;
  LightCap light_;
};

/// Says "no" to every question that is still without an answer and can be answered so.
inline void answer_the_rest_no(Case& the_case) {
  for (const Question& question : ScreenBench::get().knowledge().questions()) {
    if (question.kind == QuestionKind::yes_no) the_case.answers.try_emplace(question.id, false);
  }
}

/// A woman of 38 with a sore low back for a month.
inline Case plain_case() {
  Case the_case;
  the_case.receiver.sex = Sex::female;
  the_case.receiver.age_years = 38;
  the_case.complaint.duration_days = 30;
  the_case.complaint.pain = {PainMark{Region::low_back, Side::both, std::nullopt, 0, 5}};
  return the_case;
}

inline bool fires(const ScreenReport& report, const std::string& rule) {
  for (const Reason& reason : report.reasons) {
    if (reason.rule == rule) return true;
  }
  return false;
}

}  // namespace unknot::test
