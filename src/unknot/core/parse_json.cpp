// JSON text to Node, by a SAX handler: so that depth, size and duplicate keys are refused while reading.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "unknot/core/node.h"

namespace unknot {
namespace {

std::string escape_pointer(std::string_view key) {
  std::string text;
  for (const char c : key) {
    text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return text;
}

class Handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  Handler(std::string_view text, std::string_view file_name) : text_(text), file_name_(file_name) {}

  bool null() override { return put(Node{}); }
  bool boolean(bool value) override {
    Node node;
    node.kind = Node::Kind::boolean;
    node.boolean = value;
    return put(std::move(node));
  }
  bool number_integer(number_integer_t value) override {
    Node node;
    node.kind = Node::Kind::integer;
    node.integer = value;
    node.real = static_cast<double>(value);
    return put(std::move(node));
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(INT64_MAX)) {
      return number_float(static_cast<double>(value), {});
    }
    return number_integer(static_cast<number_integer_t>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    Node node;
    node.kind = Node::Kind::real;
    node.real = value;
    if (!std::isfinite(value)) {
      return fail("a number must be finite", "");
    }
    return put(std::move(node));
  }
  bool string(string_t& value) override {
    Node node;
    node.kind = Node::Kind::text;
    node.text = std::move(value);
    return put(std::move(node));
  }
  bool binary(binary_t& /*value*/) override { return fail("binary values are not used here", ""); }
  bool start_object(std::size_t /*count*/) override { return open(Node::Kind::table); }
  bool start_array(std::size_t /*count*/) override { return open(Node::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    Node& table = stack_.back();
    if (table.find(value) != nullptr) {
      return fail("the key \"" + value + "\" stands twice", "keep one of them");
    }
    if (table.entries.size() >= 10000) {
      return fail("more than 10000 keys in one object", "");
    }
    key_ = value;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*exception*/) override {
    const auto before = text_.substr(0, std::min(position, text_.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    error_ = Error{ErrorCode::bad_input,
                   position >= text_.size() ? "not legal JSON: the text ends too early" : "not legal JSON here",
                   std::string(file_name_) + ":" + std::to_string(line),
                   "a double-quoted text, number, true, false, array or object is expected",
                   {}};
    return false;
  }

  [[nodiscard]] Result<Node> finish(bool parsed) {
    if (!parsed) {
      return error_;
    }
    return std::move(root_);
  }

 private:
  std::string place() const {
    std::string text = std::string(file_name_) + "#";
    for (const std::string& part : path_) {
      text += "/" + part;
    }
    return text;
  }
  bool fail(std::string message, std::string hint) {
    error_ = Error{ErrorCode::bad_input, std::move(message), place(), std::move(hint), {}};
    return false;
  }
  void enter_path() {
    if (!stack_.empty()) {
      const Node& parent = stack_.back();
      path_.push_back(parent.kind == Node::Kind::table ? escape_pointer(key_) : std::to_string(parent.items.size()));
    }
  }
  bool attach(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return true;
    }
    path_.pop_back();
    Node& parent = stack_.back();
    if (parent.kind == Node::Kind::table) {
      parent.entries.emplace_back(std::move(keys_.back()), std::move(node));
      keys_.pop_back();
    } else {
      parent.items.push_back(std::move(node));
    }
    return true;
  }
  void push_key() {
    if (!stack_.empty() && stack_.back().kind == Node::Kind::table) {
      keys_.push_back(key_);
    }
  }
  bool put(Node node) {
    enter_path();
    push_key();
    node.place = place();
    return attach(std::move(node));
  }
  bool open(Node::Kind kind) {
    enter_path();
    push_key();
    Node node;
    node.kind = kind;
    node.place = place();
    if (stack_.size() >= static_cast<std::size_t>(kMaxDocumentDepth_count)) {
      return fail("nested more than " + std::to_string(kMaxDocumentDepth_count) + " deep", "");
    }
    stack_.push_back(std::move(node));
    return true;
  }
  bool close() {
    Node node = std::move(stack_.back());
    stack_.pop_back();
    return attach(std::move(node));
  }

  std::string_view text_;
  std::string_view file_name_;
  std::vector<Node> stack_;
  std::vector<std::string> path_;
  std::vector<std::string> keys_;
  std::string key_;
  Node root_;
  Error error_;
};

}  // namespace

Result<Node> parse_json(std::string_view text, std::string_view file_name) {
  if (text.size() > kMaxDocumentBytes) {
    return Error{
        ErrorCode::too_large,
        "the text has " + std::to_string(text.size()) + " bytes; the most is " + std::to_string(kMaxDocumentBytes),
        std::string(file_name),
        "a case takes a few kilobytes",
        {}};
  }
  Handler handler(text, file_name);
  const bool parsed = nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
  return handler.finish(parsed);
}

}  // namespace unknot
