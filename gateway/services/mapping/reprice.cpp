#include "gateway/services/mapping/reprice.hpp"

#include "gateway/services/translation/pricing.hpp"

#include <fmt/format.h>

namespace clearing::mapping {

std::optional<FeeLine> reprice(const translation::Translator& translator, const FeeLine& line) {
    FeeLine as_sent = line;
    as_sent.national_code.clear();
    as_sent.claimed_split.reset();  // what the hospital claimed was judged when it came
    std::vector<translation::Unmapped> unmapped;
    auto priced = price_lines(translator, translation::Vocabulary::national, {std::move(as_sent)}, unmapped);
    if (!priced) return std::nullopt;
    return std::move(priced->front());
}

std::vector<std::string> replay(const translation::Translator& made_with, const FeeLine& line) {
    const std::optional<FeeLine> again = reprice(made_with, line);
    if (!again) return {fmt::format("line {}: version {} has no row for it", line.id.text, made_with.version())};
    std::vector<std::string> differences;
    const auto tell = [&](std::string_view what, const std::string& stands, const std::string& comes_out) {
        if (stands != comes_out)
            differences.push_back(
                fmt::format("line {}: {} {} in the books, {} again", line.id.text, what, stands, comes_out));
    };
    tell("full self-pay", line.split.full_self_pay.to_yuan(), again->split.full_self_pay.to_yuan());
    tell("over the ceiling", line.split.over_limit.to_yuan(), again->split.over_limit.to_yuan());
    tell("first self-pay", line.split.first_self_pay.to_yuan(), again->split.first_self_pay.to_yuan());
    tell("in scope", line.split.in_scope.to_yuan(), again->split.in_scope.to_yuan());
    tell("national code", line.national_code, again->national_code);
    // On Delta the line was translated once more, after the catalog's row.
    const bool same_row = line.translated.map_row.starts_with(again->translated.map_row);
    if (!same_row) tell("row", line.translated.map_row, again->translated.map_row);
    return differences;
}

}  // namespace clearing::mapping
