#pragma once

#include <cstdint>
#include <span>

namespace clearing::test {

/// What is going on when the process ends.
enum class Flow : std::uint8_t {
    visitor_delta,      ///< a hospital here settles a bill of a Shanghai person
    visitor_national,   ///< … of a Guiyang person, over the hub
    resident_delta,     ///< Shanghai settles a bill of a Ningbo person
    resident_national,  ///< Beijing does, over the hub
    cancel_delta,       ///< 2208 of a visitor's settlement
    cancel_national,    ///< … over the hub, 2305 of it
    reverse_delta,      ///< 2601 of it
    reverse_national,   ///< … over the hub
    doubt_delta,        ///< a settlement is in doubt and is asked about
    doubt_national,     ///< … over the hub
    fees_delta,         ///< the lines of a settled bill are forwarded
    adjust_delta,       ///< a visitor's settlement is adjusted, which Shanghai is asked about
    close_delta,        ///< our day with Shanghai: visitors
    close_national,     ///< our day with the hub: visitors
    close_shanghais,    ///< Shanghai closes its day with us
    schedule_delta,     ///< our day with Shanghai closes by itself
};
const char* name_of(Flow flow);

/// One end of the process: in which flow, at which moment (GATEWAY_DIE_AT; gateway/docs/moments.md).
struct KillPoint {
    Flow flow;
    const char* moment;
    bool in_short_form = false;
};

std::span<const KillPoint> kill_points();

}  // namespace clearing::test
