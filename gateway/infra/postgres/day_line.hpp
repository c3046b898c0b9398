#pragma once

#include "gateway/domain/day.hpp"
#include "gateway/infra/postgres/session.hpp"

namespace clearing::postgres {

/// Of a cancel, the day its original is assigned to, out of `s`: anything with the columns of the settlement table.
/// Looked up for cancels only, by number.
#define ORIGINAL_DAY \
    R"sql(CASE WHEN s.cancels IS NOT NULL
         THEN (SELECT o.assigned_day FROM settlement o WHERE o.settlement_no = s.cancels) END)sql"
/// DayLine::agreement_day, out of `s`.
#define AGREEMENT_DAY "coalesce(" ORIGINAL_DAY ", s.assigned_day)"

/// The columns of a day's line, out of `s`.
#define DAY_LINE_COLUMNS \
    R"sql(
    s.settlement_no, s.kind, s.state, s.key_division, s.key_id, s.insurance_type, s.care, s.clearing_type,
    s.assigned_day, s.their_id, s.their_visit_id,
    CASE WHEN s.cancels IS NOT NULL
         THEN (SELECT o.key_id FROM settlement o WHERE o.settlement_no = s.cancels) END AS original_id,
    )sql" ORIGINAL_DAY R"sql( AS original_day,
    s.total, s.hifp, s.cvlserv, s.hifes, s.hifmi, s.hifob, s.maf, s.hifdm, s.oth, s.fund_total, s.account,
    s.mutual_aid, s.cash, s.person_total, s.hospital, s.full_self_pay, s.over_limit, s.first_self_pay, s.in_scope )sql"

/// The digest of many lines as delta.proto defines it, out of rows that have `leaf` and `key_id`; and a line's leaf,
/// out of `s`.
#define DIGEST_OF_LEAVES "sha256(coalesce(string_agg(leaf, ''::bytea ORDER BY key_id COLLATE \"C\"), ''::bytea)) "
#define DAY_LINE_LEAF "sha256(convert_to(day_leaf_text(s), 'UTF8')) AS leaf"

DayLine read_day_line(const Row& row);

}  // namespace clearing::postgres
