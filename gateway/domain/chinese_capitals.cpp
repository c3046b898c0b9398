#include "gateway/domain/chinese_capitals.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace clearing {
namespace {

constexpr std::array<std::string_view, 10> numerals{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr std::array<std::string_view, 4> place_names{"", "拾", "佰", "仟"};
constexpr std::array<std::uint64_t, 4> place_values{1, 10, 100, 1000};
constexpr std::uint64_t wan = 10'000, yi = 100'000'000;

/// 1 to 9999; a run of zeros inside is one 零.
std::string below_wan(std::uint64_t number) {
    std::string text;
    bool zeros = false;
    for (std::size_t place = place_names.size(); place-- > 0;) {
        const std::uint64_t digit = number / place_values[place] % 10;
        if (digit == 0) {
            zeros = !text.empty();
            continue;
        }
        if (zeros) text += numerals[0];
        zeros = false;
        text.append(numerals[digit]).append(place_names[place]);
    }
    return text;
}

/// 零 stands between two groups where the lower one does not fill its highest place.
std::string joined(std::string high, std::string_view unit, std::uint64_t low, std::uint64_t lowest_filled,
                   std::string low_text) {
    high += unit;
    if (low == 0) return high;
    if (low < lowest_filled) high += numerals[0];
    return high + low_text;
}

std::string whole(std::uint64_t number) {
    if (number >= yi) {
        const std::uint64_t low = number % yi;
        return joined(whole(number / yi), "亿", low, yi / 10, low == 0 ? "" : whole(low));
    }
    if (number >= wan) {
        const std::uint64_t low = number % wan;
        return joined(below_wan(number / wan), "万", low, wan / 10, below_wan(low));
    }
    return below_wan(number);
}

}  // namespace

std::string in_chinese_capitals(Money amount) {
    // Negated without a sign, so that the least of all amounts has its words too.
    const auto bits = static_cast<std::uint64_t>(amount.fen());
    const std::uint64_t magnitude = amount.is_negative() ? std::uint64_t{0} - bits : bits;
    const std::uint64_t yuan = magnitude / 100, jiao = magnitude / 10 % 10, fen = magnitude % 10;
    if (magnitude == 0) return "零元整";
    std::string text = amount.is_negative() ? "负" : "";
    if (yuan > 0) text += whole(yuan) + "元";
    if (jiao > 0) text.append(numerals[jiao]).append("角");
    if (jiao == 0 && fen > 0 && yuan > 0) text += numerals[0];
    if (fen > 0) return text.append(numerals[fen]).append("分");
    return text + "整";
}

}  // namespace clearing
