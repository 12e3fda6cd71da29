#include "unknot/record/journal.h"

#include "event_store_battery.h"

namespace unknot {
namespace {

using test::MemoryEventStore;
using test::moment_on;

Case sample_case() {
  Case the_case;
  the_case.receiver.age_years = 38;
  the_case.complaint.duration_days = 56;
  PainMark mark;
  mark.region = Region::low_back;
  mark.side = Side::left;
  mark.intensity_nrs = 5;
  the_case.complaint.pain = {mark};
  the_case.answers = {{"rf_01", false}, {"rf_10", false}};
  return the_case;
}

Routine sample_routine() {
  Routine routine;
  routine.knowledge_hash = std::string(64, 'a');
  routine.case_hash = std::string(64, 'b');
  routine.screened_at = "2026-11-22T20:00:00+01:00";
  routine.total_s = 60;
  routine.asked_s = 60;
  Stroke stroke;
  stroke.id = "s01";
  stroke.technique = "T02";
  stroke.name = "Long glides";
  stroke.region = "low_back";
  stroke.duration_s = 60;
  stroke.path = {{-0.5, 0.6}, {-0.5, 0.9}};
  stroke.force_N = {8, 8};
  stroke.force_cap_N = 20;
  stroke.cap_criterion = "policy";
  stroke.speed_m_s = 0.1;
  stroke.phase = "warm";
  stroke.cue = "Glide.";
  stroke.force_words = "a resting arm";
  stroke.posture = "Stand.";
  stroke.reason = "To begin.";
  stroke.source = "tec:T02";
  routine.strokes = {stroke};
  return routine;
}

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    for (const char* id : {"rf_01", "rf_10", "am_01"}) schema_.questions[id].kind = "yes_no";
    schema_.questions["how"] = {"choice", {"slow", "fast"}, {}};
  }
  RoutineEvent event(RoutineEvent::Kind kind) {
    RoutineEvent result;
    result.kind = kind;
    return result;
  }
  StoredRoutine plan(int day) {
    return *journal_.find_routine(*journal_.add_routine("c1", sample_routine(), moment_on(day)));
  }

  MemoryEventStore store_;
  CaseSchema schema_;
  Journal journal_{store_, schema_};
};

TEST(MemoryEventStoreTest, PassesTheBattery) {
  MemoryEventStore store;
  test::run_event_store_battery(store);
}

TEST(DateChangedAnswersTest, DatesWhatBecameWorrying) {
  Case before = sample_case();
  Case after = sample_case();
  after.answers["rf_01"] = true;
  after.answers["rf_10"] = Unknown{};
  after.answers["how"] = std::string("fast");
  const Case dated = date_changed_answers(before, after, Date{2026, 11, 22});
  EXPECT_EQ(dated.answers_since.size(), 3U);
  EXPECT_EQ(dated.answers_since.at("rf_01"), (Date{2026, 11, 22}));
}

TEST(DateChangedAnswersTest, LeavesWhatStayedOrBecameNo) {
  Case before = sample_case();
  before.answers["rf_01"] = true;
  Case after = before;
  after.answers["rf_10"] = false;
  EXPECT_TRUE(date_changed_answers(before, after, Date{2026, 11, 22}).answers_since.empty());
  after.answers["rf_01"] = false;
  EXPECT_TRUE(date_changed_answers(before, after, Date{2026, 11, 22}).answers_since.empty());
}

TEST(DateChangedAnswersTest, KeepsTheLaterDateSoThatNoClearanceGrowsOlder) {
  Case before = sample_case();
  before.answers["rf_01"] = true;
  before.answers_since["rf_01"] = Date{2026, 11, 10};
  Case after = before;
  after.answers_since.clear();
  EXPECT_EQ(date_changed_answers(before, after, Date{2026, 11, 22}).answers_since.at("rf_01"), (Date{2026, 11, 10}));
  after.answers_since["rf_01"] = Date{2026, 1, 1};
  EXPECT_EQ(date_changed_answers(before, after, Date{2026, 11, 22}).answers_since.at("rf_01"), (Date{2026, 11, 10}));
  after.answers_since["rf_01"] = Date{2026, 11, 15};
  EXPECT_EQ(date_changed_answers(before, after, Date{2026, 11, 22}).answers_since.at("rf_01"), (Date{2026, 11, 15}));
}

TEST(DateChangedAnswersTest, ANewlyWorryingAnswerCannotBeDatedBack) {
  Case after = sample_case();
  after.answers["rf_01"] = true;
  after.answers_since["rf_01"] = Date{2026, 1, 1};
  EXPECT_EQ(date_changed_answers(sample_case(), after, Date{2026, 11, 22}).answers_since.at("rf_01"),
            (Date{2026, 11, 22}));
}

TEST(DescribePlaceTest, NamesPlacesOnceAndNoAnswers) {
  Case the_case = sample_case();
  the_case.complaint.pain.push_back(the_case.complaint.pain.front());
  the_case.complaint.pain.push_back({Region::neck, Side::middle, std::nullopt, 0, 3});
  the_case.complaint.pain.push_back({std::nullopt, Side::middle, ChartPoint{0.2, 0.5}, 0.03, 3});
  EXPECT_EQ(describe_place(the_case.complaint), "low back (left), neck, a marked spot");
}

TEST_F(JournalTest, ACaseComesBackAsItWas) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(20)));
  const auto found = journal_.find_case("c1", Date{2026, 11, 22});
  EXPECT_EQ(found->document, to_json(sample_case()));
  EXPECT_EQ(found->entry.label, "low back (left)");
  EXPECT_EQ(to_json(*journal_.find_case_to_plan("c1", Date{2026, 11, 22})), to_json(sample_case()));
  ASSERT_TRUE(journal_.update_case("c1", sample_case(), moment_on(21)));
  const auto list = journal_.list_cases();
  ASSERT_EQ(list->size(), 1U);
  EXPECT_EQ(list->front().created_at, "2026-11-20T00:00:00+01:00");
  EXPECT_EQ(list->front().updated_at, "2026-11-21T00:00:00+01:00");
}

TEST_F(JournalTest, UnknownIdsAreNotFound) {
  EXPECT_EQ(journal_.find_case("c9", Date{}).error().code, ErrorCode::not_found);
  EXPECT_EQ(journal_.update_case("c9", sample_case(), moment_on(20)).error().code, ErrorCode::not_found);
  EXPECT_EQ(journal_.erase_case("c9").error().code, ErrorCode::not_found);
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(20)));
  for (const char* id : {"c1", "c1-", "c1-0", "c1-x", "c1-1", "c1-2", "-1", "c1--1", "c1-99999999999999999999"}) {
    EXPECT_EQ(journal_.find_routine(id).error().code, ErrorCode::not_found) << id;
  }
}

TEST_F(JournalTest, AFailedStoreIsTold) {
  store_.full = true;
  EXPECT_EQ(journal_.create_case("c1", sample_case(), moment_on(20)).error().code, ErrorCode::storage);
}

TEST_F(JournalTest, UpdatingDatesAnswersThatTurnToYes) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(20)));
  Case changed = sample_case();
  changed.answers["rf_10"] = true;
  ASSERT_TRUE(journal_.update_case("c1", changed, moment_on(21)));
  ASSERT_TRUE(journal_.update_case("c1", changed, moment_on(22)));
  EXPECT_EQ(journal_.find_case_to_plan("c1", Date{2026, 11, 22})->answers_since.at("rf_10"), (Date{2026, 11, 21}));
}

TEST_F(JournalTest, ARoutineAndItsEditsComeBack) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(20)));
  const StoredRoutine routine = plan(20);
  EXPECT_EQ(routine.routine_id, "c1-2");
  EXPECT_EQ(to_json(routine.routine), to_json(sample_routine()));
  EXPECT_EQ(routine.routine.knowledge_hash, sample_routine().knowledge_hash);
  const auto edited_id = journal_.add_edited_routine(routine, Edit{}, sample_routine(), moment_on(20));
  EXPECT_EQ(*edited_id, "c1-3");
  EXPECT_EQ(journal_.find_routine("c1-3")->planned_sequence, 2);
  ASSERT_TRUE(journal_.add_routine_event(routine, event(RoutineEvent::Kind::started), moment_on(20)));
  EXPECT_EQ(journal_.find_routine("c1-2")->events.size(), 1U);
  EXPECT_TRUE(journal_.find_routine("c1-3")->events.empty());
}

TEST_F(JournalTest, ARefusedRoutineIsACallersMistake) {
  Routine refused;
  refused.refused = true;
  EXPECT_THROW((void)journal_.add_routine("c1", refused, moment_on(20)), ContractViolation);
}

TEST_F(JournalTest, FinishedSessionsCount) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(10)));
  for (const int day : {11, 13, 15}) {
    ASSERT_TRUE(journal_.add_routine_event(plan(day), event(RoutineEvent::Kind::started), moment_on(day)));
  }
  History history = journal_.find_case("c1", Date{2026, 11, 20})->history;
  EXPECT_EQ(history.sessions_count, 0);  // begun is not finished
  EXPECT_EQ(history.days_since_last, 5);
  for (const int day : {16, 17, 20}) {
    const StoredRoutine routine = plan(day);
    ASSERT_TRUE(journal_.add_routine_event(routine, event(RoutineEvent::Kind::finished), moment_on(day)));
    if (day == 17) {
      ASSERT_TRUE(journal_.add_routine_event(routine, event(RoutineEvent::Kind::felt_wrong), moment_on(18)));
    }
  }
  history = journal_.find_case("c1", Date{2026, 11, 20})->history;
  EXPECT_EQ(history.sessions_count, 3);
  EXPECT_EQ(history.sessions_without_soreness_count, 1);  // 17: felt wrong; 20: soreness would come tomorrow
  EXPECT_EQ(history.days_since_last, 0);
  EXPECT_EQ(journal_.find_case("c1", Date{2026, 11, 1})->history.days_since_last, 0);  // a clock set back
}

TEST_F(JournalTest, OwnHistoryAndTheJournalsAreAdded) {
  Case the_case = sample_case();
  the_case.history = {4, 2, 3};
  ASSERT_TRUE(journal_.create_case("c1", the_case, moment_on(10)));
  ASSERT_TRUE(journal_.add_routine_event(plan(11), event(RoutineEvent::Kind::finished), moment_on(11)));
  const History history = journal_.find_case_to_plan("c1", Date{2026, 11, 20})->history;
  EXPECT_EQ(history.sessions_count, 5);
  EXPECT_EQ(history.sessions_without_soreness_count, 3);
  EXPECT_EQ(history.days_since_last, 3);
}

TEST_F(JournalTest, PlayingARoutineDoesNotMakeItsCaseAnother) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(20)));
  const StoredRoutine routine = plan(20);
  const Json before = to_json(*journal_.find_case_to_plan("c1", Date{2026, 11, 20}));
  ASSERT_TRUE(journal_.add_routine_event(routine, event(RoutineEvent::Kind::started), moment_on(20)));
  EXPECT_EQ(to_json(*journal_.find_case_of(routine, Date{2026, 11, 20})), before);
  EXPECT_NE(to_json(*journal_.find_case_to_plan("c1", Date{2026, 11, 20})), before);
}

TEST_F(JournalTest, WhatFeltWrongStaysUntilItIsDenied) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(10)));
  RoutineEvent wrong = event(RoutineEvent::Kind::felt_wrong);
  wrong.answers = Json{{"am_01", true}};
  ASSERT_TRUE(journal_.add_routine_event(plan(11), wrong, moment_on(12)));
  Case read = *journal_.find_case_to_plan("c1", Date{2026, 11, 20});
  EXPECT_EQ(read.answers.at("am_01"), Answer(true));
  EXPECT_EQ(read.answers_since.at("am_01"), (Date{2026, 11, 12}));
  ASSERT_TRUE(journal_.update_case("c1", sample_case(), moment_on(13)));  // silent about it
  EXPECT_EQ(journal_.find_case_to_plan("c1", Date{2026, 11, 20})->answers.at("am_01"), Answer(true));
  Case denied = sample_case();
  denied.answers["am_01"] = false;
  ASSERT_TRUE(journal_.update_case("c1", denied, moment_on(14)));
  EXPECT_EQ(journal_.find_case_to_plan("c1", Date{2026, 11, 20})->answers.at("am_01"), Answer(false));
}

TEST_F(JournalTest, ANoFromBeforeTheLastSessionIsAskedAnew) {
  schema_.questions["re_01"] = {"yes_no", {}, {}, true};
  schema_.questions["re_02"] = {"yes_no", {}, {}, true};
  Case the_case = sample_case();
  the_case.answers["re_01"] = false;
  the_case.answers["re_02"] = true;
  ASSERT_TRUE(journal_.create_case("c1", the_case, moment_on(10)));
  EXPECT_TRUE(journal_.find_case_to_plan("c1", Date{2026, 11, 11})->answers.contains("re_01"));
  const StoredRoutine routine = plan(11);
  ASSERT_TRUE(journal_.add_routine_event(routine, event(RoutineEvent::Kind::paused), moment_on(11)));
  EXPECT_TRUE(journal_.find_case_to_plan("c1", Date{2026, 11, 11})->answers.contains("re_01"));
  ASSERT_TRUE(journal_.add_routine_event(routine, event(RoutineEvent::Kind::started), moment_on(11)));
  const Case later = *journal_.find_case_to_plan("c1", Date{2026, 11, 12});
  EXPECT_FALSE(later.answers.contains("re_01"));
  EXPECT_TRUE(later.answers.contains("re_02"));  // a yes does not grow old
  EXPECT_TRUE(later.answers.contains("rf_01"));
  EXPECT_TRUE(journal_.find_case_of(routine, Date{2026, 11, 11})->answers.contains("re_01"));
  ASSERT_TRUE(journal_.update_case("c1", the_case, moment_on(12)));
  EXPECT_TRUE(journal_.find_case_to_plan("c1", Date{2026, 11, 12})->answers.contains("re_01"));
}

TEST_F(JournalTest, AnswersThatNoCaseMayHoldAreRefused) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(10)));
  RoutineEvent wrong = event(RoutineEvent::Kind::felt_wrong);
  wrong.answers = Json{{"am_77", true}};
  EXPECT_EQ(journal_.add_routine_event(plan(11), wrong, moment_on(12)).error().code, ErrorCode::bad_input);
  EXPECT_TRUE(store_.read("c1", "routine_event")->empty());
}

TEST_F(JournalTest, ACaseThatOutlivedItsQuestionsIsAConflict) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(10)));
  schema_.questions.erase("rf_10");
  EXPECT_EQ(journal_.find_case_to_plan("c1", Date{2026, 11, 20}).error().code, ErrorCode::conflict);
  EXPECT_TRUE(journal_.find_case("c1", Date{2026, 11, 20}));
  Case new_case = sample_case();
  new_case.answers.erase("rf_10");
  new_case.answers["rf_01"] = true;
  ASSERT_TRUE(journal_.update_case("c1", new_case, moment_on(20)));
  EXPECT_EQ(journal_.find_case_to_plan("c1", Date{2026, 11, 20})->answers_since.at("rf_01"), (Date{2026, 11, 20}));
}

TEST_F(JournalTest, ErasingTakesRoutinesAndSessionsAlong) {
  ASSERT_TRUE(journal_.create_case("c1", sample_case(), moment_on(10)));
  const StoredRoutine routine = plan(11);
  ASSERT_TRUE(journal_.add_report("c1", ScreenReport{}, moment_on(11)));
  ASSERT_TRUE(journal_.erase_case("c1"));
  EXPECT_TRUE(store_.read("c1", "")->empty());
  EXPECT_EQ(journal_.find_routine(routine.routine_id).error().code, ErrorCode::not_found);
}

Result<RoutineEvent> read_event(std::string_view text) { return read_routine_event(*parse_json(text, "request")); }

TEST(ReadRoutineEventTest, ReadsEveryKind) {
  for (const char* kind : {"started", "paused", "resumed", "skipped", "lighter", "stopped", "finished", "felt_wrong"}) {
    const auto event =
        read_event(R"({"kind": ")" + std::string(kind) + R"(", "at_s": 1.5, "stroke_id": "s01", "note": "n"})");
    ASSERT_TRUE(event) << kind;
    EXPECT_EQ(to_text(event->kind), kind);
    EXPECT_EQ(event->at_s, 1.5);
  }
  const auto wrong = read_event(R"({"kind": "felt_wrong", "at_s": 0, "answers": {"am_01": "unknown", "am_02": 3}})");
  EXPECT_EQ(wrong->answers, (Json{{"am_01", "unknown"}, {"am_02", 3}}));
}

TEST(ReadRoutineEventTest, RefusesWhatIsNone) {
  for (const std::string& text :
       {std::string(R"({"kind": "danced", "at_s": 0})"), std::string(R"({"kind": "started"})"),
        std::string(R"({"kind": "started", "at_s": -1})"), std::string(R"({"kind": "started", "at_s": 1e9})"),
        std::string(R"({"kind": "started", "at_s": 0, "mood": 1})"), std::string(R"([])"),
        std::string(R"({"kind": "started", "at_s": 0, "answers": {"am_01": true}})"),
        std::string(R"({"kind": "felt_wrong", "at_s": 0, "answers": {"am_01": {}}})"),
        R"({"kind": "started", "at_s": 0, "note": ")" + std::string(5000, 'x') + "\"}"}) {
    EXPECT_EQ(read_event(text).error().code, ErrorCode::bad_input) << text.substr(0, 80);
  }
}

}  // namespace
}  // namespace unknot
