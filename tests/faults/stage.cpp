#include "tests/faults/stage.hpp"

#include "tests/support/patience.hpp"

#include <algorithm>
#include <cstdio>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::size_t workers = 6;
constexpr milliseconds before_the_fault{400};
constexpr seconds time_to_recover{45 * tests::patience};
constexpr const char* residents =
    R"({"claims":24,"parallel":3,"seed":1,"cancel_every":7,"mix":{"resident-outpatient":60,"resident-inpatient":40}})";

std::unique_ptr<Stage> the_stage;

long long ms_between(steady_clock::time_point from, steady_clock::time_point to) {
    return std::chrono::duration_cast<milliseconds>(to - from).count();
}

/// The first bill begun after `healed` that is paid, in ms since then; nothing yet: -1.
long long recovered_after(const Hospital& hospital, steady_clock::time_point healed) {
    long long first = -1;
    for (const Bill& bill : hospital.bills()) {
        if (!bill.was_paid() || bill.begun_at < healed) continue;
        const long long took = ms_between(healed, bill.paid_at);
        if (first < 0 || took < first) first = took;
    }
    return first;
}

}  // namespace

const char* name_of(Line line) {
    switch (line) {
        case Line::hospital_to_gateway:
            return "hospital → gateway";
        case Line::gateway_to_shanghai:
            return "gateway → Shanghai";
        case Line::gateway_to_hub:
            return "gateway → hub";
        case Line::gateway_to_core:
            return "gateway → bureau's core";
        case Line::shanghai_to_gateway:
            return "Shanghai → gateway";
        case Line::hub_to_gateway:
            return "hub → gateway";
        case Line::gateway_to_postgres:
            return "gateway → PostgreSQL";
    }
    return "";
}

void Stage::surround_the_world(const std::filesystem::path& postgres_directory,
                               const std::filesystem::path& log_directory) {
    the_stage.reset(new Stage(postgres_directory, log_directory));
    World::surroundings().lines = [](const World::Ports& ports, const std::string& url) {
        return the_stage->make_lines(ports, url);
    };
}

Stage& Stage::instance() {
    return *the_stage;
}

void Stage::take_down() {
    the_stage.reset();
}

Stage::Stage(const std::filesystem::path& postgres_directory, const std::filesystem::path& log_directory)
    : postgres_(std::make_unique<OwnPostgres>(postgres_directory, log_directory)),
      socket_directory_(std::make_unique<TemporaryDirectory>()) {}

World::Lines Stage::make_lines(const World::Ports& ports, const std::string& database_url) {
    const auto make = [this](Line line, unsigned short target) {
        lines_[line] = std::make_unique<FaultProxy>(FaultProxy::Place{target, {}});
        return lines_[line]->port();
    };
    World::Lines lines;
    make(Line::hospital_to_gateway, ports.local_bureau);
    lines.delta = make(Line::shanghai_to_gateway, ports.delta);
    lines.national = make(Line::hub_to_gateway, ports.national);
    lines.shanghai = make(Line::gateway_to_shanghai, ports.shanghai);
    lines.hub = make(Line::gateway_to_hub, ports.hub);
    lines.core = make(Line::gateway_to_core, ports.core);
    const std::string name = "/.s.PGSQL.5432";
    const std::size_t host = database_url.find("host=") + 5;
    const std::string own = socket_directory_->path().string();
    lines_[Line::gateway_to_postgres] =
        std::make_unique<FaultProxy>(FaultProxy::Place{0, database_url.substr(host) + name}, own + name);
    lines.database_url = database_url.substr(0, host) + own;
    return lines;
}

void Stage::play(Hurt hurt) {
    World& world = World::instance();
    std::printf("%-58s", hurt.name.c_str());
    std::fflush(stdout);
    const AllBooks before = read_books(world);
    Played row;
    row.fault = hurt.name;
    Hospital hospital(world, line(Line::hospital_to_gateway).port());
    if (hurt.hospital_undoes) hospital.undo_some();
    hospital.begin(workers);
    hospital.go_on_for(before_the_fault);
    drive_until(world, [&] { return hospital.paid() > 0; }, seconds(20 * tests::patience));
    // Only now, for it has an end: a slow machine came to the fault when it was over, and the fault met nothing.
    std::optional<PeersCall> from_outside;
    if (hurt.residents_too) from_outside.emplace(world, "/load", residents);
    hurt.begin();
    hospital.go_on_for(hurt.lasts);
    const auto disturbed = [&] {
        return static_cast<std::size_t>(
            std::ranges::count_if(hospital.bills(), [](const Bill& bill) { return !bill.last_code.empty(); }));
    };
    row.struck = hurt.struck ? hurt.struck() : disturbed();
    hurt.end();
    const auto healed = steady_clock::now();
    const bool recovered = drive_until(world, [&] { return recovered_after(hospital, healed) >= 0; }, time_to_recover);
    row.recovery_ms = recovered_after(hospital, healed);
    const bool all_final = hospital.finish(time_to_recover);
    if (from_outside) from_outside->answer(time_to_recover);
    const auto nothing_is_open = [&world] {
        try {
            return world.unresolved() == 0;
        } catch (const std::exception&) {
            return false;  // the gateway does not answer yet
        }
    };
    drive_until(world, nothing_is_open, time_to_recover);

    const AllBooks after = read_books(world);
    const Findings findings = compare(after, hospital.bills(), before);
    row.claims = hospital.bills().size();
    row.paid = hospital.paid();
    row.undone = static_cast<std::size_t>(std::ranges::count_if(
        hospital.bills(), [](const Bill& bill) { return bill.ended_well() && bill.state != Bill::State::paid; }));
    row.booked = after.booked - before.booked;
    row.open = after.open;
    row.lost = findings.lost.size() + findings.differing.size();
    row.doubled = findings.doubled.size();
    row.guessed = findings.guessed.size();
    row.silences = hospital.silences();
    const bool kept_silent = hurt.hospital_is_answered && row.silences > 0;
    row.failed = !recovered || !all_final || !findings.nothing() || row.open > 0 || row.struck == 0 || kept_silent;
    std::printf(" %4zu claims %4zu paid %4zu booked %3zu open  %s, back after %lld ms\n", row.claims, row.paid,
                row.booked, row.open, row.failed ? "FAILED" : "equal", row.recovery_ms);
    table_.push_back(row);
    BOOST_TEST(row.struck > 0, "the fault met nothing");
    BOOST_TEST(recovered, "no bill begun after the fault was paid");
    BOOST_TEST(all_final, "the hospital still waits for final answers");
    BOOST_TEST(row.open == 0, "in doubt at the end");
    BOOST_TEST(findings.nothing(), findings.text());
    BOOST_TEST(!kept_silent, row.silences << " questions of the hospital got no answer");
    for (const Bill& bill : hospital.bills())
        BOOST_TEST(bill.ended_well(), "a bill ended otherwise: " << bill.last_no);
}

void Stage::print_table() const {
    std::printf("\n%-58s %6s %6s %6s %6s %6s %5s %5s %7s %7s %6s %9s\n", "fault", "struck", "claims", "paid", "undone",
                "booked", "open", "lost", "doubled", "guessed", "silent", "back (ms)");
    for (const Played& row : table_)
        std::printf("%-58s %6zu %6zu %6zu %6zu %6zu %5zu %5zu %7zu %7zu %6zu %9lld%s\n", row.fault.c_str(), row.struck,
                    row.claims, row.paid, row.undone, row.booked, row.open, row.lost, row.doubled, row.guessed,
                    row.silences, row.recovery_ms, row.failed ? "  FAILED" : "");
    std::printf("\n");
}

}  // namespace clearing::test
