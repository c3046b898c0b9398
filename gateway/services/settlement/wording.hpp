#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/services/translation/translator.hpp"

namespace clearing::settlement {

/// Puts messages from one side's codes into the other's, originals kept (DESIGN §3 rule 8). The bureau, its core and
/// the national platform speak the national codes; a Delta partner its own.
class Wording {
public:
    Wording(const translation::Translator& translator, translation::Vocabulary here, translation::Vocabulary there)
        : translator_(translator), here_(here), there_(there) {}

    // towards the answerer
    Result<VisitRequest> outgoing(VisitRequest request, Date on) const;
    Result<EntitlementRequest> outgoing(EntitlementRequest request, Date on) const;
    Result<Claim> outgoing(Claim claim, Date on) const;
    Result<std::vector<FeeLine>> outgoing(std::vector<FeeLine> lines) const;

    /// The national care kind (med_type) of what the asker wrote: openings and policies know no other.
    Result<std::string> national_care_kind(const std::string& med_type, Date on) const;

    // Back to the asker. What was answered has happened: a code without a row passes as it is, it never fails an
    // answer.
    PersonAnswer incoming(PersonAnswer answer, Date on) const;
    SettledBill incoming(SettledBill bill, Date on) const;

private:
    Result<std::string> word(translation::CodeKind kind, translation::Vocabulary from, translation::Vocabulary to,
                             const std::string& code, Date on) const;
    std::string answered_word(translation::CodeKind kind, const std::string& code, Date on) const;
    Result<void> reword_diagnoses(std::vector<Diagnosis>& diagnoses, Date on) const;

    const translation::Translator& translator_;
    translation::Vocabulary here_, there_;
};

}  // namespace clearing::settlement
