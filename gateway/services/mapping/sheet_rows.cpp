#include "gateway/services/mapping/sheet_rows.hpp"

#include "gateway/services/mapping/cells.hpp"
#include "gateway/services/mapping/known_headers.hpp"
#include "gateway/services/mapping/row_order.hpp"
#include "gateway/services/translation/code_forms.hpp"
#include "gateway/services/translation/row_terms.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

namespace clearing::mapping {
namespace {

using translation::MappingRow;
using translation::Vocabulary;

/// A day as spreadsheets write one: 2017-01-31, 2017/1/31, 20170131. Each can be read one way only.
std::optional<Date> read_day(std::string_view text) {
    const auto part = [](std::string_view digits) {
        return digits.size() == 1 ? "0" + std::string(digits) : std::string(digits);
    };
    if (text.size() == 8 && !text.contains('-') && !text.contains('/')) {
        const auto day = Date::parse(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
        return day ? std::optional(*day) : std::nullopt;
    }
    const auto first = text.find('/'), second = first == text.npos ? text.npos : text.find('/', first + 1);
    if (second == text.npos) {
        const auto day = Date::parse(text);
        return day ? std::optional(*day) : std::nullopt;
    }
    const auto day =
        Date::parse(fmt::format("{}-{}-{}", text.substr(0, first), part(text.substr(first + 1, second - first - 1)),
                                part(text.substr(second + 1))));
    return day ? std::optional(*day) : std::nullopt;
}

class SheetReading {
public:
    SheetReading(const ports::Sheet& sheet, const ImportOrder& order, ImportReport& report, RowFaults& faults)
        : sheet_(sheet), order_(order), report_(report), faults_(faults), columns_(find_columns(sheet.header, faults)) {
        check_order();
        if (faults_.empty()) tell_headers();
    }

    SheetRows read(const std::function<void(std::size_t)>& done) {
        SheetRows result;
        result.has_dates = columns_.has(Field::valid_from);
        result.rows.reserve(sheet_.records.size());
        for (std::size_t i = 0; i < sheet_.records.size(); ++i) {
            take_record(sheet_.records[i], result.rows);
            if ((i + 1) % 4'096 == 0) done(i + 1);
        }
        if (report_.rows == 0 && faults_.empty()) faults_.add(1, "the sheet has no records");
        tell_what_was_left_out();
        const auto place = [](const SheetRow& row) { return std::pair(place_in_file(row.row), row.row.line); };
        if (!std::ranges::is_sorted(result.rows, {}, place)) std::ranges::sort(result.rows, {}, place);
        settle_neighbours(result.rows);
        count_targets(result.rows);
        return result;
    }

private:
    void check_order() {
        if (order_.from == order_.to) faults_.add("the order translates a vocabulary into itself");
        if (!order_.valid_from && !columns_.has(Field::valid_from))
            faults_.add(1, "no column of valid_from: the order has to say from when");
        if (trimmed(order_.origin).empty() && !columns_.has(Field::origin))
            faults_.add(1, "no column of origin: the order has to name the text the rows are taken from");
        if (has_control_character(order_.origin)) faults_.add("the order's origin holds a control character");
        if (order_.complete && !order_.valid_from)
            faults_.add("a complete sheet needs valid_from: the codes it lacks end the day before");
        using translation::RowTerms;
        const RowTerms terms = translation::traits_of(order_.kind).terms;
        if (terms == RowTerms::fund_class) need({Field::fund_class, Field::fund});
        if (translation::has_catalog_terms(order_.kind, order_.from, order_.to) && !columns_.has(Field::source_system))
            need({Field::list_type, Field::charge_item_type, Field::charge_level, Field::first_self_pay_ratio});
    }

    void need(std::initializer_list<Field> fields) {
        for (const Field field : fields)
            if (!columns_.has(field)) faults_.add(1, fmt::format("no column of {}", name_of(field)));
    }

    void tell_headers() {
        for (const std::string& sentence : columns_.by_order)
            report_.notices.push_back(sentence + ", by the order of the columns");
        for (const std::string& header : columns_.not_read)
            report_.notices.push_back(fmt::format("the column '{}' is not read", header));
    }

    void take_record(const ports::Sheet::Record& record, std::vector<SheetRow>& rows) {
        number_ = record.row;
        if (record.cells.size() != sheet_.header.size())
            return found(fmt::format("{} cells where the header has {}", record.cells.size(), sheet_.header.size()));
        if (std::ranges::all_of(record.cells, [](const std::string& cell) { return trimmed(cell).empty(); })) {
            ++empty_records_;
            return;
        }
        ++report_.rows;
        record_ = &record;
        if (!cells_are_harmless()) return;
        take_fields();
        if (auto row = read_row()) rows.push_back(std::move(*row));
    }

    /// Every cell is looked at, those of columns nobody reads too: the sheet is refused as a whole.
    bool cells_are_harmless() {
        bool harmless = true;
        for (std::size_t column = 0; column < record_->cells.size(); ++column) {
            const std::string_view cell = record_->cells[column];
            const auto refuse = [&](std::string_view what) {
                found(fmt::format("column {}: {}", column + 1, what));
                harmless = false;
            };
            if (is_formula(cell))
                refuse("a formula");
            else if (has_control_character(trimmed(cell)))
                refuse("a control character");
        }
        for (const std::size_t column : columns_.nameless) {
            if (trimmed(record_->cells[column]).empty()) continue;
            found(fmt::format("column {}: a cell under an empty header", column + 1));
            harmless = false;
        }
        return harmless;
    }

    void take_fields() {
        for (std::size_t i = 0; i < field_count; ++i) {
            const auto column = columns_[static_cast<Field>(i)];
            fields_[i] = {};
            if (!column) continue;
            const std::string_view cell = record_->cells[*column], text = trimmed(cell);
            if (text.size() != cell.size()) ++report_.trimmed_cells;
            if (text != "-") fields_[i] = text;
        }
    }

    std::string_view text(Field field) const { return fields_[static_cast<std::size_t>(field)]; }

    std::optional<SheetRow> read_row() {
        SheetRow read;
        MappingRow& row = read.row;
        row.kind = order_.kind;
        row.line = number_;
        row.code = text(Field::source_code);
        row.target = text(Field::target_code);
        row.name = text(Field::source_name);
        row.target_name = text(Field::target_name);
        row.origin = text(Field::origin).empty() ? trimmed(order_.origin) : text(Field::origin);
        row.reviewed_by = "pending";
        const bool stands = read_direction(row) && read_codes(row) && read_period(row) && read_relation(read);
        if (!stands || !read_terms(row)) return std::nullopt;
        ++(row.code == row.target ? report_.identical_codes : report_.changed_codes);
        return read;
    }

    bool read_direction(MappingRow& row) {
        const auto read = [&](Field field, Vocabulary otherwise) -> std::optional<Vocabulary> {
            if (text(field).empty()) return otherwise;
            const auto vocabulary = translation::vocabulary_named(text(field));
            if (!vocabulary) found(fmt::format("unknown {} '{}'", name_of(field), text(field)));
            return vocabulary;
        };
        const auto from = read(Field::source_system, order_.from), to = read(Field::target_system, order_.to);
        if (!from || !to) return false;
        row.from = *from;
        row.to = *to;
        return row.from != row.to || refused("a vocabulary is not translated into itself");
    }

    bool read_codes(const MappingRow& row) {
        if (row.code.empty()) return refused("the source code is empty");
        if (row.target.empty()) return refused("the target code is empty");
        if (row.origin.empty()) return refused("the origin is empty");
        const bool is_source = row.from == Vocabulary::national;
        const std::string_view national = is_source ? row.code : row.target;
        if (!is_source && row.to != Vocabulary::national) return true;
        return translation::has_national_form(row.kind, national) ||
               refused(fmt::format("'{}' has not the national form of a {} code: {}", national,
                                   translation::name_of(row.kind), translation::national_form(row.kind)));
    }

    bool read_period(MappingRow& row) {
        const std::string_view from = text(Field::valid_from), to = text(Field::valid_to);
        if (from.empty() && !order_.valid_from) return refused("valid_from is empty");
        const auto first = from.empty() ? order_.valid_from : read_day(from);
        if (!first) return refused(fmt::format("valid_from '{}' is not a day", from));
        row.period.from = *first;
        if (to.empty()) return true;
        const auto last = read_day(to);
        if (!last || *last < *first) return refused(fmt::format("valid_to '{}' is not a day after valid_from", to));
        row.period.to = *last;
        return true;
    }

    bool read_relation(SheetRow& read) {
        if (text(Field::relation).empty()) return true;
        const auto relation = translation::relation_named(text(Field::relation));
        if (!relation) return refused(fmt::format("unknown relation '{}'", text(Field::relation)));
        read.row.relation = *relation;
        // Whether a target is shared is counted, not asked for.
        read.says_relation = *relation != translation::Relation::many_to_one;
        if (!read.says_relation) read.row.relation = translation::Relation::same;
        return true;
    }

    bool read_terms(MappingRow& row) {
        std::vector<std::string> wrong;
        const translation::CatalogCells cells{text(Field::list_type), text(Field::charge_item_type),
                                              text(Field::charge_level), text(Field::first_self_pay_ratio),
                                              text(Field::price_ceiling)};
        if (translation::has_catalog_terms(row.kind, row.from, row.to))
            row.catalog = translation::read_catalog_terms(row.kind, cells, wrong);
        else if (!cells.are_empty())
            wrong.emplace_back("catalog terms stand on rows of the catalog from local to national alone");
        if (translation::traits_of(row.kind).terms == translation::RowTerms::fund_class)
            row.fund_class = translation::read_fund_class(text(Field::fund_class), text(Field::fund), wrong);
        for (const std::string& what : wrong)
            found(what);
        return wrong.empty();
    }

    /// Two rows of one code: not on one day. A sheet without valid_to says begins only: each ends the one before.
    void settle_neighbours(std::vector<SheetRow>& rows) {
        for (std::size_t i = 1; i < rows.size(); ++i) {
            MappingRow &earlier = rows[i - 1].row, &later = rows[i].row;
            if (row_key(earlier) != row_key(later)) continue;
            if (earlier.period.from == later.period.from)
                faults_.add(later.line, fmt::format("{} stands in row {} already, from {}", later.code, earlier.line,
                                                    later.period.from.to_text()));
            else if (!columns_.has(Field::valid_to))
                earlier.period.to = later.period.from.previous();
            else if (!earlier.period.to || later.period.from <= *earlier.period.to)
                faults_.add(later.line, fmt::format("{} overlaps row {}", later.code, earlier.line));
        }
    }

    void count_targets(const std::vector<SheetRow>& rows) {
        struct Sources {
            std::string_view first;
            bool several = false;
        };
        std::array<std::unordered_map<std::string_view, Sources>, 9> targets;  // per direction
        for (const SheetRow& each : rows) {
            const std::size_t direction =
                static_cast<std::size_t>(each.row.from) * 3 + static_cast<std::size_t>(each.row.to);
            Sources& sources = targets[direction].try_emplace(each.row.target, Sources{each.row.code}).first->second;
            if (sources.first != each.row.code) sources.several = true;
        }
        for (const auto& direction : targets) {
            report_.targets += direction.size();
            report_.targets_with_several_sources += static_cast<std::size_t>(
                std::ranges::count_if(direction, [](const auto& target) { return target.second.several; }));
        }
    }

    void tell_what_was_left_out() {
        if (empty_records_ > 0) report_.notices.push_back(fmt::format("{} empty rows are left out", empty_records_));
    }

    bool refused(const std::string& what) {
        found(what);
        return false;
    }
    void found(const std::string& what) { faults_.add(number_, what); }

    const ports::Sheet& sheet_;
    const ImportOrder& order_;
    ImportReport& report_;
    RowFaults& faults_;
    SheetColumns columns_;
    const ports::Sheet::Record* record_ = nullptr;
    std::array<std::string_view, field_count> fields_;
    std::size_t number_ = 0, empty_records_ = 0;
};

}  // namespace

SheetRows read_sheet(const ports::Sheet& sheet, const ImportOrder& order, ImportReport& report, RowFaults& faults,
                     const std::function<void(std::size_t)>& done) {
    SheetReading reading(sheet, order, report, faults);
    if (!faults.empty()) return {};
    return reading.read(done);
}

}  // namespace clearing::mapping
