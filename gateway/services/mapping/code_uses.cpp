#include "gateway/services/mapping/code_uses.hpp"

#include "gateway/services/translation/pricing.hpp"
#include "gateway/services/translation/row_names.hpp"

namespace clearing::mapping {
namespace {

using translation::CodeKind;
using translation::UnmappedPolicy;
using translation::Vocabulary;

Date begin_of(const Visit& visit) {
    const auto begin = parse_local_time(visit.begin_time);
    return begin ? local_date(*begin) : Date{};
}

/// A visitor's line needs its catalog row; the row is found by what the hospital sent.
CodeUse catalog_use(const FeeLine& line) {
    const bool by_national = !line.med_list_code.empty();
    return {translation::kind_of(line),
            by_national ? Vocabulary::national : Vocabulary::local,
            Vocabulary::national,
            by_national ? line.med_list_code : line.institution_list_code,
            line.name,
            local_date(line.occurred_at),
            line.amount,
            line.id.text};
}

void add_line_uses(const ports::BillInUse& bill, Vocabulary platform, std::vector<CodeUse>& uses) {
    const bool visitor = bill.visit.direction == Direction::visitor;
    for (const FeeLine& line : bill.lines) {
        if (visitor) uses.push_back(catalog_use(line));
        if (platform != Vocabulary::delta) continue;
        CodeUse onward = catalog_use(line);
        onward.from = visitor ? Vocabulary::national : Vocabulary::delta;
        onward.to = visitor ? Vocabulary::delta : Vocabulary::national;
        onward.code = visitor ? line.national_code : line.med_list_code;
        if (!onward.code.empty()) uses.push_back(std::move(onward));
    }
}

/// The same code by the same way once: a diagnosis stands in the visit and in the settlement's notes.
void add_once(std::vector<CodeUse>& uses, CodeUse use) {
    for (const CodeUse& present : uses)
        if (present.kind == use.kind && present.from == use.from && present.to == use.to && present.code == use.code)
            return;
    uses.push_back(std::move(use));
}

/// The note tells the first original of a code that was translated twice; the second way began with the national code.
void add_noted_uses(const SettlementRecord& record, Date begin, std::vector<CodeUse>& uses) {
    const Date opened = local_date(record.opened_at);
    for (const TranslationNote& note : record.translations) {
        const auto kind = translation::kind_named(note.kind);
        const auto from = translation::vocabulary_named(note.from), to = translation::vocabulary_named(note.to);
        if (!kind || !from || !to) continue;
        const bool second_way = translation::went_onward(note.code.map_row) && *from == Vocabulary::national;
        if (second_way) continue;  // its first way is noted too, and leads here
        add_once(uses, {*kind,
                        *from,
                        *to,
                        note.code.original_code,
                        note.code.original_name,
                        *kind == CodeKind::diagnosis ? begin : opened,
                        record.claimed_total,
                        {}});
    }
}

void add_visit_uses(const ports::BillInUse& bill, Vocabulary platform, std::vector<CodeUse>& uses) {
    const bool visitor = bill.visit.direction == Direction::visitor;
    const Vocabulary asker = visitor ? Vocabulary::local : platform, answerer = visitor ? platform : Vocabulary::local;
    const Date begin = begin_of(bill.visit);
    for (const Diagnosis& diagnosis : bill.visit.diagnoses) {
        if (asker != Vocabulary::national)
            add_once(uses, {CodeKind::diagnosis,
                            asker,
                            Vocabulary::national,
                            diagnosis.code.original_code,
                            diagnosis.code.original_name,
                            begin,
                            {},
                            {}});
        if (answerer != Vocabulary::national && !diagnosis.code.code.empty())
            add_once(uses, {CodeKind::diagnosis,
                            Vocabulary::national,
                            answerer,
                            diagnosis.code.code,
                            diagnosis.code.name,
                            begin,
                            {},
                            {}});
    }
    if (answerer == Vocabulary::national) return;
    const auto add_word = [&](CodeKind kind, const std::string& code) {
        if (!code.empty()) add_once(uses, {kind, Vocabulary::national, answerer, code, {}, begin, {}, {}});
    };
    add_word(CodeKind::insurance_type, bill.visit.insurance_type.text);
    add_word(CodeKind::care_kind, bill.visit.med_type);
}

Verdict without_row(const translation::Translator& translator, const CodeUse& use, bool needs_row) {
    const UnmappedPolicy policy =
        translator.policy(use.kind, use.from == use.to ? Vocabulary::local : use.from, use.to, use.on);
    if (policy == UnmappedPolicy::hold) return {Verdict::What::held, {}, {}};
    if (policy == UnmappedPolicy::refuse || needs_row) return {Verdict::What::refused, {}, {}};
    return {Verdict::What::passed, use.code, std::string(translation::unmapped_row)};
}

}  // namespace

std::vector<CodeUse> code_uses(const ports::BillInUse& bill, Vocabulary platform) {
    std::vector<CodeUse> uses;
    add_line_uses(bill, platform, uses);
    if (bill.settlement) add_noted_uses(*bill.settlement, begin_of(bill.visit), uses);
    add_visit_uses(bill, platform, uses);
    return uses;
}

Verdict judge(const translation::Translator& translator, const CodeUse& use) {
    const bool of_catalog = !use.line.empty() && use.to == Vocabulary::national && use.from != Vocabulary::delta;
    if (of_catalog) {
        const bool by_national = use.from == Vocabulary::national;
        const auto entry = by_national ? translator.catalog_entry(use.code, {}, use.on)
                                       : translator.catalog_entry({}, use.code, use.on);
        if (entry) return {Verdict::What::mapped, std::string(entry->code), translator.row_name(entry->row)};
        return without_row(translator, use, true);
    }
    const auto translated = translator.translate(use.kind, use.from, use.to, use.code, use.name, use.on);
    if (translated && translated->map_row != translation::unmapped_row)
        return {Verdict::What::mapped, translated->code, translated->map_row};
    return without_row(translator, use, false);
}

}  // namespace clearing::mapping
