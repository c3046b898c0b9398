#pragma once

#include "adapters/local_bureau/speaker.hpp"
#include "adapters/national_format/server.hpp"
#include "tests/unit/adapters/national_format/fakes.hpp"
#include "tests/unit/adapters/national_format/messages.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

namespace clearing::testing {

using namespace clearing::national_format;

inline const tls::Identity bureau{"330200", "local-bureau", "bureau", "f", {}};

inline bool is_ningbo(const DivisionCode& division) {
    return division.text.starts_with("3302");
}

/// The door of the national format before a desk and a message log that do as they are told.
struct World {
    boost::asio::io_context io;
    FakeDesk desk;
    FakeReconciliation reconciliation;
    FakeMessageLog messages;
    FakeAudit audit;
    FakeClock clock;
    FakeDigest digest;
    FakeRandomness randomness;
    local_bureau::BureauSpeaker speaker{PeerName("local-bureau"), DivisionCode("330200"), is_ningbo};
    ServerOptions options = short_options();
    Server server{io.get_executor(), options,
                  ServerWorld{desk, reconciliation, messages, audit, clock, digest, randomness, speaker}};
    http::Handler handler = server.handler();

    static ServerOptions short_options() {
        ServerOptions options;
        options.own_division.text = "330200";
        options.deadlines["2207"] = std::chrono::milliseconds(20);
        options.grace = std::chrono::milliseconds(20);
        return options;
    }

    http::Response post(std::string body, std::optional<tls::Identity> peer = bureau) {
        http::Request request;
        request.method = "POST";
        request.path = "/fsi/api/rsfComIfsService/callService";
        request.body = std::move(body);
        request.peer = std::move(peer);
        return run(io, handler(std::move(request)));
    }
    ResponseEnvelope answer(std::string body) {
        const http::Response response = post(std::move(body));
        BOOST_TEST(response.status == 200u);
        return read_response(response.body).value();
    }
};

inline std::string claim(const std::string& total = "69.6", const std::string& message = "M1") {
    return request_text(
        "2207", R"({"data":{)" + claim_data + R"(,"med_type":"11","chrg_bchno":"B1","medfee_sumamt":)" + total + "}}",
        message);
}

inline std::string reverse(const std::string& message = "R1") {
    return request_text("2601", R"({"data":{"psn_no":"P1","omsgid":"M1","oinfno":"2207"}})", message);
}

inline std::string registration(const std::string& message = "M1", const std::string& stay = "MZ1") {
    return request_text(
        "2201",
        R"({"data":{"psn_no":"P1","insutype":"310","begntime":"2024-11-05 10:00:00","psn_cert_type":"01",)"
        R"("certno":"1","psn_name":"测试甲","ipt_otp_no":")" +
            stay + R"("}})",
        message);
}

inline bool begins_with(const ResponseEnvelope& answer, std::string_view code) {
    return answer.code == -1 && answer.error_text.starts_with("[" + std::string(code) + "]");
}

}  // namespace clearing::testing
