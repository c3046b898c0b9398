// A clearing day against a partner's file, from the file on disk to the agreed day: what the daemon's order
// `day import-file --agree` does, with the daemon's own classes. tests/bench/day.sh makes the day and the file.
//   day_bench zip FILE            standard input becomes the one text of an archive
//   day_bench close FOLDER FILE   GATEWAY_DATABASE_URL; one line of JSON on standard output
//   day_bench tell                the same; what the wire route of a close tells of that day: its cells and its root
#include "gateway/infra/dayfile/day_folder.hpp"
#include "gateway/infra/json/value.hpp"
#include "gateway/infra/postgres/day_store.hpp"
#include "gateway/infra/postgres/file_matcher.hpp"
#include "gateway/infra/postgres/long_work.hpp"
#include "gateway/infra/system/asio_timers.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "gateway/infra/system/text_folder.hpp"
#include "gateway/infra/zip/zip_writer.hpp"
#include "gateway/services/reconciliation/day_file_service.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace clearing {
namespace {

/// Next morning.
struct Morning final : ports::Clock {
    Instant now() const override { return *parse_local_time("2018-10-17 08:00:00"); }
    std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
};

/// The national platform proposes no statements: whatever we propose is agreed.
struct FilesOnly final : ports::DayPartner {
    ports::awaitable<Result<ports::TotalsAnswer>> compare_totals(DayTotals, std::vector<DayLine>) override {
        co_return fail(ErrorCode::peer_unavailable, "this partner sends files");
    }
    ports::awaitable<Result<std::vector<DayLine>>> details(DayKey, std::vector<DayLine>) override {
        co_return fail(ErrorCode::peer_unavailable, "this partner sends files");
    }
    ports::awaitable<Result<ports::StatementVerdict>> propose(Statement, std::vector<SettlementKey>) override {
        co_return ports::StatementVerdict{true, {}};
    }
    FieldsJudged fields_judged() const override { return {.components = false, .cash = false}; }
};

template <class T>
T value_of(Result<T> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "day_bench: %s\n", sentence(result.error()).c_str());
    std::exit(1);
}

template <class T>
T run(boost::asio::io_context& io, ports::awaitable<Result<T>> work) {
    std::optional<Result<T>> answer;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr thrown, Result<T> result) {
        if (thrown) std::rethrow_exception(thrown);
        answer = std::move(result);
    });
    io.run();
    return value_of(std::move(answer.value()));
}

long long peak_rss_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            long long kib = 0;
            status >> kib;
            return kib;
        }
    return 0;
}

std::shared_ptr<const mapping::Tables> reviewed_tables() {
    const auto set = value_of(system::read_texts(CLEARING_SOURCE_DIR "/mappings", mapping::table_files()));
    return value_of(mapping::load(set, DivisionCode("330200"), "bench"));
}

DayKey the_day() {
    return {PlatformName("national"), DivisionCode("310000"), Direction::visitor, *ClearingDay::parse("2018-10-16")};
}

int tell_of_day(const char* url) {
    boost::asio::io_context io;
    Morning clock;
    postgres::Pool pool({.url = url, .connections = 2});
    postgres::Pool long_work(postgres::for_long_work(url));
    postgres::DayStore days(pool, long_work, clock);
    const auto begin = std::chrono::steady_clock::now();
    const DayTotals totals = run(io, days.totals(the_day()));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    long long lines = 0;
    for (const DayCell& cell : totals.cells)
        lines += cell.settlements + cell.cancels;
    std::printf("{\"seconds\": %.2f, \"lines\": %lld, \"cells\": %zu, \"root_bytes\": %zu, \"peak_rss_mib\": %lld}\n",
                took.count(), lines, totals.cells.size(), totals.root.size(), peak_rss_kib() / 1024);
    return 0;
}

int close_day(const char* url, const std::string& folder, std::string file) {
    boost::asio::io_context io;
    system::OpenSslDigest digest;
    const mapping::TablesInForce tables(reviewed_tables());
    Morning clock;
    system::AsioTimers timers(io.get_executor());
    postgres::Pool pool({.url = url, .connections = 2});
    postgres::Pool long_work(postgres::for_long_work(url));
    postgres::DayStore days(pool, long_work, clock);
    dayfile::DayFolder files(folder);
    postgres::FileMatcher matcher(long_work, files);
    FilesOnly partner;
    ports::OtherSides sides;
    const PlatformName national("national");
    sides.platforms.emplace(national, ports::Platform{national, PeerName("national"), DayRule::answerer_by_setl_time,
                                                      "national", nullptr, &partner});
    reconciliation::DayWorld world{tables, clock, timers, digest, days, sides};
    reconciliation::DayFileService service(world, matcher);
    const auto begin = std::chrono::steady_clock::now();
    const ports::FileImport import =
        run(io, service.import(the_day(), std::move(file), ports::AfterComparison::agree, {}));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf(
        "{\"seconds\": %.2f, \"lines\": %lld, \"bad\": %lld, \"matched\": %lld, \"differences\": %zu, "
        "\"receivable\": %s, \"balances\": %s, \"peak_rss_mib\": %lld}\n",
        took.count(), import.file.lines, import.file.bad, import.matched, import.differences.size(),
        import.statement->receivable_or_payable().to_yuan().c_str(), import.statement->balances() ? "true" : "false",
        peak_rss_kib() / 1024);
    return 0;
}

int zip_input(const std::string& path) {
    std::ofstream file(path, std::ios::binary);
    zip::ZipWriter zip(file, "day.txt");
    std::string piece(256 * 1024, '\0');
    while (std::cin.read(piece.data(), static_cast<std::streamsize>(piece.size())) || std::cin.gcount() > 0)
        zip.write(std::string_view(piece.data(), static_cast<std::size_t>(std::cin.gcount())));
    zip.finish();
    return 0;
}

}  // namespace
}  // namespace clearing

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + 1, words + count);
    if (arguments.size() == 2 && arguments[0] == "zip") return clearing::zip_input(arguments[1]);
    const char* url = std::getenv("GATEWAY_DATABASE_URL");
    if (url == nullptr) return std::fprintf(stderr, "day_bench: GATEWAY_DATABASE_URL is not set\n"), 2;
    if (arguments.size() == 3 && arguments[0] == "close") return clearing::close_day(url, arguments[1], arguments[2]);
    if (arguments.size() == 1 && arguments[0] == "tell") return clearing::tell_of_day(url);
    std::fprintf(stderr, "usage: day_bench zip FILE | close FOLDER FILE | tell\n");
    return 2;
}
