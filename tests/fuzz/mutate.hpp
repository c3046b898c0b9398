#pragma once

#include <random>
#include <string>
#include <vector>

namespace clearing::fuzz {

/// A message a little damaged: bits, bytes, pieces repeated, removed, swapped with another's, numbers made extreme. The
/// same chance makes the same message.
inline std::string mutated(std::string text, const std::vector<std::string>& others, std::mt19937_64& chance) {
    const auto below = [&chance](std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(chance() % end); };
    const std::size_t damages = 1 + below(4);
    for (std::size_t i = 0; i < damages; ++i) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = std::min(1 + below(16), text.size() - at);
        switch (below(8)) {
            case 0:
                if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1U << below(8)));
                break;
            case 1:
                if (at < text.size()) text[at] = static_cast<char>(below(256));
                break;
            case 2:
                text.erase(at, length);
                break;
            case 3:
                text.insert(at, text.substr(at, length));
                break;
            case 4: {
                static const std::vector<std::string> extremes{"-1",
                                                               "99999999999999999999",
                                                               "1e-2147483648",
                                                               "0.001",
                                                               "\"\"",
                                                               "null",
                                                               "{}",
                                                               "[]",
                                                               "\xFF\xFF",
                                                               std::string(4, '\0'),
                                                               "\xC3",
                                                               "\\ud800",
                                                               "2018-02-30",
                                                               "\r\n",
                                                               "\"",
                                                               ",",
                                                               "9223372036854775807"};
                text.insert(at, extremes[below(extremes.size())]);
                break;
            }
            case 5: {
                const std::string& other = others[below(others.size())];
                const std::size_t from = below(other.size() + 1);
                text.replace(at, length, other.substr(from, below(64)));
                break;
            }
            case 6: {
                // A digit elsewhere: amounts, counts, lengths.
                const std::size_t digit = text.find_first_of("0123456789", at);
                if (digit != std::string::npos) text[digit] = static_cast<char>('0' + below(10));
                break;
            }
            default:
                text.resize(at);
        }
        if (text.empty()) return text;
    }
    return text;
}

}  // namespace clearing::fuzz
