#pragma once
// A parsed document (TOML or JSON) as one tree whose every value knows where it stood, and a reader that misses
// nothing. Input: text. Output: Node; then typed values through TableReader, with all problems named by place, found,
// expected.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/core/date.h"
#include "unknot/core/result.h"

namespace unknot {

/// One value of a parsed document. Tables keep the order of the text.
struct Node {
  enum class Kind { null, boolean, integer, real, text, date, array, table };
  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  Date date;
  std::vector<Node> items;                            ///< of an array
  std::vector<std::pair<std::string, Node>> entries;  ///< of a table, in the order of the text
  std::string place;                                  ///< "file:line" (TOML) or "file#/json/pointer" (JSON)

  // Defined where Node is complete: `entries` holds pairs of it, which Clang 14 would look into too early.
  Node();
  Node(const Node& other);
  Node(Node&& other) noexcept;
  Node& operator=(const Node& other);
  Node& operator=(Node&& other) noexcept;
  ~Node();

  /// The entry of a table, or null. @cost linear in the table's size
  [[nodiscard]] const Node* find(std::string_view key) const;
};

/// "a table", "the text \"x\"", "the number 3": what stands there, for messages.
[[nodiscard]] std::string describe_found(const Node& node);

/// The largest document any parser here accepts, in bytes, and how deep it may nest.
inline constexpr std::size_t kMaxDocumentBytes = 2 * 1024 * 1024;
inline constexpr int kMaxDocumentDepth_count = 64;

/// @error bad_input with line and column of the first syntax error; too_large; NaN and infinity are refused
[[nodiscard]] Result<Node> parse_toml(std::string_view text, std::string_view file_name);
/// @error bad_input with the byte offset's line of the first syntax error; too_large; duplicate keys are refused
[[nodiscard]] Result<Node> parse_json(std::string_view text, std::string_view file_name);

/// Collects the problems of one document, so that a person sees all of them at once (at most 20).
class Problems {
 public:
  void add(const Node& at, std::string message, std::string hint = {});
  void add_at(std::string place, std::string message, std::string hint = {});
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t size() const { return list_.size(); }
  /// All of it as one Error. UNKNOT_CHECKs that there is one.
  [[nodiscard]] Error to_error() const;

 private:
  std::vector<Error> list_;
};

/// A closed range of legal values.
struct Range {
  double low = 0;
  double high = 0;
};

/// Reads one table key by key; finish() names every key nobody asked for, with the nearest known spelling.
/// A missing or wrong value adds a problem and returns a harmless default: ask Problems before using anything.
class TableReader {
 public:
  /// A node that is no table is a problem at once; every read then returns its default.
  TableReader(const Node& node, Problems& problems, std::string_view what);

  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] const std::string& place() const { return node_.place; }
  [[nodiscard]] bool has(std::string_view key);

  std::string text(std::string_view key);                    ///< required, not empty
  std::optional<std::string> text_if(std::string_view key);  ///< optional, not empty where present
  bool boolean(std::string_view key);
  std::optional<bool> boolean_if(std::string_view key);
  double number(std::string_view key, Range range);  ///< finite, inside range
  std::optional<double> number_if(std::string_view key, Range range);
  std::int64_t integer(std::string_view key, Range range);
  std::optional<std::int64_t> integer_if(std::string_view key, Range range);
  Date date(std::string_view key);
  std::optional<Date> date_if(std::string_view key);     ///< TOML date, or text "YYYY-MM-DD"
  std::vector<std::string> texts(std::string_view key);  ///< required array of texts
  std::vector<std::string> texts_if(std::string_view key);
  std::vector<double> numbers(std::string_view key, Range range);
  const Node* table(std::string_view key);  ///< required table
  const Node* table_if(std::string_view key);
  std::span<const Node> array(std::string_view key);  ///< required array
  std::span<const Node> array_if(std::string_view key);
  const Node* any_if(std::string_view key);  ///< any kind, optional

  /// One of `words`; the result is its index. Required.
  std::size_t choice(std::string_view key, std::span<const std::string_view> words);
  std::optional<std::size_t> choice_if(std::string_view key, std::span<const std::string_view> words);

  void problem(std::string message, std::string hint = {});
  /// Call once, last: unknown keys become problems.
  void finish();

 private:
  const Node* take(std::string_view key, bool required);
  std::optional<double> read_number(const Node& value, std::string_view key, Range range);
  const Node& node_;
  Problems& problems_;
  std::string what_;
  std::vector<std::string> known_;
};

/// The word of `words` nearest to `word` by edit distance, if near enough to be a slip; else empty.
[[nodiscard]] std::string nearest_word(std::string_view word, std::span<const std::string_view> words);

}  // namespace unknot
