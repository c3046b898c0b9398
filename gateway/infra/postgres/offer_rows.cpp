#include "gateway/infra/postgres/offer_rows.hpp"

#include "gateway/infra/postgres/day_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Sql offer_by_number{"find_adjustment_offer", SELECT_OFFERS "WHERE o.offer_no = $1"};
constexpr Sql offer_by_origin{"adjustment_offer_of_origin",
                              SELECT_OFFERS "WHERE o.origin = $1 AND o.reason = $2 AND o.bearer = $3"};
constexpr Sql open_of_settlement{"open_adjustment_offers", SELECT_OFFERS R"sql(
    WHERE o.settlement_no = $1 AND (o.state = 'pending' OR (o.state = 'parked' AND NOT o.refused))
    ORDER BY o.offer_no)sql"};

constexpr Sql select_amounts{"adjustment_offer_amounts",
                             "SELECT component, amount FROM adjustment_offer_amount WHERE offer_no = $1"};

constexpr Sql insert_offer{"insert_adjustment_offer", R"sql(
    INSERT INTO adjustment_offer (settlement_no, reason, bearer, origin, made_by, made_at, peer, day_no, state,
                                  next_try_at, changed_at)
    SELECT $1, $2, $3, $4, $5, instant_of($6), $7, day_no, $8, instant_of($6), instant_of($6) FROM clearing_day
    WHERE platform = $9 AND counterparty = $10 AND direction = $11 AND day = $12
    RETURNING offer_no)sql"};

constexpr Sql insert_amount{"insert_adjustment_offer_amount", R"sql(
    INSERT INTO adjustment_offer_amount (offer_no, component, amount) VALUES ($1, $2, $3))sql"};

constexpr Sql withdraw_refused{"withdraw_refused_offer", R"sql(
    UPDATE adjustment_offer SET state = 'withdrawn', changed_at = instant_of($2)
    WHERE offer_no = $1 AND state = 'parked' AND refused)sql"};

std::optional<AdjustmentOffer> find_by_origin(Session& session, const NewAdjustment& adjustment,
                                              AdjustmentReason reason) {
    const auto row = session.first(offer_by_origin, {adjustment.origin, name_of(reason), name_of(adjustment.bearer)});
    if (!row) return std::nullopt;
    return read_offer(session, *row);
}

Result<Adjustment> write_offer(Session& session, const AdjustedSettlement& settlement, const NewAdjustment& adjustment,
                               const PeerName& peer, OfferState state) {
    const PairKey& pair = settlement.pair;
    const ClearingDay day = open_day_held(session, pair, ClearingDay{local_date(adjustment.at)}, adjustment.at);
    const auto row =
        session.first(insert_offer, {adjustment.settlement, name_of(adjustment.reason), name_of(adjustment.bearer),
                                     adjustment.origin, adjustment.made_by, adjustment.at, peer, name_of(state),
                                     pair.platform, pair.counterparty, name_of(pair.direction), day});
    const long long no = row->number("offer_no");
    for (const auto& [component, amount] : adjustment.amounts)
        session.run(insert_amount, {no, name_of(component), amount});
    return as_offered(*find_offer(session, no), settlement.insurance_type, settlement.care);
}

}  // namespace

AdjustmentOffer read_offer(Session& session, const Row& row) {
    AdjustmentOffer offer;
    offer.no = row.number("offer_no");
    offer.adjustment.settlement = SettlementNo(row.number("settlement_no"));
    offer.adjustment.reason = adjustment_reason_named(row.text("reason")).value();
    offer.adjustment.bearer = bearer_named(row.text("bearer")).value();
    offer.adjustment.origin = row.text("origin");
    offer.adjustment.made_by = row.text("made_by");
    offer.adjustment.at = row.instant("made_ms");
    for (const Row& amount : session.run(select_amounts, {offer.no}))
        offer.adjustment.amounts[component_named(amount.text("component")).value()] = amount.money("amount");
    offer.settlement = SettlementId(row.text("settlement_id"));
    offer.settlement_key = {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))};
    offer.insured_division = DivisionCode(row.text("insured_division"));
    offer.day = {PlatformName(row.text("platform")), DivisionCode(row.text("counterparty")),
                 direction_named(row.text("direction")).value(), row.day("day")};
    offer.peer = PeerName(row.text("peer"));
    offer.state = offer_state_named(row.text("state")).value();
    offer.is_refused = row.flag("refused");
    offer.asked_anew = static_cast<int>(row.number("refusals"));
    offer.attempts = static_cast<int>(row.number("attempts"));
    offer.last_failure = row.text("last_failure");
    offer.next_try_at = row.instant("next_ms");
    offer.asked_since = row.instant("since_ms");
    return offer;
}

std::optional<AdjustmentOffer> find_offer(Session& session, long long no) {
    const auto row = session.first(offer_by_number, {no});
    if (!row) return std::nullopt;
    return read_offer(session, *row);
}

std::vector<NewAdjustment> open_offers(Session& session, SettlementNo settlement) {
    std::vector<NewAdjustment> open;
    for (const Row& row : session.run(open_of_settlement, {settlement}))
        open.push_back(read_offer(session, row).adjustment);
    return open;
}

Result<Adjustment> offer_adjustment(Session& session, const AdjustedSettlement& settlement,
                                    const NewAdjustment& adjustment, const PeerName& peer) {
    if (const auto standing = find_by_origin(session, adjustment, adjustment.reason)) {
        if (asks_the_same(standing->adjustment, adjustment))
            return as_offered(*standing, settlement.insurance_type, settlement.care);
        return fail(ErrorCode::conflict, "the origin and reason stand for something else", {"origin"});
    }
    if (auto may = check_may_be_adjusted(settlement); !may) return fail(may.error());
    if (adjustment.origin.size() > longest_origin)
        return fail(ErrorCode::invalid_value, "an origin of at most 100 bytes travels", {"origin"});
    if (const auto taken_back = taken_back_by(adjustment.reason)) {
        const auto refused = find_by_origin(session, adjustment, *taken_back);
        const bool is_of_this = refused && refused->adjustment.settlement == adjustment.settlement &&
                                refused->adjustment.amounts == adjustment.amounts;
        const bool never_stood = refused && (refused->is_refused || refused->state == OfferState::withdrawn);
        if (is_of_this && never_stood) {
            session.run(withdraw_refused, {refused->no, adjustment.at});
            return write_offer(session, settlement, adjustment, peer, OfferState::withdrawn);
        }
    }
    if (auto sound = check_adjustment(adjustment, adjusted(session, settlement, adjustment.bearer)); !sound)
        return fail(sound.error());
    return write_offer(session, settlement, adjustment, peer, OfferState::pending);
}

}  // namespace clearing::postgres
