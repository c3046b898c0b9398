#include "gateway/services/translation/line_faults.hpp"

#include "gateway/domain/laws.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace clearing::translation {

void LineFaults::add(ErrorCode code, std::size_t index, const FeeLine& line, std::string_view field,
                     const std::string& what) {
    codes_.push_back(code);
    fields_.push_back(fmt::format("feedetail[{}].{}", index, field));
    sentences_.push_back(fmt::format("line {}: {}", line.id.text, what));
}

Error LineFaults::to_error() const {
    constexpr std::array gravest_first{ErrorCode::unmapped_code, ErrorCode::law_f_broken, ErrorCode::split_differs,
                                       ErrorCode::held_for_mapping};
    const auto code = std::ranges::find_first_of(gravest_first, codes_);
    return Error{code == gravest_first.end() ? ErrorCode::internal_error : *code,
                 fmt::format("{}", fmt::join(sentences_, "; ")),
                 fields_,
                 {}};
}

void check_amount(std::size_t index, const FeeLine& line, const std::optional<ScopeSplit>& split, LineFaults& faults) {
    if (const auto breach = check_law_f(line.count, line.unit_price, line.amount, split))
        faults.add(ErrorCode::law_f_broken, index, line, "det_item_fee_sumamt",
                   fmt::format("law F broken by {} yuan", breach->missing.to_yuan()));
}

}  // namespace clearing::translation
