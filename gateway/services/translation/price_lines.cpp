#include "gateway/services/translation/line_faults.hpp"
#include "gateway/services/translation/pricing.hpp"
#include "gateway/services/translation/row_names.hpp"

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

/// The line takes its words and its split from the catalog; what the hospital wrote stays as the original.
void apply(const CatalogEntry& entry, const Translator& translator, FeeLine& line) {
    const std::string& original = line.institution_list_code.empty() ? line.med_list_code : line.institution_list_code;
    line.translated = {original,
                       line.name,
                       std::string(entry.code),
                       std::string(entry.name),
                       translator.version(),
                       translator.row_name(entry.row)};
    line.national_code = entry.code;
    if (line.name.empty()) line.name = entry.name;
    line.list_type = entry.terms.list_type;
    line.charge_item_type = entry.terms.charge_item_type;
    line.charge_level = entry.terms.charge_level;
    line.price_ceiling = entry.terms.price_ceiling;
    line.first_self_pay_ratio = entry.terms.first_self_pay_ratio;
    const bool full_self_pay = entry.terms.charge_level == "03" || hospital_denied(line);
    line.split = split_line(line.count, line.unit_price, line.amount, line.price_ceiling, line.first_self_pay_ratio,
                            full_self_pay);
}

/// Without a catalog row a line cannot be split, so `pass` does as `refuse` does: only the work item of `hold` differs.
Unmapped without_catalog_row(const Translator& translator, const FeeLine& line) {
    const CodeKind kind = kind_of(line);
    const bool by_national = !line.med_list_code.empty();
    const auto policy = translator.policy(kind, Vocabulary::local, Vocabulary::national, local_date(line.occurred_at));
    return {kind,
            by_national ? Vocabulary::national : Vocabulary::local,
            Vocabulary::national,
            by_national ? line.med_list_code : line.institution_list_code,
            line.name,
            policy == UnmappedPolicy::hold ? UnmappedPolicy::hold : UnmappedPolicy::refuse,
            line.amount};
}

void add_fault(const Unmapped& unmapped, std::size_t index, const FeeLine& line, std::string_view field,
               LineFaults& faults) {
    faults.add(unmapped.policy == UnmappedPolicy::hold ? ErrorCode::held_for_mapping : ErrorCode::unmapped_code, index,
               line, field,
               unmapped.to == Vocabulary::national
                   ? fmt::format("the catalog has no row for '{}' on {}", unmapped.code,
                                 local_date(line.occurred_at).to_text())
                   : fmt::format("{} '{}' has no row from {} to {} on {}", name_of(unmapped.kind), unmapped.code,
                                 name_of(unmapped.from), name_of(unmapped.to), local_date(line.occurred_at).to_text()));
}

enum class AtOnce : std::uint8_t { yes, no };

/// From the national code into the words of whoever gets the line. One that only the partner has no code for is held
/// when it is sent, days later; nobody at the desk waits for that (`at_once` no).
void translate_line(const Translator& translator, CodeKind kind, Vocabulary from, Vocabulary to, AtOnce at_once,
                    std::size_t index, FeeLine& line, LineFaults& faults, std::vector<Unmapped>& unmapped) {
    auto translated = translator.translate_onward(kind, from, to, line.translated, local_date(line.occurred_at));
    if (translated) {
        line.translated = std::move(*translated);
        return;
    }
    unmapped.push_back(
        {kind, from, to, line.translated.code, line.translated.name,
         translated.error().code == ErrorCode::held_for_mapping ? UnmappedPolicy::hold : UnmappedPolicy::refuse,
         line.amount});
    if (at_once == AtOnce::yes || unmapped.back().policy == UnmappedPolicy::refuse)
        add_fault(unmapped.back(), index, line, "med_list_codg", faults);
}

}  // namespace

CodeKind kind_of(const FeeLine& line) {
    if (line.list_type.starts_with("101")) return CodeKind::drug;
    if (line.list_type.starts_with('1')) return CodeKind::chinese_drug;
    if (line.list_type.starts_with('2')) return CodeKind::service;
    if (line.list_type.starts_with('3')) return CodeKind::consumable;
    return kind_of_shape(line.med_list_code.empty() ? line.institution_list_code : line.med_list_code);
}

Result<std::vector<FeeLine>> price_lines(const Translator& translator, Vocabulary answerer, std::vector<FeeLine> lines,
                                         std::vector<Unmapped>& unmapped) {
    LineFaults faults;
    const std::vector<std::optional<CatalogEntry>> entries = translator.catalog_entries(lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        FeeLine& line = lines[i];
        const std::optional<CatalogEntry>& entry = entries[i];
        check_amount(i, line, std::nullopt, faults);
        if (!entry) {
            unmapped.push_back(without_catalog_row(translator, line));
            add_fault(unmapped.back(), i, line, line.med_list_code.empty() ? "medins_list_codg" : "med_list_codg",
                      faults);
            continue;
        }
        apply(*entry, translator, line);
        compare_split(i, line, faults);
        // The national formats carry the national code of a line, whatever else they call by their own words.
        if (answerer == Vocabulary::delta)
            translate_line(translator, entry->kind, Vocabulary::national, answerer, AtOnce::no, i, line, faults,
                           unmapped);
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

Result<std::vector<FeeLine>> translate_lines(const Translator& translator, Vocabulary from, Vocabulary to,
                                             std::vector<FeeLine> lines, std::vector<Unmapped>& unmapped) {
    if (from == to) return lines;
    LineFaults faults;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        FeeLine& line = lines[i];
        if (leads_into(line.translated.map_row, to)) continue;  // worded when it was taken in
        // What the sender did to the code before stays told by its own original.
        if (line.translated.original_code.empty()) line.translated.original_code = line.med_list_code;
        if (line.translated.original_name.empty()) line.translated.original_name = line.name;
        const bool from_national = from == Vocabulary::national && !line.national_code.empty();
        line.translated.code = from_national ? line.national_code : line.med_list_code;
        if (!from_national) line.translated.name = line.name;
        translate_line(translator, kind_of(line), from, to, AtOnce::yes, i, line, faults, unmapped);
        if (to == Vocabulary::national) line.national_code = line.translated.code;
    }
    if (!faults.empty()) return fail(faults.to_error());
    return lines;
}

}  // namespace clearing::translation
