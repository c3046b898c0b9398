#include "gateway/infra/postgres/adjustment_rows.hpp"

#include "gateway/infra/postgres/ended_cases.hpp"
#include "gateway/infra/postgres/offer_rows.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

#include <array>

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Sql select_settlement{"adjusted_settlement", R"sql(
    SELECT settlement_no, id, platform, counterparty, direction, insurance_type, care,
           kind = 'settle' AND state = 'booked' AS may_be_adjusted, key_division, key_id
    FROM settlement WHERE settlement_no = $1)sql"};

// Two adjustments of one settlement must not both take the same amount, and none a cancel's.
constexpr Sql lock_settlement{"lock_adjusted_settlement",
                              "SELECT settlement_no FROM settlement WHERE settlement_no = $1 FOR NO KEY UPDATE"};

// R1 is owed to us as a debit, P1 is owed by us as a credit. Each origin by its own index (OFFSET 0: row by row); a
// posting has one origin.
constexpr Sql owed_amounts{"adjusted_owed", R"sql(
    SELECT component, sum(CASE WHEN debit = 'R1' OR credit = 'P1' THEN amount ELSE -amount END)::bigint AS amount
    FROM (SELECT component, debit, credit, amount FROM transfer WHERE settlement_no = $1
          UNION ALL
          SELECT t.component, t.debit, t.credit, t.amount
          FROM settlement c, LATERAL (SELECT component, debit, credit, amount FROM transfer
                                      WHERE settlement_no = c.settlement_no OFFSET 0) t
          WHERE c.cancels = $1 AND c.cancels > 0
          UNION ALL
          SELECT t.component, t.debit, t.credit, t.amount
          FROM adjustment a, LATERAL (SELECT component, debit, credit, amount FROM transfer
                                      WHERE voucher = a.voucher OFFSET 0) t
          WHERE a.settlement_no = $1) posted
    WHERE debit IN ('R1', 'P1') OR credit IN ('R1', 'P1')
    GROUP BY component)sql"};

constexpr Sql adjusted_amounts{"adjusted_by", R"sql(
    SELECT x.component, sum(x.amount)::bigint AS amount
    FROM adjustment a JOIN adjustment_amount x USING (adjustment_no)
    WHERE a.settlement_no = $1 AND a.bearer = $2 AND a.reason = ANY ($3::text[])
    GROUP BY x.component)sql"};

constexpr Sql insert_adjustment{"insert_adjustment", R"sql(
    WITH made AS (
        INSERT INTO adjustment (settlement_no, reason, bearer, origin, voucher, day_no)
        SELECT $1, $2, $3, $4, $5, day_no FROM clearing_day
        WHERE platform = $6 AND counterparty = $7 AND direction = $8 AND day = $9
        ON CONFLICT (voucher) DO NOTHING
        RETURNING adjustment_no)
    INSERT INTO adjustment_amount (adjustment_no, component, amount)
    SELECT adjustment_no, x.component, x.amount
    FROM made, unnest($10::text[], $11::bigint[]) AS x(component, amount))sql"};

constexpr Sql count_adjustments{"count_adjustments",
                                "SELECT count(*) AS adjustments FROM adjustment WHERE settlement_no = $1"};

constexpr const char* every_reason =
    "{deduction,deduction_withdrawn,dispute_lost,dispute_won,settlement_cancelled,"
    "settlement_reinstated}";
constexpr const char* of_deductions = "{deduction,deduction_withdrawn}";
constexpr const char* of_disputes = "{dispute_lost,dispute_won}";

constexpr std::array both_bearers{Bearer::hospital, Bearer::suspended};

ComponentAmounts read_amounts(const Rows& rows) {
    ComponentAmounts amounts;
    for (const Row& row : rows)
        if (const Money amount = row.money("amount"); !amount.is_zero())
            amounts[component_named(row.text("component")).value()] = amount;
    return amounts;
}

ComponentAmounts effect(Session& session, SettlementNo no, Bearer bearer, const char* reasons) {
    return read_amounts(session.run(adjusted_amounts, {no, name_of(bearer), reasons}));
}

/// Positive where something was taken away; what was given beyond it is nothing to take back.
ComponentAmounts taken_away(ComponentAmounts amounts) {
    amounts = negated(std::move(amounts));
    std::erase_if(amounts, [](const auto& entry) { return !(entry.second > Money()); });
    return amounts;
}

std::string component_array(const ComponentAmounts& amounts) {
    std::string text = "{";
    for (const auto& [component, amount] : amounts)
        text.append(text.size() > 1 ? "," : "").append(name_of(component));
    return text + "}";
}

std::string fen_array(const ComponentAmounts& amounts) {
    std::string text = "{";
    for (const auto& [component, amount] : amounts)
        text.append(text.size() > 1 ? "," : "").append(std::to_string(amount.fen()));
    return text + "}";
}

long long number_of_adjustments(Session& session, SettlementNo settlement) {
    return session.first(count_adjustments, {settlement})->number("adjustments");
}

/// A cancel may be booked, reversed and booked again: each time is an adjustment of its own.
std::string origin_of(Session& session, SettlementNo settlement, const std::string& cause) {
    return fmt::format("{} #{}", cause, number_of_adjustments(session, settlement) + 1);
}

}  // namespace

std::optional<AdjustedSettlement> find_adjusted_settlement(Session& session, SettlementNo no) {
    const auto row = session.first(select_settlement, {no});
    if (!row) return std::nullopt;
    return AdjustedSettlement{no,
                              SettlementId(row->text("id")),
                              {DivisionCode(row->text("key_division")), SettlementId(row->text("key_id"))},
                              {PlatformName(row->text("platform")), DivisionCode(row->text("counterparty")),
                               direction_named(row->text("direction")).value()},
                              InsuranceType(row->text("insurance_type")),
                              care_setting_named(row->text("care")).value(),
                              row->flag("may_be_adjusted")};
}

std::optional<AdjustedSettlement> hold_adjusted_settlement(Session& session, SettlementNo no) {
    const auto settlement = find_adjusted_settlement(session, no);
    if (!settlement) return std::nullopt;
    // Before the row: the switch of the day holds its lock alone and then waits for rows.
    hold_shared(session, settlement->pair);
    session.run(lock_settlement, {no});
    return find_adjusted_settlement(session, no);
}

Result<void> check_may_be_adjusted(const AdjustedSettlement& settlement) {
    if (settlement.may_be_adjusted) return {};
    return fail(ErrorCode::not_settled, "only a booked settlement is adjusted, and no cancel");
}

Adjusted adjusted(Session& session, const AdjustedSettlement& settlement, Bearer bearer) {
    Adjusted posted{read_amounts(session.run(owed_amounts, {settlement.no})),
                    taken_away(effect(session, settlement.no, Bearer::hospital, of_deductions)),
                    taken_away(effect(session, settlement.no, bearer, of_disputes))};
    return with_offers(std::move(posted), open_offers(session, settlement.no), bearer);
}

Result<Adjustment> write_adjustment(Session& session, const AdjustedSettlement& settlement,
                                    const NewAdjustment& adjustment) {
    const PairKey& pair = settlement.pair;
    Voucher voucher{voucher_id_of(adjustment),
                    std::string(name_of(adjustment.reason)),
                    settlement.id.text,
                    std::string(chinese_name_of(adjustment.reason)) + " " + adjustment.origin,
                    adjustment.made_by,
                    adjustment.at,
                    {}};
    for (const Transfer& transfer : postings_of(pair.direction, adjustment))
        voucher.lines.push_back(
            {pair.platform, pair.counterparty, pair.direction, settlement.insurance_type, settlement.care, transfer});
    const Result<PostedVoucher> posted =
        adjustment.day ? write_voucher(session, voucher, *adjustment.day) : write_voucher(session, voucher);
    if (!posted) return fail(posted.error());

    Adjustment made;
    made.key = day_key(pair, posted->days.front());
    made.settlement = settlement.id;
    made.settlement_key = settlement.key;
    made.insurance_type = settlement.insurance_type;
    made.care = settlement.care;
    made.reason = adjustment.reason;
    made.bearer = adjustment.bearer;
    made.amounts = effect_of(adjustment);
    made.origin = adjustment.origin;
    made.voucher = voucher.id;
    made.made_by = posted->voucher.made_by;
    made.at = posted->voucher.at;
    session.run(insert_adjustment, {settlement.no, name_of(made.reason), name_of(made.bearer), made.origin,
                                    made.voucher, pair.platform, pair.counterparty, name_of(pair.direction),
                                    made.key.day, component_array(made.amounts), fen_array(made.amounts)});
    // Of a line that was left with nothing there may be something again.
    carry_ended_of_settlement(session, settlement.no);
    return made;
}

/// One adjustment a bearer, for their postings differ.
static Result<void> write_opposite(Session& session, NewAdjustment adjustment, auto amounts_of_bearer) {
    const auto settlement = find_adjusted_settlement(session, adjustment.settlement);
    if (!settlement) return fail(ErrorCode::settlement_unknown);
    for (const Bearer bearer : both_bearers) {
        adjustment.bearer = bearer;
        adjustment.amounts = taken_away(amounts_of_bearer(bearer));
        if (adjustment.amounts.empty()) continue;
        if (const auto written = write_adjustment(session, *settlement, adjustment); !written)
            return fail(written.error());
    }
    return {};
}

bool is_adjusted(Session& session, SettlementNo settlement) {
    return number_of_adjustments(session, settlement) > 0;
}

Result<void> take_back_adjustments(Session& session, SettlementNo settlement, const std::string& cause, Instant at) {
    const std::string origin = origin_of(session, settlement, cause);
    NewAdjustment taking{settlement, AdjustmentReason::settlement_cancelled, {}, origin, {}, "gateway", at};
    const auto stands = [&](Bearer bearer) { return effect(session, settlement, bearer, every_reason); };
    if (auto taken = write_opposite(session, taking, stands); !taken) return taken;
    // Given back by an offer accepted only now, after what it gives back was taken back with the settlement.
    taking.reason = AdjustmentReason::settlement_reinstated;
    return write_opposite(session, taking, [&](Bearer bearer) { return negated(stands(bearer)); });
}

Result<void> renew_adjustments(Session& session, SettlementNo settlement, const std::string& cause, Instant at) {
    const std::string origin = origin_of(session, settlement, cause);
    const NewAdjustment renewing{settlement, AdjustmentReason::settlement_reinstated, {}, origin, {}, "gateway", at};
    return write_opposite(session, renewing, [&](Bearer bearer) {
        return negated(effect(session, settlement, bearer, "{settlement_cancelled,settlement_reinstated}"));
    });
}

}  // namespace clearing::postgres
