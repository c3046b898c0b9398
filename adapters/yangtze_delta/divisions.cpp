#include "adapters/yangtze_delta/divisions.hpp"

#include <algorithm>

namespace clearing::yangtze_delta {

bool is_division_code(const DivisionCode& division) {
    return division.text.size() == 6 && std::ranges::all_of(division.text, [](char c) { return c >= '0' && c <= '9'; });
}

bool belongs_to(const DivisionCode& division, const DivisionCode& region) {
    if (!is_division_code(division) || !is_division_code(region)) return false;
    // Two digits a level: province, city, district. Trailing "00" pairs leave a level open.
    std::string_view prefix = region.text;
    while (prefix.size() > 2 && prefix.ends_with("00"))
        prefix.remove_suffix(2);
    return division.text.starts_with(prefix);
}

}  // namespace clearing::yangtze_delta
