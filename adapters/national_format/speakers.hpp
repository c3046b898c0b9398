#pragma once

#include "gateway/domain/call.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/infra/tls/identity.hpp"

#include <functional>
#include <optional>

namespace clearing::national_format {

/// Whoever a listener's certificate stands for.
struct Speaker {
    PeerName peer;
    PlatformName platform;  ///< empty for the local bureau
    Direction direction{};
};

/// Says something of a division: is it ours, does a platform serve it. The reviewed tables answer it, by way of app.
using DivisionTest = std::function<bool(const DivisionCode&)>;

/// Who may speak on a listener, and of whom (SETTLEMENT §5). The one thing in which adapters of this format differ.
class SpeakerRule {
public:
    virtual ~SpeakerRule() = default;

    /// Error: speaker_not_allowed (certificate without identity, of another role or region).
    virtual Result<Speaker> who(const std::optional<tls::Identity>& certificate) const = 0;

    /// `names_person` false: the insured place is ignored. Errors: treatment_division_not_allowed, speaker_not_allowed,
    /// local_traffic.
    virtual Result<void> may_say(const CallHeader& header, bool names_person) const = 0;
};

}  // namespace clearing::national_format
