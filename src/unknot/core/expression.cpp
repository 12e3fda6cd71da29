#include "unknot/core/expression.h"

#include <algorithm>
#include <utility>

#include "unknot/core/check.h"
#include "unknot/core/number_text.h"

namespace unknot {

namespace {

constexpr int kMaxDepth_count = 32;  // parsing recurses: a bound keeps a hostile file from the end of the stack

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

enum class TokenKind { end, name, number, text, open, close, comma, compare, bad };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;
  std::size_t column = 0;
};

std::vector<Token> split(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    const std::size_t column = at + 1;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at;
      continue;
    }
    Token token{TokenKind::bad, std::string(1, c), column};
    std::size_t end = at + 1;
    if (is_letter(c)) {
      while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
      token = {TokenKind::name, std::string(text.substr(at, end - at)), column};
    } else if (is_digit(c) || c == '-') {
      while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
      const std::string digits(text.substr(at, end - at));
      token = {parse_number(digits) ? TokenKind::number : TokenKind::bad, digits, column};
    } else if (c == '"') {
      while (end < text.size() && text[end] != '"') ++end;
      if (end < text.size()) {
        token = {TokenKind::text, std::string(text.substr(at + 1, end - at - 1)), column};
        ++end;
      }
    } else if (c == '(') {
      token.kind = TokenKind::open;
    } else if (c == ')') {
      token.kind = TokenKind::close;
    } else if (c == ',') {
      token.kind = TokenKind::comma;
    } else if (c == '>' || c == '<' || c == '=') {
      if (end < text.size() && text[end] == '=') ++end;
      token.text = std::string(text.substr(at, end - at));
      token.kind = token.text == "=" ? TokenKind::bad : TokenKind::compare;
    }
    tokens.push_back(std::move(token));
    at = end;
  }
  tokens.push_back({TokenKind::end, "the end", text.size() + 1});
  return tokens;
}

}  // namespace

/// Recursive descent over the grammar in expression.h. The first error wins.
class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : tokens_(split(text)) { result_.text_ = std::string(text); }

  Result<Expression> parse() {
    result_.root_ = any(0);
    if (!error_ && peek().kind != TokenKind::end) fail("\"and\", \"or\" or the end");
    if (error_) return *error_;
    return std::move(result_);
  }

 private:
  using Kind = Expression::Kind;
  using Term = Expression::Term;

  const Token& peek() const { return tokens_[at_]; }
  bool at_word(std::string_view word) const { return peek().kind == TokenKind::name && peek().text == word; }
  void step() {
    if (peek().kind != TokenKind::end) ++at_;
  }

  void fail(std::string_view expected) {
    if (error_) return;
    const std::string found = peek().kind == TokenKind::end ? peek().text : "\"" + peek().text + "\"";
    error_ = Error{ErrorCode::bad_input,
                   "column " + std::to_string(peek().column) + " of \"" + result_.text_ + "\": found " + found +
                       ", expected " + std::string(expected),
                   {},
                   {},
                   {}};
  }
  bool take(TokenKind kind, std::string_view expected) {
    if (error_) return false;
    if (peek().kind != kind) {
      fail(expected);
      return false;
    }
    step();
    return true;
  }

  std::size_t add(Term term) {
    result_.terms_.push_back(std::move(term));
    return result_.terms_.size() - 1;
  }

  std::size_t any(int depth_count) { return chain(Kind::any, depth_count); }

  std::size_t chain(Kind kind, int depth_count) {
    const bool is_any = kind == Kind::any;
    Term term;
    term.kind = kind;
    do {
      term.parts.push_back(is_any ? chain(Kind::all, depth_count) : single(depth_count));
    } while (!error_ && at_word(is_any ? "or" : "and") && (step(), true));
    return term.parts.size() == 1 ? term.parts.front() : add(std::move(term));
  }

  std::size_t single(int depth_count) {
    if (error_) return 0;
    if (depth_count >= kMaxDepth_count) {
      fail("at most " + std::to_string(kMaxDepth_count) + " nested brackets");
      return 0;
    }
    if (peek().kind == TokenKind::open) {
      step();
      const std::size_t inner = any(depth_count + 1);
      take(TokenKind::close, "\")\"");
      return inner;
    }
    const Token name = peek();
    if (name.kind != TokenKind::name || name.text == "and" || name.text == "or" || name.text == "not") {
      fail("a name or \"(\" (there is no \"not\": word the question so that yes is the worrying answer)");
      return 0;
    }
    step();
    if (name.text == "at_least") return at_least(depth_count);
    if (name.text == "pain_in") return pain_in();
    return comparison(name);
  }

  std::size_t at_least(int depth_count) {
    Term term;
    term.kind = Kind::at_least;
    take(TokenKind::open, "\"(\"");
    const Token count = peek();
    if (!take(TokenKind::number, "a count")) return 0;
    const double number = parse_number(count.text).value();
    while (!error_ && peek().kind == TokenKind::comma) {
      step();
      term.parts.push_back(any(depth_count + 1));
    }
    take(TokenKind::close, "\",\" or \")\"");
    if (error_) return 0;
    term.count = number >= 1 && number <= 1000 ? static_cast<std::size_t>(number) : 0;
    if (term.count < 1 || static_cast<double>(term.count) != number || term.count > term.parts.size()) {
      fail("a whole count between 1 and the number of conditions in the at_least before it");
      return 0;
    }
    return add(std::move(term));
  }

  std::size_t pain_in() {
    Term term;
    term.kind = Kind::pain_in;
    take(TokenKind::open, "\"(\"");
    do {
      const Token region = peek();
      if (!take(TokenKind::text, "a region in quotes")) return 0;
      result_.names_.push_back({Expression::Use::region, region.text, {}, region.column});
      term.texts.push_back(region.text);
    } while (peek().kind == TokenKind::comma && (step(), true));
    take(TokenKind::close, "\",\" or \")\"");
    return add(std::move(term));
  }

  std::size_t comparison(const Token& name) {
    Term term;
    term.name = name.text;
    if (peek().kind != TokenKind::compare) {
      term.kind = Kind::truth;
      result_.names_.push_back({Expression::Use::truth, name.text, {}, name.column});
      return add(std::move(term));
    }
    const std::string sign = peek().text;
    step();
    const Token value = peek();
    if (value.kind == TokenKind::text && sign == "==") {
      term.kind = Kind::chosen;
      term.texts.push_back(value.text);
      result_.names_.push_back({Expression::Use::choice, name.text, value.text, name.column});
    } else if (value.kind == TokenKind::number) {
      using Compare = Expression::Compare;
      term.kind = Kind::compare_number;
      term.number = parse_number(value.text).value();
      term.compare = sign == ">="   ? Compare::greater_equal
                     : sign == "<=" ? Compare::less_equal
                     : sign == ">"  ? Compare::greater
                     : sign == "<"  ? Compare::less
                                    : Compare::equal;
      result_.names_.push_back({Expression::Use::number, name.text, {}, name.column});
    } else {
      fail(sign == "==" ? "a number or a text in quotes" : "a number");
      return 0;
    }
    step();
    return add(std::move(term));
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Expression result_;
  std::optional<Error> error_;
};

Result<Expression> Expression::parse(std::string_view text) { return ExpressionParser(text).parse(); }

Truth Expression::evaluate(const Facts& facts) const {
  UNKNOT_CHECK(!terms_.empty(), "an Expression that was never parsed");
  return evaluate_term(root_, facts);
}

Truth Expression::evaluate_term(std::size_t index, const Facts& facts) const {
  const Term& term = terms_[index];
  switch (term.kind) {
    case Kind::all: {
      Truth least = Truth::yes;
      for (const std::size_t part : term.parts) {
        least = std::min(least, evaluate_term(part, facts));
        if (least == Truth::no) break;
      }
      return least;
    }
    case Kind::any: {
      Truth greatest = Truth::no;
      for (const std::size_t part : term.parts) {
        greatest = std::max(greatest, evaluate_term(part, facts));
        if (greatest == Truth::yes) break;
      }
      return greatest;
    }
    case Kind::at_least: {
      std::size_t yes_count = 0;
      std::size_t unsure_count = 0;
      for (const std::size_t part : term.parts) {
        const Truth truth = evaluate_term(part, facts);
        yes_count += truth == Truth::yes ? 1U : 0U;
        unsure_count += truth == Truth::unsure ? 1U : 0U;
      }
      if (yes_count >= term.count) return Truth::yes;
      return yes_count + unsure_count >= term.count ? Truth::unsure : Truth::no;
    }
    case Kind::truth:
      return facts.truth(term.name);
    case Kind::compare_number: {
      const std::optional<double> number = facts.number(term.name);
      if (!number) return Truth::no;
      bool holds = false;
      switch (term.compare) {
        case Compare::greater_equal:
          holds = *number >= term.number;
          break;
        case Compare::less_equal:
          holds = *number <= term.number;
          break;
        case Compare::greater:
          holds = *number > term.number;
          break;
        case Compare::less:
          holds = *number < term.number;
          break;
        case Compare::equal:
          holds = *number == term.number;
          break;
      }
      return holds ? Truth::yes : Truth::no;
    }
    case Kind::chosen:
      return facts.chosen(term.name, term.texts.front());
    case Kind::pain_in: {
      for (const std::string& region : term.texts) {
        if (facts.pain_in(region)) return Truth::yes;
      }
      return Truth::no;
    }
  }
  return Truth::no;
}

}  // namespace unknot
