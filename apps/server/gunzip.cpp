#include "gunzip.h"

#include <boost/beast/zlib/inflate_stream.hpp>
#include <cstdint>

#include "unknot/core/check.h"

namespace unknot {

std::string gunzip(std::string_view packed) {
  constexpr std::size_t kHeadBytes = 10;
  constexpr std::size_t kTailBytes = 8;  // CRC-32, then the length modulo 2^32, little-endian
  UNKNOT_CHECK(packed.size() >= kHeadBytes + kTailBytes && packed.substr(0, 3) == "\x1f\x8b\x08" && packed[3] == 0,
               "embedded bytes are no plain gzip file");
  std::uint32_t length_bytes = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    length_bytes |= static_cast<std::uint32_t>(static_cast<unsigned char>(packed[packed.size() - 4 + i])) << (8 * i);
  }
  // One byte more than expected, so that a longer content shows as a wrong total.
  std::string content(static_cast<std::size_t>(length_bytes) + 1, '\0');
  boost::beast::zlib::inflate_stream stream;
  boost::beast::zlib::z_params step;
  step.next_in = packed.data() + kHeadBytes;
  // The tail is handed in too: Beast's inflate looks ahead by whole codes and would otherwise ask for more at the end.
  step.avail_in = packed.size() - kHeadBytes;
  step.next_out = content.data();
  step.avail_out = content.size();
  boost::system::error_code error;
  stream.write(step, boost::beast::zlib::Flush::finish, error);
  UNKNOT_CHECK(error == boost::beast::zlib::error::end_of_stream && step.total_out == length_bytes,
               "embedded gzip file does not unpack: " + error.message());
  content.resize(length_bytes);
  return content;
}

}  // namespace unknot
