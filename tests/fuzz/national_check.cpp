#include "adapters/national_format/envelope.hpp"
#include "adapters/national_format/outcome.hpp"
#include "adapters/national_format/queries.hpp"
#include "adapters/national_format/query_answer.hpp"
#include "adapters/national_format/reconciliation.hpp"
#include "gateway/domain/error.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/golden/national_format_messages.hpp"

namespace clearing::fuzz {
namespace {

namespace nf = national_format;

void check_refusal(const Error& error) {
    promise(!sentence(error).empty(), "a refusal without a sentence");
    promise(error.detail.size() < 100'000, "a refusal longer than what it refuses");
}

template <class Again>
bool check_round_trip(const Result<json::Value>& first, Again again) {
    if (!first) {
        check_refusal(first.error());
        return false;
    }
    const std::string text = json::write(*first);
    const Result<json::Value> second = again(text);
    promise(second.has_value(), "what we wrote we cannot read");
    promise(json::equivalent(*first, *second), "what we wrote reads as something else");
    return true;
}

/// What the client does with answers to 5203, 2601 and 3202, and with every no.
void check_as_the_client_reads(const nf::ResponseEnvelope& answer) {
    if (answer.code != 0) {
        const Error no = nf::error_of(answer, {"张三", "330203199001011234"});
        promise(no.detail.size() <= 300, "a peer's text beyond the limit");
        promise(no.detail.find("330203199001011234") == std::string::npos, "a person's number in an error");
        check_refusal(no);
        (void)nf::query_result_of(no);
        (void)nf::reverse_result_of(no);
        return;
    }
    const auto found = nf::query_result_of(answer.output, MessageId("H33020300001202111040001"));
    if (!found) check_refusal(found.error());
    (void)nf::reverse_result_of(answer.output);
    const auto details = nf::read_details_answer(answer.output);
    if (!details) check_refusal(details.error());
}

}  // namespace

bool check_national_request(Bytes bytes) {
    const std::string body(text_of(bytes));
    const auto envelope = nf::read_request(body);
    if (envelope) {
        promise(nf::different_fields(body, body).empty(), "a request differs from itself");
        const auto written = nf::read_request(nf::write_request(*envelope));
        promise(written.has_value(), "an envelope we wrote cannot be read");
        promise(nf::content_text(*written) == nf::content_text(*envelope), "the content changed on its way");
    }
    return check_round_trip(golden::round_trip_request(body), golden::round_trip_request);
}

bool check_national_answer(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    const std::size_t line_break = text.find('\n');
    if (line_break == std::string_view::npos || line_break > 5) return false;
    const std::string infno(text.substr(0, line_break)), body(text.substr(line_break + 1));
    if (const auto answer = nf::read_response(body)) check_as_the_client_reads(*answer);
    const auto again = [&infno](const std::string& written) { return golden::round_trip_answer(written, infno); };
    return check_round_trip(again(body), again);
}

}  // namespace clearing::fuzz
