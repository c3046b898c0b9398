#include "adapters/national_format/answers.hpp"

#include "adapters/national_format/envelope.hpp"

#include <fmt/format.h>

namespace clearing::national_format {

namespace {
constexpr long long ten_digits = 10'000'000'000;
}

AnswerWriter::AnswerWriter(DivisionCode own_division, Instant started_at)
    : own_division_(std::move(own_division)), running_number_(started_at.time_since_epoch().count() % ten_digits) {}

std::string AnswerWriter::next_reference(Instant now) {
    running_number_ = (running_number_ + 1) % ten_digits;
    return fmt::format("{}{}{:010}", own_division_.text, to_compact_local_time(now).substr(0, 14), running_number_);
}

std::string AnswerWriter::yes(json::Value output, Instant received_at, Instant now) {
    ResponseEnvelope envelope;
    envelope.code = 0;
    envelope.reference = next_reference(now);
    envelope.received_at = to_compact_local_time(received_at);
    envelope.responded_at = to_compact_local_time(now);
    envelope.output = std::move(output);
    return write_response(envelope);
}

std::string AnswerWriter::no(const Error& error, Instant received_at, Instant now) {
    ResponseEnvelope envelope;
    envelope.code = -1;
    envelope.reference = next_reference(now);
    envelope.received_at = to_compact_local_time(received_at);
    envelope.responded_at = to_compact_local_time(now);
    envelope.error_text = sentence(error);
    return write_response(envelope);
}

}  // namespace clearing::national_format
