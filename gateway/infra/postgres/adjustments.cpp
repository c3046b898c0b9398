#include "gateway/infra/postgres/adjustments.hpp"

#include "gateway/domain/difference_case.hpp"
#include "gateway/infra/postgres/adjustment_rows.hpp"
#include "gateway/infra/postgres/offer_rows.hpp"
#include "gateway/infra/postgres/voucher_rows.hpp"

namespace clearing::postgres {
namespace {

constexpr Write adjustment_post{"adjustment.post", Commit::alone};

constexpr Sql standing_adjustment{"standing_adjustment", R"sql(
    SELECT settlement_no FROM adjustment WHERE origin = $1 AND reason = $2 AND bearer = $3)sql"};

#define POSTED_ADJUSTMENT                                                                              \
    " SELECT s.id, s.key_division, s.key_id, s.insurance_type, s.care, a.reason, a.bearer, a.origin, " \
    "a.voucher, v.made_by, ms_of(v.made_at) AS made_ms, d.day, x.component, x.amount, 1 AS part, "     \
    "a.adjustment_no AS place "
#define WITH_ITS_DOCUMENTS                                                         \
    " JOIN settlement s USING (settlement_no) JOIN voucher v ON v.id = a.voucher " \
    "JOIN adjustment_amount x USING (adjustment_no) "
// A cancel whose original had cleared: its own line posts it.
#define CANCEL_AFTER_CLEARING                                                                        \
    " SELECT c.id, c.key_division, c.key_id, c.insurance_type, c.care, 'cancel_after_clearing', "    \
    "'hospital', o.id, '', c.message_peer, ms_of(c.changed_at), max(t.clearing_day), t.component, "  \
    "sum(CASE WHEN t.debit = 'R1' OR t.credit = 'P1' THEN t.amount ELSE -t.amount END)::bigint, 2, " \
    "c.settlement_no "                                                                               \
    "FROM settlement c JOIN settlement o ON o.settlement_no = c.cancels "                            \
    "JOIN cleared_line l ON l.settlement_no = o.settlement_no AND l.cleared_day < $4 "               \
    "JOIN transfer t ON t.settlement_no = c.settlement_no "                                          \
    "WHERE c.platform = $1 AND c.counterparty = $2 AND c.direction = $3 AND c.kind = 'cancel' "      \
    "AND c.state = 'booked' "
#define IN_ORDER " GROUP BY c.settlement_no, o.id, t.component ORDER BY part, place, component"

constexpr Sql adjustments_of_day{"adjustments_of_day", POSTED_ADJUSTMENT R"sql(
    FROM clearing_day d JOIN adjustment a USING (day_no))sql" WITH_ITS_DOCUMENTS R"sql(
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
    UNION ALL)sql" CANCEL_AFTER_CLEARING R"sql(
      AND t.platform = $1 AND t.counterparty = $2 AND t.direction = $3 AND t.clearing_day = $4)sql" IN_ORDER};

// As the agreement clears them (day_agreement.cpp): those of its day whose line has cleared, those of earlier days with
// the lines that come late.
constexpr Sql adjustments_cleared{"adjustments_cleared_on", POSTED_ADJUSTMENT R"sql(
    FROM clearing_day d JOIN adjustment a USING (day_no))sql" WITH_ITS_DOCUMENTS R"sql(
    WHERE d.platform = $1 AND d.counterparty = $2 AND d.direction = $3 AND d.day = $4
      AND EXISTS (SELECT FROM cleared_line l WHERE l.settlement_no = a.settlement_no AND l.cleared_day <= $4)
      AND d.state IN ('agreed', 'agreed_with_carried_lines')
    UNION ALL)sql" POSTED_ADJUSTMENT R"sql(
    FROM clearing_day now
    JOIN clearing_line late ON late.day_no = now.day_no
    JOIN adjustment a USING (settlement_no)
    JOIN clearing_day d ON d.day_no = a.day_no)sql" WITH_ITS_DOCUMENTS R"sql(
    WHERE now.platform = $1 AND now.counterparty = $2 AND now.direction = $3 AND now.day = $4 AND d.day < $4
    UNION ALL)sql" CANCEL_AFTER_CLEARING R"sql(
      AND EXISTS (SELECT FROM cleared_line own WHERE own.settlement_no = c.settlement_no AND own.cleared_day = $4)
      )sql" IN_ORDER};

#undef POSTED_ADJUSTMENT
#undef WITH_ITS_DOCUMENTS
#undef CANCEL_AFTER_CLEARING
#undef IN_ORDER

// A case moves money once, however its end is ordered again.
constexpr Sql money_of_origin{"money_of_origin", R"sql(
    SELECT 1 FROM adjustment WHERE origin = $1
    UNION ALL
    SELECT 1 FROM adjustment_offer WHERE origin = $1 AND state <> 'withdrawn' AND (reason, bearer) <> ($2, $3))sql"};

Adjustment read_adjustment(const Row& row, const DayKey& key) {
    return {day_key(key, row.day("day")),
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

Result<std::vector<Adjustment>> listed(Session& session, const Sql& which, const DayKey& key) {
    std::vector<Adjustment> found;
    for (const Row& row : session.run(which, {key.platform, key.counterparty, name_of(key.direction), key.day})) {
        if (found.empty() || !is_of(found.back(), row)) found.push_back(read_adjustment(row, key));
        found.back().amounts[component_named(row.text("component")).value()] = row.money("amount");
    }
    return found;
}

}  // namespace

Result<Adjustment> post_adjustment(Session& session, const NewAdjustment& adjustment,
                                   const ports::AskedFirst& asked_first) {
    const auto settlement = hold_adjusted_settlement(session, adjustment.settlement);
    if (!settlement) return fail(ErrorCode::settlement_unknown);
    // What stands is answered as it stands, though there may be nothing left to take now.
    const bool stands =
        session.first(standing_adjustment, {adjustment.origin, name_of(adjustment.reason), name_of(adjustment.bearer)})
            .has_value();
    if (stands) {
        NewAdjustment again = adjustment;
        again.day.reset();
        return write_adjustment(session, *settlement, again);
    }
    if (is_subject_of_case(adjustment.origin) &&
        session.first(money_of_origin, {adjustment.origin, name_of(adjustment.reason), name_of(adjustment.bearer)}))
        return fail(ErrorCode::conflict, adjustment.origin + " has moved its money otherwise", {"origin"});
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
        const DayKey key = day_key(settlement->pair, *adjustment.day);
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
    auto work = [key = std::move(key)](Session& session) { return listed(session, adjustments_of_day, key); };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<Adjustment>>> Adjustments::cleared_on(DayKey key) {
    auto work = [key = std::move(key)](Session& session) { return listed(session, adjustments_cleared, key); };
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
