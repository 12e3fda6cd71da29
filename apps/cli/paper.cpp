#include "paper.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "unknot/core/number_text.h"

namespace unknot::cli {
namespace {

constexpr std::size_t kWidth_count = 80;

/// Code points, which is columns for the letters used here.
std::size_t columns_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

constexpr std::string_view kSpace = " \n\t";

/// What a number stands before: never alone at the start of a line.
bool is_unit(std::string_view word) {
  while (!word.empty() && std::string_view(".,;:)").find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  constexpr std::array<std::string_view, 11> kUnits = {"N", "kPa", "mm", "cm", "cm²", "cm2", "m", "kg", "g", "s", "%"};
  return std::find(kUnits.begin(), kUnits.end(), word) != kUnits.end();
}

/// The first word of `text`, and the unit after a number with it.
std::string_view first_word(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(kSpace));
  if (word.back() < '0' || word.back() > '9' || word.size() + 1 >= text.size() || text[word.size()] != ' ') return word;
  const std::string_view rest = text.substr(word.size() + 1);
  const std::string_view unit = rest.substr(0, rest.find_first_of(kSpace));
  return is_unit(unit) ? text.substr(0, word.size() + 1 + unit.size()) : word;
}

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::strong:
      return "\x1b[1m";
    case Ink::faint:
      return "\x1b[2m";
    case Ink::good:
      return "\x1b[1;32m";
    case Ink::careful:
      return "\x1b[1;33m";
    case Ink::grave:
      return "\x1b[1;31m";
    case Ink::plain:
      break;
  }
  return "";
}

}  // namespace

void Paper::put(std::string_view line, Ink ink) {
  if (coloured_ && ink != Ink::plain && !line.empty()) {
    text_ += code_of(ink);
    text_ += line;
    text_ += "\x1b[0m";
  } else {
    text_ += line;
  }
  text_ += '\n';
}

void Paper::title(std::string_view text, Ink ink) { paragraph(text, 0, {}, ink); }

void Paper::heading(std::string_view text) {
  blank();
  put(text, Ink::strong);
}

void Paper::blank() {
  if (!text_.empty()) text_ += '\n';
}

void Paper::paragraph(std::string_view text, int indent_count, std::string_view first, Ink ink) {
  const std::string indent(static_cast<std::size_t>(indent_count), ' ');
  std::string line(first);
  const std::size_t first_columns_count = columns_count(first);
  if (first_columns_count < indent.size()) line.append(indent.size() - first_columns_count, ' ');
  std::size_t used_count = columns_count(line);
  bool line_has_word = false;
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(kSpace);
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::string_view word = first_word(text);
    text.remove_prefix(word.size());
    const std::size_t word_count = columns_count(word);
    if (line_has_word && used_count + 1 + word_count > kWidth_count) {
      put(line, ink);
      line = indent;
      used_count = indent.size();
      line_has_word = false;
    }
    if (line_has_word) {
      line += ' ';
      ++used_count;
    }
    line += word;
    used_count += word_count;
    line_has_word = true;
  }
  put(line, ink);
}

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  if (no_colour != nullptr && no_colour[0] != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return ::isatty(STDOUT_FILENO) == 1;
}

std::string scale_text(double force_N) {
  constexpr double kGravity_m_s2 = 9.80665;  // conversion for people's eyes only
  const double mass_kg = force_N / kGravity_m_s2;
  // What would read "0.1 kg" or less says more in grams.
  return mass_kg < 0.15 ? fixed_text(1e3 * mass_kg, 0) + " g" : fixed_text(rounded(mass_kg, 1), 1) + " kg";
}

std::string to_words(std::string_view id) {
  std::string words(id);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace unknot::cli
