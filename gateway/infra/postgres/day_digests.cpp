#include "gateway/infra/postgres/day_digests.hpp"

#include "gateway/infra/postgres/arrays.hpp"
#include "gateway/infra/postgres/day_content.hpp"
#include "gateway/infra/postgres/day_line.hpp"

#include <algorithm>
#include <span>

namespace clearing::postgres {
namespace {

using ports::GroupDigest;
using ports::IdRange;
using ports::LineGroup;
using ports::RangeDigest;

#define DIGEST DIGEST_OF_LEAVES "AS digest"
#define LEAF DAY_LINE_LEAF
#define OF_GROUP \
    R"sql(
    FROM day_lines($1, $2, $3, $4, $5, $6) s
    WHERE s.key_division = $7 AND s.insured_division = $8 AND s.insurance_type = $9 AND s.kind = $10 )sql"

constexpr Sql digests_of_groups{"day_digests_of_groups",
                                "SELECT key_division, insured_division, insurance_type, kind, "
                                "count(*) AS lines, " DIGEST R"sql(
    FROM (SELECT s.key_division, s.insured_division, s.insurance_type, s.kind, s.key_id, )sql" LEAF R"sql(
          FROM day_lines($1, $2, $3, $4, $5, $6) s) leaves
    GROUP BY key_division, insured_division, insurance_type, kind)sql"};

// Parts of equally many lines, the last one smaller; an id never stands in two of them.
constexpr Sql digests_of_parts{"day_digests_of_parts",
                               "SELECT max(key_id COLLATE \"C\") AS until, count(*) AS lines, " DIGEST R"sql(
    FROM (SELECT key_id, leaf,
                 (rank() OVER (ORDER BY key_id COLLATE "C") - 1) * $13::bigint / greatest(count(*) OVER (), 1) AS part
          FROM (SELECT s.key_id, )sql" LEAF OF_GROUP R"sql(
                  AND s.key_id COLLATE "C" > $11 AND ($12 = '' OR s.key_id COLLATE "C" <= $12)) leaves) parted
    GROUP BY part ORDER BY part)sql"};

// Ranges ascending and apart from each other; each line finds its own by bisection, and only those inside get a leaf.
// $11: the first text behind each `after` ($12: each `until`), for a bucket begins at its threshold.
constexpr Sql digests_of_ranges{"day_digests_of_ranges", "SELECT range, count(*) AS lines, " DIGEST R"sql(
    FROM (SELECT s.key_id, width_bucket(s.key_id COLLATE "C", $11::text[]) AS range, )sql" LEAF OF_GROUP R"sql(
            AND s.key_id COLLATE "C" >= ($11::text[])[1]
            AND (($12::text[])[width_bucket(s.key_id COLLATE "C", $11::text[])] = ''
                 OR s.key_id COLLATE "C" <= ($12::text[])[width_bucket(s.key_id COLLATE "C", $11::text[])])) leaves
    GROUP BY range)sql"};

constexpr Sql lines_of_range{"day_lines_of_range", "SELECT " DAY_LINE_COLUMNS OF_GROUP R"sql(
      AND s.key_id COLLATE "C" > $11 AND ($12 = '' OR s.key_id COLLATE "C" <= $12)
    ORDER BY s.key_id COLLATE "C")sql"};

#undef DIGEST
#undef LEAF
#undef OF_GROUP

Arguments of_group(Session& session, const DayKey& key, const LineGroup& group) {
    Arguments arguments = whole_day(session, key);
    arguments.insert(arguments.end(), {group.treatment_division, group.insured_division, group.insurance_type,
                                       group.sign > 0 ? "settle" : "cancel"});
    return arguments;
}

Arguments of_range(Session& session, const DayKey& key, const LineGroup& group, const IdRange& range) {
    Arguments arguments = of_group(session, key, group);
    arguments.insert(arguments.end(), {range.after, range.until});
    return arguments;
}

GroupDigest read_group(const Row& row) {
    return {{DivisionCode(row.text("key_division")), DivisionCode(row.text("insured_division")),
             InsuranceType(row.text("insurance_type")), row.text("kind") == "settle" ? 1 : -1},
            {{}, row.number("lines"), row.digest("digest")}};
}

/// Ranges without gaps from the last ids of their parts; one of nothing where there is no line.
std::vector<RangeDigest> without_gaps(const Rows& parts, const IdRange& range, const Sha256& of_nothing) {
    std::vector<RangeDigest> digests;
    IdRange part = range;
    for (const Row& row : parts) {
        part.until = SettlementId(row.text("until"));
        digests.push_back({part, row.number("lines"), row.digest("digest")});
        part.after = part.until;
    }
    if (digests.empty()) digests.push_back({range, 0, of_nothing});
    digests.back().range.until = range.until;
    return digests;
}

constexpr Sql digest_of_nothing{"digest_of_nothing", "SELECT sha256(''::bytea) AS digest"};

/// How many of the ranges from `begin` on follow each other without overlapping.
std::size_t run_length(std::span<const IdRange> ranges) {
    std::size_t length = 1;
    while (length < ranges.size() && !ranges[length - 1].until.empty() &&
           ranges[length - 1].until <= ranges[length].after && ranges[length - 1].after < ranges[length].after)
        ++length;
    return length;
}

/// Ids are printable, so whatever follows an id is at least as great as it with this behind.
constexpr char behind_an_id = '\x01';

void read_run(Session& session, const Arguments& group, std::span<const IdRange> ranges,
              std::vector<RangeDigest>& digests) {
    Arguments arguments = group;
    arguments.emplace_back(text_array(ranges, [](const IdRange& range) { return range.after.text + behind_an_id; }));
    arguments.emplace_back(text_array(ranges, [](const IdRange& range) { return range.until.text; }));
    const Sha256 nothing = session.first(digest_of_nothing)->digest("digest");
    const std::size_t begin = digests.size();
    for (const IdRange& range : ranges)
        digests.push_back({range, 0, nothing});
    for (const Row& row : session.run(digests_of_ranges, arguments)) {
        RangeDigest& digest = digests.at(begin + static_cast<std::size_t>(row.number("range")) - 1);
        digest.count = row.number("lines");
        digest.digest = row.digest("digest");
    }
}

}  // namespace

awaitable<Result<std::vector<GroupDigest>>> DayDigests::groups(DayKey key) {
    auto work = [key = std::move(key)](Session& session) -> Result<std::vector<GroupDigest>> {
        std::vector<GroupDigest> groups;
        for (const Row& row : session.run(digests_of_groups, whole_day(session, key)))
            groups.push_back(read_group(row));
        std::ranges::sort(groups, {}, &GroupDigest::group);
        return groups;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<RangeDigest>>> DayDigests::split(DayKey key, LineGroup group, IdRange range, int parts) {
    auto work = [key = std::move(key), group = std::move(group), range = std::move(range),
                 parts](Session& session) -> Result<std::vector<RangeDigest>> {
        Arguments arguments = of_range(session, key, group, range);
        arguments.emplace_back(std::max(parts, 1));
        const Sha256 nothing = session.first(digest_of_nothing)->digest("digest");
        return without_gaps(session.run(digests_of_parts, arguments), range, nothing);
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<RangeDigest>>> DayDigests::of(DayKey key, LineGroup group, std::vector<IdRange> ranges) {
    auto work = [key = std::move(key), group = std::move(group),
                 ranges = std::move(ranges)](Session& session) -> Result<std::vector<RangeDigest>> {
        const Arguments of_this_group = of_group(session, key, group);
        std::vector<RangeDigest> digests;
        for (std::span<const IdRange> rest = ranges; !rest.empty();) {
            const std::size_t length = run_length(rest);
            read_run(session, of_this_group, rest.first(length), digests);
            rest = rest.subspan(length);
        }
        return digests;
    };
    return pool_.read(std::move(work));
}

awaitable<Result<std::vector<DayLine>>> DayDigests::lines(DayKey key, LineGroup group, IdRange range) {
    auto work = [key = std::move(key), group = std::move(group),
                 range = std::move(range)](Session& session) -> Result<std::vector<DayLine>> {
        std::vector<DayLine> lines;
        for (const Row& row : session.run(lines_of_range, of_range(session, key, group, range)))
            lines.push_back(read_day_line(row));
        return lines;
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
