#pragma once

#include "adapters/national_format/speakers.hpp"

namespace clearing::national {

/// A platform of the national format: a certificate of its region and role. It speaks for every division routed to it,
/// and of persons insured with us only (SETTLEMENT §5).
class PlatformSpeaker final : public national_format::SpeakerRule {
public:
    /// `region` of the certificate is checked unless empty. `serves`: is a division routed to this platform?
    PlatformSpeaker(PeerName peer, PlatformName platform, std::string region, std::string role,
                    national_format::DivisionTest serves, national_format::DivisionTest is_own)
        : peer_(std::move(peer)),
          platform_(std::move(platform)),
          region_(std::move(region)),
          role_(std::move(role)),
          serves_(std::move(serves)),
          is_own_(std::move(is_own)) {}

    Result<national_format::Speaker> who(const std::optional<tls::Identity>& certificate) const override;
    Result<void> may_say(const CallHeader& header, bool names_person) const override;

private:
    PeerName peer_;
    PlatformName platform_;
    std::string region_, role_;
    national_format::DivisionTest serves_, is_own_;
};

}  // namespace clearing::national
