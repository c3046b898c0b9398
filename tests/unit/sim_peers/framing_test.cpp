#include "sim-peers/delta/framing.hpp"

#include "clearing/delta/v1/delta.pb.h"

#include <fstream>

#include <boost/test/unit_test.hpp>

using namespace clearing::peers::delta;

namespace {

/// golden/settle_request.hex: made with protoc --encode from golden/settle_request.textproto, length bytes in front.
std::string golden_frame() {
    std::ifstream file(std::string(CLEARING_SOURCE_DIR) + "/tests/unit/sim_peers/golden/settle_request.hex");
    std::string bytes, line;
    while (std::getline(file, line)) {
        for (std::size_t i = 0; i + 1 < line.size(); i += 2)
            bytes += static_cast<char>(std::stoi(line.substr(i, 2), nullptr, 16));
    }
    BOOST_REQUIRE(bytes.size() > 4);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sim_peers_framing)

BOOST_AUTO_TEST_CASE(a_frame_is_four_big_endian_length_bytes_and_the_message) {
    const std::string bytes = frame(std::string(0x010203, 'x'));
    BOOST_TEST(bytes.substr(0, 4) == std::string("\x00\x01\x02\x03", 4));
    BOOST_TEST(bytes.size() == 4U + 0x010203U);
    BOOST_TEST(read_length(bytes.substr(0, 4))->bytes == 0x010203U);
}

BOOST_AUTO_TEST_CASE(a_length_of_zero_or_beyond_the_limit_is_refused) {
    BOOST_TEST(!read_length(std::string(4, '\0')));
    BOOST_TEST(!read_length("\xFF\xFF\xFF\xFF"));
    BOOST_TEST(!read_length(std::string("\x00\x40\x00\x01", 4)));
    BOOST_TEST(read_length(std::string("\x00\x40\x00\x00", 4))->bytes == max_frame_bytes);
    BOOST_TEST(!read_length("abc"));
}

BOOST_AUTO_TEST_CASE(a_frame_made_by_protoc_is_read_and_written_back_the_same) {
    const std::string bytes = golden_frame();
    const auto length = read_length(bytes.substr(0, 4));
    BOOST_REQUIRE(length);
    BOOST_REQUIRE_EQUAL(length->bytes, bytes.size() - 4);
    clearing::delta::v1::Envelope envelope;
    BOOST_REQUIRE(envelope.ParseFromString(bytes.substr(4)));
    BOOST_TEST(envelope.correlation_id() == 7U);
    BOOST_TEST(envelope.clearing_day() == "2018-10-16");
    BOOST_TEST(envelope.settle_request().bill().person().name() == "章阿姨");
    BOOST_TEST(envelope.settle_request().bill().total_fen() == 136883);
    BOOST_TEST((frame(envelope.SerializeAsString()) == bytes));
}

BOOST_AUTO_TEST_SUITE_END()
