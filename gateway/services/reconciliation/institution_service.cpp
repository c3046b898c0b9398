#include "gateway/services/reconciliation/institution_service.hpp"

#include "gateway/services/reconciliation/institution_comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::reconciliation {
namespace {

using ports::awaitable;
using ports::InstitutionLine;

constexpr int longest_period_days = 32;
constexpr std::size_t lines_in_a_page = 5'000;
constexpr std::size_t persons_at_a_time = 500;
constexpr std::size_t file_number_length = 30;

Result<void> check_period(Date begin, Date end) {
    if (begin <= end && end.days - begin.days <= std::chrono::days(longest_period_days)) return {};
    return fail(ErrorCode::invalid_value, "the period is at most a month", {"stmt_begndate", "stmt_enddate"});
}

ports::InstitutionPeriod period_of(const Call& call, Date begin, Date end) {
    return {call.header.institution, call.direction, begin, end};
}

Date last_day_of(Date month) {
    const std::chrono::year_month_day first(month.days);
    return Date{std::chrono::sys_days(first.year() / first.month() / std::chrono::last)};
}

ports::PeriodVerdict verdict_of(const ports::InstitutionSums& ours, const ports::PeriodTotals& theirs) {
    std::string words = fmt::format("{} settlements, total {}, fund {}, account {}", ours.count, ours.total.to_yuan(),
                                    ours.fund.to_yuan(), ours.account.to_yuan());
    const bool equal = ours.count == theirs.count && ours.total == theirs.total && ours.fund == theirs.fund &&
                       ours.account == theirs.account;
    if (equal) return {TotalsVerdict::equal, std::move(words)};
    if (ours.count > theirs.count && ours.total >= theirs.total)
        return {TotalsVerdict::centre_has_more, std::move(words)};
    if (ours.count < theirs.count && ours.total <= theirs.total)
        return {TotalsVerdict::sender_has_more, std::move(words)};
    return {TotalsVerdict::differs, std::move(words)};
}

Result<void> check_batch(const std::vector<ports::AllocationAnswer>& answers) {
    if (answers.empty()) return fail(ErrorCode::invalid_value, "no line", {"detail"});
    if (answers.size() > ports::allocations_in_a_message)
        return fail(ErrorCode::invalid_value,
                    fmt::format("{} lines, at most {} a message", answers.size(), ports::allocations_in_a_message),
                    {"detail"});
    std::vector<SettlementId> ids;
    for (const ports::AllocationAnswer& answer : answers)
        ids.push_back(answer.settlement);
    std::ranges::sort(ids);
    const auto twice = std::ranges::adjacent_find(ids);
    if (twice != ids.end()) return fail(ErrorCode::invalid_value, twice->text + " stands twice", {"setl_sn"});
    return {};
}

/// What the institution says of a line has to be what our books say; a flag on other money confirms nothing.
Result<void> check_answer(const ports::AllocationAnswer& answer, const InstitutionLine& line, Date month) {
    const auto differs = [&](const char* field, const std::string& ours) {
        return fail(ErrorCode::invalid_value, fmt::format("{}: {} is {} here", answer.settlement.text, field, ours),
                    {field});
    };
    const std::string of_month = month.to_text().substr(0, 7);
    if (!line.settled_at.starts_with(of_month)) return differs("mdtrt_setl_time", line.settled_at);
    if (!answer.settled_at.empty() && answer.settled_at.substr(0, 10) != line.settled_at.substr(0, 10))
        return differs("mdtrt_setl_time", line.settled_at);
    if (!answer.visit.empty() && answer.visit != line.visit) return differs("mdtrt_id", line.visit.text);
    if (answer.total != line.total) return differs("medfee_sumamt", line.total.to_yuan());
    if (answer.insured_side_pays != line.insured_side_pays())
        return differs("optins_pay_sumamt", line.insured_side_pays().to_yuan());
    return {};
}

/// Parallel to `answers`. Errors: settlement_unknown, invalid_value.
Result<std::vector<ports::InstitutionConfirmation::Line>> confirmed_lines(
    const std::vector<ports::AllocationAnswer>& answers, const std::vector<InstitutionLine>& ours, Date month) {
    std::vector<ports::InstitutionConfirmation::Line> lines;
    for (const ports::AllocationAnswer& answer : answers) {
        const auto line = std::ranges::find(ours, answer.settlement, &InstitutionLine::id);
        if (line == ours.end()) return fail(ErrorCode::settlement_unknown, answer.settlement.text, {"setl_sn"});
        if (auto fits = check_answer(answer, *line, month); !fits) return fail(fits.error());
        lines.push_back({line->no, answer.confirmed});
    }
    return lines;
}

}  // namespace

awaitable<Result<ports::PeriodVerdict>> InstitutionService::compare_totals(Call call, ports::PeriodTotals theirs) {
    if (auto fits = check_period(theirs.begin, theirs.end); !fits) co_return fail(fits.error());
    ports::InstitutionCell cell{theirs.insurance_type, theirs.clearing_type, theirs.refunds};
    auto ours = co_await world_.books.sums(period_of(call, theirs.begin, theirs.end), std::move(cell));
    if (!ours) co_return fail(ours.error());
    co_return verdict_of(*ours, theirs);
}

awaitable<Result<std::vector<ports::InstitutionResult>>> InstitutionService::compare_details(
    Call call, ports::PeriodTotals period, std::vector<ports::InstitutionRow> rows,
    std::vector<ports::UnreadableRow> unreadable) {
    if (auto fits = check_period(period.begin, period.end); !fits) co_return fail(fits.error());
    ports::InstitutionComparison comparison{call.header.institution,
                                            period.begin,
                                            period.end,
                                            call.header.message,
                                            static_cast<long long>(rows.size()),
                                            0,
                                            static_cast<long long>(unreadable.size()),
                                            {},
                                            world_.clock.now()};
    InstitutionMatching matching(std::move(rows));
    const ports::InstitutionCell cell{period.insurance_type, period.clearing_type, period.refunds};
    const ports::InstitutionPeriod asked = period_of(call, period.begin, period.end);
    SettlementId after;
    while (true) {
        auto lines = co_await world_.books.lines(asked, cell, after, lines_in_a_page);
        if (!lines) co_return fail(lines.error());
        matching.take(*lines);
        if (lines->size() < lines_in_a_page) break;
        after = lines->back().id;
    }
    matching.write_down(comparison);
    std::vector<ports::InstitutionResult> results = matching.results();
    auto named = co_await name_persons(matching.only_here(), results);
    if (!named) co_return fail(named.error());
    auto kept = co_await world_.confirmations.keep_comparison(std::move(comparison));
    if (!kept) co_return fail(kept.error());
    co_return results;
}

/// Of the last results, which have no row of the institution; their persons are unsealed some at a time.
awaitable<Result<void>> InstitutionService::name_persons(const std::vector<InstitutionLine>& lines,
                                                         std::vector<ports::InstitutionResult>& results) {
    const std::size_t first = results.size() - lines.size();
    for (std::size_t begin = 0; begin < lines.size(); begin += persons_at_a_time) {
        const std::size_t end = std::min(begin + persons_at_a_time, lines.size());
        std::vector<SettlementNo> numbers;
        for (std::size_t i = begin; i < end; ++i)
            numbers.push_back(lines[i].no);
        auto persons = co_await world_.books.persons(std::move(numbers));
        if (!persons) co_return fail(persons.error());
        for (std::size_t i = begin; i < end; ++i)
            results[first + i].row.person = (*persons)[lines[i].no].number;
    }
    co_return Result<void>{};
}

awaitable<Result<std::vector<ports::AllocationLine>>> InstitutionService::allocations(Call call, Date month,
                                                                                      long long first_row) {
    if (first_row < 1) co_return fail(ErrorCode::invalid_value, "rows are counted from 1", {"startrow"});
    const auto skip = static_cast<std::size_t>(first_row - 1);
    auto lines =
        co_await world_.books.page(period_of(call, month, last_day_of(month)), skip, ports::allocations_in_a_message);
    if (!lines) co_return fail(lines.error());
    std::vector<SettlementNo> numbers;
    for (const InstitutionLine& line : *lines)
        numbers.push_back(line.no);
    auto persons = co_await world_.books.persons(std::move(numbers));
    if (!persons) co_return fail(persons.error());
    std::vector<ports::AllocationLine> page;
    for (InstitutionLine& line : *lines) {
        const SettlementNo no = line.no;
        page.push_back({first_row + static_cast<long long>(page.size()), std::move(line), (*persons)[no].cert_no});
    }
    co_return page;
}

awaitable<Result<void>> InstitutionService::confirm(Call call, Date month,
                                                    std::vector<ports::AllocationAnswer> answers) {
    if (auto fits = check_batch(answers); !fits) co_return fail(fits.error());
    std::vector<SettlementId> ids;
    for (const ports::AllocationAnswer& answer : answers)
        ids.push_back(answer.settlement);
    auto ours = co_await world_.books.find(call.header.institution, call.direction, std::move(ids));
    if (!ours) co_return fail(ours.error());
    auto lines = confirmed_lines(answers, *ours, month);
    if (!lines) co_return fail(lines.error());
    // After this point the confirmation stands, unless another message has spoken of one of its lines.
    ports::InstitutionConfirmation confirmation{call.header.institution, month, call.header.message, std::move(*lines),
                                                world_.clock.now()};
    co_return co_await world_.confirmations.confirm(std::move(confirmation));
}

awaitable<Result<long long>> InstitutionService::roll_back(Call call, Date month, MessageId confirmation) {
    co_return co_await world_.confirmations.roll_back(call.header.institution, month, std::move(confirmation),
                                                      call.header.message, world_.clock.now());
}

awaitable<Result<ports::ExchangeFile>> InstitutionService::keep_file(Call call, std::string name, std::string bytes) {
    if (bytes.size() > world_.largest_file)
        co_return fail(ErrorCode::over_limit, fmt::format("a file has at most {} bytes", world_.largest_file), {"in"});
    const Instant now = world_.clock.now();
    ports::ExchangeFile file{world_.randomness.letters(file_number_length),
                             call.header.institution,
                             std::move(name),
                             std::move(bytes),
                             now,
                             now + world_.file_life};
    auto kept = co_await world_.files.keep(file);
    if (!kept) co_return fail(kept.error());
    co_return file;
}

awaitable<Result<ports::ExchangeFile>> InstitutionService::file(Call call, std::string number) {
    auto found = co_await world_.files.find(call.header.institution, std::move(number), world_.clock.now());
    if (!found) co_return fail(found.error());
    if (!*found) co_return fail(ErrorCode::not_found, "no such file, or its time is over", {"file_qury_no"});
    co_return std::move(**found);
}

}  // namespace clearing::reconciliation
