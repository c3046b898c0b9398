#include "tests/fuzz/check.hpp"

#include <array>

namespace clearing::fuzz {

std::span<const Target> all_targets() {
    static constexpr std::array targets{
        Target{"json", check_json},
        Target{"national_request", check_national_request},
        Target{"national_answer", check_national_answer},
        Target{"detail_archive", check_detail_archive},
        Target{"delta_envelope", check_delta_envelope},
        Target{"delta_framing", check_delta_framing},
        Target{"csv", check_csv},
        Target{"day_file", check_day_file},
        Target{"http_request", check_http_request},
        Target{"http_response", check_http_response},
    };
    return targets;
}

std::vector<std::string_view> pieces_of(std::string_view stream, std::uint8_t seed) {
    std::vector<std::string_view> pieces;
    unsigned state = seed;
    while (!stream.empty()) {
        state = state * 1664525U + 1013904223U;
        const std::size_t longest = seed % 4 == 0 ? 1 : (seed % 4 == 1 ? 5 : 300);
        const std::size_t length = std::min<std::size_t>(1 + (state >> 16U) % longest, stream.size());
        pieces.push_back(stream.substr(0, length));
        stream.remove_prefix(length);
    }
    return pieces;
}

}  // namespace clearing::fuzz
