#include "unknot/core/node.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

constexpr std::size_t kMaxProblems_count = 20;

std::string quote(std::string_view text) {
  constexpr std::size_t kMaxShown_count = 60;
  std::string shown;
  for (const char c : text.substr(0, kMaxShown_count)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return "\"" + shown + (text.size() > kMaxShown_count ? "…" : "") + "\"";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

/// "stature_m" for "stature_cm": the same quantity in a unit we do not take.
std::string same_quantity(std::string_view word, std::span<const std::string_view> words) {
  static constexpr std::array<std::string_view, 24> kForeign = {
      "mm", "cm",  "km",  "in",   "ft",  "inches", "feet",  "g", "lb",    "lbs",    "st",    "stone",
      "kN", "kgf", "kPa", "mmHg", "min", "h",      "hours", "s", "weeks", "months", "years", "days"};
  const auto stem = [](std::string_view text) { return text.substr(0, text.rfind('_')); };
  if (std::find(kForeign.begin(), kForeign.end(), word.substr(word.rfind('_') + 1)) == kForeign.end()) {
    return {};
  }
  for (const std::string_view candidate : words) {
    if (word.find('_') != std::string_view::npos && candidate.find('_') != std::string_view::npos &&
        stem(word) == stem(candidate)) {
      return std::string(candidate);
    }
  }
  return {};
}

}  // namespace

Node::Node() = default;
Node::Node(const Node& other) = default;
Node::Node(Node&& other) noexcept = default;
Node& Node::operator=(const Node& other) = default;
Node& Node::operator=(Node&& other) noexcept = default;
Node::~Node() = default;

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) {
      return &value;
    }
  }
  return nullptr;
}

std::string describe_found(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing (null)";
    case Node::Kind::boolean:
      return node.boolean ? "true" : "false";
    case Node::Kind::integer:
      return "the number " + std::to_string(node.integer);
    case Node::Kind::real:
      return "the number " + number_text(node.real);
    case Node::Kind::text:
      return "the text " + quote(node.text);
    case Node::Kind::date:
      return "the date " + to_text(node.date);
    case Node::Kind::array:
      return "a list";
    case Node::Kind::table:
      return "a table";
  }
  return "something unknown";
}

std::string nearest_word(std::string_view word, std::span<const std::string_view> words) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : words) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = std::string(candidate);
    }
  }
  return best;
}

void Problems::add_at(std::string place, std::string message, std::string hint) {
  list_.push_back(Error{ErrorCode::bad_input, std::move(message), std::move(place), std::move(hint), {}});
}

void Problems::add(const Node& at, std::string message, std::string hint) {
  add_at(at.place, std::move(message), std::move(hint));
}

Error Problems::to_error() const {
  UNKNOT_CHECK(!list_.empty(), "an Error was asked of a document without problems");
  Error error = list_.front();
  for (std::size_t i = 1; i < list_.size(); ++i) {
    if (i == kMaxProblems_count) {
      error.more.push_back({ErrorCode::bad_input,
                            "… and " + std::to_string(list_.size() - i) + " more problems",
                            {},
                            "mend these first",
                            {}});
      break;
    }
    error.more.push_back(list_[i]);
  }
  return error;
}

TableReader::TableReader(const Node& node, Problems& problems, std::string_view what)
    : node_(node), problems_(problems), what_(what) {
  if (node.kind != Node::Kind::table) {
    problems_.add(node, what_ + ": expected a table, found " + describe_found(node));
  }
}

const Node* TableReader::take(std::string_view key, bool required) {
  known_.emplace_back(key);
  const Node* value = node_.find(key);
  if (value == nullptr && required && node_.kind == Node::Kind::table) {
    problems_.add(node_, what_ + ": \"" + std::string(key) + "\" is missing");
  }
  return value;
}

bool TableReader::has(std::string_view key) { return take(key, false) != nullptr; }

std::optional<std::string> TableReader::text_if(std::string_view key) {
  const Node* value = take(key, false);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->kind != Node::Kind::text || value->text.empty()) {
    problems_.add(
        *value, what_ + ": " + std::string(key) + " expects a text that is not empty, found " + describe_found(*value));
    return std::nullopt;
  }
  return value->text;
}

std::string TableReader::text(std::string_view key) {
  take(key, true);
  return text_if(key).value_or(std::string());
}

std::optional<bool> TableReader::boolean_if(std::string_view key) {
  const Node* value = take(key, false);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->kind != Node::Kind::boolean) {
    problems_.add(*value, what_ + ": " + std::string(key) + " expects true or false, found " + describe_found(*value));
    return std::nullopt;
  }
  return value->boolean;
}

bool TableReader::boolean(std::string_view key) {
  take(key, true);
  return boolean_if(key).value_or(false);
}

std::optional<double> TableReader::read_number(const Node& value, std::string_view key, Range range) {
  if (value.kind != Node::Kind::integer && value.kind != Node::Kind::real) {
    problems_.add(value, what_ + ": " + std::string(key) + " expects a number, found " + describe_found(value));
    return std::nullopt;
  }
  // Written so that NaN fails too.
  if (!(value.real >= range.low && value.real <= range.high)) {
    problems_.add(value,
                  what_ + ": " + std::string(key) + " must lie between " + number_text(range.low) + " and " +
                      number_text(range.high) + ", found " + number_text(value.real),
                  key.size() > 2 && key.substr(key.size() - 2) == "_m" && value.real > range.high
                      ? "lengths are in metres: 1.66, not 166"
                      : "");
    return std::nullopt;
  }
  return value.real;
}

std::optional<double> TableReader::number_if(std::string_view key, Range range) {
  const Node* value = take(key, false);
  return value == nullptr ? std::nullopt : read_number(*value, key, range);
}

double TableReader::number(std::string_view key, Range range) {
  take(key, true);
  return number_if(key, range).value_or(range.low);
}

std::optional<std::int64_t> TableReader::integer_if(std::string_view key, Range range) {
  const Node* value = take(key, false);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->kind != Node::Kind::integer) {
    problems_.add(*value, what_ + ": " + std::string(key) + " expects a whole number, found " + describe_found(*value));
    return std::nullopt;
  }
  return read_number(*value, key, range) ? std::optional(value->integer) : std::nullopt;
}

std::int64_t TableReader::integer(std::string_view key, Range range) {
  take(key, true);
  return integer_if(key, range).value_or(static_cast<std::int64_t>(range.low));
}

std::optional<Date> TableReader::date_if(std::string_view key) {
  const Node* value = take(key, false);
  if (value == nullptr) {
    return std::nullopt;
  }
  const std::optional<Date> date = value->kind == Node::Kind::date   ? std::optional(value->date)
                                   : value->kind == Node::Kind::text ? parse_date(value->text)
                                                                     : std::nullopt;
  if (!date || !is_valid(*date)) {
    problems_.add(*value, what_ + ": " + std::string(key) + " expects a date such as 2026-11-22, found " +
                              describe_found(*value));
    return std::nullopt;
  }
  return date;
}

Date TableReader::date(std::string_view key) {
  take(key, true);
  return date_if(key).value_or(Date{});
}

std::span<const Node> TableReader::array_if(std::string_view key) {
  const Node* value = take(key, false);
  if (value == nullptr) {
    return {};
  }
  if (value->kind != Node::Kind::array) {
    problems_.add(*value, what_ + ": " + std::string(key) + " expects a list, found " + describe_found(*value));
    return {};
  }
  return value->items;
}

std::span<const Node> TableReader::array(std::string_view key) {
  take(key, true);
  return array_if(key);
}

std::vector<std::string> TableReader::texts_if(std::string_view key) {
  std::vector<std::string> texts;
  for (const Node& item : array_if(key)) {
    if (item.kind != Node::Kind::text || item.text.empty()) {
      problems_.add(item, what_ + ": " + std::string(key) + " expects texts, found " + describe_found(item));
    } else {
      texts.push_back(item.text);
    }
  }
  return texts;
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  take(key, true);
  return texts_if(key);
}

std::vector<double> TableReader::numbers(std::string_view key, Range range) {
  std::vector<double> values;
  for (const Node& item : array(key)) {
    if (const auto value = read_number(item, key, range)) {
      values.push_back(*value);
    }
  }
  return values;
}

const Node* TableReader::table_if(std::string_view key) {
  const Node* value = take(key, false);
  if (value != nullptr && value->kind != Node::Kind::table) {
    problems_.add(*value, what_ + ": " + std::string(key) + " expects a table, found " + describe_found(*value));
    return nullptr;
  }
  return value;
}

const Node* TableReader::table(std::string_view key) {
  take(key, true);
  return table_if(key);
}

const Node* TableReader::any_if(std::string_view key) { return take(key, false); }

std::optional<std::size_t> TableReader::choice_if(std::string_view key, std::span<const std::string_view> words) {
  const Node* value = take(key, false);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->kind == Node::Kind::text) {
    const auto at = std::find(words.begin(), words.end(), value->text);
    if (at != words.end()) {
      return static_cast<std::size_t>(at - words.begin());
    }
  }
  std::string list;
  for (const std::string_view word : words) {
    list += (list.empty() ? "" : ", ") + std::string(word);
  }
  const std::string near = value->kind == Node::Kind::text ? nearest_word(value->text, words) : std::string();
  problems_.add(*value,
                what_ + ": " + std::string(key) + " expects one of " + list + "; found " + describe_found(*value),
                near.empty() ? "" : "did you mean \"" + near + "\"?");
  return std::nullopt;
}

std::size_t TableReader::choice(std::string_view key, std::span<const std::string_view> words) {
  take(key, true);
  return choice_if(key, words).value_or(0);
}

void TableReader::problem(std::string message, std::string hint) {
  problems_.add(node_, what_ + ": " + std::move(message), std::move(hint));
}

void TableReader::finish() {
  const std::vector<std::string_view> known(known_.begin(), known_.end());
  for (const auto& [key, value] : node_.entries) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) {
      continue;
    }
    const std::string unit_twin = same_quantity(key, known);
    const std::string near = unit_twin.empty() ? nearest_word(key, known) : unit_twin;
    std::string hint;
    if (!unit_twin.empty()) {
      hint = "give it as \"" + unit_twin + "\": the unit is part of the name";
    } else if (!near.empty()) {
      hint = "did you mean \"" + near + "\"?";
    } else {
      hint = "leave it out";
    }
    problems_.add(value, what_ + ": unknown key " + quote(key), hint);
  }
}

}  // namespace unknot
