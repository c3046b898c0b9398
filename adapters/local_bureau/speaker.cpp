#include "adapters/local_bureau/speaker.hpp"

namespace clearing::local_bureau {

Result<national_format::Speaker> BureauSpeaker::who(const std::optional<tls::Identity>& certificate) const {
    if (!certificate) return fail(ErrorCode::speaker_not_allowed, "the certificate names no region and role");
    if (certificate->role != "local-bureau")
        return fail(ErrorCode::speaker_not_allowed, "a certificate of role " + certificate->role);
    if (certificate->region != own_region_.text)
        return fail(ErrorCode::speaker_not_allowed, "a certificate of region " + certificate->region);
    return national_format::Speaker{peer_, PlatformName(), Direction::visitor};
}

Result<void> BureauSpeaker::may_say(const CallHeader& header, bool names_person) const {
    if (!is_own_(header.treatment_division))
        return fail(ErrorCode::treatment_division_not_allowed, {}, {"mdtrtarea_admvs"});
    if (names_person && (header.insured_division.empty() || is_own_(header.insured_division)))
        return fail(ErrorCode::local_traffic, {}, {"insuplc_admdvs"});
    return {};
}

}  // namespace clearing::local_bureau
