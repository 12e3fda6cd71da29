// The facade as a door calls it: load the knowledge, screen, plan (screening and audit included), re-plan.
//   cmake --preset release -DUNKNOT_BENCH=ON && cmake --build build/release --target bench_unknot
//   build/release/bench/bench_unknot --benchmark_filter=engine

#include <benchmark/benchmark.h>

#include "support/random_case.h"
#include "support/support.h"
#include "unknot/engine/engine.h"

namespace unknot {
namespace {

const Moment kNow{{2026, 11, 22}, 72000, 60};

const Engine& engine() {
  static const Engine loaded = *Engine::load(test::knowledge_texts());
  return loaded;
}

void engine_load(benchmark::State& state) {
  const KnowledgeTexts& texts = test::knowledge_texts();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Engine::load(texts));
  }
}
BENCHMARK(engine_load)->Unit(benchmark::kMillisecond);

void engine_screen(benchmark::State& state) {
  const Case the_case = test::healthy_case(engine().case_schema());
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine().screen(the_case, kNow));
  }
}
BENCHMARK(engine_screen)->Unit(benchmark::kMillisecond);

void engine_plan(benchmark::State& state) {
  const Case the_case = test::healthy_case(engine().case_schema());
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine().plan(the_case, kNow));
  }
}
BENCHMARK(engine_plan)->Unit(benchmark::kMillisecond);

void engine_replan(benchmark::State& state) {
  const Case the_case = test::healthy_case(engine().case_schema());
  const auto routine = engine().plan(the_case, kNow);
  Edit edit;
  edit.kind = Edit::Kind::lighter;
  edit.from_s = 300;
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine().replan(the_case, *routine, edit, kNow));
  }
}
BENCHMARK(engine_replan)->Unit(benchmark::kMillisecond);

/// Every technique shown, every routine laid out and scored, and written as JSON.
void engine_codex_document(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine().codex_document());
  }
}
BENCHMARK(engine_codex_document)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace unknot
