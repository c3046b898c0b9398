#include "gateway/infra/dayfile/day_file_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace clearing::dayfile {
namespace {

using ports::DayFileLine;

enum Column : std::uint8_t { setl_id, mdtrt_id, psn_no, medfee_sumamt, fund_pay_sumamt, acct_pay, refd_setl_flag };
constexpr std::array<std::string_view, 7> column_names{"setl_id",         "mdtrt_id", "psn_no",        "medfee_sumamt",
                                                       "fund_pay_sumamt", "acct_pay", "refd_setl_flag"};
constexpr std::size_t longest_id = 30;
constexpr std::size_t longest_line = 64 * 1024;
constexpr std::size_t bad_lines_told = 100;
constexpr Money largest_sum = Money::from_fen(9'999'999'999'999'999);  ///< N(16,2): what a control line can say
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

using Cells = std::vector<std::string_view>;

Cells cells_of(std::string_view line) {
    Cells cells;
    cells.reserve(column_names.size());
    while (true) {
        const std::size_t tab = line.find('\t');
        const std::string_view cell = line.substr(0, tab);
        cells.push_back(cell == "null" ? std::string_view() : cell);
        if (tab == std::string_view::npos) return cells;
        line.remove_prefix(tab + 1);
    }
}

bool is_id(std::string_view text) {
    return text.size() <= longest_id && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

std::string fault_of(Column column) {
    return fmt::format("{} cannot be read", column_names[column]);
}

/// What is wrong with the line; empty: nothing, and `line` is filled. A cell's text is never repeated: it may be a
/// person's.
std::string read_line(const Cells& cells, DayFileLine& line) {
    if (cells.size() != column_names.size())
        return fmt::format("{} columns where {} belong", cells.size(), column_names.size());
    if (cells[setl_id].empty() || !is_id(cells[setl_id])) return fault_of(setl_id);
    if (!is_id(cells[mdtrt_id])) return fault_of(mdtrt_id);
    line.settlement.text = cells[setl_id];
    line.visit.text = cells[mdtrt_id];
    struct Amount {
        Column column;
        Money& into;
    };
    for (const Amount& amount : {Amount{medfee_sumamt, line.total}, Amount{fund_pay_sumamt, line.fund_total},
                                 Amount{acct_pay, line.account}}) {
        const Result<Money> read = Money::parse(cells[amount.column]);
        if (!read) return fault_of(amount.column);
        amount.into = *read;
    }
    if (cells[refd_setl_flag] != "0" && cells[refd_setl_flag] != "1") return fault_of(refd_setl_flag);
    line.sign = cells[refd_setl_flag] == "1" ? -1 : 1;
    return {};
}

std::unexpected<Error> refused(std::string why) {
    return fail(ErrorCode::invalid_value, std::move(why), {"file"});
}

}  // namespace

Result<void> DayFileLines::read(std::vector<DayFileLine>& batch) {
    batch.clear();
    while (batch.empty() && !is_over_) {
        const bool at_the_beginning = !std::exchange(has_begun_, true);
        const Result<bool> more = archive_->read(text_);
        if (!more) return fail(more.error());
        if (at_the_beginning && text_.starts_with(byte_order_mark)) text_.erase(0, byte_order_mark.size());
        is_over_ = !*more;
        std::string_view rest = text_;
        for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            if (Result<void> taken = take(rest.substr(0, end), batch); !taken) return taken;
            rest.remove_prefix(end + 1);
        }
        if (rest.size() > longest_line) return refused(fmt::format("line {} has no end", report_.lines + 1));
        if (is_over_ && !rest.empty()) {
            if (Result<void> taken = take(rest, batch); !taken) return taken;
            rest = {};
        }
        text_.erase(0, text_.size() - rest.size());
    }
    return {};
}

Result<void> DayFileLines::take(std::string_view line, std::vector<DayFileLine>& batch) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return {};
    if (report_.has_control_line) return refused("there are lines behind the control line");
    if (line.starts_with(control_mark)) return check_control_line(line);
    DayFileLine read;
    read.number = ++report_.lines;
    const std::string fault = read_line(cells_of(line), read);
    if (!fault.empty()) {
        if (++report_.bad <= static_cast<long long>(bad_lines_told))
            report_.bad_lines.push_back(fmt::format("line {}: {}", read.number, fault));
        return {};
    }
    total_ += read.total;
    fund_total_ += read.fund_total;
    account_ += read.account;
    for (const Money& sum : {total_, fund_total_, account_})
        if (sum.abs() > largest_sum) return refused("its lines sum to more than an amount may be");
    batch.push_back(std::move(read));
    return {};
}

Result<void> DayFileLines::check_control_line(std::string_view line) {
    const Cells cells = cells_of(line);
    if (cells.size() != 5) return refused("the control line does not have five columns");
    long long count = 0;
    const auto [end, problem] = std::from_chars(cells[1].data(), cells[1].data() + cells[1].size(), count);
    if (problem != std::errc() || end != cells[1].data() + cells[1].size())
        return refused("the control line has no count");
    if (count != report_.lines)
        return refused(fmt::format("the control line says {} lines, there are {}", count, report_.lines));
    const std::array<Money, 3> sums{total_, fund_total_, account_};
    for (std::size_t i = 0; i < sums.size() && report_.bad == 0; ++i) {
        const Result<Money> told = Money::parse(cells[i + 2]);
        if (!told || *told != sums[i])
            return refused(fmt::format("the control line's sum of {} is not that of the lines, {}",
                                       column_names[medfee_sumamt + i], sums[i].to_yuan()));
    }
    report_.has_control_line = true;
    return {};
}

}  // namespace clearing::dayfile
