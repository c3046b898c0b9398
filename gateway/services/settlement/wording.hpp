#pragma once

#include "gateway/domain/claim.hpp"
#include "gateway/domain/person.hpp"
#include "gateway/domain/visit.hpp"
#include "gateway/services/settlement/legs.hpp"
#include "gateway/services/translation/translator.hpp"

#include <vector>

namespace clearing::settlement {

/// Puts messages of one party into the books' codes, which are the national ones, and out of them into the party's own
/// (DESIGN §3 rule 8). One object a request and party: it remembers what it translated and what it could not.
class Wording {
public:
    Wording(const translation::Translator& translator, translation::Vocabulary theirs)
        : translator_(translator), theirs_(theirs) {}

    // Requests: VisitRequest, EntitlementRequest, PersonRequest, Claim. A code nobody has mapped is refused, held or
    // passed by its policy; all of them are named at once. Errors: unmapped_code, held_for_mapping.
    template <class Request>
    Result<Request> request_into_books(Request request, Date on);
    template <class Request>
    Result<Request> request_out_of_books(Request request, Date on);

    // Answers: PersonAnswer, SettledBill, and what the books show of a Visit, or of a CareKind alone. What was answered
    // has happened: a code without a row passes as it is and is noted, it never fails an answer.
    template <class Answer>
    Answer answer_into_books(Answer answer, Date on);
    template <class Answer>
    Answer answer_out_of_books(Answer answer, Date on);

    /// Every code that was translated, with what an unmapped policy did: kept with the settlement.
    const std::vector<TranslationNote>& notes() const { return notes_; }
    /// What was refused or held.
    const std::vector<translation::Unmapped>& unmapped() const { return unmapped_; }

private:
    enum class Way : std::uint8_t { into_books, out_of_books };
    enum class Strictness : std::uint8_t { request, answer };

    template <class Message>
    void reword(Message& message, Way way, Strictness strictness, Date on);
    void reword_code(translation::CodeKind kind, std::string& code, const std::string& name, Way way,
                     Strictness strictness, Date on);
    void reword_kept(translation::CodeKind kind, TranslatedCode& code, Way way, Date on);
    void note_unmapped(translation::CodeKind kind, Way way, const TranslatedCode& code, const Error& error);
    translation::Vocabulary from(Way way) const;
    translation::Vocabulary to(Way way) const;

    const translation::Translator& translator_;
    translation::Vocabulary theirs_;
    std::vector<TranslationNote> notes_;
    std::vector<translation::Unmapped> unmapped_;
};

/// Who asks: the bureau in the local codes, a platform in its own.
Wording wording_of_asker(const World& world, const Call& call);
/// Who answers: a platform in its own codes, the bureau's core in the local ones.
Wording wording_of_answerer(const World& world, const PlatformName& platform, Direction direction);

/// Notes what could not be translated as work for a person. `amount`: what the request was about, where it was about
/// money.
awaitable<void> note_gaps(const World& world, PlatformName platform, std::vector<translation::Unmapped> unmapped,
                          Money amount);

/// The same, and answers the error unchanged.
awaitable<Error> with_gaps_noted(const World& world, PlatformName platform, std::vector<translation::Unmapped> unmapped,
                                 Money amount, Error error);

}  // namespace clearing::settlement
