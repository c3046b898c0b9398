#include "adapters/yangtze_delta/adjustment_codec.hpp"
#include "adapters/yangtze_delta/client.hpp"
#include "adapters/yangtze_delta/client_world.hpp"
#include "adapters/yangtze_delta/day_codec.hpp"
#include "adapters/yangtze_delta/day_question.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

// The treatment side's part of the Delta day: we close, compare, adjust and propose (SETTLEMENT §3, decision 0023).

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

constexpr std::uint32_t lines_of_a_page = 1'000;
/// A partner whose list never ends is not followed: 10 million lines a day are a hundred times Delta's traffic.
constexpr int most_pages = 10'000;

struct Page {
    std::vector<DayLine> lines;
    bool more = false;
};

Result<void> take_page(const Envelope& in, const DivisionCode& treatment_division, const SettlementId& after,
                       Page& page) {
    Reading reading;
    SettlementId previous = after;
    for (int i = 0; i < in.day_details_answer().lines_size(); ++i) {
        const Reading::Inside inside(reading, "lines", static_cast<std::size_t>(i));
        DayLine line = read(in.day_details_answer().lines(i), treatment_division, reading);
        // Ascending without a duplicate, or the page after it could not be asked for.
        if (line.key.settlement <= previous) reading.invalid("settlement_id");
        previous = line.key.settlement;
        page.lines.push_back(std::move(line));
    }
    page.more = in.day_details_answer().more();
    if (page.more && page.lines.empty()) reading.invalid("more");
    return reading.verdict();
}

/// The same until the partner has said no for good: a copy that is held up on the way and comes after that no meets it
/// in the partner's log, whichever connection it takes.
MessageId message_of(const AdjustmentOffer& offer, const Exchange& exchange) {
    const std::string name = fmt::format("{}/{}", voucher_id_of(offer.adjustment), offer.asked_anew);
    const MessageKey key{exchange.settings().partner.peer, {}, MessageId(name)};
    return MessageId(derived_id(exchange.settings().own_region.text,
                                exchange.ports().digest.sha256(digest_text("adjustment", key))));
}

}  // namespace

ports::DayView* Client::view() {
    return &world_->view;
}

awaitable<Result<ports::TotalsAnswer>> Client::compare_totals(DayTotals totals, std::vector<DayLine>) {
    Exchange& exchange = world_->exchange;
    auto envelope = std::make_unique<Envelope>();
    write(totals, pair_of(exchange.settings()), *envelope->mutable_day_close_request());
    ports::TotalsAnswer verdict;
    ReadAnswer take = [&](const Envelope& in) {
        Reading reading;
        const DayTotals theirs = read(in.day_close_answer(), reading);
        verdict.equal = in.day_close_answer().equal();
        // "Equal" is believed only with the same root: an alarm computed must not get lost in a flag.
        if (verdict.equal && theirs.root != totals.root) reading.invalid("root");
        if (!verdict.equal) verdict.note = differing_cells(totals.cells, theirs.cells);
        if (!verdict.equal && verdict.note.empty()) verdict.note = "the cells agree, the lines do not";
        return reading.verdict();
    };
    Question question = question_about(exchange, totals.key.day, "day_close", Envelope::kDayCloseAnswer);
    const auto done = co_await exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return verdict;
}

awaitable<Result<std::vector<DayLine>>> Client::details(DayKey key, std::vector<DayLine>) {
    Exchange& exchange = world_->exchange;
    const DayPair pair = pair_of(exchange.settings());
    std::vector<DayLine> all;
    SettlementId after;
    for (int pages = 0; pages < most_pages; ++pages) {
        auto envelope = std::make_unique<Envelope>();
        wire::DayDetailsRequest& request = *envelope->mutable_day_details_request();
        request.set_treatment_division(pair.treatment_division.text);
        request.set_insured_division(pair.insured_division.text);
        request.set_day(key.day.to_text());
        request.set_after_settlement_id(after.text);
        request.set_limit(lines_of_a_page);
        Page page;
        ReadAnswer take = [&](const Envelope& in) { return take_page(in, pair.treatment_division, after, page); };
        Question question = question_about(exchange, key.day, "day_details", Envelope::kDayDetailsAnswer);
        const auto done = co_await exchange.ask(std::move(question), std::move(envelope), std::move(take));
        if (!done) co_return fail(done.error());
        if (!page.lines.empty()) after = page.lines.back().key.settlement;
        all.insert(all.end(), std::make_move_iterator(page.lines.begin()), std::make_move_iterator(page.lines.end()));
        if (!page.more) co_return all;
    }
    co_return fail(ErrorCode::over_limit, "the partner's list of the day does not end");
}

awaitable<Result<ports::StatementVerdict>> Client::propose(Statement statement, std::vector<SettlementKey> disputed) {
    Exchange& exchange = world_->exchange;
    auto envelope = std::make_unique<Envelope>();
    write(statement, disputed, pair_of(exchange.settings()), *envelope->mutable_statement_request());
    ports::StatementVerdict verdict;
    ReadAnswer take = [&verdict](const Envelope& in) {
        Reading reading;
        verdict.agreed = in.statement_answer().agreed();
        verdict.disputed = read_disputed(in.statement_answer(), reading);
        verdict.reason = in.statement_answer().reason();
        const Reading::Inside inside(reading, "adjustments");
        if (in.statement_answer().has_adjustments())
            verdict.adjustments = read(in.statement_answer().adjustments(), reading);
        return reading.verdict();
    };
    Question question = question_about(exchange, statement.key.day, "statement", Envelope::kStatementAnswer);
    const auto done = co_await exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return verdict;
}

awaitable<Result<ClearingDay>> Client::adjust(AdjustmentOffer offer) {
    Exchange& exchange = world_->exchange;
    auto envelope = std::make_unique<Envelope>();
    write(offer, *envelope->mutable_adjustment_request());
    ClearingDay stands_on;
    ReadAnswer take = [&stands_on](const Envelope& in) {
        Reading reading;
        stands_on = read(in.adjustment_answer(), reading);
        return reading.verdict();
    };
    Question question = question_about(exchange, offer.day.day, "adjustment", Envelope::kAdjustmentAnswer);
    question.message = message_of(offer, exchange);
    const auto done = co_await exchange.ask(std::move(question), std::move(envelope), std::move(take));
    if (!done) co_return fail(done.error());
    co_return stands_on;
}

}  // namespace clearing::yangtze_delta
