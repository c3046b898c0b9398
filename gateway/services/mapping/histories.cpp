#include "gateway/services/mapping/histories.hpp"

#include "gateway/services/mapping/row_order.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

using translation::MappingRow;
using translation::Relation;

/// The relation is counted: it is a difference only where the sheet names one and the target is not shared anyway.
bool says_the_same(const MappingRow& standing, const SheetRow& sheet) {
    MappingRow asked = sheet.row;
    if (!sheet.says_relation || standing.relation == Relation::many_to_one) asked.relation = standing.relation;
    return standing.same_content(asked);
}

class Merge {
public:
    Merge(const SheetRows& sheet, const ImportOrder& order, ImportReport& report, RowFaults& faults)
        : order_(order), report_(report), faults_(faults), has_dates_(sheet.has_dates) {
        for (const SheetRow& each : sheet.rows)
            has_direction_[direction_of(each.row)] = true;
    }

    /// The code's rows in the file and in the sheet; one of the two may be empty.
    void take(std::span<const MappingRow> standing, std::span<const SheetRow> incoming) {
        if (incoming.empty())
            take_absent(standing);
        else if (has_dates_)
            take_history(standing, incoming);
        else
            take_one(standing, incoming.front());
    }

    void finish() {
        if (removed_ > 0)
            report_.notices.push_back(fmt::format("{} rows of the file are not in their codes' new history", removed_));
        if (begin_later_ > 0)
            report_.notices.push_back(fmt::format("{} rows stand that begin after valid_from only", begin_later_));
        if (after_gap_ > 0)
            report_.notices.push_back(
                fmt::format("{} codes come back after a gap, which the check refuses", after_gap_));
    }

    std::vector<MergedRow> merged;

private:
    static std::size_t direction_of(const MappingRow& row) {
        return static_cast<std::size_t>(row.from) * 3 + static_cast<std::size_t>(row.to);
    }

    void keep(std::span<const MappingRow> rows) {
        for (const MappingRow& row : rows)
            merged.push_back({row, false, false});
    }

    void add(const SheetRow& sheet) { merged.push_back({sheet.row, true, sheet.says_relation}); }

    /// The last row ends the day before, the others stay.
    void keep_until(std::span<const MappingRow> rows, Date day) {
        keep(rows);
        merged.back().row.period.to = day.previous();
    }

    void take_absent(std::span<const MappingRow> standing) {
        const MappingRow& last = standing.back();
        if (!order_.complete || !has_direction_[direction_of(last)] || last_day_of(last) < *order_.valid_from)
            return keep(standing);
        if (last.period.from >= *order_.valid_from)
            return faults_.add(fmt::format("{}:{}: {} begins on {} and is not in the sheet, which is complete from {}",
                                           translation::traits_of(order_.kind).file, last.line, last.code,
                                           last.period.from.to_text(), order_.valid_from->to_text()));
        ++report_.ended;
        keep_until(standing, *order_.valid_from);
    }

    void take_one(std::span<const MappingRow> standing, const SheetRow& sheet) {
        const Date day = sheet.row.period.from;
        if (standing.empty()) return add_first(sheet);
        const MappingRow& last = standing.back();
        const bool is_same = says_the_same(last, sheet);
        if (last.period.from >= day) {
            if (!is_same) return cannot_end(last, sheet);
            if (last.period.from > day) ++begin_later_;
        } else if (last_day_of(last) < day) {
            if (last.period.to->next() != day) ++after_gap_;
            keep(standing);
            return add_first(sheet);
        } else if (!is_same || last.period.to != sheet.row.period.to) {
            ++report_.replaced;
            keep_until(standing, day);
            return add(sheet);
        }
        ++report_.unchanged;
        keep(standing);
    }

    void add_first(const SheetRow& sheet) {
        ++report_.added;
        add(sheet);
    }

    void cannot_end(const MappingRow& standing, const SheetRow& sheet) {
        faults_.add(sheet.row.line,
                    fmt::format("{} says otherwise from {} on ({}:{}): valid_from {} has to be after that",
                                standing.code, standing.period.from.to_text(), translation::traits_of(order_.kind).file,
                                standing.line, sheet.row.period.from.to_text()));
    }

    /// The sheet's history stands for the file's; what says the same keeps its origin and its reviewer.
    void take_history(std::span<const MappingRow> standing, std::span<const SheetRow> incoming) {
        std::size_t found_again = 0, as_it_was = 0;
        for (const SheetRow& sheet : incoming) {
            add(sheet);
            const auto before = std::ranges::find_if(standing, [&](const MappingRow& row) {
                return row.period.from == sheet.row.period.from && says_the_same(row, sheet);
            });
            if (before == standing.end()) continue;
            ++found_again;
            merged.back().row = *before;
            merged.back().row.period.to = sheet.row.period.to;
            merged.back().is_new = before->period.to != sheet.row.period.to;
            if (!merged.back().is_new) ++as_it_was;
        }
        if (standing.empty())
            report_.added += incoming.size();
        else if (as_it_was == incoming.size() && as_it_was == standing.size())
            report_.unchanged += as_it_was;
        else
            ++report_.replaced;
        removed_ += standing.size() - found_again;
    }

    const ImportOrder& order_;
    ImportReport& report_;
    RowFaults& faults_;
    bool has_dates_;
    std::array<bool, 9> has_direction_{};
    std::size_t removed_ = 0, begin_later_ = 0, after_gap_ = 0;
};

/// The end of the rows from `begin` on that have its key.
template <class Rows, class Row>
std::size_t end_of_history(const Rows& rows, std::size_t begin, Row row_of) {
    std::size_t end = begin + 1;
    while (end < rows.size() && row_key(row_of(rows[end])) == row_key(row_of(rows[begin])))
        ++end;
    return end;
}

}  // namespace

std::vector<MergedRow> merge_histories(const std::vector<MappingRow>& base, const SheetRows& sheet,
                                       const ImportOrder& order, ImportReport& report, RowFaults& faults,
                                       const std::function<void(std::size_t)>& done) {
    const auto base_row = [](const MappingRow& row) -> const MappingRow& { return row; };
    const auto sheet_row = [](const SheetRow& row) -> const MappingRow& { return row.row; };
    Merge merge(sheet, order, report, faults);
    merge.merged.reserve(base.size() + sheet.rows.size());
    std::size_t i = 0, j = 0;
    for (std::size_t told = 0; i < base.size() || j < sheet.rows.size();) {
        const bool base_is_next =
            j == sheet.rows.size() || (i < base.size() && row_key(base[i]) <= row_key(sheet.rows[j].row));
        const bool sheet_is_next =
            i == base.size() || (j < sheet.rows.size() && row_key(sheet.rows[j].row) <= row_key(base[i]));
        const std::size_t base_end = base_is_next ? end_of_history(base, i, base_row) : i;
        const std::size_t sheet_end = sheet_is_next ? end_of_history(sheet.rows, j, sheet_row) : j;
        merge.take(std::span(base).subspan(i, base_end - i), std::span(sheet.rows).subspan(j, sheet_end - j));
        i = base_end;
        j = sheet_end;
        if (j >= told + 4'096) done(told = j);
    }
    merge.finish();
    return std::move(merge.merged);
}

}  // namespace clearing::mapping
