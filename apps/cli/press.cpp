// `unknot press`: one press on a person's back, as a document, in words, as files.
#include <array>
#include <cmath>
#include <vector>

#include "commands.h"
#include "native/files.h"
#include "native/thread_pool.h"
#include "paper.h"
#include "press_files.h"
#include "print_text.h"
#include "unknot/core/number_text.h"
#include "unknot/simulate/febio.h"
#include "unknot/simulate/press_picture.h"

namespace unknot::cli {
namespace {

constexpr double kPi = 3.14159265358979323846;

Error usage(std::string message, std::string hint) {
  return {ErrorCode::bad_input, std::move(message), "", std::move(hint), {}};
}

/// "0.3,0.8"
Result<ChartPoint> read_at(const std::string& text) {
  const std::size_t comma = text.find(',');
  const std::optional<double> across = parse_number(text.substr(0, comma));
  const std::optional<double> along =
      comma == std::string::npos ? std::nullopt : parse_number(std::string_view(text).substr(comma + 1));
  if (!across || !along) {
    return usage("--at expects two numbers such as 0.3,0.8, found \"" + text + "\"",
                 "across from -1 (the receiver's left edge) to 1, 0 on the spine; along from 0 at the neck's base to 1 "
                 "at the dimples above the seat");
  }
  return ChartPoint{*across, *along};
}

PressTool read_tool(const std::string& word) {
  for (int n = 0; n < 8; ++n) {
    if (to_text(static_cast<PressTool>(n)) == word) return static_cast<PressTool>(n);
  }
  UNKNOT_CHECK(false, "the parser let through the tool " + word);
  return PressTool::palm;
}

Result<PressRequest> read_request(const PressOptions& options) {
  PressRequest request;
  const Result<ChartPoint> at = read_at(options.at);
  if (!at) return at.error();
  request.place.at = *at;
  request.place.tool = read_tool(options.tool);
  request.place.heading_rad = options.heading_deg * kPi / 180;
  request.place.oil = !options.dry;
  request.place.tone_ratio = options.tone_ratio;
  request.place.fineness = options.fine ? Fineness::fine : Fineness::normal;
  request.force_N = options.force_N;
  request.dwell_s = options.dwell_s;
  if (options.firmness == "range") {
    request.firmnesses = {Firmness::soft, Firmness::middle, Firmness::firm};
  } else {
    request.firmnesses = {options.firmness == "soft"   ? Firmness::soft
                          : options.firmness == "firm" ? Firmness::firm
                                                       : Firmness::middle};
  }
  return request;
}

/// Which way the low end of a line of the block's surface looks.
std::string side_of(const ChartPoint& end, const ChartPoint& other) {
  const double across = end.across - other.across, along = end.along - other.along;
  if (std::abs(across) >= std::abs(along)) return across < 0 ? "receiver's left" : "receiver's right";
  return along < 0 ? "towards the head" : "towards the feet";
}

/// What -o writes: of the middle firmness, or of the only one.
class PressFiles {
 public:
  PressFiles(const PressOptions& options, PressTarget target)
      : options_(options), target_(target), folder_(options.output, "press") {}

  void note(Firmness firmness, const PressStep& step, const PressState& state) {
    if (!written_) return;
    firmness_ = firmness;
    if (names_.empty()) {
      for (const PressLayer& layer : step.layers) names_.push_back({layer.id, layer.name});
    }
    if (target_ == PressTarget::febio) {
      grid_ = state.solver().grid();
      body_ = state.solver().contact()->indenter();
      // The hand's pad is no part of FEBio's rigid body: its skin side is what sinks in.
      const double skin_m = state.solver().pose().depth_m - state.solver().contact()->sums().compression_m;
      moments_.push_back({step.time_s - time_s_, step.position_m, skin_m, options_.force_N});
      start_depth_m_ = skin_m - step.depth_m;
      time_s_ = step.time_s;
      return;
    }
    last_ = read_block(state.solver(), names_, step.time_s);
    pressed_m_.clear();
    for (const PressLayer& layer : step.layers) {
      pressed_m_.push_back((1 - layer.compression_ratio) * layer.thickness_m);
    }
    for (std::size_t n = 0; n < last_->on_bone.size(); ++n) last_->on_bone[n] = state.bone_share_ratio()[n] >= 0.5;
    const PressFrame& frame = state.frame();
    last_->origin_m = frame.origin_m;
    last_->frame_x = frame.x;
    last_->frame_y = frame.y;
    last_->frame_z = frame.z;
    const auto middle = static_cast<std::size_t>(last_->elements_y_count / 2 * (last_->elements_x_count + 1));
    const ChartPoint left = state.surface_chart()[middle];
    const ChartPoint right = state.surface_chart()[middle + static_cast<std::size_t>(last_->elements_x_count)];
    left_ = side_of(left, right);
    right_ = side_of(right, left);
    written_ = folder_.add(*last_);
  }

  Status finish(Json& document, const PressWords& said) {
    if (!written_) return written_;
    if (target_ == PressTarget::febio) {
      if (moments_.empty()) return Done{};
      FebioCase problem;
      problem.grid = &*grid_;
      problem.layers = names_;
      problem.body = body_;
      problem.start_depth_m = start_depth_m_;
      problem.is_driven_by_force = true;
      problem.moments = moments_;
      problem.comment = "Written by Unknot: a press on a simulated back, tissue " + std::string(to_text(firmness_)) +
                        ". The body is rigid: the pad of the hand is left out. Never run through FEBio by its authors.";
      if (const Status written = write_file_whole(options_.output, to_febio(problem)); !written) return written;
      document["files"] = Json::array({options_.output});
      return Done{};
    }
    if (const Status ended = folder_.finish(last_ ? picture(document, said) : ""); !ended) return ended;
    document["files"] = folder_.files();
    if (!folder_.removed_files().empty()) document["removed_files"] = folder_.removed_files();
    return Done{};
  }
  [[nodiscard]] std::string removed() const { return words_of_removed(folder_.removed_files()); }

 private:
  [[nodiscard]] std::string picture(const Json& document, const PressWords& said) const {
    PictureWords words;
    words.title = said.title;
    words.warning = said.warning;
    words.summary = said.summary;
    words.description = said.description;
    words.body = digits_text(options_.force_N, 3) + " N";
    const std::string bone = document.at("below").get<std::string>();
    words.under = "pressed";
    words.below_is_bone = bone != "none";
    words.beside = words.below_is_bone ? "soft parts" : "bone";
    words.below = bone == "none" ? "soft parts" : bone == "intercostal" ? "between two ribs" : to_words(bone);
    words.left = left_;
    words.right = right_;
    words.pressed_m = pressed_m_;
    words.foot = said.foot;
    return press_picture(*last_, Cut::across, words);
  }

  const PressOptions& options_;
  PressTarget target_;
  PressFolder folder_;
  std::vector<LayerName> names_;
  std::optional<BlockState> last_;
  std::vector<double> pressed_m_;
  std::string left_, right_;
  std::optional<tissue::Grid> grid_;
  Firmness firmness_ = Firmness::middle;
  tissue::Indenter body_;
  std::vector<FebioMoment> moments_;
  double time_s_ = 0, start_depth_m_ = 0;
  Status written_ = Done{};
};

}  // namespace

Result<Output> run_press(const Engine& engine, const PressOptions& options, bool coloured) {
  const Result<PressRequest> request = read_request(options);
  if (!request) return request.error();
  const Result<Start> start = read_start(engine, options.input);
  if (!start) return start.error();
  const Result<PressTarget> target = open_press_target(options.output);
  if (!target) return target.error();

  PressFiles files(options, *target);
  const Firmness drawn = request->firmnesses.size() > 1 ? Firmness::middle : request->firmnesses.front();
  PressObserver observer;
  if (*target != PressTarget::none) {
    observer = [&](Firmness firmness, const PressStep& step, const PressState& state) {
      if (firmness == drawn) files.note(firmness, step, state);
    };
  }
  ThreadPool pool(options.threads_count > 0 ? options.threads_count : machine_threads_count());
  Result<Json> document = engine.press_document(start->the_case, *request, start->now, pool, observer);
  if (!document) return document.error();
  Output output{*std::move(document), {}, 0};
  if (!output.document.at("converged").get<bool>()) output.exit_code = 1;
  if (*target != PressTarget::none) {
    if (const Status written = files.finish(output.document, words_of_press(output.document)); !written)
      return written.error();
  }
  output.text = print_press(output.document, coloured);
  if (!options.output.empty()) {
    output.text += "\nWritten to " + options.output + "\n";
    if (!files.removed().empty()) output.text += files.removed() + "\n";
  }
  return output;
}

}  // namespace unknot::cli
