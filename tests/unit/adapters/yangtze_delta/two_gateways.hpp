#pragma once

#include "adapters/yangtze_delta/client.hpp"
#include "adapters/yangtze_delta/frame_channel.hpp"
#include "adapters/yangtze_delta/server.hpp"
#include "fakes.hpp"
#include "gateway/infra/tls/connect.hpp"
#include "gateway/infra/tls/listener.hpp"
#include "tests/support/event_loop.hpp"
#include "tests/support/test_pki.hpp"

#include <boost/asio/co_spawn.hpp>

namespace clearing::test {

using namespace std::chrono_literals;
using yangtze_delta::Client;
using yangtze_delta::ClientSettings;
using yangtze_delta::Partner;
using yangtze_delta::Server;
using yangtze_delta::ServerSettings;

/// A question's result, once it has one, while the test goes on.
template <class T>
struct Pending {
    std::optional<Result<T>> result;
};

/// Ningbo answers (our server over fakes), Shanghai asks (our client); real TLS on 127.0.0.1.
struct TwoGateways {
    EventLoop loop;
    TestPki pki;
    FakeDesk desk{loop.executor()};
    FakePartnerDays days;
    FakePartnerAdjustments adjustments;
    FakeMessageLog ningbo_log, shanghai_log;
    FakeAudit audit;
    FixedClock clock;
    OpensslDigest digest;
    CountingLetters letters;
    std::shared_ptr<tls::Credentials> ningbo = pki.credentials("gateway");
    std::vector<std::string> troubles;
    std::vector<yangtze_delta::LateAnswer> late;
    std::unique_ptr<Server> server;
    std::unique_ptr<Client> client;

    ServerSettings server_settings() {
        ServerSettings settings;
        settings.port = 0;
        settings.credentials = ningbo;
        settings.reception.own_region = DivisionCode("330200");
        settings.partners = {{DivisionCode("310000"), PeerName("shanghai"), PlatformName("delta")}};
        settings.on_trouble = [this](std::string sentence) { troubles.push_back(std::move(sentence)); };
        return settings;
    }

    void start_server() { start_server(server_settings()); }
    void start_server(ServerSettings settings, async::Admission* admission = nullptr) {
        auto started =
            yangtze_delta::serve(loop.executor(), std::move(settings),
                                 {desk, days, ningbo_log, audit, clock, digest, letters, admission, &adjustments});
        if (!started) throw std::runtime_error(started.error());
        server = std::move(*started);
    }

    tls::Target target(unsigned short port, const std::string& as) {
        tls::Target to;
        to.port = port;
        to.credentials = pki.credentials(as);
        return to;
    }

    ClientSettings client_settings(unsigned short port, const std::string& as = "shanghai") {
        ClientSettings settings;
        settings.own_region = DivisionCode("310000");
        settings.partner = {DivisionCode("330200"), PeerName("ningbo"), PlatformName("delta")};
        settings.role = "gateway";
        settings.addresses = {target(port, as)};
        settings.connect_limit = 3s;
        settings.pause_after_failure = 0s;
        return settings;
    }

    void start_client() { start_client(client_settings(server->port())); }
    void start_client(ClientSettings settings) {
        client = std::make_unique<Client>(
            loop.executor(), std::move(settings), yangtze_delta::ClientPorts{shanghai_log, clock, digest, letters},
            [this](yangtze_delta::LateAnswer answer) { late.push_back(std::move(answer)); });
    }

    ports::LegOfSettlement leg(const std::string& message, std::chrono::milliseconds time = 10s) {
        ports::LegOfSettlement leg;
        leg.leg.message = MessageId(message);
        leg.leg.infno = "2207";
        leg.leg.treatment_division = DivisionCode("310101");
        leg.leg.insured_division = DivisionCode("330203");
        leg.leg.institution = InstitutionCode("H31010100001");
        leg.leg.deadline = std::chrono::steady_clock::now() + time;
        leg.leg.our_visit = VisitId("310000VISIT0001");
        leg.leg.their_visit = VisitId("330200VISIT0001");
        leg.key = {DivisionCode("310101"), SettlementId("KEY-" + message)};
        leg.day = *ClearingDay::parse("2018-10-16");
        return leg;
    }

    Result<SettledBill> settle(const std::string& message, const std::string& bill = "B0001",
                               std::chrono::milliseconds time = 10s) {
        return loop.run(client->settle(leg(message, time), sample_claim(bill)));
    }

    /// Asks and goes on; the result comes while the loop is driven.
    std::shared_ptr<Pending<SettledBill>> settle_meanwhile(const std::string& message, const std::string& bill,
                                                           std::chrono::milliseconds time = 10s) {
        auto pending = std::make_shared<Pending<SettledBill>>();
        boost::asio::co_spawn(loop.context(), client->settle(leg(message, time), sample_claim(bill)),
                              [pending](std::exception_ptr thrown, Result<SettledBill> result) {
                                  if (!thrown) pending->result = std::move(result);
                              });
        return pending;
    }

    template <class T>
    Result<T> wait_for(const std::shared_ptr<Pending<T>>& pending) {
        loop.run_until([&] { return pending->result.has_value(); });
        return *pending->result;
    }

    ~TwoGateways() {
        for (const std::string& bill : std::set(desk.held))
            desk.release(bill);
        if (client) loop.run(client->stop(2s));
        if (server) loop.run(server->stop(2s));
    }
};

}  // namespace clearing::test
