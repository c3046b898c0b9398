#include "gateway/infra/postgres/partner_lines.hpp"

#include <algorithm>
#include <functional>

namespace clearing::postgres {
namespace {

// Not logged and not kept: the file is what is kept, and reading it again gives the same lines.
constexpr Sql make_partner_line{"make_partner_line", R"sql(
    CREATE TEMP TABLE partner_line (line_no bigint NOT NULL, id text NOT NULL, visit text NOT NULL,
                                    sign smallint NOT NULL, total bigint NOT NULL, fund_total bigint NOT NULL,
                                    account bigint NOT NULL) ON COMMIT DROP)sql"};

constexpr Sql staged_of_numbers{"partner_lines_of_numbers", R"sql(
    SELECT line_no, id, visit, sign, total, fund_total, account FROM partner_line
    WHERE line_no = ANY ($1::bigint[]) ORDER BY line_no)sql"};

constexpr Sql numbers_twice{"partner_lines_twice", R"sql(
    SELECT coalesce(array_agg(line_no ORDER BY line_no), '{}')::text AS numbers FROM partner_line
    WHERE id IN (SELECT id FROM partner_line GROUP BY id HAVING count(*) > 1))sql"};

/// A line as COPY reads it. Ids hold neither TAB nor backslash escapes beyond the one character.
void append_row(std::string& rows, const ports::DayFileLine& line) {
    const auto add = [&rows](const std::string& text) {
        rows.push_back('\t');
        for (const char c : text) {
            if (c == '\\') rows.push_back('\\');
            rows.push_back(c);
        }
    };
    rows += std::to_string(line.number);
    add(line.settlement.text);
    add(line.visit.text);
    add(std::to_string(line.sign));
    for (const Money amount : {line.total, line.fund_total, line.account})
        add(std::to_string(amount.fen()));
}

}  // namespace

Result<bool> stage(Session& session, ports::DayFileReader& file, const ports::FileProgress& progress) {
    session.run(make_partner_line);
    Result<void> read;
    std::vector<ports::DayFileLine> batch;
    std::vector<std::size_t> hashes;
    session.copy("partner_line", [&](std::string& rows) {
        read = file.read(batch);
        if (!read) return false;
        for (const ports::DayFileLine& line : batch) {
            if (!rows.empty()) rows.push_back('\n');
            append_row(rows, line);
            hashes.push_back(std::hash<std::string>{}(line.settlement.text));
        }
        if (progress) progress(static_cast<std::size_t>(file.bytes_read()), static_cast<std::size_t>(file.bytes()));
        return !batch.empty();
    });
    if (!read) return fail(std::move(read.error()));
    std::ranges::sort(hashes);
    return std::ranges::adjacent_find(hashes) != hashes.end();
}

std::vector<ports::DayFileLine> staged_lines(Session& session, const std::string& numbers) {
    std::vector<ports::DayFileLine> lines;
    for (const Row& row : session.run(staged_of_numbers, {numbers}))
        lines.push_back({row.number("line_no"), SettlementId(row.text("id")), VisitId(row.text("visit")),
                         static_cast<int>(row.number("sign")), row.money("total"), row.money("fund_total"),
                         row.money("account")});
    return lines;
}

std::string staged_twice(Session& session) {
    return session.first(numbers_twice)->text("numbers");
}

}  // namespace clearing::postgres
