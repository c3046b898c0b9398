#include "gateway/infra/postgres/exchange_files.hpp"

namespace clearing::postgres {
namespace {

constexpr Write keep_file{"exchange_file.keep", Commit::alone};

constexpr Sql forget_expired{"forget_expired_files", "DELETE FROM exchange_file WHERE expires_at <= instant_of($1)"};
constexpr Sql insert_file{"insert_exchange_file", R"sql(
    INSERT INTO exchange_file (number, institution_no, name, sealed, kept_at, expires_at)
    VALUES ($1, institution_number($2), $3, $4, instant_of($5), instant_of($6)) ON CONFLICT DO NOTHING)sql"};
constexpr Sql select_file{"select_exchange_file", R"sql(
    SELECT f.name, f.sealed, ms_of(f.kept_at) AS kept_ms, ms_of(f.expires_at) AS expires_ms
    FROM exchange_file f JOIN institution i USING (institution_no)
    WHERE f.number = $1 AND i.code = $2 AND f.expires_at > instant_of($3))sql"};

std::string purpose_of(const std::string& number) {
    return "exchange_file:" + number;
}

}  // namespace

awaitable<Result<void>> ExchangeFiles::keep(ports::ExchangeFile file) {
    auto work = [this, f = std::move(file)](Session& session) -> Result<void> {
        session.run(forget_expired, {f.kept_at});
        session.run(insert_file, {f.number, f.institution, f.name, vault_.seal(purpose_of(f.number), f.bytes),
                                  f.kept_at, f.expires_at});
        return {};
    };
    return pool_.write_repeatable(keep_file, std::move(work));
}

awaitable<Result<std::optional<ports::ExchangeFile>>> ExchangeFiles::find(InstitutionCode institution,
                                                                          std::string number, Instant now) {
    auto work = [this, institution = std::move(institution), number = std::move(number),
                 now](Session& session) -> Result<std::optional<ports::ExchangeFile>> {
        const auto row = session.first(select_file, {number, institution, now});
        if (!row) return std::nullopt;
        return ports::ExchangeFile{number,
                                   institution,
                                   row->text("name"),
                                   vault_.unseal(purpose_of(number), row->bytes("sealed")),
                                   row->instant("kept_ms"),
                                   row->instant("expires_ms")};
    };
    return pool_.read(std::move(work));
}

}  // namespace clearing::postgres
