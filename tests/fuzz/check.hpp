#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// What a check says when the code under test breaks its promise. libFuzzer takes it for a crash, a test for a failure.
struct Broken : std::logic_error {
    using std::logic_error::logic_error;
};
inline void promise(bool kept, const char* sentence) {
    if (!kept) throw Broken(sentence);
}

// One check per codec and one for the framing. Whatever the bytes are: no crash, refusals are values, limits hold, and
// what was read is written so that it reads as the same. Each answers whether the bytes were accepted.
bool check_json(Bytes bytes);
bool check_national_request(Bytes bytes);  ///< envelope and the body of every transaction
bool check_national_answer(Bytes bytes);   ///< first a transaction's number and a line break, then the answer
bool check_detail_archive(Bytes bytes);    ///< a ZIP with the rows of a 3202, or the rows themselves
bool check_delta_envelope(Bytes bytes);    ///< every request and answer a codec reads
bool check_delta_framing(Bytes bytes);     ///< the first byte says where the stream is cut
bool check_csv(Bytes bytes);
bool check_day_file(Bytes bytes);       ///< a ZIP with the lines of a partner's day, or the lines themselves
bool check_http_request(Bytes bytes);   ///< the first byte says where the stream is cut
bool check_http_response(Bytes bytes);  ///< likewise

struct Target {
    std::string_view name;
    bool (*check)(Bytes);
};
std::span<const Target> all_targets();

/// Real message shapes for a target: made from tests/golden, and the files of tests/fuzz/corpus/NAME (crashes that
/// were). Throws std::invalid_argument for a target no seeds are made for.
std::vector<std::string> seeds_of(std::string_view target);

inline std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A stream in the pieces it might come in: `seed` decides where it is cut.
std::vector<std::string_view> pieces_of(std::string_view stream, std::uint8_t seed);

}  // namespace clearing::fuzz
