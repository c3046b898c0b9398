#include "tests/support/memory_visit_store.hpp"

#include <algorithm>

namespace clearing::tests {
namespace {

using KeptLine = MemoryBooks::KeptLine;

const KeptLine* present_line(const std::vector<KeptLine>& kept, const LineId& id) {
    const auto found =
        std::ranges::find_if(kept, [&](const KeptLine& line) { return !line.removed && line.line.id == id; });
    return found == kept.end() ? nullptr : &*found;
}

}  // namespace

ports::awaitable<Result<Visit>> MemoryVisitStore::open(Visit visit) {
    if (books_.unavailable) co_return fail(store_failure());
    for (const auto& [no, kept] : books_.visits)
        if (kept.id == visit.id) co_return kept;
    visit.no = VisitNo(++books_.last_number);
    books_.visits[visit.no] = visit;
    co_return visit;
}

ports::awaitable<Result<std::optional<Visit>>> MemoryVisitStore::find(VisitId our_id) {
    if (books_.unavailable) co_return fail(store_failure());
    for (const auto& [no, kept] : books_.visits)
        if (kept.id == our_id) co_return kept;
    co_return std::nullopt;
}

ports::awaitable<Result<std::optional<Visit>>> MemoryVisitStore::find_theirs(PlatformName platform, VisitId their_id) {
    if (books_.unavailable) co_return fail(store_failure());
    for (const auto& [no, kept] : books_.visits)
        if (!their_id.empty() && kept.platform == platform && kept.their_id == their_id) co_return kept;
    co_return std::nullopt;
}

ports::awaitable<Result<std::vector<Visit>>> MemoryVisitStore::find_of_person(std::string person_number,
                                                                              std::string begin_time,
                                                                              std::string end_time) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<Visit> found;
    for (const auto& [no, kept] : books_.visits) {
        const bool inside =
            (begin_time.empty() || kept.begin_time >= begin_time) && (end_time.empty() || kept.begin_time <= end_time);
        if (kept.person.number == person_number && inside) found.push_back(kept);
    }
    co_return found;
}

ports::awaitable<Result<void>> MemoryVisitStore::update(Visit visit) {
    if (books_.unavailable) co_return fail(store_failure());
    const auto found = books_.visits.find(visit.no);
    if (found == books_.visits.end()) co_return fail(ErrorCode::visit_unknown);
    Visit& kept = found->second;
    kept.person = std::move(visit.person);
    kept.diagnoses = std::move(visit.diagnoses);
    kept.begin_time = std::move(visit.begin_time);
    kept.end_time = std::move(visit.end_time);
    kept.filings = std::move(visit.filings);
    kept.insurance_type = std::move(visit.insurance_type);
    kept.med_type = std::move(visit.med_type);
    kept.stay_number = std::move(visit.stay_number);
    kept.emergency = visit.emergency;
    kept.state = visit.state;
    kept.their_id = std::move(visit.their_id);
    co_return Result<void>{};
}

/// Per original line, Σ refunds ≤ original (SETTLEMENT §5); an original may stand in the same message.
Result<void> MemoryVisitStore::check_refunds(const std::vector<KeptLine>& kept,
                                             const std::vector<FeeLine>& lines) const {
    std::map<LineId, Money> left;
    const auto count = [&left](const FeeLine& line) {
        left[line.refund_of.empty() ? line.id : line.refund_of] += line.amount;
    };
    for (const KeptLine& line : kept)
        if (!line.removed) count(line.line);
    for (const FeeLine& line : lines)
        count(line);
    for (const FeeLine& line : lines) {
        if (line.refund_of.empty()) continue;
        const bool known = present_line(kept, line.refund_of) != nullptr ||
                           std::ranges::find(lines, line.refund_of, &FeeLine::id) != lines.end();
        if (!known) return fail(ErrorCode::unknown_line, "refund of nothing", {"feedetl_sn " + line.refund_of.text});
        if (left[line.refund_of].is_negative())
            return fail(ErrorCode::refund_exceeds_original, {}, {"feedetl_sn " + line.refund_of.text});
    }
    return {};
}

ports::awaitable<Result<void>> MemoryVisitStore::add_lines(VisitNo visit, std::vector<FeeLine> lines) {
    if (books_.unavailable) co_return fail(store_failure());
    const auto owner = books_.visits.find(visit);
    if (owner == books_.visits.end()) co_return fail(ErrorCode::visit_unknown);
    if (owner->second.state == VisitState::cancelled) co_return fail(ErrorCode::visit_closed);
    std::vector<KeptLine>& kept = books_.lines[visit];
    Error twice{ErrorCode::duplicate_line, {}, {}, {}};
    for (const FeeLine& line : lines)
        if (present_line(kept, line.id) != nullptr) twice.fields.push_back("feedetl_sn " + line.id.text);
    if (!twice.fields.empty()) co_return fail(std::move(twice));
    if (auto refunds = check_refunds(kept, lines); !refunds) co_return fail(refunds.error());
    for (FeeLine& line : lines)
        kept.push_back({std::move(line), std::nullopt, false, ++books_.last_number});
    co_return Result<void>{};
}

ports::awaitable<Result<long long>> MemoryVisitStore::remove_lines(VisitNo visit, BillNumber bill,
                                                                   std::vector<LineId> lines) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<KeptLine>& kept = books_.lines[visit];
    const bool everything =
        (lines.empty() && (bill.empty() || bill.text == "0000")) || (lines.size() == 1 && lines.front().text == "0000");
    if (!everything)
        for (const LineId& id : lines) {
            const KeptLine* line = present_line(kept, id);
            if (line == nullptr) co_return fail(ErrorCode::unknown_line, {}, {"feedetl_sn " + id.text});
            if (line->settled_by) co_return fail(ErrorCode::line_already_settled, {}, {"feedetl_sn " + id.text});
        }
    long long removed = 0, settled = 0;
    for (KeptLine& line : kept) {
        const bool named = everything || std::ranges::find(lines, line.line.id) != lines.end() ||
                           (lines.empty() && line.line.bill == bill);
        if (line.removed || !named) continue;
        if (line.settled_by) {
            ++settled;
            continue;
        }
        line.removed = true;
        ++removed;
    }
    if (removed == 0 && settled > 0) co_return fail(ErrorCode::line_already_settled, {}, {"chrg_bchno"});
    if (removed == 0) co_return fail(ErrorCode::unknown_line, {}, {"chrg_bchno"});
    co_return removed;
}

ports::awaitable<Result<std::vector<ports::StoredLine>>> MemoryVisitStore::lines(VisitNo visit) {
    if (books_.unavailable) co_return fail(store_failure());
    std::vector<ports::StoredLine> present;
    for (const KeptLine& line : books_.lines[visit])
        if (!line.removed) present.push_back({line.line, line.settled_by});
    co_return present;
}

ports::awaitable<Result<void>> MemoryVisitStore::keep_quote(BillKey bill, SettledBill quote, Instant expires_at) {
    if (books_.unavailable) co_return fail(store_failure());
    books_.quotes[bill] = {quote.quote, std::move(quote.split), expires_at};
    co_return Result<void>{};
}

ports::awaitable<Result<std::optional<ports::VisitStore::KeptQuote>>> MemoryVisitStore::last_quote(BillKey bill) {
    if (books_.unavailable) co_return fail(store_failure());
    const auto found = books_.quotes.find(bill);
    if (found == books_.quotes.end()) co_return std::nullopt;
    co_return found->second;
}

}  // namespace clearing::tests
