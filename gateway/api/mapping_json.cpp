#include "gateway/api/mapping_json.hpp"

#include "gateway/services/translation/pricing.hpp"

namespace clearing::api {

using json::Array;
using json::Object;
using json::Value;

namespace {

Value count(std::size_t number) {
    return static_cast<long long>(number);
}

template <class Items, class ToValue>
Array array_of(const Items& items, ToValue to_value) {
    Array array;
    for (const auto& item : items)
        array.push_back(to_value(item));
    return array;
}

Array texts_of(const std::vector<std::string>& texts) {
    return array_of(texts, [](const std::string& text) { return Value(text); });
}

Value scope_of(const ScopeSplit& scope) {
    return Object{{"full_self_pay", scope.full_self_pay.to_yuan()},
                  {"over_limit", scope.over_limit.to_yuan()},
                  {"first_self_pay", scope.first_self_pay.to_yuan()},
                  {"in_scope", scope.in_scope.to_yuan()}};
}

ScopeSplit difference_of(const ScopeSplit& before, const ScopeSplit& after) {
    ScopeSplit difference = after;
    return difference += -before;
}

Value version_to_json(const ports::MappingVersion& version) {
    return Object{{"id", version.id},
                  {"base", version.base},
                  {"made_by", version.made_by},
                  {"made_at", to_local_time(version.made_at)},
                  {"summary", version.summary}};
}

std::string_view name_of_change(mapping::RowChange::What what) {
    using What = mapping::RowChange::What;
    switch (what) {
        case What::added:
            return "added";
        case What::removed:
            return "removed";
        case What::ended:
            return "ended";
        case What::changed:
            break;
    }
    return "changed";
}

Value change_to_json(const mapping::RowChange& change) {
    return Object{
        {"what", name_of_change(change.what)}, {"key", change.key}, {"before", change.before}, {"after", change.after}};
}

Value bill_to_json(const mapping::BillChange& bill) {
    return Object{{"settlement", bill.settlement.text}, {"settled_at", bill.settled_at},
                  {"platform", bill.platform.text},     {"direction", name_of(bill.direction)},
                  {"total", bill.total.to_yuan()},      {"would_be_stopped", bill.would_be_stopped},
                  {"before", scope_of(bill.before)},    {"after", scope_of(bill.after)},
                  {"what", texts_of(bill.what)}};
}

Value suggestion_to_json(const mapping::Suggestion& suggestion) {
    return Object{{"code", suggestion.code}, {"name", suggestion.name}, {"likeness", suggestion.likeness}};
}

Value uncovered_to_json(const mapping::UncoveredCode& code) {
    return Object{{"code", code.code},
                  {"name", code.name},
                  {"outcome", code.outcome},
                  {"times", count(code.times)},
                  {"amount", code.amount.to_yuan()},
                  {"suggestions", array_of(code.suggestions, suggestion_to_json)}};
}

Value cell_to_json(const mapping::CoverageCell& cell) {
    return Object{{"platform", cell.platform.text},
                  {"kind", name_of(cell.kind)},
                  {"from", name_of(cell.from)},
                  {"to", name_of(cell.to)},
                  {"codes", count(cell.codes)},
                  {"mapped", count(cell.mapped)},
                  {"uses", count(cell.uses)},
                  {"amount", cell.amount.to_yuan()},
                  {"unmapped_amount", cell.unmapped_amount.to_yuan()},
                  {"unmapped", array_of(cell.unmapped, uncovered_to_json)}};
}

Value gap_to_json(const ports::CodeGap& gap) {
    return Object{{"platform", gap.platform.text},
                  {"kind", gap.kind},
                  {"from", gap.from},
                  {"to", gap.to},
                  {"code", gap.code},
                  {"name", gap.name},
                  {"outcome", gap.outcome},
                  {"times", gap.times},
                  {"amount", gap.amount.to_yuan()},
                  {"first_seen", to_local_time(gap.first_seen)},
                  {"last_seen", to_local_time(gap.last_seen)}};
}

Value terms_to_json(const translation::CatalogTerms& terms) {
    return Object{{"list_type", terms.list_type},
                  {"charge_item_type", terms.charge_item_type},
                  {"charge_level", terms.charge_level},
                  {"first_self_pay_ratio", terms.first_self_pay_ratio.to_text()},
                  {"price_ceiling", terms.price_ceiling ? Value(terms.price_ceiling->to_text()) : Value()}};
}

/// As fund_kinds.tsv writes it: fund, account, hospital; and which fund.
Value fund_class_to_json(const translation::FundClass& fund_class) {
    using Kind = translation::FundClass::Kind;
    const bool is_fund = fund_class.kind == Kind::fund;
    return Object{{"class", is_fund                            ? "fund"
                            : fund_class.kind == Kind::account ? "account"
                                                               : "hospital"},
                  {"fund", is_fund ? Value(name_of(fund_class.fund)) : Value()}};
}

Value row_to_json(const translation::Translator& translator, std::uint32_t index) {
    const translation::MappingRow row = translator.book().row(index);
    return Object{{"row", translator.row_name(index)},
                  {"from", name_of(row.from)},
                  {"to", name_of(row.to)},
                  {"code", row.code},
                  {"name", row.name},
                  {"target", row.target},
                  {"target_name", row.target_name},
                  {"valid_from", row.period.from.to_text()},
                  {"valid_to", row.period.to ? Value(row.period.to->to_text()) : Value()},
                  {"relation", name_of(row.relation)},
                  {"catalog", row.catalog ? terms_to_json(*row.catalog) : Value()},
                  {"fund_class", row.fund_class ? fund_class_to_json(*row.fund_class) : Value()},
                  {"origin", row.origin},
                  {"reviewed_by", row.reviewed_by}};
}

std::string_view outcome_of(const mapping::Verdict& verdict) {
    using What = mapping::Verdict::What;
    switch (verdict.what) {
        case What::mapped:
            return "mapped";
        case What::passed:
            return "pass";
        case What::held:
            return "hold";
        case What::refused:
            break;
    }
    return "refuse";
}

}  // namespace

std::string_view standing_of(const mapping::Timeline& timeline, const ports::MappingActivation& activation,
                             Instant now) {
    if (!activation.withdrawn_by.empty()) return "withdrawn";
    if (activation.effective_at > now) return "planned";
    const ports::MappingActivation* present = mapping::in_force(timeline, now);
    return present && present->no == activation.no ? "in_force" : "past";
}

Value to_json(const ports::MappingActivation& activation, std::string_view standing) {
    return Object{{"no", activation.no},
                  {"version", activation.version},
                  {"effective_at", to_local_time(activation.effective_at)},
                  {"action", name_of(activation.action)},
                  {"by", activation.by},
                  {"at", to_local_time(activation.at)},
                  {"withdrawn_by", activation.withdrawn_by},
                  {"standing", standing}};
}

Value to_json(const std::vector<ports::MappingVersion>& versions, const mapping::Timeline& timeline, Instant now) {
    const ports::MappingActivation* present = mapping::in_force(timeline, now);
    Array list;
    for (const ports::MappingVersion& version : versions) {
        Array activations;
        for (const ports::MappingActivation& activation : timeline)
            if (activation.version == version.id)
                activations.push_back(to_json(activation, standing_of(timeline, activation, now)));
        Value value = version_to_json(version);
        value.set("in_force", present && present->version == version.id);
        value.set("activations", std::move(activations));
        list.push_back(std::move(value));
    }
    return Object{{"in_force", present ? Value(present->version) : Value()}, {"versions", std::move(list)}};
}

Value to_json(const mapping::ImportReport& report) {
    return Object{{"encoding", report.encoding},
                  {"rows", count(report.rows)},
                  {"trimmed_cells", count(report.trimmed_cells)},
                  {"identical_codes", count(report.identical_codes)},
                  {"changed_codes", count(report.changed_codes)},
                  {"targets", count(report.targets)},
                  {"targets_with_several_sources", count(report.targets_with_several_sources)},
                  {"unchanged", count(report.unchanged)},
                  {"added", count(report.added)},
                  {"replaced", count(report.replaced)},
                  {"ended", count(report.ended)},
                  {"notices", texts_of(report.notices)}};
}

Value to_json(const mapping::MadeVersion& made, bool with_report) {
    return Object{{"version", version_to_json(made.version)},
                  {"is_new", made.is_new},
                  {"report", with_report ? to_json(made.report) : Value()},
                  {"notices", texts_of(made.notices)}};
}

Value to_json(const std::vector<mapping::FileDiff>& files, std::string_view before, std::string_view after) {
    const auto file_to_json = [](const mapping::FileDiff& file) -> Value {
        return Object{{"file", file.file},
                      {"added", count(file.added)},
                      {"removed", count(file.removed)},
                      {"ended", count(file.ended)},
                      {"changed", count(file.changed)},
                      {"changes", array_of(file.changes, change_to_json)}};
    };
    return Object{
        {"before", before}, {"after", after}, {"differs", !files.empty()}, {"files", array_of(files, file_to_json)}};
}

Value to_json(const mapping::DryRunReport& report) {
    return Object{{"version", report.version},
                  {"against", report.against},
                  {"first", report.first.to_text()},
                  {"last", report.last.to_text()},
                  {"bills", count(report.bills)},
                  {"lines", count(report.lines)},
                  {"changed", count(report.changed)},
                  {"stopped", count(report.stopped)},
                  {"before", scope_of(report.before)},
                  {"after", scope_of(report.after)},
                  {"difference", scope_of(difference_of(report.before, report.after))},
                  {"changes", array_of(report.changes, bill_to_json)}};
}

Value to_json(const std::vector<mapping::CoverageCell>& cells) {
    return Object{{"cells", array_of(cells, cell_to_json)}};
}

Value to_json(const mapping::ReplayReport& report) {
    return Object{{"settlement", report.settlement.text},
                  {"lines", count(report.lines)},
                  {"versions", texts_of(report.versions)},
                  {"differences", texts_of(report.differences)}};
}

Value to_json(const mapping::Reports::Lookup& lookup, const mapping::CodeUse& use) {
    const auto row = [&](std::uint32_t index) { return row_to_json(*lookup.translator, index); };
    const auto& translated = lookup.translated;
    return Object{{"version", lookup.version},
                  {"kind", name_of(use.kind)},
                  {"from", name_of(use.from)},
                  {"to", name_of(use.to)},
                  {"on", use.on.to_text()},
                  {"code", use.code},
                  {"outcome", outcome_of(lookup.verdict)},
                  {"target", translated ? Value(translated->code) : Value()},
                  {"target_name", translated ? Value(translated->name) : Value()},
                  {"map_row", translated ? Value(translated->map_row) : Value()},
                  {"refusal", lookup.refusal},
                  {"rows", array_of(lookup.rows, row)}};
}

Value to_json(const std::vector<ports::CodeGap>& gaps) {
    return Object{{"gaps", array_of(gaps, gap_to_json)}};
}

}  // namespace clearing::api
