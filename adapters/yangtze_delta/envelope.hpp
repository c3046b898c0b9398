#pragma once

#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/calendar.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::yangtze_delta {

inline constexpr std::uint32_t protocol_version = 1;
inline constexpr std::size_t default_max_message_bytes = 4 * 1024 * 1024;

/// The part of an envelope that is not its body.
struct Heading {
    std::uint64_t correlation = 0;
    DivisionCode sender, receiver;
    MessageId message;
    Instant sent_at{};
    std::chrono::milliseconds time_left{0};  ///< requests; 0: the receiver's default
    std::optional<ClearingDay> day;
};

void write(const Heading& heading, wire::Envelope& out);

/// Protobuf with its own limits: size as the frame allowed, nesting as the protocol needs, elements (most_elements)
/// counted before anything is built. Errors: malformed_message, over_limit; `out` then holds what was readable before
/// the fault, often the correlation id.
Result<void> parse(std::string_view bytes, wire::Envelope& out);

/// No text may hold a NUL: no store takes one, and the commit it shares with others would fail for all of them.
/// (Whether they are UTF-8 is judged by parse().) `bytes`: what `envelope` was read of. Error: invalid_value, naming
/// the fields.
Result<void> check_texts(std::string_view bytes, const wire::Envelope& envelope);

std::string serialized(const wire::Envelope& envelope);

/// What "same content" compares (SETTLEMENT §1): the two divisions and the body. The same for equal contents whatever
/// the order of bytes on the wire; unknown fields are ignored.
std::string content_of(const wire::Envelope& envelope);

/// Paths of the fields in which two contents differ: "settle_request.bill.total_fen". Names only, no values.
std::vector<std::string> differing_fields(const wire::Envelope& first, const wire::Envelope& second);

/// "settle_request"; empty without a (known) body.
std::string body_name(const wire::Envelope& envelope);

}  // namespace clearing::yangtze_delta
