#include "gateway/infra/tls/connect.hpp"
#include "tests/support/patience.hpp"
#include "tests/system/claim.hpp"
#include "tests/system/clearing_day.hpp"
#include "tests/system/slow_reader.hpp"
#include "tests/system/world.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// OVERLOAD_TIMES=n: n times as many requests, for the long form.
int times() {
    const char* text = std::getenv("OVERLOAD_TIMES");
    return text == nullptr ? 1 : std::max(1, std::atoi(text));
}

constexpr int places = 4, waiting_per_caller = 12;
constexpr milliseconds waiting{1'200}, idle{12'000};
constexpr milliseconds work_of_shanghai{200};
constexpr std::size_t idle_connections = 1'000;

/// A small gateway: three places for settlements, one more for what shrinks doubt.
const bool is_small = [] {
    World::surroundings().limits = fmt::format(
        "max_body_bytes = 262144\nmax_frame_bytes = 262144\nshutdown_ms = 15000\nhandshake_ms = 10000\nidle_ms = {}\n"
        "in_progress = {}\nin_progress_per_peer = {}\nwaiting_per_caller = {}\nwaiting_ms = {}\nwrite_ms = 1500\n"
        "request_ms = 1500\nmax_connections = 1500\n",
        idle.count(), places, places, waiting_per_caller, waiting.count());
    return true;
}();

/// What one kind of caller met.
struct Met {
    std::vector<double> accepted_ms;
    std::vector<Reply> busy;
    std::vector<std::string> otherwise;

    double at(double share) const {
        std::vector<double> sorted = accepted_ms;
        std::ranges::sort(sorted);
        return sorted.at(static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1)));
    }
};

boost::asio::awaitable<void> pause(milliseconds span) {
    boost::asio::steady_timer timer(World::instance().loop().executor(), span);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

/// The same message until it is served; the time counted is that of the answer that was none of "busy".
boost::asio::awaitable<void> ask_until_served(http::Client& client, std::string body, Met& met) {
    while (true) {
        const auto begin = steady_clock::now();
        std::string copy = body;
        const Reply reply = co_await World::instance().sending_over(client, std::move(copy), std::chrono::seconds(15));
        const std::chrono::duration<double, std::milli> took = steady_clock::now() - begin;
        if (reply.is_yes()) {
            met.accepted_ms.push_back(took.count());
            co_return;
        }
        if (reply.code != "GW2004") {
            met.otherwise.push_back(reply.err_msg);
            co_return;
        }
        met.busy.push_back(reply);
        co_await pause(milliseconds(20));  // an impatient one: it does not wait as long as it is told
    }
}

/// Takes the next of the list until none is left.
boost::asio::awaitable<void> hospital(http::Client& client, std::vector<std::string>& bodies, Met& met) {
    while (!bodies.empty()) {
        std::string body = std::move(bodies.back());
        bodies.pop_back();
        co_await ask_until_served(client, std::move(body), met);
    }
}

std::vector<std::string> settlements_of(int count, Care care) {
    std::vector<std::string> bodies;
    for (int i = 0; i < count; ++i)
        bodies.push_back(Visit(care).open().settle().text());
    return bodies;
}

/// One figure of /metrics, summed over its labels.
double metric(const std::string& name) {
    http::ClientOptions options;
    options.port = World::instance().ports().metrics;
    EventLoop& loop = World::instance().loop();
    const auto client = http::make_client(loop.executor(), options);
    http::Request request;
    request.method = "GET";
    request.path = "/metrics";
    const auto answer = loop.run(client->call(std::move(request), std::chrono::seconds(5)));
    loop.run(client->stop());
    if (!answer) throw std::runtime_error(answer.error().reason);
    double sum = 0;
    std::istringstream lines(answer->body);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name) && (line[name.size()] == '{' || line[name.size()] == ' '))
            sum += std::stod(line.substr(line.rfind(' ')));
    return sum;
}

/// Connections of the bureau that ask nothing, opened some at a time.
struct IdleCrowd {
    std::vector<std::shared_ptr<tls::Stream>> streams;
    std::size_t failed = 0, ended = 0;

    static boost::asio::awaitable<void> open(IdleCrowd& crowd, std::shared_ptr<tls::Credentials> credentials,
                                             std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            tls::Target target;
            target.port = World::instance().ports().local_bureau;
            target.credentials = credentials;
            auto stream = co_await tls::connect(std::move(target), std::chrono::seconds(10));
            if (stream)
                crowd.streams.push_back(*stream);
            else
                ++crowd.failed;
        }
    }
    static boost::asio::awaitable<void> wait_for_end(IdleCrowd& crowd, std::shared_ptr<tls::Stream> stream) {
        char byte = 0;
        const auto got = co_await stream->read_some(std::span(&byte, 1));
        if (!got) ++crowd.ended;
    }
};

void check_busy(const Reply& reply) {
    BOOST_TEST(reply.status == 200u);
    BOOST_TEST(reply.err_msg.find("毫秒后重试") != std::string::npos, reply.err_msg);
    const auto header = reply.headers.find("retry-after");
    BOOST_TEST_REQUIRE((header != reply.headers.end()));
    const int seconds = std::stoi(header->second);
    BOOST_TEST((seconds >= 1 && seconds <= 13), header->second);
}

IdleCrowd crowd;

}  // namespace

BOOST_AUTO_TEST_SUITE(system_overload, *boost::unit_test::fixture([] {}, [] { crowd.streams.clear(); }))

BOOST_AUTO_TEST_CASE(a_thousand_connections_that_ask_nothing_are_held_and_others_are_served) {
    World& world = World::instance();
    const auto credentials = world.pki().credentials("local-bureau");
    const auto begin = steady_clock::now();
    std::size_t done = 0;
    constexpr std::size_t at_once = 20;
    for (std::size_t i = 0; i < at_once; ++i)
        boost::asio::co_spawn(world.loop().context(), IdleCrowd::open(crowd, credentials, idle_connections / at_once),
                              [&done](std::exception_ptr) { ++done; });
    const auto most = steady_clock::now() + std::chrono::minutes(2);
    while (done < at_once && steady_clock::now() < most)
        world.loop().run(pause(milliseconds(20)));
    const auto took = steady_clock::now() - begin;
    BOOST_TEST(crowd.failed == 0u);
    BOOST_TEST(crowd.streams.size() == idle_connections);
    for (const auto& stream : crowd.streams)
        boost::asio::co_spawn(world.loop().context(), IdleCrowd::wait_for_end(crowd, stream),
                              [](std::exception_ptr) {});
    BOOST_TEST(world.send(sign_in()).is_yes());
    BOOST_TEST_MESSAGE(idle_connections << " connections in " << std::chrono::duration_cast<milliseconds>(took).count()
                                        << " ms");
    if (took < idle) BOOST_TEST(crowd.ended == 0u, "closed before its time");
}

BOOST_AUTO_TEST_CASE(one_who_floods_is_bounded_and_delays_nobody_else_and_nothing_is_lost) {
    World& world = World::instance();
    const int flood = 45 * times(), modest = 12 * times(), questions = 12 * times();
    std::vector<std::string> of_flooder = settlements_of(flood, Care::outpatient);
    std::vector<std::string> of_modest = settlements_of(modest, Care::inpatient);
    Visit known;
    const Reply settled = world.send(known.open().settle().text());
    BOOST_TEST_REQUIRE(settled.is_yes());
    const std::string id = text_of(*settled.output.find("setlinfo"), "setl_id");
    std::vector<std::string> of_asker;
    for (int i = 0; i < questions; ++i)
        of_asker.push_back(known.query(id).text());

    const auto ours = world.booked(), at_shanghai = world.booked_at("shanghai"),
               at_guiyang = world.booked_at("guiyang");
    const double busy_before = metric("gateway_busy_total");
    world.fault("shanghai", "slow_reply", "settle", static_cast<int>(work_of_shanghai.count()));

    Met flooder, other, asker;
    const auto client = world.client(world.ports().local_bureau, "local-bureau");
    int running = 0;
    const auto start = [&](std::vector<std::string>& bodies, Met& met) {
        ++running;
        boost::asio::co_spawn(world.loop().context(), hospital(*client, bodies, met),
                              [&running](std::exception_ptr) { --running; });
    };
    const auto begin = steady_clock::now();
    for (int i = 0; i < 40; ++i)  // over a dozen times the capacity
        start(of_flooder, flooder);
    start(of_modest, other);
    start(of_asker, asker);
    const auto end = begin + std::chrono::seconds(60) * times();
    while (running > 0 && steady_clock::now() < end)
        world.loop().run(pause(milliseconds(20)));
    const std::chrono::duration<double> took = steady_clock::now() - begin;
    BOOST_TEST_REQUIRE(running == 0);
    world.no_faults();
    world.loop().run(client->stop());

    const double a_second = (flood + modest) / took.count();
    BOOST_TEST_MESSAGE(
        fmt::format("{} settlements in {:.1f} s, {} busy; ms p50/p100: flooder {:.0f}/{:.0f}, other {:.0f}/{:.0f}, "
                    "asker {:.0f}/{:.0f}",
                    flood + modest, took.count(), flooder.busy.size(), flooder.at(0.5), flooder.at(1), other.at(0.5),
                    other.at(1), asker.at(0.5), asker.at(1)));
    for (const Met* met : {&flooder, &other, &asker})
        BOOST_TEST(met->otherwise.empty(), (met->otherwise.empty() ? "" : met->otherwise.front()));
    BOOST_TEST(flooder.accepted_ms.size() == static_cast<std::size_t>(flood));
    BOOST_TEST(flooder.busy.size() > flooder.accepted_ms.size(), "it was no flood");
    for (const Reply& reply : flooder.busy)
        check_busy(reply);
    BOOST_TEST(metric("gateway_busy_total") - busy_before ==
               static_cast<double>(flooder.busy.size() + other.busy.size() + asker.busy.size()));

    // Who asks one at a time waits for a place, not for the flood; who asks what became of it, not even that.
    BOOST_TEST(other.busy.empty());
    BOOST_TEST(asker.busy.empty());
    BOOST_TEST(other.at(0.5) < flooder.at(0.5) / 2);
    BOOST_TEST(asker.at(0.5) < flooder.at(0.5) / 2);
    // An accepted one waits for its own queue, every second place being the other caller's: Little's law with room for
    // a shared machine.
    const double queue_ms = 1'000 * (2.0 * waiting_per_caller + places) / a_second;
    BOOST_TEST(flooder.at(0.9) <= 2 * queue_ms);

    BOOST_TEST(world.comes_true([&] { return world.unresolved() == 0; }));
    BOOST_TEST(world.booked() == ours + static_cast<std::size_t>(flood + modest));
    BOOST_TEST(world.booked_at("shanghai") == at_shanghai + static_cast<std::size_t>(flood));
    BOOST_TEST(world.booked_at("guiyang") == at_guiyang + static_cast<std::size_t>(modest));
    BOOST_TEST(metric("gateway_requests") == 0);
}

BOOST_AUTO_TEST_CASE(whoever_does_not_read_is_cut_and_his_work_is_finished_and_kept) {
    World& world = World::instance();
    const std::string settle = Visit().open().settle().text();
    const auto ours = world.booked();
    const auto request = [](const std::string& body) {
        return fmt::format("POST /fsi/api/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{}", body.size(),
                           body);
    };
    std::string everything = request(settle);
    for (int i = 0; i < 20'000; ++i)  // answers of eight megabytes, more than both sides' buffers hold
        everything += request("x");
    SlowReader reader(world.ports().local_bureau, world.pki().path() / "local-bureau.crt",
                      world.pki().path() / "local-bureau.key");
    const std::size_t said = reader.say(everything, std::chrono::seconds(3));
    BOOST_TEST(said > settle.size());
    BOOST_TEST(reader.is_cut_within(std::chrono::seconds(20 * tests::patience)));
    BOOST_TEST(world.send(sign_in()).is_yes());
    BOOST_TEST(world.booked() == ours + 1);
    const Reply again = world.send(settle);
    BOOST_TEST(again.is_yes(), again.err_msg);
    BOOST_TEST(world.booked() == ours + 1);
    BOOST_TEST(world.unresolved() == 0);
}

BOOST_AUTO_TEST_CASE(a_request_that_trickles_is_cut) {
    World& world = World::instance();
    SlowReader trickler(world.ports().local_bureau, world.pki().path() / "local-bureau.crt",
                        world.pki().path() / "local-bureau.key");
    const auto begin = steady_clock::now();
    const std::string bytes = "POST /fsi/api/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n";
    bool is_cut = false;
    for (std::size_t i = 0; !is_cut && steady_clock::now() < begin + std::chrono::seconds(15); ++i) {
        trickler.say(std::string(1, i < bytes.size() ? bytes[i] : ' '), milliseconds(100));
        is_cut = trickler.is_cut_within(milliseconds(50));
    }
    BOOST_TEST(is_cut);
    BOOST_TEST(world.send(sign_in()).is_yes());
}

BOOST_AUTO_TEST_CASE(the_thousand_are_closed_after_the_idle_limit) {
    World& world = World::instance();
    const auto end = steady_clock::now() + idle + std::chrono::seconds(15);
    while (crowd.ended < crowd.streams.size() && steady_clock::now() < end)
        world.loop().run(pause(milliseconds(50)));
    BOOST_TEST(crowd.ended == crowd.streams.size());
    crowd.streams.clear();
    BOOST_TEST(world.send(sign_in()).is_yes());
}

BOOST_AUTO_TEST_CASE(after_all_of_it_the_days_agree_with_the_peers_books) {
    World& world = World::instance();
    const std::string day = "2018-10-16";
    world.advance_clocks("2018-10-17 00:40:00");
    const json::Value shanghai = close_ours("delta", "310000", "visitor", day);
    BOOST_TEST(text_of(shanghai, "state") == "agreed", json::write(shanghai));
    const json::Value guiyang = close_ours("national", "520100", "visitor", day);
    BOOST_TEST(text_of(guiyang, "difference_count") == "0", json::write(guiyang));
    check_statement("delta-310000-visitor", day, "agreed");
    check_statement("national-520100-visitor", day, "agreed");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == of_book("shanghai", day, "33"));
    BOOST_TEST(of_statement(statement_id("national-520100-visitor", day)) == of_book("guiyang", day, "33"));
}

BOOST_AUTO_TEST_SUITE_END()
