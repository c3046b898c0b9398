#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/error.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/infra/json/value.hpp"

#include <string>

namespace clearing::national_format {

/// Puts answers into the envelope: infcode 0 with an output, or −1 with a sentence that begins with our code.
class AnswerWriter {
public:
    /// The running number begins at the moment of the start, so that a restart within a second repeats none.
    AnswerWriter(DivisionCode own_division, Instant started_at);

    std::string yes(json::Value output, Instant received_at, Instant now);
    std::string no(const Error& error, Instant received_at, Instant now);

private:
    std::string next_reference(Instant now);

    DivisionCode own_division_;
    long long running_number_;
};

}  // namespace clearing::national_format
