#include "gateway/services/translation/check_rows.hpp"

#include "gateway/services/tables/findings.hpp"
#include "gateway/services/translation/code_forms.hpp"
#include "gateway/services/translation/row_terms.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <tuple>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace clearing::translation {
namespace {

using Rows = std::vector<const MappingRow*>;
using Group = std::span<const MappingRow* const>;

constexpr Date far_future{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};

Date end_of(const MappingRow& row) {
    return row.period.to.value_or(far_future);
}

/// What two of a row's texts and a direction make together: equal for rows of one group, seldom for others.
std::size_t blend(Vocabulary from, Vocabulary to, std::string_view code) {
    return std::hash<std::string_view>()(code) * 9 + static_cast<std::size_t>(from) * 3 + static_cast<std::size_t>(to);
}

/// Calls `look` with every group of rows that are alike by `key`, within it by the day they begin. `key` is a tuple of
/// from, to and a code. Rows are sorted by the key's hash: 215,000 of them in a tenth of the time.
template <class Key, class Look>
void for_each_group(const Rows& rows, Key key, Look look) {
    struct Place {
        std::size_t hash;
        Date from;
        const MappingRow* row;
    };
    std::vector<Place> places;
    places.reserve(rows.size());
    for (const MappingRow* row : rows)
        places.push_back({std::apply(blend, key(*row)), row->period.from, row});
    std::ranges::sort(places, [&](const Place& left, const Place& right) {
        if (left.hash != right.hash) return left.hash < right.hash;
        const auto left_key = key(*left.row), right_key = key(*right.row);
        if (left_key != right_key) return left_key < right_key;  // two keys of one hash
        return std::tuple(left.from, left.row->line) < std::tuple(right.from, right.row->line);
    });
    Rows group;
    for (std::size_t i = 0; i < places.size(); ++i) {
        group.push_back(places[i].row);
        if (i + 1 < places.size() && key(*places[i + 1].row) == key(*places[i].row)) continue;
        look(Group(group));
        group.clear();
    }
}

/// Calls `meets(row, earlier)` for each row of a group on a day of which a row of another `label` that began before it
/// (or with it) is in force. One pass: of all rows so far only the last to end matters, and the last to end of another
/// label than that one.
template <class Label, class Meets>
void for_each_meeting(Group group, Label label, Meets meets) {
    const MappingRow *last = nullptr, *last_of_another = nullptr;
    for (const MappingRow* row : group) {
        const MappingRow* other = last != nullptr && label(*last) == label(*row) ? last_of_another : last;
        if (other != nullptr && row->period.from <= end_of(*other)) meets(*row, *other);
        if (last == nullptr || end_of(*row) >= end_of(*last)) {
            if (last != nullptr && label(*last) != label(*row)) last_of_another = last;
            last = row;
        } else if (label(*row) != label(*last) &&
                   (last_of_another == nullptr || end_of(*row) > end_of(*last_of_another))) {
            last_of_another = row;
        }
    }
}

/// One check of one kind's rows.
class RowsCheck {
public:
    RowsCheck(CodeKind kind, const std::vector<MappingRow>& rows, tables::Findings& findings)
        : kind_(kind), findings_(findings) {
        for (const MappingRow& row : rows)
            rows_.push_back(&row);
    }

    void run() {
        check_histories();
        check_relations();
        check_forms();
        if (traits_of(kind_).terms == RowTerms::catalog) check_splits();
        if (traits_of(kind_).terms == RowTerms::fund_class) check_classes();
        look_for_unreachable_codes();
        tell();
    }

private:
    std::string where(const MappingRow& row) const { return fmt::format("{}:{}", traits_of(kind_).file, row.line); }

    void found(const MappingRow& row, std::string what) { faults_.emplace_back(&row, std::move(what)); }
    void noticed(const MappingRow& row, std::string what) { notices_.emplace_back(&row, std::move(what)); }

    /// In the order of the file, whatever order they were found in.
    void tell() {
        const auto by_line = [](const Found& one) {
            return std::pair<std::size_t, std::string_view>(one.first->line, one.second);
        };
        std::ranges::sort(faults_, {}, by_line);
        std::ranges::sort(notices_, {}, by_line);
        for (const auto& [row, what] : faults_)
            findings_.add(where(*row), what);
        for (const auto& [row, what] : notices_)
            findings_.notice(where(*row), what);
    }

    void check_histories() {
        const auto key = [](const MappingRow& row) { return std::tuple(row.from, row.to, row.code); };
        for_each_group(rows_, key, [&](Group history) {
            for (std::size_t i = 1; i < history.size(); ++i)
                check_neighbours(*history[i - 1], *history[i]);
        });
    }

    void check_neighbours(const MappingRow& earlier, const MappingRow& later) {
        const auto key = [&] { return fmt::format("{} {} {}", name_of(later.from), later.code, name_of(later.to)); };
        if (!earlier.period.to || later.period.from <= *earlier.period.to)
            found(later, fmt::format("'{}' overlaps {}", key(), where(earlier)));
        else if (later.period.from != earlier.period.to->next())
            found(later, fmt::format("'{}' leaves a gap after {}", key(), where(earlier)));
        if (earlier.catalog && later.catalog) compare_ceilings(*earlier.catalog, later);
    }

    void compare_ceilings(const CatalogTerms& earlier, const MappingRow& later) {
        const auto& ceiling = later.catalog->price_ceiling;
        if (!ceiling || (earlier.price_ceiling && *earlier.price_ceiling <= *ceiling)) return;
        const std::string before = earlier.price_ceiling ? earlier.price_ceiling->to_text() : "none";
        noticed(later,
                fmt::format("the price ceiling of {} falls from {} to {}", later.code, before, ceiling->to_text()));
    }

    void check_relations() {
        const auto target = [](const MappingRow& row) { return std::tuple(row.from, row.to, row.target); };
        for_each_group(rows_, target, [&](Group sources) {
            check_shared(sources);
            check_many_to_one(sources);
        });
    }

    /// A target with several sources on one day is not to be read backwards: each of its rows says so.
    void check_shared(Group sources) {
        if (sources.size() < 2) return;
        std::unordered_set<const MappingRow*> known;
        const auto tell_of = [&](const MappingRow& row, const MappingRow& other) {
            if (row.relation == Relation::many_to_one || !known.insert(&row).second) return;
            found(row, fmt::format("{} is the target of {} too ({}): the relation is many-to-one, not {}", row.target,
                                   other.code, where(other), name_of(row.relation)));
        };
        const auto code = [](const MappingRow& row) { return row.code; };
        for_each_meeting(sources, code, tell_of);
        // The earlier row of a pair: the next one of another code that begins while it is in force.
        const MappingRow *next = nullptr, *next_of_another = nullptr;
        for (std::size_t i = sources.size(); i-- > 0;) {
            const MappingRow& row = *sources[i];
            if (next != nullptr && next->code != row.code) next_of_another = next;
            if (next_of_another != nullptr && next_of_another->period.from <= end_of(row))
                tell_of(row, *next_of_another);
            next = &row;
        }
    }

    void check_many_to_one(Group sources) {
        const auto is_first = [&](const MappingRow* row) { return row->code == sources.front()->code; };
        if (!std::ranges::all_of(sources, is_first)) return;
        for (const MappingRow* row : sources)
            if (row->relation == Relation::many_to_one)
                found(*row, fmt::format("many-to-one, but {} never had another source", row->target));
    }

    void check_forms() {
        for (const MappingRow* row : rows_) {
            if (row->from == Vocabulary::national) check_form(*row, row->code);
            if (row->to == Vocabulary::national) check_form(*row, row->target);
        }
    }

    void check_form(const MappingRow& row, std::string_view code) {
        if (!has_national_form(kind_, code))
            found(row, fmt::format("'{}' has not the national form of a {} code: {}", code, name_of(kind_),
                                   national_form(kind_)));
    }

    /// The gateway prices by the national code: two hospitals' codes of it cannot cost differently on one day.
    void check_splits() {
        Rows priced;
        std::ranges::copy_if(rows_, std::back_inserter(priced),
                             [](const MappingRow* row) { return row->catalog.has_value(); });
        const auto target = [](const MappingRow& row) { return std::tuple(row.from, row.to, row.target); };
        for_each_group(priced, target, [&](Group sources) {
            if (sources.size() < 2) return;
            const auto split = [](const MappingRow& row) {
                return std::tuple(row.catalog->charge_item_type, row.catalog->charge_level,
                                  row.catalog->first_self_pay_ratio, row.catalog->price_ceiling);
            };
            for_each_meeting(sources, split, [&](const MappingRow& row, const MappingRow& other) {
                found(row, fmt::format("{} is split otherwise at {}", row.target, where(other)));
            });
        });
    }

    /// The class has no date: an answer's fund types are read as they come.
    void check_classes() {
        const auto type = [](const MappingRow& row) {
            const bool is_source = row.from == Vocabulary::national;
            const Vocabulary its = is_source ? row.from : row.to;
            return std::tuple(its, its, is_source ? row.code : row.target);
        };
        for_each_group(rows_, type, [&](Group rows) {
            const auto first =
                std::ranges::find_if(rows, [](const MappingRow* row) { return row->fund_class.has_value(); });
            if (first == rows.end()) return;
            for (const MappingRow* row : rows)
                if (row->fund_class && *row->fund_class != *(*first)->fund_class)
                    found(*row, fmt::format("{} has another class at {}", std::get<2>(type(*row)), where(**first)));
        });
    }

    void look_for_unreachable_codes() {
        std::unordered_set<std::string_view> known;
        for (const MappingRow* row : rows_)
            if (row->from == Vocabulary::local && row->to == Vocabulary::national) known.insert(row->target);
        for (const MappingRow* row : rows_)
            if (row->from == Vocabulary::national && row->to == Vocabulary::delta && !known.contains(row->code))
                noticed(*row, fmt::format("no local code leads to {}", row->code));
    }

    using Found = std::pair<const MappingRow*, std::string>;

    CodeKind kind_;
    Rows rows_;
    tables::Findings& findings_;
    std::vector<Found> faults_, notices_;
};

}  // namespace

void check_rows(CodeKind kind, const std::vector<MappingRow>& rows, tables::Findings& findings) {
    RowsCheck(kind, rows, findings).run();
}

}  // namespace clearing::translation
