#include "unknot/core/result.h"

namespace unknot {

std::string describe(const Error& error) {
  std::string text;
  if (!error.place.empty()) {
    text += error.place + ": ";
  }
  text += error.message;
  if (!error.hint.empty()) {
    text += " (" + error.hint + ")";
  }
  for (const Error& follower : error.more) {
    text += "\n" + describe(follower);
  }
  return text;
}

}  // namespace unknot
