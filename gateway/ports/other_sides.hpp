#pragma once

#include "gateway/domain/flow.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/ports/day_partner.hpp"
#include "gateway/ports/other_side.hpp"

#include <chrono>
#include <map>

namespace clearing::ports {

/// How long whoever answers may take, per kind of question (config `deadlines_ms`). A caller's shorter deadline cuts
/// each of these shorter.
struct AnswerTimes {
    std::chrono::milliseconds person{5'000};
    std::chrono::milliseconds visit{5'000};
    std::chrono::milliseconds quote{8'000};
    std::chrono::milliseconds settle{10'000};
    std::chrono::milliseconds cancel{10'000};
    std::chrono::milliseconds reverse{5'000};
    std::chrono::milliseconds query{5'000};
};

/// A platform as the use cases know it: how its days are assigned, in whose codes it speaks, who answers there.
struct Platform {
    PlatformName name;
    PeerName peer;
    DayRule day_rule{};
    std::string vocabulary = "national";  ///< of its codes: "local", "national" or "delta"
    OtherSide* side = nullptr;
    DayPartner* days = nullptr;
    AnswerTimes times = {};
    bool exchanges_adjustments = false;  ///< its partner is asked first, and adjustments stand on day statements

    /// Delta: the other side is a gateway too, nobody stands between. A settlement has one key end to end, a region
    /// treats as a whole (SETTLEMENT §1), and whoever settles names the quote (§5).
    bool is_between_gateways() const { return treatment_side_names_the_day(day_rule); }
};

/// Who answers: filled once by the composition root, read-only afterwards.
struct OtherSides {
    std::map<PlatformName, Platform> platforms;
    PeerName core_peer;
    OtherSide* core = nullptr;
    AnswerTimes core_times = {};

    const Platform* platform(const PlatformName& name) const {
        const auto found = platforms.find(name);
        return found == platforms.end() ? nullptr : &found->second;
    }
};

}  // namespace clearing::ports
