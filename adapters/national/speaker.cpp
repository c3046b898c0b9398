#include "adapters/national/speaker.hpp"

namespace clearing::national {

Result<national_format::Speaker> PlatformSpeaker::who(const std::optional<tls::Identity>& certificate) const {
    if (!certificate) return fail(ErrorCode::speaker_not_allowed, "the certificate names no region and role");
    if (certificate->role != role_)
        return fail(ErrorCode::speaker_not_allowed, "a certificate of role " + certificate->role);
    if (!region_.empty() && certificate->region != region_)
        return fail(ErrorCode::speaker_not_allowed, "a certificate of region " + certificate->region);
    return national_format::Speaker{peer_, platform_, Direction::resident_away};
}

Result<void> PlatformSpeaker::may_say(const CallHeader& header, bool names_person) const {
    if (!names_person) return {};
    if (is_own_(header.treatment_division) || !serves_(header.treatment_division))
        return fail(ErrorCode::treatment_division_not_allowed, {}, {"mdtrtarea_admvs"});
    if (!is_own_(header.insured_division))
        return fail(ErrorCode::speaker_not_allowed, "the insured place is not ours", {"insuplc_admdvs"});
    return {};
}

}  // namespace clearing::national
