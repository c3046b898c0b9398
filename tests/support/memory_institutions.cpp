#include "tests/support/memory_institutions.hpp"

#include <algorithm>

namespace clearing::tests {

using ports::awaitable;
using ports::InstitutionLine;
using Lines = std::vector<InstitutionLine>;

namespace {

bool stands_in_lists(const SettlementRecord& record) {
    return record.state == SettlementState::booked || record.state == SettlementState::cancelled;
}

bool is_asked_for(const SettlementRecord& record, const ports::InstitutionCell& cell) {
    const bool refund = record.kind == SettlementKind::cancel;
    return (cell.insurance_type.empty() || record.insurance_type == cell.insurance_type) &&
           (cell.clearing_type.empty() || record.answer.clearing_type == cell.clearing_type) &&
           (cell.refunds.empty() || refund == (cell.refunds == "1"));
}

bool is_in(const SettlementRecord& record, const ports::InstitutionPeriod& period) {
    return record.assigned_day && period.begin <= record.assigned_day->date && record.assigned_day->date <= period.end;
}

InstitutionLine institution_line_of(const SettlementRecord& record, const MemoryBooks& books) {
    std::optional<SettlementId> original;
    if (record.cancels) original = books.records.at(*record.cancels).id;
    return {record.no,
            record.id,
            original,
            record.visit,
            record.message.message,
            record.treatment_division,
            record.kind == SettlementKind::cancel,
            record.settled_at,
            record.answer.split.total,
            record.answer.split.fund_total,
            record.answer.split.account,
            record.their_id,
            record.their_visit};
}

}  // namespace

Lines MemoryInstitutionBooks::all(const ports::InstitutionPeriod& period, const ports::InstitutionCell& cell) {
    Lines lines;
    for (const auto& [no, record] : books_.records)
        if (stands_in_lists(record) && record.institution == period.institution &&
            record.direction == period.direction && is_in(record, period) && is_asked_for(record, cell))
            lines.push_back(institution_line_of(record, books_));
    std::ranges::sort(lines, {}, &InstitutionLine::id);
    return lines;
}

awaitable<Result<ports::InstitutionSums>> MemoryInstitutionBooks::sums(ports::InstitutionPeriod period,
                                                                       ports::InstitutionCell cell) {
    auto work = [&]() -> Result<ports::InstitutionSums> {
        ports::InstitutionSums sums;
        for (const InstitutionLine& line : all(period, cell)) {
            sums.total += line.total;
            sums.fund += line.fund;
            sums.account += line.account;
            sums.count += 1;
        }
        return sums;
    };
    co_return co_await books_.read("institution.sums", work);
}

awaitable<Result<Lines>> MemoryInstitutionBooks::lines(ports::InstitutionPeriod period, ports::InstitutionCell cell,
                                                       SettlementId after, std::size_t limit) {
    auto work = [&]() -> Result<Lines> {
        Lines lines = all(period, cell);
        std::erase_if(lines, [&](const InstitutionLine& line) { return line.id <= after; });
        lines.resize(std::min(lines.size(), limit));
        return lines;
    };
    co_return co_await books_.read("institution.lines", work);
}

awaitable<Result<Lines>> MemoryInstitutionBooks::page(ports::InstitutionPeriod period, std::size_t skip,
                                                      std::size_t limit) {
    auto work = [&]() -> Result<Lines> {
        Lines lines = all(period, {});
        lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min(skip, lines.size())));
        lines.resize(std::min(lines.size(), limit));
        return lines;
    };
    co_return co_await books_.read("institution.page", work);
}

awaitable<Result<Lines>> MemoryInstitutionBooks::find(InstitutionCode institution, Direction direction,
                                                      std::vector<SettlementId> ids) {
    auto work = [&]() -> Result<Lines> {
        Lines lines;
        for (const auto& [no, record] : books_.records)
            if (stands_in_lists(record) && record.institution == institution && record.direction == direction &&
                std::ranges::find(ids, record.id) != ids.end())
                lines.push_back(institution_line_of(record, books_));
        return lines;
    };
    co_return co_await books_.read("institution.find", work);
}

awaitable<Result<std::map<SettlementNo, ports::InstitutionPerson>>> MemoryInstitutionBooks::persons(
    std::vector<SettlementNo> lines) {
    using Persons = std::map<SettlementNo, ports::InstitutionPerson>;
    auto work = [&]() -> Result<Persons> {
        Persons persons;
        for (SettlementNo no : lines)
            if (const auto found = books_.records.find(no); found != books_.records.end())
                persons[no] = {found->second.answer.person.number, found->second.answer.person.cert_no};
        return persons;
    };
    co_return co_await books_.read("institution.persons", work);
}

std::optional<bool> MemoryInstitutionConfirmations::word_on(SettlementNo line) const {
    for (const Kept& word : words_)
        for (const auto& one : word.lines)
            if (!word.rolled_back_at && one.settlement == line) return one.confirmed;
    return std::nullopt;
}

awaitable<Result<void>> MemoryInstitutionConfirmations::confirm(ports::InstitutionConfirmation confirmation) {
    auto work = [&](MemoryWrite& write) -> Result<void> {
        const auto same = [&](const Kept& word) {
            return word.institution == confirmation.institution && word.message == confirmation.message;
        };
        if (std::ranges::any_of(words_, same)) return {};
        for (const auto& line : confirmation.lines)
            if (word_on(line.settlement))
                return fail(ErrorCode::conflict,
                            books_.records.at(line.settlement).id.text + " is confirmed or refused already",
                            {"setl_sn"});
        write.append(words_, Kept{confirmation, std::nullopt, {}});
        write.append(audited, "institution_confirmed " + confirmation.month.to_text().substr(0, 7) + " " +
                                  confirmation.message.text);
        return {};
    };
    co_return co_await books_.write("institution.confirm", work);
}

awaitable<Result<long long>> MemoryInstitutionConfirmations::roll_back(InstitutionCode institution, Date month,
                                                                       MessageId message, MessageId by, Instant at) {
    auto work = [&](MemoryWrite& write) -> Result<long long> {
        long long lines = 0, messages = 0;
        for (const Kept& word : words_)
            if (word.institution == institution && word.rolled_back_at && word.rolled_back_by == by) {
                ++messages;
                lines += static_cast<long long>(word.lines.size());
            }
        if (messages > 0) return lines;
        for (Kept& word : words_) {
            const bool meant = message.text == "0" || word.message == message;
            if (word.institution != institution || word.month != month || word.rolled_back_at || !meant) continue;
            Kept& taken = write.changed(word);
            taken.rolled_back_at = at;
            taken.rolled_back_by = by;
            ++messages;
            lines += static_cast<long long>(taken.lines.size());
        }
        if (messages == 0) return fail(ErrorCode::not_found, "no such confirmation stands", {"otransid"});
        write.append(audited, "institution_rolled_back " + month.to_text().substr(0, 7) + " " + message.text);
        return lines;
    };
    co_return co_await books_.write("institution.roll_back", work);
}

awaitable<Result<void>> MemoryInstitutionConfirmations::keep_comparison(ports::InstitutionComparison comparison) {
    auto work = [&](MemoryWrite& write) -> Result<void> {
        const auto same = [&](const ports::InstitutionComparison& kept) {
            return kept.institution == comparison.institution && kept.message == comparison.message;
        };
        if (std::ranges::any_of(comparisons_, same)) return {};
        write.append(audited, "institution_compared " + comparison.begin.to_text() + " " + comparison.end.to_text() +
                                  " " + comparison.message.text);
        write.append(comparisons_, comparison);
        return {};
    };
    co_return co_await books_.write("institution.keep_comparison", work);
}

/// By the last comparison that covers its day.
bool MemoryInstitutionConfirmations::differs(const SettlementRecord& record) const {
    const Date day = record.assigned_day->date;
    for (auto last = comparisons_.rbegin(); last != comparisons_.rend(); ++last) {
        if (last->institution != record.institution || day < last->begin || last->end < day) continue;
        return std::ranges::any_of(last->differences,
                                   [&](const auto& difference) { return difference.settlement == record.no; });
    }
    return false;
}

awaitable<Result<std::vector<ports::UnconfirmedLine>>> MemoryInstitutionConfirmations::unconfirmed(DayKey key) {
    using Reason = ports::UnconfirmedLine::Reason;
    auto work = [&]() -> Result<std::vector<ports::UnconfirmedLine>> {
        std::vector<ports::UnconfirmedLine> lines;
        for (const auto& [no, record] : books_.records) {
            if (!stands_in_lists(record) || !record.assigned_day || day_key(record, *record.assigned_day) != key)
                continue;
            const std::optional<bool> word = word_on(no);
            if (word == true) continue;
            const Reason reason = word ? Reason::refused : differs(record) ? Reason::differs : Reason::not_confirmed;
            lines.push_back({no, record.key, record.institution, reason});
        }
        std::ranges::sort(lines, {}, &ports::UnconfirmedLine::key);
        return lines;
    };
    co_return co_await books_.read("institution.unconfirmed", work);
}

awaitable<Result<std::vector<ports::KeptConfirmation>>> MemoryInstitutionConfirmations::confirmations(
    std::optional<InstitutionCode> institution, Date month) {
    auto work = [&]() -> Result<std::vector<ports::KeptConfirmation>> {
        std::vector<ports::KeptConfirmation> kept;
        for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
            if (word->month != month || (institution && word->institution != *institution)) continue;
            const auto confirmed =
                std::ranges::count(word->lines, true, &ports::InstitutionConfirmation::Line::confirmed);
            kept.push_back({word->institution, word->month, word->message, confirmed,
                            static_cast<long long>(word->lines.size()) - confirmed, word->at, word->rolled_back_at});
        }
        return kept;
    };
    co_return co_await books_.read("institution.confirmations", work);
}

awaitable<Result<std::vector<ports::InstitutionComparison>>> MemoryInstitutionConfirmations::comparisons(
    std::optional<InstitutionCode> institution, Date begin, Date end) {
    auto work = [&]() -> Result<std::vector<ports::InstitutionComparison>> {
        std::vector<ports::InstitutionComparison> all;
        for (auto one = comparisons_.rbegin(); one != comparisons_.rend(); ++one)
            if (one->begin <= end && begin <= one->end && (!institution || one->institution == *institution))
                all.push_back(*one);
        return all;
    };
    co_return co_await books_.read("institution.comparisons", work);
}

awaitable<Result<void>> MemoryExchangeFiles::keep(ports::ExchangeFile file) {
    std::erase_if(files_, [&](const auto& entry) { return entry.second.expires_at <= file.kept_at; });
    const std::string number = file.number;
    files_.emplace(number, std::move(file));
    co_return Result<void>{};
}

awaitable<Result<std::optional<ports::ExchangeFile>>> MemoryExchangeFiles::find(InstitutionCode institution,
                                                                                std::string number, Instant now) {
    const auto found = files_.find(number);
    if (found == files_.end() || found->second.institution != institution || found->second.expires_at <= now)
        co_return std::nullopt;
    co_return found->second;
}

}  // namespace clearing::tests
