#include "gateway/infra/postgres/adjustments.hpp"

#include "gateway/infra/postgres/adjustment_rows.hpp"
#include "gateway/infra/postgres/offer_rows.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write adjustment_post{"adjustment.post", Commit::alone};

// Two adjustments of one settlement must not both take the same amount.
constexpr Sql lock_settlement{"lock_adjusted_settlement",
                              "SELECT settlement_no FROM settlement WHERE settlement_no = $1 FOR NO KEY UPDATE"};

constexpr Sql standing_adjustment{"standing_adjustment", R"sql(
    SELECT settlement_no FROM adjustment WHERE origin = $1 AND reason = $2 AND bearer = $3)sql"};

constexpr Sql adjustments_of_day{"adjustments_of_day", R"sql(
    SELECT s.id, s.key_division, s.key_id, s.insurance_type, s.care, a.reason, a.bearer, a.origin, a.voucher, v.made_by,
           ms_of(v.made_at) AS made_ms, x.component, x.amount, 1 AS part, a.adjustment_no AS place
    FROM clearing_day d
    JOIN adjustment a USING (day_no)
    JOIN settlement s USING (settlement_no)
    JOIN voucher v ON v.id = a.voucher
    JOIN adjustment_amount x USING (adjustment_no)
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
    UNION ALL
    -- A cancel whose original had cleared: its own line posts it.
    SELECT c.id, c.key_division, c.key_id, c.insurance_type, c.care, 'cancel_after_clearing', 'hospital', o.id, '',
           c.message_peer, ms_of(c.changed_at), t.component,
           sum(CASE WHEN t.debit = 'R1' OR t.credit = 'P1' THEN t.amount ELSE -t.amount END)::bigint, 2, c.settlement_no
    FROM settlement c
    JOIN settlement o ON o.settlement_no = c.cancels
    JOIN cleared_line l ON l.settlement_no = o.settlement_no AND l.cleared_day < $4
    JOIN transfer t ON t.settlement_no = c.settlement_no AND t.clearing_day = $4
    WHERE c.platform = $1 AND c.counterparty = $2 AND c.direction = $3 AND c.kind = 'cancel' AND c.state = 'booked'
    GROUP BY c.settlement_no, o.id, t.component
    ORDER BY part, place, component)sql"};

Adjustment read_adjustment(const Row& row, const DayKey& key) {
    return {key,
            SettlementId(row.text("id")),
            {DivisionCode(row.text("key_division")), SettlementId(row.text("key_id"))},
            InsuranceType(row.text("insurance_type")),
            care_setting_named(row.text("care")).value(),
            adjustment_reason_named(row.text("reason")).value(),
            bearer_named(row.text("bearer")).value(),
            {},
            row.text("origin"),
            row.text("voucher"),
            row.text("made_by"),
            row.instant("made_ms")};
}

bool is_of(const Adjustment& adjustment, const Row& row) {
    return adjustment.settlement.text == row.text("id") && adjustment.voucher == row.text("voucher") &&
           name_of(adjustment.reason) == row.text("reason");
}

}  // namespace

Result<Adjustment> post_adjustment(Session& session, const NewAdjustment& adjustment,
                                   const ports::AskedFirst& asked_first) {
    auto settlement = find_adjusted_settlement(session, adjustment.settlement);
    if (!settlement) return fail(ErrorCode::settlement_unknown);
    // Before the row: the switch of the day holds its lock alone and then waits for rows.
    hold_shared(session, settlement->pair);
    session.run(lock_settlement, {adjustment.settlement});
    // As it stands now that nobody moves it.
    settlement = find_adjusted_settlement(session, adjustment.settlement);
    // What stands is answered as it stands, though there may be nothing left to take now.
    const bool stands =
        session.first(standing_adjustment, {adjustment.origin, name_of(adjustment.reason), name_of(adjustment.bearer)})
            .has_value();
    if (stands) {
        NewAdjustment again = adjustment;
        again.day.reset();
        return write_adjustment(session, *settlement, again);
    }
    const auto asked = asked_first.find(settlement->pair.platform);
    if (asked != asked_first.end()) {
        if (settlement->pair.direction == Direction::visitor)
            return offer_adjustment(session, *settlement, adjustment, asked->second);
        if (!adjustment.day)
            return fail(ErrorCode::conflict, "the treatment side adjusts its settlements, and tells it",
                        {"settlement"});
    }
    if (auto may = check_may_be_adjusted(*settlement); !may) return fail(may.error());
    const Adjusted so_far = adjusted(session, *settlement, adjustment.bearer);
    if (auto sound = check_adjustment(adjustment, so_far); !sound) return fail(sound.error());
    if (adjustment.day) {
        const DayPair& pair = settlement->pair;
        const DayKey key{pair.platform, pair.counterparty, pair.direction, *adjustment.day};
        if (auto takes = check_takes_postings(session, key, adjustment.at); !takes) return fail(takes.error());
    }
    return write_adjustment(session, *settlement, adjustment);
}

awaitable<Result<Adjustment>> Adjustments::post(NewAdjustment adjustment) {
    auto work = [this, adjustment = std::move(adjustment)](Session& session) {
        return post_adjustment(session, adjustment, asked_first_);
    };
    return pool_.write_repeatable(adjustment_post, std::move(work));
}

awaitable<Result<std::vector<Adjustment>>> Adjustments::of_day(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<Adjustment>> {
        std::vector<Adjustment> found;
        for (const Row& row :
             session.run(adjustments_of_day, {key.platform, key.counterparty, name_of(key.direction), key.day})) {
            if (found.empty() || !is_of(found.back(), row)) found.push_back(read_adjustment(row, key));
            found.back().amounts[component_named(row.text("component")).value()] = row.money("amount");
        }
        return found;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<Adjusted>> Adjustments::adjusted(SettlementNo settlement, Bearer bearer) {
    auto work = [settlement, bearer](Session& session) -> Result<Adjusted> {
        const auto found = find_adjusted_settlement(session, settlement);
        if (!found) return fail(ErrorCode::settlement_unknown);
        return postgres::adjusted(session, *found, bearer);
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
