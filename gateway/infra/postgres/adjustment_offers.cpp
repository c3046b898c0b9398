#include "gateway/infra/postgres/adjustment_offers.hpp"

#include "gateway/infra/postgres/audit_log.hpp"
#include "gateway/infra/postgres/offer_rows.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write take_offer{"offer.take", Commit::alone};
constexpr Write note_accepted{"offer.accepted", Commit::alone};
constexpr Write note_failed{"offer.failed"};
constexpr Write park_offer{"offer.park"};
constexpr Write resume_offer{"offer.resume", Commit::alone};
constexpr Write withdraw_offer{"offer.withdraw", Commit::alone};

constexpr Sql take_next{"take_adjustment_offer", R"sql(
    UPDATE adjustment_offer SET owner = $2, taken_until = instant_of($4)
    WHERE offer_no = (
        SELECT o.offer_no FROM adjustment_offer o
        WHERE o.peer = $1 AND o.state = 'pending' AND o.next_try_at <= instant_of($3)
          AND (o.taken_until IS NULL OR o.taken_until <= instant_of($3))
          AND NOT EXISTS (SELECT FROM forwarding_switch w WHERE w.peer = o.peer AND NOT w.forwarding)
          AND NOT EXISTS (SELECT FROM adjustment_offer e
                          WHERE e.settlement_no = o.settlement_no AND e.offer_no < o.offer_no
                            AND (e.state = 'pending' OR (e.state = 'parked' AND NOT e.refused)))
        ORDER BY o.next_try_at, o.offer_no LIMIT 1
        FOR UPDATE SKIP LOCKED)
    RETURNING offer_no)sql"};

constexpr Sql unanswered_of_day{"unanswered_adjustment_offers", SELECT_OFFERS R"sql(
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
      AND (o.state = 'pending' OR (o.state = 'parked' AND NOT o.refused))
    ORDER BY o.offer_no)sql"};

constexpr Sql offers{"adjustment_offers", SELECT_OFFERS R"sql(
    WHERE $1::text IS NULL OR o.state = $1 ORDER BY o.offer_no DESC LIMIT $2)sql"};

constexpr Sql lock_offer{"lock_adjustment_offer", R"sql(
    SELECT state, refused FROM adjustment_offer WHERE offer_no = $1 FOR UPDATE)sql"};
constexpr Sql undone_by{"settlement_undone_by", R"sql(
    SELECT 'cancel ' || c.id AS cause FROM settlement c JOIN settlement o ON o.settlement_no = c.cancels
    WHERE c.cancels = $1 AND c.cancels > 0 AND c.state = 'booked' AND o.state = 'cancelled'
    UNION ALL
    SELECT 'reversal ' || id FROM settlement WHERE settlement_no = $1 AND state = 'reversed')sql"};

constexpr Sql mark_accepted{"mark_offer_accepted", R"sql(
    UPDATE adjustment_offer SET state = 'accepted', attempts = attempts + 1, taken_until = NULL,
                                changed_at = instant_of($2)
    WHERE offer_no = $1)sql"};
constexpr Sql mark_failed{"mark_offer_failed", R"sql(
    UPDATE adjustment_offer SET attempts = attempts + 1, last_failure = $2, next_try_at = instant_of($3),
                                taken_until = NULL, changed_at = instant_of($4)
    WHERE offer_no = $1 AND state = 'pending')sql"};
// One that is parked already for its silence may be refused at last.
constexpr Sql mark_parked{"mark_offer_parked", R"sql(
    UPDATE adjustment_offer SET state = 'parked', refused = $2, attempts = attempts + 1, last_failure = $3,
                                taken_until = NULL, changed_at = instant_of($4)
    WHERE offer_no = $1 AND (state = 'pending' OR (state = 'parked' AND NOT refused AND $2))
    RETURNING settlement_no)sql"};
constexpr Sql raise_alarm{"raise_offer_alarm", R"sql(
    INSERT INTO alarm (settlement_no, text, raised_at) VALUES ($1, $2, instant_of($3)))sql"};
constexpr Sql mark_resumed{"mark_offer_resumed", R"sql(
    UPDATE adjustment_offer SET state = 'pending', refused = false,
                                refusals = refusals + (refused OR last_failure = $7)::integer, next_try_at = instant_of($2), resumed_at = instant_of($2), changed_at = instant_of($2),
                                day_no = coalesce((SELECT day_no FROM clearing_day
                                                   WHERE platform = $3 AND counterparty = $4 AND direction = $5
                                                     AND day = $6), day_no)
    WHERE offer_no = $1)sql"};
constexpr Sql mark_withdrawn{"mark_offer_withdrawn", R"sql(
    UPDATE adjustment_offer SET state = 'withdrawn', changed_at = instant_of($2) WHERE offer_no = $1)sql"};

std::vector<AdjustmentOffer> read_offers(Session& session, const Rows& rows) {
    std::vector<AdjustmentOffer> found;
    for (const Row& row : rows)
        found.push_back(read_offer(session, row));
    return found;
}

/// The offer with its pair's, its settlement's and its own lock, in the order in which all take them.
std::optional<AdjustmentOffer> held_offer(Session& session, long long no) {
    std::optional<AdjustmentOffer> offer = find_offer(session, no);
    if (!offer) return std::nullopt;
    hold_adjusted_settlement(session, offer->adjustment.settlement);
    session.run(lock_offer, {no});
    return find_offer(session, no);
}

std::unexpected<Error> no_such_offer() {
    return fail(ErrorCode::not_found, "there is no such offer", {"no"});
}

/// It was cancelled or reversed meanwhile here, and there after it was taken in: that takes it back, as it did there.
Result<void> take_back_if_undone(Session& session, const AdjustedSettlement& settlement, Instant at) {
    if (settlement.may_be_adjusted) return {};
    const auto undone = session.first(undone_by, {settlement.no});
    if (!undone) return fail(ErrorCode::not_settled, "it is booked no more");
    return take_back_adjustments(session, settlement.no, undone->text("cause"), at);
}

Result<Adjustment> post_accepted(Session& session, const AdjustmentOffer& offer, ClearingDay day, Instant at) {
    const auto settlement = find_adjusted_settlement(session, offer.adjustment.settlement);
    if (!settlement) return fail(ErrorCode::settlement_unknown);
    NewAdjustment adjustment = offer.adjustment;
    if (offer.state != OfferState::accepted) {
        adjustment.day = day;
        const DayKey key = day_key(offer.day, day);
        if (auto takes = check_takes_postings(session, key, at); !takes) return fail(takes.error());
    }
    auto posted = write_adjustment(session, *settlement, adjustment);
    if (!posted || offer.state == OfferState::accepted) return posted;
    if (auto taken = take_back_if_undone(session, *settlement, at); !taken) return fail(taken.error());
    return posted;
}

}  // namespace

awaitable<Result<std::optional<AdjustmentOffer>>> AdjustmentOffers::take_due(ports::OutboxQuery query) {
    auto work = [q = std::move(query)](Session& session) -> Result<std::optional<AdjustmentOffer>> {
        const auto row = session.first(take_next, {q.peer, q.owner, q.now, q.taken_until});
        if (!row) return std::nullopt;
        return find_offer(session, row->number("offer_no"));
    };
    return pool_.write(take_offer, std::move(work));
}

awaitable<Result<std::vector<AdjustmentOffer>>> AdjustmentOffers::unanswered(DayKey day) {
    auto work = [key = std::move(day)](Session& session) -> Result<std::vector<AdjustmentOffer>> {
        return read_offers(
            session, session.run(unanswered_of_day, {key.platform, key.counterparty, name_of(key.direction), key.day}));
    };
    return pool_.read(std::move(work));
}

awaitable<Result<Adjustment>> AdjustmentOffers::accepted(long long no, ClearingDay day, Instant at) {
    auto work = [no, day, at](Session& session) -> Result<Adjustment> {
        const auto offer = held_offer(session, no);
        if (!offer) return no_such_offer();
        if (offer->state == OfferState::withdrawn) return fail(ErrorCode::conflict, "it was withdrawn", {"no"});
        auto posted = post_accepted(session, *offer, day, at);
        if (!posted) return posted;
        if (offer->state != OfferState::accepted) session.run(mark_accepted, {no, at});
        return posted;
    };
    return pool_.write_repeatable(note_accepted, std::move(work));
}

awaitable<Result<void>> AdjustmentOffers::failed(long long no, std::string reason, Instant next_try_at, Instant at) {
    auto work = [no, reason = std::move(reason), next_try_at, at](Session& session) -> Result<void> {
        session.run(mark_failed, {no, reason, next_try_at, at});
        return {};
    };
    return pool_.write_repeatable(note_failed, std::move(work));
}

awaitable<Result<void>> AdjustmentOffers::park(long long no, bool is_refused, std::string reason, std::string alarm,
                                               Instant at) {
    auto work = [no, is_refused, reason = std::move(reason), alarm = std::move(alarm),
                 at](Session& session) -> Result<void> {
        if (const auto parked = session.first(mark_parked, {no, is_refused, reason, at}))
            session.run(raise_alarm, {parked->number("settlement_no"), alarm, at});
        return {};
    };
    return pool_.write_repeatable(park_offer, std::move(work));
}

awaitable<Result<AdjustmentOffer>> AdjustmentOffers::resume(long long no, std::string actor, Instant at) {
    auto work = [no, actor = std::move(actor), at](Session& session) -> Result<AdjustmentOffer> {
        const auto offer = held_offer(session, no);
        if (!offer) return no_such_offer();
        if (offer->state != OfferState::parked) return fail(ErrorCode::conflict, "it is not parked", {"no"});
        const PairKey pair = pair_of(offer->day);
        ClearingDay day = offer->day.day;
        // What may stand there already keeps its day; what was refused is asked for anew.
        if (offer->is_refused) {
            const auto settlement = find_adjusted_settlement(session, offer->adjustment.settlement);
            if (!settlement || !settlement->may_be_adjusted)
                return fail(ErrorCode::not_settled, "only a booked settlement is adjusted, and no cancel");
            const Adjusted so_far = adjusted(session, *settlement, offer->adjustment.bearer);
            if (auto sound = check_adjustment(offer->adjustment, so_far); !sound) return fail(sound.error());
            day = open_day_held(session, pair, ClearingDay{local_date(at)}, at);
        }
        session.run(mark_resumed, {no, at, pair.platform, pair.counterparty, name_of(pair.direction), day,
                                   stable_code(ErrorCode::different_content)});
        write_audit_event(session, {at, "adjustment_offer_resumed", actor, voucher_id_of(offer->adjustment),
                                    sum_of(effect_of(offer->adjustment)).to_yuan()});
        return *find_offer(session, no);
    };
    return pool_.write(resume_offer, std::move(work));
}

awaitable<Result<AdjustmentOffer>> AdjustmentOffers::withdraw(long long no, std::string actor, Instant at) {
    auto work = [no, actor = std::move(actor), at](Session& session) -> Result<AdjustmentOffer> {
        const auto offer = held_offer(session, no);
        if (!offer) return no_such_offer();
        if (offer->state != OfferState::parked || !offer->is_refused)
            return fail(ErrorCode::conflict, "only what was refused there is given up here", {"no"});
        session.run(mark_withdrawn, {no, at});
        write_audit_event(session, {at, "adjustment_offer_withdrawn", actor, voucher_id_of(offer->adjustment),
                                    sum_of(effect_of(offer->adjustment)).to_yuan()});
        return *find_offer(session, no);
    };
    return pool_.write(withdraw_offer, std::move(work));
}

awaitable<Result<std::vector<AdjustmentOffer>>> AdjustmentOffers::list(std::optional<OfferState> state,
                                                                       std::size_t limit) {
    auto work = [state, limit](Session& session) -> Result<std::vector<AdjustmentOffer>> {
        const auto named = state ? std::optional(name_of(*state)) : std::nullopt;
        return read_offers(session, session.run(offers, {named, limit}));
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
