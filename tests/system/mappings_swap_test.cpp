// Versions are put in force and taken back while bills are uploaded and settled: nothing is lost, no answer is made of
// two versions, and the day closes.
#include "gateway/domain/calendar.hpp"
#include "tests/system/clearing_day.hpp"
#include "tests/system/mapping_desk.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;
using boost::asio::awaitable;

namespace {

constexpr std::size_t settlers = 4, uploaders = 3;
constexpr std::size_t uploads_between = 15;  ///< answered between two changes, so that both versions are at work
constexpr std::size_t replayed = 5;          ///< settlements of each version that are made again

/// What all senders have seen.
struct Traffic {
    bool ends = false;
    std::size_t at_work = 0, sent = 0, answered = 0, uploads = 0;
    std::map<Ratios, std::size_t> uploads_by;
    std::map<Ratios, std::vector<std::string>> settled_by;
    std::vector<std::string> faults;

    /// Counts the changes' begins and ends. An upload that saw none of them is split by what was in force all the time.
    std::size_t change = 0;
    std::optional<Ratios> in_force = Ratios::folder;
};

awaitable<Reply> ask(Traffic& traffic, Message message) {
    ++traffic.sent;
    auto sending = World::instance().sending(message.text());
    Reply reply = co_await std::move(sending);
    traffic.answered += reply.status == 200;
    if (!reply.is_yes())
        traffic.faults.push_back(
            fmt::format("{}: HTTP {}, {}", text_of(message.envelope, "infno"), reply.status, reply.err_msg));
    co_return reply;
}

/// 1101, 2201, 2203. False: one of them was refused.
awaitable<bool> registered(Traffic& traffic, Visit& visit) {
    Message person = visit.person();
    if (!(co_await ask(traffic, std::move(person))).is_yes()) co_return false;
    Message registration = visit.registration();
    const Reply answer = co_await ask(traffic, std::move(registration));
    if (!answer.is_yes()) co_return false;
    visit.visit_id = text_of(*answer.output.find("data"), "mdtrt_id");
    Message details = visit.details();
    co_return (co_await ask(traffic, std::move(details))).is_yes();
}

/// 2204. By whose ratios it was split; mixed too where it was refused.
awaitable<Ratios> uploaded(Traffic& traffic, Visit& visit) {
    const std::size_t change = traffic.change;
    const auto in_force = traffic.in_force;
    Message lines = doubled_lines(visit);
    const Reply answer = co_await ask(traffic, std::move(lines));
    const Ratios ratios = ratios_of(answer);
    ++traffic.uploads;
    ++traffic.uploads_by[ratios];
    if (ratios == Ratios::mixed) traffic.faults.push_back("2204 of two versions: " + answer.body);
    if (in_force && change == traffic.change && ratios != *in_force)
        traffic.faults.push_back(
            fmt::format("2204 by the {} ratios where the {} ones were in force", name_of(ratios), name_of(*in_force)));
    co_return ratios;
}

/// Whole settlements, one person after another, each claimed as its lines were split.
awaitable<void> settle_visits(Traffic& traffic) {
    while (!traffic.ends) {
        Visit visit;
        const bool open = co_await registered(traffic, visit);
        if (!open) continue;
        const Ratios ratios = co_await uploaded(traffic, visit);
        if (ratios == Ratios::mixed) continue;
        Message claim = doubled_claim(visit, ratios);
        const Reply settled = co_await ask(traffic, std::move(claim));
        if (settled.is_yes())
            traffic.settled_by[ratios].push_back(text_of(*settled.output.find("setlinfo"), "setl_id"));
    }
}

/// One bill after another of one visit.
awaitable<void> upload_bills(Traffic& traffic) {
    Visit visit;
    const bool open = co_await registered(traffic, visit);
    const std::string first = visit.bill;
    for (int bill = 0; open && !traffic.ends; ++bill) {
        visit.bill = fmt::format("{}-{}", first, bill);
        co_await uploaded(traffic, visit);
    }
}

void start(Traffic& traffic, awaitable<void> (*sender)(Traffic&)) {
    ++traffic.at_work;
    boost::asio::co_spawn(World::instance().loop().context(), sender(traffic), [&traffic](std::exception_ptr error) {
        --traffic.at_work;
        if (error) traffic.faults.emplace_back("a sender ended before its time");
    });
}

/// Lets the senders go on until so many uploads more were answered, or something went wrong.
void let_them_send(const Traffic& traffic) {
    const std::size_t enough = traffic.uploads + uploads_between;
    World::instance().loop().run_until([&] { return traffic.uploads >= enough || !traffic.faults.empty(); });
}

/// gatewayctl, while the senders go on.
void change(Traffic& traffic, std::vector<std::string> words, Ratios after) {
    World& world = World::instance();
    const std::string leaf = fmt::format("change-{}", traffic.change);
    ++traffic.change;
    traffic.in_force.reset();
    Process process = Desk("finance-checker").begin(std::move(words), leaf);
    world.loop().run_until([&] { return !process.is_running(); });
    const Said said = said_in(read_file(world.file(leaf)), process.wait(std::chrono::milliseconds(0)).value_or(-1));
    BOOST_TEST_REQUIRE(said.exit_code == 0, said.text);
    BOOST_TEST(text_of(*said.answer.find("activation"), "standing") == "in_force", said.text);
    ++traffic.change;
    traffic.in_force = after;
}

/// Both books of this day agree, to the fen.
void close_the_day() {
    World& world = World::instance();
    const std::string day = text_of(world.peers("GET", "/clock"), "now").substr(0, 10);
    const Totals theirs = of_book("shanghai", day, "33");
    world.advance_clocks(Date::parse(day)->next().to_text() + " 00:40:00");
    const json::Value closed = close_ours("delta", "310000", "visitor", day);
    BOOST_TEST(text_of(closed, "difference_count") == "0", json::write(closed));
    check_statement("delta-310000-visitor", day, "agreed");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == theirs);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_mappings, KeptVersion)

BOOST_AUTO_TEST_CASE(versions_come_and_go_under_load_and_every_answer_is_made_of_one_and_the_day_agrees) {
    World& world = World::instance();
    const std::string dearer = dearer_version();
    const auto swaps = world.audit_events("mapping_swapped", "");
    const auto booked = world.booked(), booked_there = world.booked_at("shanghai");

    Traffic traffic;
    for (std::size_t i = 0; i < settlers; ++i)
        start(traffic, settle_visits);
    for (std::size_t i = 0; i < uploaders; ++i)
        start(traffic, upload_bills);
    const std::vector<std::string> activate_dearer{"activate", dearer}, activate_folder{"activate", before};
    let_them_send(traffic);
    for (const auto& back : {std::vector<std::string>{"rollback"}, activate_folder, {"rollback"}, {"rollback"}}) {
        change(traffic, activate_dearer, Ratios::dearer);
        let_them_send(traffic);
        change(traffic, back, Ratios::folder);
        let_them_send(traffic);
    }
    traffic.ends = true;
    world.loop().run_until([&] { return traffic.at_work == 0; });

    for (const std::string& fault : traffic.faults)
        BOOST_ERROR(fault);
    BOOST_TEST(traffic.answered == traffic.sent);
    BOOST_TEST(traffic.uploads_by[Ratios::mixed] == 0U);
    for (const Ratios ratios : {Ratios::folder, Ratios::dearer})
        BOOST_TEST_CONTEXT(name_of(ratios)) {
            BOOST_TEST(traffic.uploads_by[ratios] >= 4 * uploads_between / 2);
            const auto& settled = traffic.settled_by[ratios];
            BOOST_TEST_REQUIRE(!settled.empty());
            for (std::size_t i = 0; i < std::min(replayed, settled.size()); ++i) {
                const json::Value replay = Desk("finance-checker").get({"replay", settled[settled.size() - 1 - i]});
                BOOST_TEST(replay.find("differences")->as_array()->empty(), json::write(replay));
                const auto& versions = *replay.find("versions")->as_array();
                BOOST_TEST_REQUIRE(versions.size() == 1U, json::write(replay));
                BOOST_TEST(*versions[0].as_string() == (ratios == Ratios::dearer ? dearer : before));
            }
        }
    const std::size_t all = traffic.settled_by[Ratios::folder].size() + traffic.settled_by[Ratios::dearer].size();
    BOOST_TEST_MESSAGE(fmt::format("{} requests, {} uploads ({} by the folder's ratios), {} settlements", traffic.sent,
                                   traffic.uploads, traffic.uploads_by[Ratios::folder], all));
    BOOST_TEST(world.unresolved() == 0);
    BOOST_TEST(world.booked() == booked + all);
    BOOST_TEST(world.booked_at("shanghai") == booked_there + all);
    BOOST_TEST(world.audit_events("mapping_swapped", "") == swaps + 8);
    close_the_day();
}

BOOST_AUTO_TEST_SUITE_END()
