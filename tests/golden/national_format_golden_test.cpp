#include "gateway/domain/error.hpp"
#include "tests/golden/national_format_messages.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

std::vector<std::filesystem::path> fixtures() {
    std::vector<std::filesystem::path> files;
    const auto folder = std::filesystem::path(CLEARING_SOURCE_DIR) / "tests/golden/national_format";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

bool is_request(const std::filesystem::path& file) {
    return file.filename().string().find("-request") != std::string::npos;
}

Result<json::Value> round_trip(const std::filesystem::path& file, const std::string& body) {
    return is_request(file) ? golden::round_trip_request(body)
                            : golden::round_trip_answer(body, golden::infno_of(file));
}

/// What the gateway writes where the fixture has another, older or longer way of saying the same.
json::Value in_our_words(json::Value document) {
    if (json::Value* input = document.find("input") ? &document.set("input", *document.find("input")) : nullptr) {
        if (const std::string* text = input->as_string()) *input = *json::parse(*text);
        if (const json::Value* data = input->find("data"); data && data->find("expContent")) {
            json::Value renamed;
            for (const json::Member& member : *data->as_object())
                renamed.set(member.first == "expContent" ? "exp_content" : member.first, member.second);
            input->set("data", std::move(renamed));
        }
    }
    const json::Value* output = document.find("output");
    const json::Value* info = output ? output->find("setlinfo") : nullptr;
    if (!info) return document;
    json::Value renamed;
    for (const json::Member& member : *info->as_object()) {
        std::string key = member.first;
        for (const auto& [alias, name] :
             {std::pair("cashPayamt", "psn_cash_pay"), std::pair("inscp_amt", "inscp_scp_amt"),
              std::pair("othfund_pay", "oth_pay"), std::pair("crt_dedc", "act_pay_dedc")})
            if (key == alias) key = name;
        renamed.set(key, member.second);
    }
    json::Value rewritten = *output;
    rewritten.set("setlinfo", std::move(renamed));
    document.set("output", std::move(rewritten));
    return document;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(national_format_golden)

BOOST_AUTO_TEST_CASE(every_fixture_survives_reading_and_writing) {
    const auto files = fixtures();
    BOOST_TEST_REQUIRE(files.size() >= 30u);
    for (const auto& file : files) {
        BOOST_TEST_CONTEXT(file.filename().string()) {
            const std::string body = golden::read_file(file);
            const auto again = round_trip(file, body);
            BOOST_TEST_CONTEXT((again ? "" : sentence(again.error()))) BOOST_TEST_REQUIRE(again.has_value());
            const auto original = json::parse(body);
            BOOST_TEST_REQUIRE(original.has_value());
            BOOST_TEST(json::canonical(*again) == json::canonical(in_our_words(*original)));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_fixture_truncated_at_any_byte_is_refused_and_never_crashes) {
    for (const auto& file : fixtures()) {
        const std::string body = golden::read_file(file);
        const std::size_t end = body.find_last_not_of(" \r\n");
        for (std::size_t length = 0; length <= end; ++length) {
            const auto read = round_trip(file, body.substr(0, length));
            if (!read && read.error().code == ErrorCode::malformed_json) continue;
            BOOST_TEST_CONTEXT(file.filename().string() << " at " << length) BOOST_TEST(false);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_fixture_with_any_value_of_another_type_is_read_or_refused_and_never_crashes) {
    for (const auto& file : fixtures()) {
        const std::string body = golden::read_file(file);
        for (std::size_t at = body.find(": "); at != std::string::npos; at = body.find(": ", at + 1)) {
            const std::size_t end = body.find_first_of(",\n", at);
            for (const char* value : {"null", "[]", "{}", "[[]]", "true", "-1", "1e99", "\"\"", "\"x\"", "0.001"}) {
                std::string changed = body;
                changed.replace(at + 2, end - at - 2, value);
                round_trip(file, changed);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
