#include "gateway/services/translation/line_faults.hpp"
#include "gateway/services/translation/translator.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

/// 医院审批标志 2: the hospital did not approve the restricted use, the line is self-pay (interface, 2204).
bool hospital_denied(const FeeLine& line) {
    for (const CarriedField& field : line.carried)
        if (field.key == "hosp_appr_flag" && (field.json == "\"2\"" || field.json == "2")) return true;
    return false;
}

/// Finds every split field that the sender states otherwise than we compute.
void compare_split(std::size_t index, const FeeLine& line, LineFaults& faults) {
    if (!line.claimed_split) return;
    struct Named {
        std::string_view field;
        Money ours, sent;
    };
    const ScopeSplit& ours = line.split;
    const ScopeSplit& sent = *line.claimed_split;
    for (const Named& amount : std::array{Named{"fulamt_ownpay_amt", ours.full_self_pay, sent.full_self_pay},
                                          Named{"overlmt_amt", ours.over_limit, sent.over_limit},
                                          Named{"preselfpay_amt", ours.first_self_pay, sent.first_self_pay},
                                          Named{"inscp_scp_amt", ours.in_scope, sent.in_scope}})
        if (amount.ours != amount.sent)
            faults.add(
                ErrorCode::split_differs, index, line, amount.field,
                fmt::format("{} is {} by the catalog, {} sent, difference {}", amount.field, amount.ours.to_yuan(),
                            amount.sent.to_yuan(), (amount.sent - amount.ours).to_yuan()));
}

void apply(const CatalogEntry& entry, const std::string& version, FeeLine& line) {
    const bool has_national_code = !line.med_list_code.empty();
    line.translated = {line.institution_list_code, line.name, entry.code, entry.name, version, entry.map_row};
    if (!has_national_code) line.med_list_code = entry.code;
    if (line.name.empty()) line.name = entry.name;
    line.list_type = entry.list_type;
    line.charge_item_type = entry.charge_item_type;
    line.charge_level = entry.charge_level;
    line.price_ceiling = entry.price_ceiling;
    line.first_self_pay_ratio = entry.first_self_pay_ratio;
    const bool full_self_pay = entry.charge_level == "03" || hospital_denied(line);
    line.split = split_line(line.count, line.unit_price, line.amount, line.price_ceiling, line.first_self_pay_ratio,
                            full_self_pay);
}

}  // namespace

Result<std::vector<FeeLine>> price_lines(const Translator& translator, std::vector<FeeLine> lines) {
    LineFaults faults;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        FeeLine& line = lines[i];
        check_amount(i, line, std::nullopt, faults);
        const auto entry =
            translator.catalog_entry(line.med_list_code, line.institution_list_code, local_date(line.occurred_at));
        if (!entry) {
            const bool by_national = !line.med_list_code.empty();
            faults.add(entry.error().code, i, line, by_national ? "med_list_codg" : "medins_list_codg",
                       entry.error().detail);
            continue;
        }
        apply(*entry, translator.version(), line);
        compare_split(i, line, faults);
    }
    if (!faults.empty()) return fail(faults.to_error());
    return lines;
}

Result<std::vector<FeeLine>> check_lines(std::vector<FeeLine> lines) {
    LineFaults faults;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        FeeLine& line = lines[i];
        check_amount(i, line, line.claimed_split, faults);
        if (line.claimed_split) line.split = *line.claimed_split;
    }
    if (!faults.empty()) return fail(faults.to_error());
    return lines;
}

}  // namespace clearing::translation
