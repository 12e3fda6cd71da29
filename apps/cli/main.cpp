// The command line: parses, calls one verb, prints its output, picks the exit code. The only source that sees CLI11.
// Exit 0: done, whatever the verdict; 1: it failed; 2: usage or input. Contracts, "Command line".

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>

#include "commands.h"
#include "native/files.h"
#include "native/thread_pool.h"
#include "paper.h"
#include "unknot/flow_error.h"

namespace {

using namespace unknot;
using namespace unknot::cli;

constexpr int kExitFailed = 1;
constexpr int kExitInput = 2;

/// In the contracts, but later work: named honestly rather than shown as if they answered.
constexpr std::array<std::string_view, 3> kNotBuilt = {"limits", "coach", "journal"};

int exit_code_of(const Error& error) {
  const bool input =
      error.code == ErrorCode::bad_input || error.code == ErrorCode::too_large || error.code == ErrorCode::not_found;
  return input ? kExitInput : kExitFailed;
}

void print_message(const std::string& message) { std::fprintf(stderr, "unknot: %s\n", message.c_str()); }

int print_error(const Error& error, const std::string& step, const std::string& knowledge_hash, bool json) {
  print_message(describe(error));
  const int code = exit_code_of(error);
  if (json) {
    Json document = error_document(to_json(error), knowledge_hash);
    if (code == kExitFailed) {
      document["converged"] = false;
      document["failure"] = Json{{"step", step}, {"reason", error.message}, {"hint", error.hint}};
    }
    if (!write_standard_output(document.dump(2) + "\n")) return kExitFailed;
  }
  return code;
}

int print_output(const Output& output, const std::string& step, bool json) {
  const Status printed = write_standard_output(json ? output.document.dump(2) + "\n" : output.text);
  return printed ? output.exit_code : print_error(printed.error(), step, "", false);
}

/// What the parser filled in.
struct Arguments {
  CommonOptions common;
  CaseOptions screen;
  PlanOptions plan;
  ExportOptions exporting;
  SlabFileOptions slab;
  SimulateFileOptions simulate;
  PressOptions press;
  bool tangent = false;
  AtlasOptions atlas;
  BodyOptions body;
  std::uint16_t port = 8420;
  std::string data;
};

void add_case(CLI::App* verb, CaseOptions& options) {
  verb->add_option("CASE", options.path, "the case file (TOML or JSON), or - for standard input")->required();
  verb->add_option("--now", options.now, "pretend it is this moment: 2026-11-22T20:15:00+01:00");
}

/// A script whose variable is unset passes "": a slip, never a wish.
std::string refuse_empty(const std::string& text) {
  return text.empty() ? "nothing stands there (\"\"); leave it out, or write what you mean" : "";
}

void build_parser(CLI::App& app, Arguments& arguments) {
  app.require_subcommand(1);
  app.set_version_flag("--version", "unknot " UNKNOT_VERSION);
  const auto verb = [&](const char* name, const char* about) {
    CLI::App* sub = app.add_subcommand(name, about);
    sub->add_flag("--json", arguments.common.json, "one JSON document on standard output");
    sub->add_option("--knowledge", arguments.common.knowledge, "use this folder instead of the built-in knowledge");
    return sub;
  };
  add_case(verb("screen", "does a massage suit this pain, or who to see instead"), arguments.screen);
  verb("questions", "the questions a case answers");

  CLI::App* plan = verb("plan", "tonight's massage, step by step, with reasons");
  add_case(plan, arguments.plan.input);
  plan->add_option("-o,--output", arguments.plan.output, "also write the routine's document to this file");
  plan->add_option("--edit", arguments.plan.edits, "apply these edits (TOML or JSON), in order");
  plan->add_flag("--sources", arguments.plan.sources, "show where each step comes from");

  CLI::App* exporting = verb("export", "the massage as a file to take along");
  add_case(exporting, arguments.exporting.input);
  exporting
      ->add_option("--format", arguments.exporting.format,
                   "json, html (plays on a phone), print, handover (for a professional)")
      ->required()
      ->check(CLI::IsMember({"json", "html", "print", "handover"}));
  exporting->add_option("-o,--output", arguments.exporting.output, "the file to write; - is standard output");

  CLI::App* slab = verb("slab", "the textbook problem: a layered block under a rigid body, from a TOML file");
  slab->add_option("FILE", arguments.slab.path, "the problem (TOML), or - for standard input")->required();
  slab->add_option("--threads", arguments.slab.threads_count, "threads to use; the results do not depend on it")
      ->check(CLI::Range(1, 256));
  slab->add_flag("--reference", arguments.slab.reference,
                 "double precision and tight tolerances: slow, for comparison");
  slab->add_option("-o,--output", arguments.slab.output,
                   "also write a folder (ParaView files and a picture), or block.feb (the same problem for FEBio)");

  CLI::App* simulate =
      verb("simulate", "a whole massage on this person's back: pressure, depth and strain, place by place");
  simulate->add_option("ROUTINE", arguments.simulate.routine, "the routine (JSON, as plan -o writes it)")->required();
  simulate->add_option("--case", arguments.simulate.case_path, "the case it was planned for")->required();
  simulate->add_option("-o,--output", arguments.simulate.output, "the folder to write to; run again to go on there")
      ->required();
  simulate->add_option("--fineness", arguments.simulate.fineness, "how fine each place is resolved")
      ->check(CLI::IsMember({"coarse", "normal", "fine"}))
      ->capture_default_str();
  simulate->add_option("--threads", arguments.simulate.threads_count, "threads to use; the results do not depend on it")
      ->check(CLI::Range(1, 256));
  simulate
      ->add_option("--check-reuse", arguments.simulate.reuse_checks_count,
                   "also solve so many touches where the hand really is, and say how far off the reused answers are")
      ->check(CLI::Range(1, 1000));

  CLI::App* press = verb("press", "what a press of this hand at this place does to this back");
  add_case(press, arguments.press.input);
  press->add_option("--at", arguments.press.at, "where: ACROSS,ALONG on the chart of the back, such as 0.3,0.8")
      ->required();
  press->add_option("--with", arguments.press.tool, "what presses")
      ->required()
      ->check(CLI::IsMember({"thumb", "palm", "heel", "fingers", "knuckles", "forearm", "elbow", "ball"}));
  press->add_option("--force-N", arguments.press.force_N, "how hard, in newtons; 10 N are 1 kg on a kitchen scale")
      ->required();
  press->add_option("--dwell-s", arguments.press.dwell_s, "for how long it is held, in seconds");
  press->add_option("--heading-deg", arguments.press.heading_deg,
                    "where the hand points: 0 to the feet, 90 to the receiver's left");
  press->add_flag("--dry", arguments.press.dry, "no oil on the skin");
  press->add_option("--tone", arguments.press.tone_ratio, "how tense the muscle is: 0 at rest, 1 fully");
  press->add_option("--firmness", arguments.press.firmness, "soft, middle, firm, or the range of all three")
      ->check(CLI::IsMember({"soft", "middle", "firm", "range"}))
      ->capture_default_str();
  press->add_flag("--fine", arguments.press.fine, "a finer mesh, some times slower");
  press->add_option("--threads", arguments.press.threads_count, "threads to use; the results do not depend on it")
      ->check(CLI::Range(1, 256));
  press->add_option("-o,--output", arguments.press.output,
                    "also write a folder (ParaView files and a picture), or press.feb (the same problem for FEBio)");

  verb("check", "test this installation and its knowledge")
      ->add_flag("--tangent", arguments.tangent, "also the tissue solver: its tangent against differences of forces");
  CLI::App* serving = verb("serve", "start the app on this machine alone");
  serving->add_option("--port", arguments.port, "the port on 127.0.0.1; 0 takes a free one")->capture_default_str();
  serving->add_option("--data", arguments.data, "the folder of the journal (default: the XDG data directory)");
  CLI::App* atlas = verb("atlas", "landmarks, regions, muscles and zones of the back; what hands can do");
  CLI::Option* atlas_case = atlas->add_option("CASE", arguments.atlas.case_path, "sized for this case's receiver");
  CLI::Option* codex = atlas->add_flag("--codex", arguments.atlas.codex, "what hands can do, instead of the map");
  codex->excludes(atlas_case);
  atlas->add_option("--technique", arguments.atlas.technique, "of the codex, this one alone: T06")->needs(codex);
  CLI::App* body = verb("body", "this person's back: its lengths, what lies under the skin, as a 3D file");
  add_case(body, arguments.body.input);
  body->add_option("--view", arguments.body.view, "prone, seated or side")
      ->check(CLI::IsMember({"prone", "seated", "side"}))
      ->capture_default_str();
  body->add_option("-o,--output", arguments.body.output,
                   "also write back.glb (the person in 3D) or back.vtu (skin and layers, for ParaView)");
  body->add_option(
          "--cells", arguments.body.cells_count,
          "cells along the spine of a .vtu (100 without it) and of the fields in the document (none without it)")
      ->check(CLI::Range(4, 400));
  verb("licenses", "what this program is made of, and its licences");
  for (CLI::App* sub : app.get_subcommands(nullptr)) {
    for (CLI::Option* option : sub->get_options()) {
      if (option->get_items_expected_max() > 0) option->check(refuse_empty, "");
    }
  }
}

int run_verb(const std::string& name, const Arguments& arguments) {
  const bool coloured = wants_colour();
  const bool json = arguments.common.json;
  if (name == "check") return print_output(run_check(arguments.common, arguments.tangent, coloured), name, json);

  const Result<Engine> engine = [&] {
    const int asked_count =
        std::max({arguments.press.threads_count, arguments.slab.threads_count, arguments.simulate.threads_count});
    ThreadPool pool(asked_count > 0 ? asked_count : machine_threads_count());
    return load_engine(arguments.common.knowledge, pool);
  }();
  if (!engine) return print_error(engine.error(), "knowledge", "", json);
  const std::string& hash = engine->knowledge_hash();
  if (name == "serve") {
    const Status served = run_serve(*engine, arguments.port, arguments.data, json);
    return served ? 0 : print_error(served.error(), name, hash, json);
  }
  const Result<Output> output = [&]() -> Result<Output> {
    if (name == "screen") return run_screen(*engine, arguments.screen, coloured);
    if (name == "plan") return run_plan(*engine, arguments.plan, coloured);
    if (name == "export") return run_export(*engine, arguments.exporting, json);
    if (name == "press") return run_press(*engine, arguments.press, coloured);
    if (name == "slab") return run_slab_file(*engine, arguments.slab, coloured);
    if (name == "simulate") return run_simulate(*engine, arguments.simulate, coloured);
    if (name == "questions") return run_questions(*engine, coloured);
    if (name == "atlas") return run_atlas(*engine, arguments.atlas, coloured);
    if (name == "body") return run_body(*engine, arguments.body, coloured, print_message);
    UNKNOT_CHECK(name == "licenses", "a verb without code: " + name);
    return run_licenses(*engine, coloured);
  }();
  return output ? print_output(*output, name, json) : print_error(output.error(), name, hash, json);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::find(kNotBuilt.begin(), kNotBuilt.end(), argv[1]) != kNotBuilt.end()) {
    print_message(std::string(argv[1]) + " is not built yet; `unknot --help` lists what is");
    return kExitInput;
  }
  CLI::App app("Unknot: from \"my back hurts\" to a gentle massage tonight, or to who to see instead.", "unknot");
  Arguments arguments;
  build_parser(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : kExitInput;
  }
  const std::string name = app.get_subcommands().front()->get_name();
  try {
    return run_verb(name, arguments);
  } catch (const std::exception& problem) {
    return print_error(
        Error{ErrorCode::internal, problem.what(), "", "this is Unknot's own fault; please report it", {}}, name, "",
        arguments.common.json);
  }
}
