#include "adapters/yangtze_delta/day_codec.hpp"
#include "adapters/yangtze_delta/dispatch.hpp"
#include "adapters/yangtze_delta/speakers.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <algorithm>
#include <utility>

// The insured side's part of the Delta day: the partner closes, compares and proposes (SETTLEMENT §3).

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

constexpr std::uint32_t most_lines_of_a_page = 1'000;

/// The pair every day message names: the asker treats, we insure.
template <class Body>
DayPair read_pair(const Body& body, Reading& reading) {
    return {reading.division("treatment_division", body.treatment_division()),
            reading.division("insured_division", body.insured_division())};
}

Result<void> check(const Reading& reading, const DayPair& pair, const Partner& partner,
                   const DivisionCode& own_region) {
    if (auto verdict = reading.verdict(); !verdict) return verdict;
    return check_divisions(partner, own_region, pair.treatment_division, pair.insured_division);
}

DayKey key_of(const Partner& partner, ClearingDay day) {
    return {partner.platform, partner.region, Direction::resident_away, day};
}

}  // namespace

awaitable<Result<Finality>> Dispatch::close(Partner partner, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "day_close_request");
    const DayPair pair = read_pair(request.day_close_request(), reading);
    DayTotals totals = read(request.day_close_request(), reading);
    if (auto checked = check(reading, pair, partner, own_region_); !checked) co_return fail(checked.error());
    totals.key = key_of(partner, totals.key.day);
    const auto verdict = co_await days_.close(std::move(totals));
    if (!verdict) co_return fail(verdict.error());
    write(verdict->ours, verdict->equal, *answer.mutable_day_close_answer());
    // While the views differ they may still come together: the same question is answered anew.
    co_return verdict->equal ? Finality::final : Finality::open;
}

awaitable<Result<Finality>> Dispatch::details(Partner partner, const Envelope& request, Envelope& answer) {
    const wire::DayDetailsRequest& body = request.day_details_request();
    Reading reading;
    const Reading::Inside inside(reading, "day_details_request");
    const DayPair pair = read_pair(body, reading);
    const ClearingDay day = reading.clearing_day("day", body.day());
    if (auto checked = check(reading, pair, partner, own_region_); !checked) co_return fail(checked.error());
    const std::size_t limit = body.limit() == 0 ? most_lines_of_a_page : std::min(body.limit(), most_lines_of_a_page);
    SettlementId after(body.after_settlement_id());
    // One more than is answered tells whether there are more.
    const DayKey key = key_of(partner, day);
    const std::size_t wanted = limit + 1;
    const auto lines = co_await days_.details(key, std::move(after), wanted);
    if (!lines) co_return fail(lines.error());
    wire::DayDetailsAnswer& page = *answer.mutable_day_details_answer();
    for (std::size_t i = 0; i < std::min(limit, lines->size()); ++i)
        write((*lines)[i], *page.add_lines());
    page.set_more(lines->size() > limit);
    co_return Finality::open;
}

awaitable<Result<Finality>> Dispatch::statement(Partner partner, const Envelope& request, Envelope& answer) {
    Reading reading;
    const Reading::Inside inside(reading, "statement_request");
    const DayPair pair = read_pair(request.statement_request(), reading);
    Proposal proposal = read(request.statement_request(), reading);
    if (auto checked = check(reading, pair, partner, own_region_); !checked) co_return fail(checked.error());
    const DayKey key = key_of(partner, proposal.day);
    ports::StatementProposal proposed{std::move(proposal.statement_id), std::move(proposal.formula),
                                      std::move(proposal.cells), std::move(proposal.disputed),
                                      std::move(proposal.adjustments)};
    const auto verdict = co_await days_.agree(key, std::move(proposed));
    if (!verdict) co_return fail(verdict.error());
    wire::StatementAnswer& body = *answer.mutable_statement_answer();
    body.set_agreed(verdict->agreed);
    for (const SettlementKey& line : verdict->disputed)
        write(line, *body.add_disputed());
    write(verdict->cells, body);
    body.set_reason(verdict->reason);
    if (verdict->adjustments) write(*verdict->adjustments, *body.mutable_adjustments());
    co_return verdict->agreed ? Finality::final : Finality::open;
}

}  // namespace clearing::yangtze_delta
