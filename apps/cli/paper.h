#pragma once
// Plain text for a terminal: wrapped to 80 columns, indented, coloured only where a person is looking.
// Input: headings and paragraphs. Output: one text.

#include <string>
#include <string_view>

namespace unknot::cli {

enum class Ink { plain, strong, faint, good, careful, grave };

class Paper {
 public:
  explicit Paper(bool coloured) : coloured_(coloured) {}
  /// One line or more in the given ink, without indent.
  void title(std::string_view text, Ink ink);
  /// A blank line, then the heading.
  void heading(std::string_view text);
  /// A paragraph. @param indent_count columns before each line; @param first what stands in the first line's indent
  void paragraph(std::string_view text, int indent_count = 0, std::string_view first = {}, Ink ink = Ink::plain);
  void item(std::string_view text) { paragraph(text, 4, "  - "); }
  void blank();
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void put(std::string_view line, Ink ink);
  std::string text_;
  bool coloured_;
};

/// Is standard output a terminal whose user has not asked for no colour (NO_COLOR, TERM=dumb)?
[[nodiscard]] bool wants_colour();

/// Newtons as a kitchen scale shows them: 20 -> "2.0 kg", 0.5 -> "51 g".
[[nodiscard]] std::string scale_text(double force_N);

/// "low_back" -> "low back"
[[nodiscard]] std::string to_words(std::string_view id);

}  // namespace unknot::cli
