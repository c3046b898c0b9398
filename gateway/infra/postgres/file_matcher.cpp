#include "gateway/infra/postgres/file_matcher.hpp"

#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/day_line.hpp"
#include "gateway/infra/postgres/partner_lines.hpp"

#include <fmt/format.h>

namespace clearing::postgres {
namespace {

constexpr Write compare_day{"day.compare", Commit::alone};
constexpr Write export_day{"day.export", Commit::alone};

// Our lines by the id they have in the file ($7: the platform's of our visitors).
#define OUR_LINES \
    R"sql(
    SELECT s.settlement_no, CASE WHEN $7::boolean AND s.their_id <> '' THEN s.their_id ELSE s.key_id END AS id,
           CASE s.kind WHEN 'settle' THEN 1 ELSE -1 END AS sign, s.total, s.fund_total, s.account
    FROM day_lines($1, $2, $3, $4, $5, $6) s)sql"

// Counted in the same pass as they are compared, so that a line of theirs that met two of ours shows.
constexpr Sql compare_with_file{"compare_with_file", "WITH ours AS (" OUR_LINES R"sql(),
    pairs AS (SELECT o.settlement_no, p.line_no,
                     (o.sign, o.total, o.fund_total, o.account) IS DISTINCT FROM
                     (p.sign::integer, p.total, p.fund_total, p.account) AS differs
              FROM ours o FULL JOIN partner_line p ON p.id = o.id)
    SELECT count(*) FILTER (WHERE settlement_no IS NOT NULL AND line_no IS NOT NULL) AS pairs,
           count(*) FILTER (WHERE NOT differs) AS matched,
           count(*) FILTER (WHERE settlement_no IS NULL) AS only_theirs,
           count(*) FILTER (WHERE differs) AS differing,
           coalesce((array_agg(settlement_no) FILTER (WHERE differs AND settlement_no IS NOT NULL))[1:$8],
                    '{}')::text AS ours,
           coalesce((array_agg(line_no) FILTER (WHERE differs AND line_no IS NOT NULL))[1:$8], '{}')::text AS theirs
    FROM pairs)sql"};

// Ours beside lines that name one id twice, whether they differ or not.
constexpr Sql ours_named_twice{"ours_named_twice", "WITH ours AS (" OUR_LINES R"sql()
    SELECT coalesce(array_agg(settlement_no), '{}')::text AS ours FROM ours
    WHERE id IN (SELECT id FROM partner_line WHERE line_no = ANY ($8::bigint[])))sql"};

constexpr Sql lines_of_numbers{"day_lines_of_numbers", "SELECT " DAY_LINE_COLUMNS R"sql(
    FROM settlement s WHERE s.settlement_no = ANY ($1::bigint[] || $2::bigint[])
    ORDER BY s.key_division COLLATE "C", s.key_id COLLATE "C")sql"};

constexpr Sql begin_export{"begin_day_export", R"sql(
    DECLARE day_export NO SCROLL CURSOR FOR
    SELECT CASE WHEN $7::boolean AND s.their_id <> '' THEN s.their_id ELSE s.key_id END AS id,
           CASE WHEN $7::boolean AND s.their_visit_id <> '' THEN s.their_visit_id ELSE s.visit_id END AS visit,
           s.kind, s.total, s.fund_total, s.account
    FROM day_lines($1, $2, $3, $4, $5, $6) s ORDER BY s.assigned_day DESC, s.settlement_no)sql"};
constexpr Sql fetch_export{"fetch_day_export", "FETCH 10000 FROM day_export"};

#undef OUR_LINES

Arguments arguments_of(const DayKey& key, const DayHead& head, ports::FileIds ids) {
    Arguments arguments = postgres::arguments_of(key, head);
    arguments.emplace_back(head.is_over);
    arguments.emplace_back(ids == ports::FileIds::of_the_platform);
    return arguments;
}

Result<ports::FileComparison> compared(Session& session, const Arguments& day, const ports::DayFileReport& report,
                                       bool may_name_twice) {
    Arguments arguments = day;
    arguments.emplace_back(ports::FileMatcher::greatest_difference);
    const Row counts = session.first(compare_with_file, arguments).value();
    if (counts.number("differing") > ports::FileMatcher::greatest_difference)
        return fail(ErrorCode::conflict,
                    fmt::format("{} lines differ: this is another day's file", counts.number("differing")), {"file"});
    const long long good_lines = report.lines - report.bad;
    if (counts.number("pairs") + counts.number("only_theirs") != good_lines)
        return fail(ErrorCode::conflict, "two of our settlements have one id in this file", {"file"});

    const std::string twice = may_name_twice ? staged_twice(session) : "{}";
    std::string ours_twice = "{}", theirs = counts.text("theirs");
    if (twice != "{}") {
        Arguments named = day;
        named.emplace_back(twice);
        ours_twice = session.first(ours_named_twice, named)->text("ours");
        theirs = theirs == "{}" ? twice : theirs.substr(0, theirs.size() - 1) + "," + twice.substr(1);
    }
    ports::FileComparison comparison{report, counts.number("matched"), {}, staged_lines(session, theirs)};
    for (const Row& row : session.run(lines_of_numbers, {counts.text("ours"), ours_twice}))
        comparison.ours.push_back(read_day_line(row));
    return comparison;
}

}  // namespace

awaitable<Result<ports::FileComparison>> FileMatcher::compare(DayKey key, ports::FileIds ids, std::string file,
                                                              ports::FileProgress progress) {
    auto work = [this, key = std::move(key), ids, file = std::move(file),
                 progress = std::move(progress)](Session& session) -> Result<ports::FileComparison> {
        auto reader = files_.open(file);
        if (!reader) return fail(reader.error());
        const DayHead head = head_of(session, key);
        if (!head.is_fixed) return fail(ErrorCode::conflict, "the day is not closed", {"day"});
        const Result<bool> may_name_twice = stage(session, **reader, progress);
        if (!may_name_twice) return fail(may_name_twice.error());
        return compared(session, arguments_of(key, head, ids), (*reader)->report(), *may_name_twice);
    };
    return pool_.write_repeatable(compare_day, std::move(work));
}

awaitable<Result<long long>> FileMatcher::write(DayKey key, ports::FileIds ids, std::string file,
                                                ports::FileProgress progress) {
    auto work = [this, key = std::move(key), ids, file = std::move(file),
                 progress = std::move(progress)](Session& session) -> Result<long long> {
        const DayHead head = head_of(session, key);
        if (!head.is_fixed) return fail(ErrorCode::conflict, "the day is not closed", {"day"});
        auto writer = files_.create(file);
        if (!writer) return fail(writer.error());
        session.run(begin_export, arguments_of(key, head, ids));
        long long written = 0;
        std::vector<ports::DayFileLine> lines;
        for (Rows rows = session.run(fetch_export); !rows.empty(); rows = session.run(fetch_export)) {
            lines.clear();
            for (const Row& row : rows)
                lines.push_back({0, SettlementId(row.text("id")), VisitId(row.text("visit")),
                                 row.text("kind") == "settle" ? 1 : -1, row.money("total"), row.money("fund_total"),
                                 row.money("account")});
            if (Result<void> done = (*writer)->write(lines); !done) return fail(done.error());
            written += static_cast<long long>(lines.size());
            if (progress) progress(static_cast<std::size_t>(written), 0);
        }
        if (Result<void> done = (*writer)->finish(); !done) return fail(done.error());
        return written;
    };
    return pool_.write_repeatable(export_day, std::move(work));
}

}  // namespace clearing::postgres
