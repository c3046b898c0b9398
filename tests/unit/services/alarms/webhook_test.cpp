// The webhook against a real web server on 127.0.0.1 that fails first, plain and under mutual TLS.
#include "gateway/infra/http/webhook.hpp"

#include "gateway/infra/http/server.hpp"
#include "gateway/infra/json/value.hpp"
#include "gateway/services/alarms/teller.hpp"
#include "tests/support/ask.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/memory_alarms.hpp"
#include "tests/support/test_pki.hpp"

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace std::chrono_literals;
using ports::AlarmChannel;

namespace {

struct WebServer {
    std::vector<http::Request> heard;
    std::vector<unsigned> answers;  ///< then 204
    std::unique_ptr<http::Server> server;

    boost::asio::awaitable<http::Response> answer(http::Request request) {
        http::Response response;
        response.status = heard.size() < answers.size() ? answers[heard.size()] : 204;
        heard.push_back(std::move(request));
        co_return response;
    }
    void listen(std::shared_ptr<tls::Credentials> credentials, unsigned short port = 0) {
        http::TcpListener where;
        where.port = port;
        where.credentials = std::move(credentials);
        auto made = http::listen(tests::Ask::loop().executor(), std::move(where), {},
                                 [this](http::Request request) { return answer(std::move(request)); }, {});
        BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error()));
        server = std::move(*made);
    }
};

struct World {
    tests::FakeClock clock{"2018-10-17 12:00:00"};
    tests::MemoryAlarmRows rows;
    tests::MemoryLink link;
    tests::MemoryAlarms alarms{rows, link};
    tests::Ask ask;

    World() { ask.value(alarms.raise({"day_not_agreed", "330200-310000", "the day is not agreed", clock.now()})); }

    static std::unique_ptr<http::Webhook> webhook(unsigned short port, std::shared_ptr<tls::Credentials> credentials) {
        http::ClientOptions options;
        options.port = port;
        options.credentials = std::move(credentials);
        return std::make_unique<http::Webhook>(http::make_client(tests::Ask::loop().executor(), std::move(options)),
                                               "/hooks/alarms", 5s);
    }
    /// A step of the teller, after the pause of the one before.
    void tell(http::Webhook& hook) {
        alarms::Teller teller(alarms, hook, AlarmChannel::webhook, clock, {.owner = "one"});
        ask.value(teller.step());
        clock.advance(10min);
    }
    ports::DeliveryState state() { return rows.deliveries.at({1, AlarmChannel::webhook}).state; }
};

std::string member(const json::Value& value, const char* name) {
    const json::Value* found = value.find(name);
    return found && found->as_string() ? *found->as_string() : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_webhook)

BOOST_AUTO_TEST_CASE(delivers_once_the_server_that_was_away_and_then_failed_takes_it) {
    World world;
    WebServer web;
    web.answers = {500, 503};
    web.listen(nullptr);
    const unsigned short port = web.server->port();
    auto hook = World::webhook(port, nullptr);
    {
        // Nobody listens there: a port that was free a moment ago.
        WebServer gone;
        gone.listen(nullptr);
        const unsigned short nobody = gone.server->port();
        gone.server.reset();
        auto into_nothing = World::webhook(nobody, nullptr);
        world.tell(*into_nothing);
        BOOST_TEST(world.state().failures == 1);
        BOOST_TEST(world.state().last_failure.starts_with("GW2001"), world.state().last_failure);
    }
    world.tell(*hook);
    BOOST_TEST(world.state().last_failure == "GW2007 HTTP 500");
    world.tell(*hook);
    BOOST_TEST(world.state().failures == 3);
    world.tell(*hook);
    BOOST_TEST(world.state().failures == 0);
    BOOST_TEST(world.state().deliveries == 1);
    BOOST_REQUIRE(web.heard.size() == 3U);
    const http::Request& taken = web.heard.back();
    BOOST_TEST(taken.method == "POST");
    BOOST_TEST(taken.path == "/hooks/alarms");
    const auto body = json::parse(taken.body);
    BOOST_REQUIRE(body.has_value());
    BOOST_TEST(member(*body, "kind") == "day_not_agreed");
    BOOST_TEST(member(*body, "subject") == "330200-310000");
    BOOST_TEST(member(*body, "text") == "the day is not agreed");
    BOOST_TEST(member(*body, "raised_at") == "2018-10-17 12:00:00");
    BOOST_TEST(body->find("no")->as_number()->text == "1");
}

BOOST_AUTO_TEST_CASE(shows_our_certificate_and_trusts_none_of_another_ca) {
    World world;
    test::TestPki pki;
    WebServer web;
    web.listen(pki.credentials("national"));
    auto hook = World::webhook(web.server->port(), pki.credentials("gateway"));
    world.tell(*hook);
    BOOST_TEST(world.state().deliveries == 1);
    BOOST_REQUIRE(web.heard.size() == 1U);
    BOOST_REQUIRE(web.heard[0].peer.has_value());
    BOOST_TEST(web.heard[0].peer->region == "330200");

    WebServer impostor;
    impostor.listen(pki.credentials("wrong-ca"));
    World other;
    auto misled = World::webhook(impostor.server->port(), pki.credentials("gateway"));
    other.tell(*misled);
    BOOST_TEST(other.state().failures == 1);
    BOOST_TEST(impostor.heard.empty());
}

BOOST_AUTO_TEST_SUITE_END()
