#pragma once

#include "adapters/national_format/speakers.hpp"

namespace clearing::local_bureau {

/// The local bureau's systems: a certificate of role local-bureau and our own region. As a caller it names a treatment
/// division inside our region and an insured division outside it; an insured place that is empty or ours is local
/// traffic (SETTLEMENT §5).
class BureauSpeaker final : public national_format::SpeakerRule {
public:
    BureauSpeaker(PeerName peer, DivisionCode own_region, national_format::DivisionTest is_own)
        : peer_(std::move(peer)), own_region_(std::move(own_region)), is_own_(std::move(is_own)) {}

    Result<national_format::Speaker> who(const std::optional<tls::Identity>& certificate) const override;
    Result<void> may_say(const CallHeader& header, bool names_person) const override;

private:
    PeerName peer_;
    DivisionCode own_region_;
    national_format::DivisionTest is_own_;
};

}  // namespace clearing::local_bureau
