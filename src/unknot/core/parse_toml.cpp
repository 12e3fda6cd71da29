// TOML text to Node; the only file that includes toml++ (it costs four seconds to compile).
#include <algorithm>
#include <cctype>
#include <cmath>

#include "unknot/core/node.h"

namespace unknot {
namespace {

/// Thrown where toml++ 3.3 would abort: it asserts, instead of refusing, on a table header without a key ("[[[").
struct ParserGaveUp {};

[[noreturn]] void give_up() { throw ParserGaveUp(); }

}  // namespace
}  // namespace unknot

// Its assertions must stand in every build: without them it would assume what they check.
#undef NDEBUG
#define TOML_ENABLE_WINDOWS_COMPAT 0
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : ::unknot::give_up())
#define TOML_ASSERT_ASSUME(expression) TOML_ASSERT(expression)
#include <toml++/toml.h>

namespace unknot {
namespace {

std::string place_of(std::string_view file_name, const toml::source_region& region) {
  return std::string(file_name) + ":" + std::to_string(region.begin.line);
}

struct Converter {
  std::string_view file_name;
  Problems& problems;

  Node operator()(const toml::node& from, int depth_count) {
    Node node;
    node.place = place_of(file_name, from.source());
    if (depth_count > kMaxDocumentDepth_count) {
      problems.add(node, "nested more than " + std::to_string(kMaxDocumentDepth_count) + " deep");
      return node;
    }
    if (const auto* table = from.as_table()) {
      node.kind = Node::Kind::table;
      for (const auto& [key, value] : *table) {
        node.entries.emplace_back(std::string(key.str()), (*this)(value, depth_count + 1));
      }
      // toml++ keeps tables sorted by key; the order of the text is what people mean.
      std::stable_sort(node.entries.begin(), node.entries.end(), [&](const auto& a, const auto& b) {
        return table->find(a.first)->first.source().begin < table->find(b.first)->first.source().begin;
      });
    } else if (const auto* array = from.as_array()) {
      node.kind = Node::Kind::array;
      for (const auto& value : *array) {
        node.items.push_back((*this)(value, depth_count + 1));
      }
    } else if (const auto* text = from.as_string()) {
      node.kind = Node::Kind::text;
      node.text = text->get();
    } else if (const auto* boolean = from.as_boolean()) {
      node.kind = Node::Kind::boolean;
      node.boolean = boolean->get();
    } else if (const auto* integer = from.as_integer()) {
      node.kind = Node::Kind::integer;
      node.integer = integer->get();
      node.real = static_cast<double>(node.integer);
    } else if (const auto* real = from.as_floating_point()) {
      node.kind = Node::Kind::real;
      node.real = real->get();
      if (!std::isfinite(node.real)) {
        problems.add(node, "a number must be finite, found nan or infinity");
      }
    } else if (const auto* date = from.as_date()) {
      node.kind = Node::Kind::date;
      node.date = {date->get().year, date->get().month, date->get().day};
    } else {
      problems.add(node,
                   "times of day are not used here, found " + std::string(from.is_time() ? "a time" : "a date-time"),
                   "write a date such as 2026-11-22");
    }
    return node;
  }
};

/// "file:line" of the first table header that no key follows; the file alone where there is none.
std::string place_of_bad_header(std::string_view text, std::string_view file_name) {
  std::size_t line = 1;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view row = text.substr(at, end - at);
    const std::size_t bracket = row.find_first_not_of(" \t");
    if (bracket != std::string_view::npos && row[bracket] == '[') {
      const std::size_t key = row.find_first_not_of("[ \t", bracket);
      const std::size_t brackets_count = row.substr(bracket).find_first_not_of('[');
      const bool opens_key =
          key != std::string_view::npos && (std::isalnum(static_cast<unsigned char>(row[key])) != 0 ||
                                            std::string_view("_-\"'").find(row[key]) != std::string_view::npos);
      if (!opens_key || brackets_count > 2) {
        return std::string(file_name) + ":" + std::to_string(line);
      }
    }
    at = end + 1;
    ++line;
  }
  return std::string(file_name);
}

}  // namespace

Result<Node> parse_toml(std::string_view text, std::string_view file_name) {
  if (text.size() > kMaxDocumentBytes) {
    return Error{
        ErrorCode::too_large,
        "the text has " + std::to_string(text.size()) + " bytes; the most is " + std::to_string(kMaxDocumentBytes),
        std::string(file_name),
        "a case takes a few kilobytes",
        {}};
  }
  try {
    const toml::table table = toml::parse(text, file_name);
    Problems problems;
    Node root = Converter{file_name, problems}(table, 0);
    root.place = std::string(file_name) + ":1";
    if (!problems.empty()) {
      return problems.to_error();
    }
    return root;
  } catch (const ParserGaveUp&) {
    return Error{ErrorCode::bad_input,
                 "not legal TOML: a table header needs a name, such as [receiver]",
                 place_of_bad_header(text, file_name),
                 "see the example cases for the form",
                 {}};
  } catch (const toml::parse_error& error) {
    return Error{ErrorCode::bad_input,
                 "not legal TOML: " + std::string(error.description()),
                 place_of(file_name, error.source()) + ":" + std::to_string(error.source().begin.column),
                 "see the example cases for the form",
                 {}};
  }
}

}  // namespace unknot
