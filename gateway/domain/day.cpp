#include "gateway/domain/day.hpp"

#include "gateway/domain/laws.hpp"
#include "gateway/domain/names.hpp"

#include <fmt/format.h>

namespace clearing {
namespace {

constexpr Names<DayState, 6> state_names{{
    {DayState::open, "open"},
    {DayState::closing, "closing"},
    {DayState::reconciling, "reconciling"},
    {DayState::agreed, "agreed"},
    {DayState::agreed_with_carried_lines, "agreed_with_carried_lines"},
    {DayState::waiting_for_partner, "waiting_for_partner"},
}};

constexpr Names<DifferenceKind, 14> kind_names{{
    {DifferenceKind::missing_here, "missing_here"},
    {DifferenceKind::missing_there, "missing_there"},
    {DifferenceKind::total, "total"},
    {DifferenceKind::fund_component, "fund_component"},
    {DifferenceKind::account, "account"},
    {DifferenceKind::cash, "cash"},
    {DifferenceKind::state, "state"},
    {DifferenceKind::day, "day"},
    {DifferenceKind::duplicate, "duplicate"},
    {DifferenceKind::reversed_on_one_side, "reversed_on_one_side"},
    {DifferenceKind::person_or_visit, "person_or_visit"},
    {DifferenceKind::code, "code"},
    {DifferenceKind::split_law, "split_law"},
    {DifferenceKind::details_total, "details_total"},
}};

/// Collects the differences of one matched pair.
class PairComparison {
public:
    PairComparison(const DayLine& ours, const DayLine& theirs, std::vector<Difference>& found)
        : ours_(ours), theirs_(theirs), found_(found) {}

    void amount(DifferenceKind kind, Money here, Money there, std::string_view what) {
        if (here != there) add(kind, here.to_yuan(), there.to_yuan(), what);
    }

    void add(DifferenceKind kind, std::string here, std::string there, std::string_view note) {
        found_.push_back({kind, ours_.key, std::move(here), std::move(there), std::string(note)});
    }

    void compare(FieldsJudged judged) {
        if (ours_.sign != theirs_.sign)
            add(DifferenceKind::state, fmt::format("{:+}", ours_.sign), fmt::format("{:+}", theirs_.sign), "sign");
        amount(DifferenceKind::total, ours_.split.total, theirs_.split.total, "total");
        amount(DifferenceKind::fund_component, ours_.split.fund_total, theirs_.split.fund_total, "fund total");
        amount(DifferenceKind::account, ours_.split.account, theirs_.split.account, "account");
        if (judged.components) compare_components();
        if (judged.cash) amount(DifferenceKind::cash, ours_.split.cash, theirs_.split.cash, "cash");
        if (judged.components && judged.cash)
            for (const LawBreach& breach : balance_breaches(theirs_.split))
                add(DifferenceKind::split_law, "holds", breach.missing.to_yuan(),
                    fmt::format("law {}", static_cast<char>(breach.law)));
    }

private:
    /// Whatever moves an amount to another cell of the statement must name its line, or nobody could dispute it.
    void compare_components() {
        if (ours_.insurance_type != theirs_.insurance_type)
            add(DifferenceKind::code, ours_.insurance_type.text, theirs_.insurance_type.text, "insurance type");
        if (ours_.care != theirs_.care)
            add(DifferenceKind::code, std::string(name_of(ours_.care)), std::string(name_of(theirs_.care)),
                "care setting");
        for (Fund fund : all_funds)
            amount(DifferenceKind::fund_component, ours_.split.funds[fund], theirs_.split.funds[fund], name_of(fund));
        amount(DifferenceKind::account, ours_.split.mutual_aid, theirs_.split.mutual_aid, "mutual aid");
    }

    const DayLine& ours_;
    const DayLine& theirs_;
    std::vector<Difference>& found_;
};

using LinesById = std::map<SettlementKey, std::vector<const DayLine*>>;

LinesById by_key(const std::vector<DayLine>& lines) {
    LinesById result;
    for (const DayLine& line : lines)
        result[line.key].push_back(&line);
    return result;
}

}  // namespace

std::string_view name_of(DayState state) {
    return name_in(state_names, state);
}
std::string_view name_of(DifferenceKind kind) {
    return name_in(kind_names, kind);
}

std::optional<DayState> day_state_named(std::string_view name) {
    return value_in(state_names, name);
}

std::optional<DifferenceKind> difference_kind_named(std::string_view name) {
    return value_in(kind_names, name);
}

std::vector<DayCell> cells_of(const std::vector<DayLine>& lines) {
    std::map<std::pair<InsuranceType, CareSetting>, DayCell> cells;
    for (const DayLine& line : lines) {
        DayCell& cell = cells[{line.insurance_type, line.care}];
        cell.insurance_type = line.insurance_type;
        cell.care = line.care;
        (line.sign > 0 ? cell.settlements : cell.cancels) += 1;
        cell.sums += line.split;
    }
    std::vector<DayCell> result;
    for (auto& [key, cell] : cells)
        result.push_back(std::move(cell));
    return result;
}

std::string leaf_text(const DayLine& line) {
    const PaymentSplit& s = line.split;
    std::string text =
        fmt::format("{}|{}|{:+}|{}|{}|{}|{}", line.key.treatment_division.text, line.key.settlement.text, line.sign,
                    line.insurance_type.text, name_of(line.care), s.total.fen(), s.fund_total.fen());
    for (Fund fund : all_funds)
        text += fmt::format("|{}", s.funds[fund].fen());
    text += fmt::format("|{}|{}|{}|{}", s.account.fen(), s.mutual_aid.fen(), s.cash.fen(), s.hospital.fen());
    return text;
}

std::vector<Difference> compare_lines(const std::vector<DayLine>& ours, const std::vector<DayLine>& theirs,
                                      FieldsJudged judged) {
    std::vector<Difference> found;
    // Matched one to one only: a further line of the same key is a difference of its own.
    const auto check_single = [&found](const SettlementKey& key, std::size_t here_count, std::size_t there_count) {
        if (here_count > 1 || there_count > 1)
            found.push_back({DifferenceKind::duplicate, key, std::to_string(here_count), std::to_string(there_count),
                             "lines of one key"});
    };
    const LinesById here = by_key(ours);
    const LinesById there = by_key(theirs);
    for (const auto& [key, lines] : here) {
        const auto partner = there.find(key);
        if (partner == there.end()) {
            found.push_back({DifferenceKind::missing_there, key, lines.front()->split.total.to_yuan(), "", ""});
            check_single(key, lines.size(), 0);
            continue;
        }
        PairComparison(*lines.front(), *partner->second.front(), found).compare(judged);
        check_single(key, lines.size(), partner->second.size());
    }
    for (const auto& [key, lines] : there) {
        if (here.contains(key)) continue;
        found.push_back({DifferenceKind::missing_here, key, "", lines.front()->split.total.to_yuan(), ""});
        check_single(key, 0, lines.size());
    }
    return found;
}

}  // namespace clearing
